"""One round with the server: everything unsent goes up, then everything new comes down.

No transaction is ever open across a request: a batch is read, the transaction closed, the batch
sent, and the reply settled in a transaction of its own. A round that ends anywhere in between
has lost nothing, and the next one starts from what is in the database.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.domain.changes import Changes
from companion.domain.errors import CompanionError, RejectedError, UnavailableError
from companion.domain.progress import Arrival
from companion.store.backups import forget_backups
from companion.store.contact import is_noted, note_contact
from companion.store.erasures import drop_pieces
from companion.store.meta import next_turn, read_meta, write_meta
from companion.store.outbox import forget_acked, pending_changes
from companion.store.replica import apply_page
from companion.store.settlements import acknowledge, have_settled, reject_locally
from companion.sync.checks import Checks
from companion.sync.pace import Pace
from companion.sync.resyncs import ANEW, Resync
from companion.sync.runs import all_results
from companion.wire.messages import (
    BYTES_PER_PUSH,
    CHANGES_PER_PUSH,
    Change,
    ChangeOutcome,
    ChangeResult,
    Push,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.store.engine import Database
    from companion.store.meta import Meta
    from companion.sync.transport import Transport
    from companion.wire.messages import Pulled

PARKED_SECONDS = 300.0
"""How long an edit rests on which alone the server fails: it may be mended meanwhile."""

_FRUITLESS = 2


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round did, also when ``error`` ended it early; counts are edits and records."""

    changes: Changes
    pushed: int
    pulled: int
    error: CompanionError | None = None


class Round:
    """One round over one transport. Make a new one for the next."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        clock: Clock,
        pace: Pace | None = None,
        arrival: Arrival | None = None,
        meta: Meta | None = None,
    ) -> None:
        """``arrival`` tells whoever watches how far it is; they may stop it between two pages.

        ``meta`` are the profile's facts where they were read just now.
        """
        self._meta = meta
        self._arrival = arrival or Arrival()
        self._database = database
        self._transport = transport
        self._clock = clock
        self._pace = pace or Pace()
        self._changes = Changes()
        self._pushed = 0
        self._pulled = 0
        self._checks = Checks(database, clock)

    def run(self) -> RoundResult:
        """Push until the outbox is empty, pull until there is no more, or stop at a failure."""
        error = None
        try:
            self._go_round()
        except CompanionError as failure:
            error = failure
        return RoundResult(self._changes, self._pushed, self._pulled, error)

    def _go_round(self) -> None:
        self._forget_traces()
        if (reason := self._get_in_step()) is not None:
            self._begin_anew(reason)
            self._push_all()
            self._pull_all()

    def _get_in_step(self) -> str | None:
        """Push and pull; return why everything must be fetched anew instead, if it must."""
        try:
            self._push_all()
            if (reason := self._unfinished()) is None:
                self._pull_all()
                reason = self._unfinished()
        except UnavailableError as failure:
            if failure.code not in ANEW:
                raise
            return failure.code
        return reason

    def _unfinished(self) -> str | None:
        return self._known_meta().resync

    def _known_meta(self) -> Meta:
        """Return the profile's facts: a round that writes nothing reads them once."""
        if self._meta is None:
            with self._database.read() as cx:
                self._meta = read_meta(cx)
        return self._meta

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        self._meta = None
        with self._database.write() as cx:
            yield cx

    def _begin_anew(self, reason: str) -> None:
        resync = Resync(
            self._database, self._transport, self._clock, self._pace, reason, self._arrival
        )
        self._meta = None
        changes, fetched = resync.run()
        self._checks.is_anew = True
        self._changes |= changes
        self._pulled += fetched
        self._forget_traces()

    def _push_all(self) -> None:
        limit, fruitless = CHANGES_PER_PUSH, 0
        while batch := self._next_batch(limit):
            try:
                results = self._send(batch)
            except CompanionError as failure:
                limit = self._halved(batch, failure)
                continue
            limit = min(CHANGES_PER_PUSH, limit * 2)
            fruitless = 0 if self._settle(batch, results) else fruitless + 1
            _stop_if(fruitless)

    def _next_batch(self, limit: int) -> list[Change]:
        with self._database.read() as cx:
            count = min(limit, self._pace.changes)
            return pending_changes(cx, self._clock.now(), count, BYTES_PER_PUSH)

    def _send(self, batch: Sequence[Change]) -> Sequence[ChangeResult]:
        with self._write() as cx:
            meta = next_turn(cx)
        if meta.device_id is None:
            raise UnavailableError("This laptop works without a server.", "alone")
        push = Push(
            device_id=meta.device_id,
            sent_at=self._clock.now(),
            changes=tuple(batch),
            cursor=meta.cursor or "",
            turn=meta.turn,
            brief=True,
        )
        try:
            results = all_results(batch, self._transport.push(push))
        except UnavailableError as failure:
            if failure.code == "timeout":
                self._pace.ease_push()
            raise
        self._pace.raise_push()
        return results

    def _settle(self, batch: Sequence[Change], results: Sequence[ChangeResult]) -> bool:
        """Write down a reply in one transaction; tell whether it brought the outbox on."""
        sent = {change.change_id for change in batch}
        first: dict[str, ChangeResult] = {}
        for result in results:
            if result.change_id in sent:
                first.setdefault(result.change_id, result)
        with self._write() as cx:
            changes = acknowledge(cx, list(first.values()), self._clock.now())
            note_contact(cx, self._clock.now())
        self._forget_traces()
        self._changes |= changes
        settled = {change_id for entity, change_id in changes.ids if entity == "outbox"}
        done = [each for each in settled & first.keys() if _is_final(first[each])]
        self._pushed += len(done)
        return bool(done)

    def _halved(self, batch: Sequence[Change], failure: CompanionError) -> int:
        """Return how many edits to send next, to find the one that the server cannot take.

        Raises:
            CompanionError: the failure, if it is not about the edits.
        """
        is_refused = isinstance(failure, RejectedError)
        if not is_refused and failure.code != "server_failed":
            raise failure
        if len(batch) > 1:
            return len(batch) // 2
        with self._write() as cx:
            if is_refused:
                refused = reject_locally(cx, batch[0].change_id, "invalid", failure.sentence)
                self._changes |= refused
                return CHANGES_PER_PUSH
            self._changes |= acknowledge(cx, [_parked(batch[0])], self._clock.now())
        raise failure

    def _pull_all(self) -> None:
        fruitless, is_more = 0, True
        self._checks.begin_pull()
        while is_more:
            self._arrival.check()
            meta = self._known_meta()
            cursor = meta.cursor or ""
            page = self._fetch(cursor, digest=self._checks.is_due(meta.digest_at))
            self._checks.brake(page)
            if not self._is_as_before(page, meta):
                self._take_over(page)
            fruitless = fruitless + 1 if page.more and page.cursor == cursor else 0
            _stop_if(fruitless)
            is_more = page.more

    def _is_as_before(self, page: Pulled, meta: Meta) -> bool:
        """Tell whether a page brings nothing to write down: an idle laptop's disk is left alone."""
        is_empty = not (page.items or page.doubles or page.more or page.digest is not None)
        is_same = page.cursor == meta.cursor and meta.last_sync_at is not None
        is_quiet = is_empty and is_same and not self._pushed
        return is_quiet and is_noted(meta, self._clock.now(), page.time)

    def _fetch(self, cursor: str, *, digest: bool) -> Pulled:
        try:
            is_brief = self._pushed > 0
            page = self._transport.pull(cursor, self._pace.items, digest=digest, brief=is_brief)
            if not self._knows(page):
                page = self._transport.pull(cursor, self._pace.items, digest=digest)
        except UnavailableError as failure:
            if failure.code == "timeout":
                self._pace.ease_pull()
            raise
        self._pace.raise_pull()
        return page

    def _knows(self, page: Pulled) -> bool:
        """Tell whether all that a page leaves out was settled here by the answers to pushes."""
        if not page.runs:
            return True
        with self._database.read() as cx:
            return have_settled(cx, page.runs)

    def _take_over(self, page: Pulled) -> None:
        is_revoking = any(item.verb in (Verb.REVOKE, Verb.ERASE) for item in page.items)
        if is_revoking:  # what was entered meanwhile goes up before its record goes
            self._push_all()
        with self._write() as cx:
            self._changes |= apply_page(cx, page.items, page.cursor, page.doubles)
            note_contact(cx, self._clock.now(), page.time)
            if not page.more:
                write_meta(cx, last_sync_at=self._clock.now())
                forget_acked(cx, self._clock.now())
            if page.digest is not None and not is_revoking:  # else the push got ahead of it
                self._checks.compare(cx, page.digest)
        self._forget_traces()
        self._pulled += len(page.items)
        self._arrival.take_in(len(page.items), page.ahead, self._clock.now())

    def _forget_traces(self) -> None:
        """Leave nothing of a prospect that was taken away: not in the file, its log or copies.

        What was to go is noted with the transaction that drops it, for a round that is cut off.
        """
        if not self._known_meta().has_traces:
            return
        with self._write() as cx:
            drop_pieces(cx)
        self._database.forget_traces()
        forget_backups(self._database.path)
        with self._write() as cx:
            write_meta(cx, has_traces=False)
        self._database.forget_traces()  # the note itself leaves the log as empty as it was


def _stop_if(fruitless: int) -> None:
    if fruitless == _FRUITLESS:
        sentence = "The server answers, but nothing gets on. Companion tries again by itself."
        raise UnavailableError(sentence, "no_progress")


def _is_final(result: ChangeResult) -> bool:
    return result.outcome is not ChangeOutcome.RETRY


def _parked(change: Change) -> ChangeResult:
    return ChangeResult(
        change_id=change.change_id, outcome=ChangeOutcome.RETRY, after=PARKED_SECONDS
    )
