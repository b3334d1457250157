"""A keychain in memory that a test may read, copy, and have fail at any of its calls."""

from __future__ import annotations

from dataclasses import dataclass, field

from companion.domain.errors import UnavailableError


@dataclass
class Box:
    """Keeps secrets by name. ``failing`` holds the calls, as "write token", that do not get done.

    ``half_done`` holds those that are done and reported as failed, as when a keychain answers too
    late.
    """

    kept: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    failing: set[str] = field(default_factory=set)
    half_done: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def read(self, name: str) -> str | None:
        self._call("read", name, lambda: None)
        return self.kept.get(name)

    def write(self, name: str, secret: str) -> None:
        self._call("write", name, lambda: self.kept.update({name: secret}))

    def forget(self, name: str) -> None:
        self._call("forget", name, lambda: self.kept.pop(name, None))

    def copy(self) -> Box:
        """Return a keychain with the same secrets, as in a copy of the whole laptop."""
        return Box(dict(self.kept))

    def secret(self, kind: str) -> str | None:
        """Return the only secret of a kind: ``database-key``, ``device-token`` …"""
        found = [secret for name, secret in self.kept.items() if name.split("/")[0] == kind]
        return found[0] if found else None

    def _call(self, verb: str, name: str, do) -> None:
        call = f"{verb} {name.split('/', maxsplit=1)[0]}"
        self.calls.append(call)
        if call in self.failing:
            raise UnavailableError("Your keychain is locked.", "keychain_locked")
        do()
        if call in self.half_done:
            raise UnavailableError("Your keychain does not answer.", "keychain_timeout")
