"""Forgetting everything, by order of the server, in steps that a kill between any two cannot spoil.

A note in the folder comes first and is what the next start goes by. Then the key, without which
the database is noise; then every file; then the server is told, until it answered. The note stays
until a new profile is set up: somebody will wonder where everything is.
"""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from companion.domain.errors import CompanionError, UnavailableError
from companion.services.keys import Keys
from companion.services.rosters import FILE as ROSTER
from companion.services.rosters import PROFILES
from companion.system.folders import WIPED
from companion.system.instances import LOCK
from companion.system.logs import LOGS
from companion.system.settings import read_settings, write_private
from companion.wire.messages import WipeAck

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.enrolments import Connect
    from companion.store.meta import Meta
    from companion.system.keychain import Keychain
    from companion.wire.messages import WipeOrder

log = logging.getLogger(__name__)

NOTE = WIPED
_STAY = {NOTE, LOCK, PROFILES, ROSTER}
"""What a wipe of one profile leaves: the other profiles are other people's, or other companies'."""


@dataclass(frozen=True, slots=True)
class WipeNote:
    """What must be known to finish a wipe when all else is gone; no secret but the nonce."""

    profile_id: str
    device_id: str
    nonce: str
    server_url: str
    server_id: str
    organisation_name: str
    is_told: bool = False


class Wipes:
    """The wipe of one profile folder."""

    def __init__(self, folder: Path, keychain: Keychain, connect: Connect) -> None:
        self._folder = folder
        self._keychain = keychain
        self._connect = connect

    def note(self) -> WipeNote | None:
        """Return the note of a wipe that was begun here, or None."""
        try:
            return WipeNote(**json.loads((self._folder / NOTE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def begin(self, order: WipeOrder, meta: Meta) -> None:
        """Make the database unreadable at once. The order must have been believed before.

        From here on there is no way back. A keychain that cannot be asked now is asked again by
        ``finish``.

        Raises:
            UnavailableError: the note cannot be kept; nothing was done.
        """
        note = WipeNote(
            profile_id=read_settings(self._folder).profile_id,
            device_id=order.device_id,
            nonce=order.nonce,
            server_url=meta.server_url or "",
            server_id=meta.server_id or "",
            organisation_name=meta.organisation_name or "",
        )
        self._keep(note)
        with suppress(UnavailableError):
            Keys(self._keychain, note.profile_id).forget_all()

    def finish(self) -> WipeNote | None:
        """Remove the key and every file, tell the server, and return the note; None without one.

        The database must be closed. A server that cannot be reached is told at a later start.

        Raises:
            UnavailableError: the keychain cannot be asked, or a file cannot be removed.
        """
        note = self.note()
        if note is None:
            return None
        Keys(self._keychain, note.profile_id).forget_all()
        self._remove_files()
        if not note.is_told:
            note = self._tell(note)
        return note

    def forget(self) -> None:
        """Drop the note: a new profile took the place of the old one."""
        (self._folder / NOTE).unlink(missing_ok=True)

    def _remove_files(self) -> None:
        try:
            for path in self._folder.iterdir():
                if path.name in _STAY:
                    continue
                if path.is_dir() and not path.is_symlink():
                    # The log of this run may be open; it holds ids and codes, never words.
                    shutil.rmtree(path, ignore_errors=path.name == LOGS)
                else:
                    path.unlink()
        except OSError as error:
            sentence = (
                f"Companion must remove its data but cannot remove {error.filename} "
                f"({error.strerror}). Please close whatever has it open, and try again."
            )
            raise UnavailableError(sentence, "no_folder") from error

    def _tell(self, note: WipeNote) -> WipeNote:
        try:
            transport = self._connect(note.server_url, None, note.server_id or None)
            try:
                transport.acknowledge_wipe(WipeAck(device_id=note.device_id, nonce=note.nonce))
            finally:
                transport.hang_up()
        except CompanionError as failure:
            log.info("wipe not acknowledged: %s", failure.code)
            return note
        told = WipeNote(**{**asdict(note), "is_told": True})
        self._keep(told)
        return told

    def _keep(self, note: WipeNote) -> None:
        write_private(self._folder / NOTE, json.dumps(asdict(note), indent=2))
