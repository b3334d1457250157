"""A push: changes from one laptop, each answered with exactly one outcome.

One transaction per request, the counter locked first. All changes are worked out and written
together, which is what makes a push fast. If the database refuses something that the rules let
through, nothing of it stays, and in a second transaction each change is entered under a savepoint
of its own, so that one poison change never holds up the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DataError, IntegrityError

from companion.domain.errors import DeniedError, RejectedError
from companion.server.among import is_among
from companion.server.cursors import check_against, read_cursor
from companion.server.devices import note_push
from companion.server.edits import AbsentError, Edit, body_sha256, moment_in_utc
from companion.server.ledgers import Ledger
from companion.server.merging import effective_time
from companion.server.metrics import PUSHED_CHANGES
from companion.server.retention import is_recovering
from companion.server.rights.erased import ErasedError
from companion.server.tables import change_log
from companion.wire.messages import (
    SCHEMA,
    Change,
    ChangeOutcome,
    ChangeResult,
    Loser,
    Operation,
    Pushed,
    RejectionCode,
)
from companion.wire.records import ENTITIES
from companion.wire.runs import runs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.kept import Kept
    from companion.server.ledgers import Entered
    from companion.server.tokens import Laptop

logger = structlog.get_logger("companion.server")

_RECOVERING_SECONDS = 300.0
OLDEST_SCHEMA = max(1, SCHEMA - 2)


class Unreadable(NamedTuple):
    """A change of which only the id could be read."""

    change_id: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A push as it was read: what can be entered, and what cannot even be read."""

    device_id: str
    schema: int
    sent_at: datetime
    changes: Sequence[Change | Unreadable]
    cursor: str = ""
    turn: int = 0
    is_brief: bool = False


class _Standing(NamedTuple):
    """A change that made a record which stands exactly as it was sent, at this number."""

    seq: int
    change_id: str


_Answer = ChangeResult | _Standing


class _Line(NamedTuple):
    """A change the log already has."""

    body_sha256: bytes | None
    outcome: ChangeOutcome
    seq: int
    entity: str
    entity_id: str
    code: str | None
    message: str | None
    losers: Sequence[Mapping[str, Any]] | None


def push(
    cx: Connection, laptop: Laptop, parcel: Parcel, now: datetime, *, is_careful: bool = False
) -> Pushed:
    """Take a push. ``cx`` is a writing transaction in which nothing was read yet but the laptop.

    Raises:
        DeniedError: the push is not of this laptop, or of a copy of it (``device_cloned``).
        ConflictError: ``resync``; the laptop knows of changes that are not in this log.
        DataError, IntegrityError: the database cannot keep some change. Roll back and be
            careful: enter each by itself, and refuse the one that it is.
    """
    if parcel.device_id != laptop.device_id:
        raise DeniedError("This push is of another laptop.", "forbidden")
    ledger = Ledger(cx, laptop.actor.org)
    edits = _dated(laptop, parcel, now)
    dates = [edit.effective_at for edit in edits if isinstance(edit, Edit)]
    note_push(cx, laptop, parcel.turn, parcel.sent_at, now, dates[-1] if dates else None)
    if (cursor := read_cursor(parcel.cursor)) is not None:
        check_against(cx, laptop.actor.org, cursor, (ledger.seq, ledger.epoch))
    if is_careful:
        answers = _one_by_one(cx, laptop, edits)
    else:
        answers = _Push(cx, ledger, laptop, is_brief=parcel.is_brief).enter(edits)
    PUSHED_CHANGES.observe(len(edits))
    return Pushed.model_construct(  # of our own making: nothing of it needs checking
        epoch=ledger.epoch,
        results=tuple([each for each in answers if isinstance(each, ChangeResult)]),
        runs=runs_of(each if isinstance(each, _Standing) else None for each in answers),
    )


def _one_by_one(
    cx: Connection, laptop: Laptop, edits: Sequence[Edit | ChangeResult]
) -> list[_Answer]:
    results: list[_Answer] = []
    for edit in edits:
        try:
            with cx.begin_nested():
                results += _Push(cx, Ledger(cx, laptop.actor.org), laptop).enter([edit])
        except (DataError, IntegrityError):
            refused = _Push(cx, Ledger(cx, laptop.actor.org), laptop)
            error = RejectedError("The server's database cannot keep this change.")
            results += refused.refuse(edit, error)
    return results


class _Push:
    """Entering changes of one laptop into one ledger."""

    def __init__(
        self, cx: Connection, ledger: Ledger, laptop: Laptop, *, is_brief: bool = False
    ) -> None:
        self._cx = cx
        self._ledger = ledger
        self._actor = laptop.actor
        self._is_brief = is_brief

    def enter(self, edits: Sequence[Edit | ChangeResult]) -> list[_Answer]:
        """Enter changes in their order and write them. Results pass through as they are."""
        fresh = [edit for edit in edits if isinstance(edit, Edit)]
        log = self._known_lines([edit.change_id for edit in fresh])
        self._ledger.surroundings.prepare(fresh)
        results: list[_Answer] = []
        for edit in edits:
            if isinstance(edit, ChangeResult):
                results.append(edit)
            elif (line := log.get(edit.change_id)) is not None:
                results.append(self._repeated(edit, line))
            else:
                result, fresh_line = self._entered(edit)
                results.append(result)
                if fresh_line is not None:
                    log[edit.change_id] = fresh_line
        self._ledger.flush()
        return results

    def refuse(self, edit: Edit | ChangeResult, error: RejectedError) -> list[ChangeResult]:
        """Enter a refusal of one change and write it."""
        if isinstance(edit, ChangeResult):
            return [edit]
        result, _ = self._rejected(edit, error)
        self._ledger.flush()
        return [result]

    def _entered(self, edit: Edit) -> tuple[_Answer, _Line | None]:
        try:
            self._ledger.surroundings.check_erased(edit)
            entered = self._ledger.enter(edit, self._actor)
        except ErasedError as error:
            return self._rejected(replace(edit, fields={}, body_sha256=None), error)
        except AbsentError as error:
            if is_recovering(self._cx, self._actor.org, edit.received_at):
                return _retry(edit.change_id), None
            return self._rejected(edit, error)
        except RejectedError as error:
            return self._rejected(edit, error)
        line = _Line(
            edit.body_sha256,
            entered.outcome,
            entered.seq,
            edit.entity,
            edit.id,
            None,
            None,
            [each.model_dump() for each in entered.losers],
        )
        if self._is_brief and _is_as_sent(edit, entered) and self._may_see(entered.kept):
            return _Standing(entered.seq, edit.change_id), line
        result = ChangeResult.model_construct(
            change_id=edit.change_id,
            outcome=entered.outcome,
            seq=entered.seq,
            record=entered.kept.current(),
            losers=entered.losers,
        )
        if not self._may_see(entered.kept):
            result = _out_of_sight(result)
        return result, line

    def _rejected(self, edit: Edit, error: RejectedError) -> tuple[ChangeResult, _Line]:
        seq = self._ledger.reject(edit, error)
        logger.info(
            "change_refused",
            code=error.code,
            entity=edit.entity if edit.entity in ENTITIES else "?",
            record=edit.id,
            change=edit.change_id,
            device=edit.device_id,
        )
        code = error.code if error.code in set(RejectionCode) else RejectionCode.INVALID.value
        line = _Line(
            edit.body_sha256,
            ChangeOutcome.REJECTED,
            seq,
            edit.entity,
            edit.id,
            code,
            error.sentence,
            None,
        )
        return _refusal(edit.change_id, code, error.sentence, seq), line

    def _repeated(self, edit: Edit, line: _Line) -> ChangeResult:
        if line.code == RejectionCode.ERASED:
            gone = ErasedError()
            return _refusal(edit.change_id, gone.code, gone.sentence, line.seq)
        if line.body_sha256 != edit.body_sha256:
            sentence = "Another change was sent under this id before."
            return _refusal(edit.change_id, RejectionCode.ID_REUSE.value, sentence)
        if line.outcome is ChangeOutcome.REJECTED:
            return _refusal(edit.change_id, line.code or "", line.message or "", line.seq)
        kept = self._ledger.surroundings.kept(line.entity, line.entity_id)
        result = ChangeResult(
            change_id=edit.change_id,
            outcome=ChangeOutcome.DUPLICATE,
            seq=line.seq,
            record=kept.current() if kept is not None else None,
            losers=tuple(Loser.model_validate(each) for each in line.losers or ()),
        )
        return result if kept is None or self._may_see(kept) else _out_of_sight(result)

    def _may_see(self, kept: Kept) -> bool:
        place = kept.prospect_id
        owner = self._ledger.surroundings.owner(place)
        return self._actor.may_see(place is not None, owner)

    def _known_lines(self, change_ids: list[str]) -> dict[str, _Line]:
        asked = {"org": self._actor.org, "change_ids": change_ids}
        rows = self._cx.execute(_lines(self._cx.dialect.name), asked)
        return {
            row.change_id: _Line(row.body_sha256, ChangeOutcome(row.outcome), *row[3:])
            for row in rows
        }


@cache
def _lines(dialect: str) -> Any:
    columns = change_log.c
    known = is_among(dialect, columns.change_id, "change_ids")
    return select(
        columns.change_id,
        columns.body_sha256,
        columns.outcome,
        columns.seq,
        columns.entity,
        columns.entity_id,
        columns.code,
        columns.message,
        columns.losers,
    ).where(columns.org == bindparam("org"), known)


def _dated(laptop: Laptop, parcel: Parcel, now: datetime) -> list[Edit | ChangeResult]:
    """Give each change its effective time; what cannot be read or dated is answered at once."""
    previous = laptop.effective_at
    edits: list[Edit | ChangeResult] = []
    for change in parcel.changes:
        if isinstance(change, Unreadable):
            sentence = "This change cannot be read. Please enter it again."
            edits.append(_refusal(change.change_id, RejectionCode.INVALID.value, sentence))
            continue
        try:
            client_at = moment_in_utc(change.client_at)
        except RejectedError as error:
            edits.append(_refusal(change.change_id, error.code, error.sentence))
            continue
        previous = effective_time(client_at, parcel.sent_at, now, previous)
        edits.append(_edit(laptop, change, client_at, previous, now))
    return edits


def _edit(
    laptop: Laptop, change: Change, client_at: datetime, effective_at: datetime, now: datetime
) -> Edit:
    return Edit(
        change_id=change.change_id,
        entity=change.entity,
        id=change.id,
        op=change.op,
        fields=change.fields,
        base_rev=change.base_rev,
        actor_id=laptop.actor.user_id,
        device_id=laptop.device_id,
        received_at=now,
        effective_at=effective_at,
        client_at=client_at,
        body_sha256=body_sha256(change),
    )


def _is_as_sent(edit: Edit, entered: Entered) -> bool:
    """Tell whether an edit made a record that is now, in every field, what its laptop sent.

    Values of known fields have strict types, so that equal here is equal as JSON too.
    """
    kept = entered.kept
    is_made = edit.op is Operation.CREATE and len(kept.stamps) == 1 and kept.rev == entered.seq
    return is_made and not entered.losers and kept.all_fields == edit.fields


def _out_of_sight(result: ChangeResult) -> ChangeResult:
    """Tell that a change was taken, and nothing of its record, which is another's by now."""
    return result.model_copy(update={"record": None, "losers": (), "is_revoked": True})


def _retry(change_id: str) -> ChangeResult:
    outcome = ChangeOutcome.RETRY
    return ChangeResult(change_id=change_id, outcome=outcome, after=_RECOVERING_SECONDS)


def _refusal(change_id: str, code: str, sentence: str, seq: int | None = None) -> ChangeResult:
    return ChangeResult(
        change_id=change_id,
        outcome=ChangeOutcome.REJECTED,
        seq=seq,
        code=code,
        message=sentence,
    )
