"""Where a profile's secrets are kept: its database key and its token, nothing long.

"Locked" is never taken for "absent": a keychain that cannot be asked raises, and only a keychain
that answered returns None.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from companion.domain.errors import CorruptError
from companion.system.settings import write_private

if TYPE_CHECKING:
    from pathlib import Path


class Keychain(Protocol):
    """Keeps short secrets by name.

    ``notice`` is what a person must know about where they are kept, empty when there is nothing
    to say.
    """

    @property
    def notice(self) -> str:
        """Return the sentence that the window shows about this keychain, or nothing."""
        ...

    def read(self, name: str) -> str | None:
        """Return a secret, or None if the keychain answered that it has none.

        Raises:
            UnavailableError: ``keychain_locked``, ``keychain_absent``, ``keychain_timeout`` or
                ``keychain_failed``, each with its own sentence.
        """
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, and make sure that it can be read back.

        Raises:
            UnavailableError: as ``read``, and ``keychain_refused``.
        """
        ...

    def forget(self, name: str) -> None:
        """Remove a secret; one that is not there is no error.

        Raises:
            UnavailableError: as ``read``.
        """
        ...


class FolderKeychain:
    """Secrets in a file beside the data, for demo profiles only: no protection, and it says so."""

    notice = "Demo profile: its key lies beside its data. Please keep no real customers in it."

    def __init__(self, folder: Path) -> None:
        self._path = folder / "demo-keys.json"

    def is_there(self) -> bool:
        """Tell whether this profile is a demo whose key file was made."""
        return self._path.is_file()

    def read(self, name: str) -> str | None:
        """Return a secret, or None if there is none."""
        return self._secrets().get(name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in the file."""
        write_private(self._path, json.dumps(self._secrets() | {name: secret}, indent=2))

    def forget(self, name: str) -> None:
        """Remove a secret, if there is one."""
        kept = {each: secret for each, secret in self._secrets().items() if each != name}
        write_private(self._path, json.dumps(kept, indent=2))

    def _secrets(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError) as error:
            sentence = (
                f"The demo profile's key file {self._path} cannot be read. Please delete the "
                "demo profile's folder and look around again."
            )
            raise CorruptError(sentence, "demo_damaged") from error
