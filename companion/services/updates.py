"""Companion's own updates: looked for now and then, fetched, kept, and handed over when asked.

``run`` belongs on a lane of its own, since a slow line takes an hour for an installer; ``status``
and ``hang_up`` may be called from anywhere.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from companion import __version__
from companion.domain.errors import CompanionError, RejectedError, UnavailableError
from companion.domain.releases import STABLE, Release, is_newer
from companion.resources import resource_path
from companion.services.update_notes import UpdateNote, read_note, write_note
from companion.system.machine import system_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from companion.domain.clock import Clock
    from companion.services.profiles import OpenProfile
    from companion.sync.releases import Releases
    from companion.sync.routes import FindProxy

log = logging.getLogger(__name__)

FOLDER = "updates"
FILES = "files"
EVERY = timedelta(days=1)
AGAIN = timedelta(hours=2)
FIRST = timedelta(minutes=10)
SPREAD = 0.5
"""Updates are looked for once a day, two hours after a failure, and ten minutes after a start at
the soonest; half of each wait is drawn, so that a company's laptops do not come together."""

ROOT = ("updates", "root.json")
"""Where the root of trust lies among the shipped files, put there by ``scripts/package --root``."""

_BLOCK = 1024 * 1024
_CHANGED = (
    "The update on this laptop is not what was verified. It was thrown away; Companion stays as it "
    "is and fetches it again later."
)


class UpdateState(StrEnum):
    """``OFF`` says that somebody else updates this laptop, ``READY`` that one may be installed."""

    OFF = "off"
    CURRENT = "current"
    LOOKING = "looking"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class UpdateStatus:
    """How it stands. ``done`` bytes of the release are here; ``sentence`` says why it is off or
    failed. ``checked_at`` is when was looked last.
    """

    state: UpdateState
    release: Release | None = None
    done: int = 0
    sentence: str = ""
    checked_at: datetime | None = None


class Updates:
    """The updates of one profile's folder. ``version`` is the one that runs."""

    def __init__(
        self,
        folder: Path,
        connect: Callable[[], Releases] | None,
        clock: Clock,
        *,
        reason: str = "",
        rng: Random | None = None,
        version: str = __version__,
    ) -> None:
        """Look with what ``connect`` makes; without it never, for the ``reason`` given."""
        self._folder = folder / FOLDER
        self._connect = connect
        self._clock = clock
        self._reason = reason
        self._rng = rng or SystemRandom()
        self._version = version
        self._lock = threading.Lock()
        self._is_over = False
        self._source: Releases | None = None
        self._note = UpdateNote() if connect is None else self._remembered()
        self._status = self._standing()

    def status(self) -> UpdateStatus:
        """Return how it stands now."""
        return self._status

    def seconds_to_next(self) -> float | None:
        """Return in how many seconds to ``run`` next, drawn anew each time; None: never."""
        if self._connect is None:
            return None
        wait, at = EVERY, self._status.checked_at
        if self._status.state is UpdateState.FAILED:
            wait = AGAIN
        since = wait if at is None else self._clock.now() - at
        left = wait - since if timedelta() <= since else timedelta()  # the clock was set back
        return max(left, FIRST).total_seconds() * self._rng.uniform(1 - SPREAD, 1 + SPREAD)

    def run(self) -> UpdateStatus:
        """Look for a newer release and fetch it. Whatever is expected to fail is a state."""
        if self._connect is None or self._is_over:
            return self._status
        self._status = replace(self._standing(), state=UpdateState.LOOKING)
        try:
            self._take(self._connect)
            self._status = self._standing()
        except CompanionError as failure:
            log.info("update not taken: %s", failure.code)
            self._status = self._standing(failure)
        return self._status

    def installer(self) -> Path:
        """Return the installer that is ready, read once more to its last byte.

        Raises:
            RejectedError: ``no_update``: none is ready.
            UnavailableError: ``update_damaged``: it changed since, and was thrown away.
        """
        path = self._note.path
        if path is None or self._status.state is not UpdateState.READY:
            raise RejectedError("There is no update to install.", "no_update")
        if _digest_of(path) == self._note.sha256:
            log.info("update handed over")
            return path
        path.unlink(missing_ok=True)
        failure = UnavailableError(_CHANGED, "update_damaged")
        self._keep(UpdateNote(self._note.checked_at))
        self._status = self._standing(failure)
        raise failure

    def hang_up(self) -> None:
        """End what is under way at once, for good: the window is closing."""
        with self._lock:
            self._is_over = True
            if self._source is not None:
                self._source.hang_up()

    def _take(self, connect: Callable[[], Releases]) -> None:
        with self._lock:
            if self._is_over:
                return
            source = self._source = connect()
        try:
            release, now = source.newest(), self._clock.now()
            if release is None or not is_newer(release.version, self._version):
                self._keep(UpdateNote(now))
                return
            self._on_arrived(release, 0)
            path = source.fetch(release, lambda done: self._on_arrived(release, done))
            self._keep(UpdateNote(now, release, path, _digest_of(path)))
        finally:
            source.hang_up()
            self._source = None

    def _on_arrived(self, release: Release, done: int) -> None:
        self._status = UpdateStatus(
            UpdateState.FETCHING, release, done, checked_at=self._note.checked_at
        )

    def _standing(self, failure: CompanionError | None = None) -> UpdateStatus:
        """Return how it stands when nothing is under way."""
        note = self._note
        if self._connect is None:
            return UpdateStatus(UpdateState.OFF, sentence=self._reason)
        if note.release is not None:
            size = note.release.size
            return UpdateStatus(UpdateState.READY, note.release, size, checked_at=note.checked_at)
        if failure is not None:
            now = self._clock.now()
            return UpdateStatus(UpdateState.FAILED, sentence=failure.sentence, checked_at=now)
        return UpdateStatus(UpdateState.CURRENT, checked_at=note.checked_at)

    def _remembered(self) -> UpdateNote:
        """Read the note; what it offers counts only if it is newer and still lies here."""
        note = read_note(self._folder)
        if note.release is None or note.path is None:
            return note
        is_here = note.path.parent == self._folder / FILES and note.path.is_file()
        if is_here and is_newer(note.release.version, self._version):
            return note
        return UpdateNote(note.checked_at)

    def _keep(self, note: UpdateNote) -> None:
        write_note(self._folder, note)
        self._note = note
        for path in (self._folder / FILES).glob("*"):
            if path != note.path and path.suffix != ".json":
                path.unlink(missing_ok=True)


def updates_of(
    profile: OpenProfile,
    clock: Clock,
    find_proxy: FindProxy | None = None,
    root: Path | None = None,
) -> Updates:
    """Return the updates of an open profile: its policy's source, or else its own server.

    ``root`` is the file that all trust hangs on, the one built into this program if not given.
    """
    policy = profile.policy
    place = policy.update_source or _updates_at(profile)
    trusted = root or resource_path(*ROOT)
    channel = policy.channel.value if policy.channel else STABLE
    folder = profile.folder / FOLDER

    def connect() -> Releases:
        # Not before there is something to look for: loading it takes as long as a start may.
        from companion.sync.releases import Releases  # noqa: PLC0415

        built_in = trusted.read_bytes()
        return Releases(place, folder, built_in, channel, system_name(), find_proxy=find_proxy)

    if not policy.may_update():
        reason = "Your company updates Companion on this laptop."
    elif not trusted.is_file():
        reason = "Whoever installed this Companion updates it, too."
    elif not place:
        reason = "Without a server there is nobody to ask for updates."
    else:
        return Updates(profile.folder, connect, clock)
    return Updates(profile.folder, None, clock, reason=reason)


def _updates_at(profile: OpenProfile) -> str:
    """Return where the profile's server has its updates: only at the one that is preset, if any."""
    server = profile.policy.server or profile.meta.server_url
    return f"{server}/updates" if server else ""


def _digest_of(path: Path) -> str:
    made = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                made.update(block)
    except OSError:
        return ""
    return made.hexdigest()
