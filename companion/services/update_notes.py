"""What is remembered of updates between starts: when was looked, and which installer lies here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.releases import Release, is_version
from companion.system.folders import make_private
from companion.system.settings import write_private

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "update.json"


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """``path`` is the installer of ``release``, with its digest as it was verified."""

    checked_at: datetime | None = None
    release: Release | None = None
    path: Path | None = None
    sha256: str = ""


def read_note(folder: Path) -> UpdateNote:
    """Return the note in a folder; an empty one if there is none that can be understood."""
    try:
        held = json.loads((folder / FILE).read_text("utf-8"))
        at = datetime.fromisoformat(held["checked_at"]).astimezone(UTC)
        note = UpdateNote(at)
        if held["path"]:
            release = Release(**held["release"])
            note = replace(note, release=release, path=Path(held["path"]), sha256=held["sha256"])
    except (OSError, ValueError, TypeError, KeyError):
        return UpdateNote()
    return note if note.release is None or is_version(note.release.version) else UpdateNote(at)


def write_note(folder: Path, note: UpdateNote) -> None:
    """Keep the note, whole or not at all.

    Raises:
        UnavailableError: ``disk_full`` or ``no_folder``.
    """
    make_private(folder)
    write_private(folder / FILE, json.dumps(asdict(note), indent=2, default=_plain))


def _plain(value: Any) -> str:
    write: Callable[[Any], str] = datetime.isoformat if isinstance(value, datetime) else str
    return write(value)
