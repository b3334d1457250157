"""The line to the shared server: sends and fetches, listens for news, and says how it stands.

``sync`` runs on the line's own lane and ``wait`` on the ear's; ``status``, ``wake_up`` and
``hang_up`` may be called from anywhere (``docs/decisions/003-three-lanes.md``).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.domain.errors import (
    CompanionError,
    CorruptError,
    DeniedError,
    DismissedError,
    UnavailableError,
)
from companion.domain.policies import FREE, Policy
from companion.domain.progress import Arrival
from companion.services.views import SyncState, SyncStatus
from companion.services.wires import CUT, Wires
from companion.store.backups import keep_backup
from companion.store.contact import clock_wrong_by, locks_in, note_time
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import unsent_count, waiting_counts
from companion.sync.backoff import BASE_SECONDS, Backoff
from companion.sync.contacts import Contact
from companion.sync.orders import believed_order
from companion.sync.pace import Pace
from companion.sync.round import Round, RoundResult
from companion.wire.messages import WAIT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from companion.domain.clock import Clock
    from companion.store.engine import Database
    from companion.store.meta import Meta
    from companion.sync.contacts import Badge
    from companion.sync.transport import Transport
    from companion.wire.messages import WipeOrder

log = logging.getLogger(__name__)

_STATES = {
    "certificate": SyncState.NOT_SAFE,
    "network_sign_in": SyncState.NETWORK_SIGN_IN,
    "proxy_sign_in": SyncState.PROXY_SIGN_IN,
    "proxy_refused": SyncState.PROXY_SIGN_IN,
    "wrong_server": SyncState.WRONG_SERVER,
    "update_needed": SyncState.UPDATE_NEEDED,
    "paused": SyncState.PAUSED,
    "disk_full": SyncState.DISK_FULL,
    "disk_error": SyncState.DISK_FULL,
    "read_only": SyncState.DISK_FULL,
    "cannot_open": SyncState.DISK_FULL,
}
_DENIED = {"device_draining": SyncState.DRAINING, "device_cloned": SyncState.COPIED}
_LOST_TOUCH = frozenset(
    {"offline", "timeout", "network_sign_in", "proxy", "proxy_sign_in", "proxy_refused"}
)


@dataclass(frozen=True, slots=True)
class LineResult:
    """What a sync changed, how the line stands, and in how many seconds to sync again."""

    changes: Changes
    status: SyncStatus
    next_in: float


class Line:
    """The line of one open profile; without a way to connect, it works on this laptop only."""

    def __init__(
        self,
        database: Database,
        connect: Callable[[], Transport] | None,
        clock: Clock,
        rng: Random | None = None,
        badge: Badge | None = None,
        wipe: Callable[[WipeOrder, Meta], None] | None = None,
        policy: Policy = FREE,
    ) -> None:
        """Use ``connect`` to make one transport for sending and fetching and one for listening.

        ``badge`` is the token they show, which the line changes when it is due; ``wipe`` makes the
        database unreadable, by an order that was believed.
        """
        self._database = database
        self._connect = connect
        self._clock = clock
        self._wipe = wipe
        self._policy = policy
        self._contact = Contact(database, clock, badge)
        self._wires = Wires(connect)
        self._rng = rng or SystemRandom()
        self._pace = Pace()
        self._backoff = Backoff(self._rng)
        self._ear_backoff = Backoff(self._rng)
        self._state = SyncState.ALONE if connect is None else SyncState.STARTING
        self._error: CompanionError | None = None
        self._next_at: datetime | None = None
        self._synced_at: datetime | None = None
        self._told_at: str | None = None
        self._arrival = Arrival()
        self._is_paused = False

    def status(self) -> SyncStatus:
        """Return how the line stands, with what is unsent or needs a look, counted now."""
        try:
            with self._database.read() as cx:
                unsent, attention = waiting_counts(cx)
                meta = read_meta(cx)
        except CompanionError as failure:
            return SyncStatus(_state_after(failure), sentence=failure.sentence)
        arrival = self._arrival if self._state is SyncState.SYNCING else Arrival()
        return SyncStatus(
            state=self._state,
            unsent=unsent,
            attention=attention,
            last_sync_at=self._synced_at or meta.last_sync_at,
            sentence=self._sentence(unsent, attention),
            next_try_in=self._next_try_in(),
            clock_ahead=clock_wrong_by(meta),
            locks_in=locks_in(meta, self._clock.now(), self._policy.lock_days),
            fetched=arrival.done,
            ahead=arrival.ahead,
            seconds_left=arrival.seconds_left,
        )

    def sync(self) -> LineResult:
        """Send and fetch everything there is, and keep the weekly backup.

        Never raises: a failure is a state of the line.
        """
        if self._state is SyncState.WIPED:
            return LineResult(Changes(), self.status(), float(WAIT_SECONDS))
        if self._connect is None:
            self._keep_backup()
            return LineResult(Changes(), self.status(), float(WAIT_SECONDS))
        if not self._is_paused:  # what is saved meanwhile goes up, and it stays paused
            self._state = SyncState.SYNCING
        result = self._run_round()
        self._keep_backup()
        next_in = self._settle(result)
        self._next_at = self._clock.now() + timedelta(seconds=next_in)
        return LineResult(result.changes, self.status(), next_in)

    def pause(self) -> None:
        """Fetch no more after the page under way, until ``resume``; what is saved is still sent."""
        self._is_paused = True
        self._arrival.stop()

    def resume(self) -> None:
        """Let the next ``sync`` fetch again, from where the last one ended."""
        self._is_paused = False

    def wait(self) -> bool:
        """Listen for up to half a minute; tell whether a sync is worth it now.

        Comes back at once only with news or after ``hang_up``, so it can be called in a loop.
        """
        if self._connect is None:
            self._wires.rest(WAIT_SECONDS)
            return False
        try:
            return self._listen()
        except CompanionError as failure:
            log.info("listening failed: %s", failure.code)
            if failure.code != CUT or self._wires.is_over:
                self._wires.rest(self._ear_backoff.after_failure(_asked(failure)))
            return False

    def wake_up(self) -> float:
        """Begin anew after the laptop slept; return in how many seconds to ``sync``.

        Nothing of before counts: neither the connections nor how often the network failed. Only a
        server that asked for time gets it, by the clock on the wall.
        """
        self._backoff.start_anew()
        self._ear_backoff.start_anew()
        self._wires.cut()
        if self._error is not None and _asked(self._error) is not None:
            return self._next_try_in() or 0.0
        return self._rng.uniform(0, BASE_SECONDS)

    def hang_up(self) -> None:
        """End what is under way at once, for good: the window is closing."""
        self._wires.hang_up()

    def _listen(self) -> bool:
        with self._database.read() as cx:
            cursor = read_meta(cx).cursor or ""
        if cursor == self._told_at:  # told before, and still not fetched
            self._wires.rest(self._ear_backoff.after_failure())
        is_changed = self._wires.transport("ear").wait(cursor)
        if is_changed:
            self._told_at = cursor
        else:
            self._ear_backoff.after_success()
        is_back = self._error is not None and self._error.code in _LOST_TOUCH
        return is_changed or is_back

    def _run_round(self) -> RoundResult:
        try:
            transport = self._wires.transport("line")
            with self._database.read() as cx:
                meta: Meta | None = read_meta(cx)
            if meta is not None and self._contact.is_due(meta.told_at):
                self._contact.run(transport)
                meta = None
        except CompanionError as failure:
            return RoundResult(Changes(), 0, 0, failure)
        self._arrival = Arrival()
        if self._is_paused:
            self._arrival.stop()
        return Round(self._database, transport, self._clock, self._pace, self._arrival, meta).run()

    def _keep_backup(self) -> None:
        """Keep the weekly copy; that there is none is no reason not to work."""
        try:
            if keep_backup(self._database, self._clock.now()):
                log.info("a backup was kept")
        except CompanionError as failure:
            log.warning("no backup was kept: %s", failure.code)

    def _settle(self, result: RoundResult) -> float:
        if result.error is not None and result.error.code == CUT and not self._wires.is_over:
            return 0.0  # cut on this side, to begin anew
        self._error = result.error
        self._state = _state_after(result.error)
        if result.error is None or self._state is SyncState.PAUSED:
            if result.error is None:
                self._synced_at = self._clock.now()
            if result.pushed or result.pulled:
                log.info("round: %s pushed, %s pulled", result.pushed, result.pulled)
            return self._backoff.after_success()
        log.info("round ended: %s", result.error.code)
        with suppress(CompanionError):  # told by the state, and tried again with the next round
            if isinstance(result.error, DismissedError):
                self._obey(result.error)
            self._note_failure()
        return self._backoff.after_failure(_asked(result.error))

    def _obey(self, dismissed: DismissedError) -> None:
        """Wipe if the order is our server's. One that comes while draining waits for the unsent."""
        with self._database.read() as cx:
            meta, unsent = read_meta(cx), unsent_count(cx)
        order = believed_order(dismissed, meta)
        if order is None:
            log.warning("an order to wipe was not believed")
        elif self._wipe is not None and not (self._state is SyncState.DRAINING and unsent):
            self._wipe(order, meta)
            self._state = SyncState.WIPED

    def _note_failure(self) -> None:
        """Note what a later start must know: how late it is, and that this is a copy."""
        with self._database.write() as cx:
            note_time(cx, read_meta(cx), self._clock.now())
            if self._state is SyncState.COPIED:
                write_meta(cx, is_copied=True)

    def _sentence(self, unsent: int, attention: int) -> str:
        if self._error is not None:
            return self._error.sentence
        return _in_words(self._state, unsent, attention)

    def _next_try_in(self) -> float | None:
        if self._next_at is None:
            return None
        return max(0.0, (self._next_at - self._clock.now()).total_seconds())


def _state_after(error: CompanionError | None) -> SyncState:
    if error is None:
        return SyncState.IN_STEP
    if isinstance(error, CorruptError):
        return SyncState.DAMAGED
    if isinstance(error, DeniedError):
        return _DENIED.get(error.code, SyncState.SIGN_IN_NEEDED)
    return _STATES.get(error.code, SyncState.OFFLINE)


def _asked(failure: CompanionError) -> float | None:
    return failure.retry_after if isinstance(failure, UnavailableError) else None


def _in_words(state: SyncState, unsent: int, attention: int) -> str:
    if state is SyncState.ALONE:
        return "Everything is kept on this laptop only."
    if state is SyncState.SYNCING:
        return "Sending and fetching …"
    words = [f"{unsent:,} not sent yet" if unsent else "Everything is sent"]
    if attention:
        words.append(f"{attention:,} to look at")
    return f"{', '.join(words)}."
