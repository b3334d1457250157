"""The few facts a profile keeps in plain sight: the ids that name it, never a secret."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError, UnavailableError
from companion.domain.ids import is_record_id, new_id

if TYPE_CHECKING:
    from pathlib import Path

FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """``profile_id`` names the profile in the keychain, ``device_id`` the laptop to its server.

    ``key_marks`` tell the database's key from any other: two while one follows the other.
    """

    profile_id: str
    device_id: str
    key_marks: tuple[str, ...] = ()


def read_settings(folder: Path) -> Settings:
    """Return the settings of a profile that has some.

    Raises:
        CorruptError: ``settings_damaged``, when the file is missing or cannot be understood.
    """
    path = folder / FILE
    try:
        known = json.loads(path.read_text("utf-8"))
        ids = _id(known["profile_id"]), _id(known["device_id"])
        return Settings(*ids, tuple(map(str, known.get("key_marks", ()))))
    except (OSError, ValueError, TypeError, KeyError) as error:
        sentence = (
            f"The file {path} cannot be read. It names this profile's key in the keychain: "
            "please put back a copy of it from a backup. Nothing was changed."
        )
        raise CorruptError(sentence, "settings_damaged") from error


def make_settings(folder: Path) -> Settings:
    """Return the settings of a profile with nothing in it yet, made and kept the first time.

    Raises:
        UnavailableError: ``disk_full`` or ``no_folder``, when they cannot be kept.
    """
    with suppress(CorruptError):  # damaged, but there is no database yet that needs it
        return read_settings(folder)
    settings = Settings(profile_id=new_id(), device_id=new_id())
    write_private(folder / FILE, json.dumps(asdict(settings), indent=2))
    return settings


def renew_device(folder: Path) -> Settings:
    """Make this profile a laptop of its own to its server, and return its settings.

    Raises:
        CorruptError: ``settings_damaged``.
        UnavailableError: ``disk_full`` or ``no_folder``.
    """
    settings = replace(read_settings(folder), device_id=new_id())
    write_private(folder / FILE, json.dumps(asdict(settings), indent=2))
    return settings


def keep_marks(folder: Path, *marks: str) -> Settings:
    """Note which keys may open this profile's database, and return its settings.

    Raises:
        CorruptError: ``settings_damaged``.
        UnavailableError: ``disk_full`` or ``no_folder``.
    """
    settings = replace(read_settings(folder), key_marks=marks)
    write_private(folder / FILE, json.dumps(asdict(settings), indent=2))
    return settings


def write_private(path: Path, text: str) -> None:
    """Put a small file in place as a whole, readable by its owner only, and see it on the disk.

    Raises:
        UnavailableError: ``disk_full`` or ``no_folder``.
    """
    draft = path.with_name(path.name + ".new")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - a mode is given
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UnavailableError:
    code = "disk_full" if is_disk_full(error) else "no_folder"
    sentence = (
        f"Companion cannot write {path} ({error.strerror}). "
        "Please free some space or make the folder writable, and try again."
    )
    return UnavailableError(sentence, code)


def is_disk_full(error: OSError) -> bool:
    """Tell whether an error says that the disk, or the person's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _id(value: object) -> str:
    if isinstance(value, str) and is_record_id(value):
        return value
    raise ValueError("not an id")
