"""The profiles of one person on this laptop: a folder each, with a name, and which was used last.

The usual folder is the first profile, others lie in ``profiles/`` inside it; each has a database,
a key, a lock and a window of its own. The list says nothing but the names a person gave.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.ids import is_record_id, new_id
from companion.system.folders import make_private
from companion.system.settings import write_private

if TYPE_CHECKING:
    from pathlib import Path

PROFILES = "profiles"
"""The folder of the further profiles, in the usual one."""

FILE = "profiles.json"
LONGEST_NAME = 60
_DATA = "data"


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """A profile to choose: its folder, its name (empty: never named), whether it is set up."""

    folder: Path
    name: str
    is_set_up: bool


class Roster:
    """The profiles beside, and in, one folder."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is any of the profiles' own folders."""
        inner = folder.parent
        is_further = inner.name == PROFILES and is_record_id(folder.name)
        self.first = inner.parent if is_further else folder

    def entries(self) -> tuple[ProfileEntry, ...]:
        """Return every profile, the first one first, then in the order they were made."""
        names = self._read()["names"]
        return tuple(
            ProfileEntry(each, str(names.get(self._id(each), "")), (each / _DATA).exists())
            for each in self._folders()
        )

    def by_use(self) -> tuple[Path, ...]:
        """Return every profile's folder, the one used last first."""
        last = self._read()["last"]
        return tuple(sorted(self._folders(), key=lambda each: self._id(each) != last))

    def note_used(self, folder: Path) -> None:
        """Note that a profile was opened. While there is one alone, nothing is written.

        Raises:
            UnavailableError: ``disk_full`` or ``no_folder``.
        """
        if len(self._folders()) > 1:
            self._write(self._read() | {"last": self._id(folder)})

    def add(self, name: str) -> Path:
        """Make room for another profile and return its folder.

        Raises:
            RejectedError: ``invalid``: the name is empty or too long.
            UnavailableError: ``no_folder``.
        """
        name = _checked(name)
        folder = self.first / PROFILES / new_id()
        make_private(folder.parent)
        make_private(folder)
        self.rename(folder, name)
        return folder

    def rename(self, folder: Path, name: str) -> None:
        """Give a profile another name.

        Raises:
            RejectedError: ``invalid``.
            UnavailableError: ``disk_full`` or ``no_folder``.
        """
        known = self._read()
        self._write(known | {"names": known["names"] | {self._id(folder): _checked(name)}})

    def remove(self, folder: Path) -> None:
        """Take a further profile that is not set up off the list.

        Raises:
            RejectedError: ``set_up``: there is something in it; sign out there first.
            UnavailableError: ``no_folder``.
        """
        if folder == self.first or (folder / _DATA).exists():
            sentence = "This profile is in use. Please open it and sign out there first."
            raise RejectedError(sentence, "set_up")
        try:
            shutil.rmtree(folder)
        except OSError as error:
            sentence = f"The profile cannot be removed ({error.strerror})."
            raise UnavailableError(sentence, "no_folder") from error

    def _folders(self) -> list[Path]:
        inner = self.first / PROFILES
        further = inner.iterdir() if inner.is_dir() else ()
        mine = [each for each in further if is_record_id(each.name) and each.is_dir()]
        return [self.first, *sorted(mine)]  # their ids sort by when they were made

    def _id(self, folder: Path) -> str:
        return "" if folder == self.first else folder.name

    def _read(self) -> dict[str, Any]:
        """Return the list; a strange one costs the names, never a profile."""
        try:
            known = json.loads((self.first / FILE).read_text("utf-8"))
            return {"names": dict(known["names"]), "last": str(known["last"])}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {"names": {}, "last": ""}

    def _write(self, known: dict[str, Any]) -> None:
        write_private(self.first / FILE, json.dumps(known, ensure_ascii=False, indent=2))


def _checked(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST_NAME or not kept.isprintable():
        raise RejectedError(f"Please give a name of up to {LONGEST_NAME} characters.")
    return kept
