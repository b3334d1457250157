"""What this program is, whose profile is open, and whose work it stands on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__
from companion.domain.policies import FREE, Policy
from companion.resources import resource_path, resource_text
from companion.store.meta import read_meta

if TYPE_CHECKING:
    from datetime import datetime

    from companion.store.engine import Database

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_WRITTEN = ("papers", "foundations.json")
"""Where ``build.spec`` lays the list among the shipped files."""

_TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Whose profile is open. ``lock_after_days`` is what server and policy ask; 0 is never."""

    user_name: str
    organisation_name: str
    server_url: str
    folder: str
    lock_after_days: int
    last_sync_at: datetime | None
    policy: Policy = FREE
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Foundation:
    """Somebody's work that this program stands on, with its licence as they wrote it."""

    name: str
    version: str
    licence: str = ""
    text: str = ""


class About:
    """Facts about the program and the open profile."""

    def __init__(self, database: Database, policy: Policy = FREE) -> None:
        self._database = database
        self._policy = policy

    def profile(self) -> ProfileFacts:
        """Return whose profile is open, and what its server asks of it."""
        with self._database.read() as cx:
            meta = read_meta(cx)
        return ProfileFacts(
            user_name=meta.user_name or "",
            organisation_name=meta.organisation_name or "",
            server_url=meta.server_url or "",
            folder=str(self._database.path.parent.parent),
            lock_after_days=self._policy.lock_days(meta.lock_after_days),
            policy=self._policy,
            last_sync_at=meta.last_sync_at,
        )

    def foundations(self) -> tuple[Foundation, ...]:
        """Return what the program stands on, with its licences.

        An installed program brings the list along, as it was written while it was built.
        """
        written = resource_path(*_WRITTEN)
        if not written.is_file():
            return installed_foundations()
        held = json.loads(written.read_text("utf-8"))
        return tuple(Foundation(**each) for each in held)


def installed_foundations() -> tuple[Foundation, ...]:
    """Return every library the laptop's lock names, with its licence where it brings one."""
    found = _LOCKED.findall(resource_text("locks", "laptop.txt"))
    return tuple(_foundation(name, version) for name, version in found)


def _foundation(name: str, version: str) -> Foundation:
    try:
        installed = distribution(name)
    except PackageNotFoundError:  # named for another system only
        return Foundation(name, version)
    return Foundation(name, installed.version, _licence(installed), _licence_text(installed))


def _licence(installed: Distribution) -> str:
    facts = installed.metadata.json
    named = str(facts.get("license_expression") or facts.get("license") or "").strip()
    if named and "\n" not in named:
        return named
    kinds = [each for each in facts.get("classifier", []) if each.startswith("License ::")]
    return ", ".join(each.rpartition("::")[2].strip() for each in kinds)


def _licence_text(installed: Distribution) -> str:
    files = [each for each in installed.files or () if _TEXTS.search(each.as_posix())]
    texts = [each.locate() for each in files]
    return "\n\n".join(
        each.read_text("utf-8", "replace").strip() for each in map(_path, texts) if each.is_file()
    )


def _path(place: object) -> Path:
    return Path(str(place))
