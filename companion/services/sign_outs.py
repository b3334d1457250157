"""Signing a laptop out, in steps that a stop between any two cannot spoil.

A note comes first, and every later start goes by it until it is done. Then the token and the key,
without which nothing here can be read or sent any more; then the files are deleted, or set aside
as they are. Whatever was not sent must have been sent or exported before: there is no way back.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from companion.domain.errors import CorruptError, UnavailableError
from companion.services.keys import Keys
from companion.system.folders import SIGNING_OUT, make_private
from companion.system.settings import read_settings, write_private

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from companion.system.keychain import Keychain

NOTE = SIGNING_OUT


@dataclass(frozen=True, slots=True)
class SignOutNote:
    """What must be known to finish when the settings are gone; ``place`` is where files are set
    aside, empty if they are to be deleted.
    """

    profile_id: str
    place: str = ""


class SignOuts:
    """The sign-out of one profile folder. ``parts`` names what belongs to the profile in it."""

    def __init__(self, folder: Path, keychain: Keychain, parts: tuple[str, ...]) -> None:
        self._folder = folder
        self._keychain = keychain
        self._parts = parts

    def is_begun(self) -> bool:
        """Tell whether a sign-out was begun and not finished."""
        return (self._folder / NOTE).exists()

    def begin(self, now: datetime, *, keeps_files: bool) -> None:
        """Note it, and forget token and key: from here on nothing can be read any more.

        Raises:
            CorruptError: ``settings_damaged``; nothing was done.
            UnavailableError: the note cannot be kept (nothing was done), or the keychain cannot
                be asked (``finish`` asks it again).
        """
        place = f"set-aside-{now:%Y%m%d-%H%M%S}" if keeps_files else ""
        note = SignOutNote(read_settings(self._folder).profile_id, place)
        write_private(self._folder / NOTE, json.dumps(asdict(note), indent=2))
        Keys(self._keychain, note.profile_id).forget_all()

    def finish(self) -> None:
        """Go on where it stopped; nothing happens if none was begun. The database must be closed.

        Raises:
            UnavailableError: keychain or disk are out of reach for now.
        """
        note = self._note()
        if note is None:
            return
        Keys(self._keychain, note.profile_id).forget_all()
        try:
            self._clear(note)
            (self._folder / NOTE).unlink()
        except OSError as error:
            sentence = (
                f"Companion cannot remove {error.filename} ({error.strerror}). Please close "
                "whatever has it open, and try again. Nobody can read it any more."
            )
            raise UnavailableError(sentence, "no_folder") from error

    def _clear(self, note: SignOutNote) -> None:
        place = self._folder / note.place
        if note.place:
            make_private(place)
        for name in self._parts:
            path = self._folder / name
            if note.place and path.exists():
                path.rename(place / name)
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _note(self) -> SignOutNote | None:
        path = self._folder / NOTE
        if not path.exists():
            return None
        try:
            return SignOutNote(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            sentence = f"The file {path} cannot be read. Please delete it to go on."
            raise CorruptError(sentence, "settings_damaged") from error
