"""What the server's answers make of the edits in the outbox, each by its change id.

An edit leaves the outbox only with an answer of its own: accepted it becomes history, refused it
waits for a person, put off it is sent again later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update

from companion.domain.changes import Changes
from companion.store.erasures import erase
from companion.store.moments import moment_text
from companion.store.outbox import LONGEST_WAIT
from companion.store.projections import portions
from companion.store.replica import ServerCopy, lift_answers
from companion.store.tables import outbox
from companion.store.withdrawals import about_whom, let_go, withdraw
from companion.wire.messages import ChangeOutcome, RejectionCode
from companion.wire.records import write_json
from companion.wire.runs import digest_of_run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.wire.messages import ChangeResult, Run

_ACCEPTED = frozenset({ChangeOutcome.APPLIED, ChangeOutcome.MERGED, ChangeOutcome.DUPLICATE})
_RETRY_SECONDS = 60.0


def acknowledge(cx: Connection, results: Sequence[ChangeResult], now: datetime) -> Changes:
    """Settle the edits that the server answered, by change id; returns what it touched.

    Answers to edits that were never made are ignored, and of two answers the first counts. An
    answer that accepts an edit but does not carry its record settles nothing: asking again is
    safe, and dropping the edit before its value is here would not be.
    """
    entries = _entries(cx, [result.change_id for result in results])
    erased: set[str] = set()
    settled: list[dict[str, Any]] = []
    revoked: list[Row[Any]] = []
    copies: list[ServerCopy] = []
    concerned: dict[str, list[str]] = defaultdict(list)
    for result in results:
        row = entries.pop(result.change_id, None)
        if row is not None and result.is_revoked and result.outcome in _ACCEPTED:
            revoked.append(row)
            continue
        if row is not None and result.code == RejectionCode.ERASED:
            erased |= _whose(cx, row)
            continue
        values = _settled(row, result, now) if row is not None else None
        if row is None or values is None:
            continue
        settled.append({"settled_id": row.change_id, **values})
        concerned[row.entity].append(row.entity_id)
        if (record := result.record) is not None:
            known = None if record.is_deleted else record.fields
            copies.append(ServerCopy(row.entity, row.entity_id, record.rev, known))
    changes = _forget_revoked(cx, revoked) | erase(cx, sorted(erased))
    if not settled:
        return changes
    cx.execute(_settle(), settled)
    lifting, lifted = lift_answers(cx, copies)
    changes |= lifting
    for entity, ids in concerned.items():
        let_go(cx, entity, [each for each in ids if (entity, each) not in lifted])
        changes |= Changes.of(entity, *ids)
    return changes | Changes.of("outbox", *(row["settled_id"] for row in settled))


def have_settled(cx: Connection, runs: Sequence[Run]) -> bool:
    """Tell whether runs are of edits of this laptop, each acknowledged with the number it has.

    What such an answer made of the record was written down with it, in the same transaction.
    """
    span = {
        "first": min(run.seq for run in runs),
        "last": max(run.seq + run.count - 1 for run in runs),
    }
    settled = cx.execute(_settled_between(), span).all()
    numbers = [row.acked_seq for row in settled]
    for run in runs:
        begin, end = bisect_left(numbers, run.seq), bisect_left(numbers, run.seq + run.count)
        meant = [row.change_id for row in settled[begin:end]]
        if (len(meant), digest_of_run(run.seq, meant)) != (run.count, run.sha256):
            return False
    return True


def reject_locally(cx: Connection, change_id: str, code: str, message: str) -> Changes:
    """Set one pending edit aside that the server will never take, for a person to look at."""
    refused = (
        update(outbox)
        .where(outbox.c.change_id == change_id, outbox.c.state == "pending")
        .values(state="rejected", code=code, message=message, next_at=None)
    )
    return Changes.of("outbox", change_id) if cx.execute(refused).rowcount else Changes()


def _forget_revoked(cx: Connection, taken: Sequence[Row[Any]]) -> Changes:
    """Forget edits that were taken, and with them the prospects that are not this person's now.

    The feed will say so, too, but until then a value that was saved would seem to be gone.
    """
    ids = [row.change_id for row in taken]
    for some in portions(ids):
        cx.execute(delete(outbox).where(outbox.c.change_id.in_(some)))
    by_entity: dict[str, list[str]] = defaultdict(list)
    for row in taken:
        by_entity[row.entity].append(row.entity_id)
    prospects: set[str] = set()
    for entity, record_ids in by_entity.items():
        prospects |= about_whom(cx, entity, record_ids)
    return withdraw(cx, sorted(prospects)) | Changes.of("outbox", *ids)


def _whose(cx: Connection, row: Row[Any]) -> set[str]:
    """Return the prospect that an edit is about: by itself, by its record, or by its making."""
    if row.entity == "prospect":
        return {row.entity_id}
    made = select(func.json_extract(outbox.c.fields, "$.prospect_id"))
    named = cx.scalars(made.where(outbox.c.entity_id == row.entity_id)).all()
    return about_whom(cx, row.entity, [row.entity_id]) | {each for each in named if each}


def _entries(cx: Connection, change_ids: Sequence[str]) -> dict[str, Row[Any]]:
    columns = (outbox.c.change_id, outbox.c.entity, outbox.c.entity_id, outbox.c.state)
    found: dict[str, Row[Any]] = {}
    for portion in portions(change_ids):
        query = select(*columns, outbox.c.attempts).where(outbox.c.change_id.in_(portion))
        found.update({row.change_id: row for row in cx.execute(query)})
    return found


def _settled(row: Row[Any], result: ChangeResult, now: datetime) -> dict[str, Any] | None:
    """Return what an answer makes of an entry, or None if it changes nothing."""
    record = result.record
    if record is not None and (record.entity, record.id) != (row.entity, row.entity_id):
        return None
    values: dict[str, Any] = {
        "state": row.state,
        "attempts": row.attempts + 1,
        "next_at": None,
        "code": None,
        "message": None,
        "losers": None,
        "acked_seq": None,
        "acked_at": None,
    }
    if result.outcome in _ACCEPTED and record is not None and row.state != "acked":
        losers = [loser.model_dump(mode="json") for loser in result.losers]
        return values | {
            "state": "acked",
            "losers": write_json(losers).decode() if losers else None,
            "acked_seq": result.seq,
            "acked_at": moment_text(now),
        }
    if row.state != "pending":
        return None
    if result.outcome is ChangeOutcome.REJECTED:
        return values | {"state": "rejected", "code": result.code, "message": result.message}
    if result.outcome is ChangeOutcome.RETRY:
        wait = min(max(result.after or _RETRY_SECONDS, 1.0), LONGEST_WAIT)
        return values | {"next_at": moment_text(now + timedelta(seconds=wait))}
    return None


@cache
def _settled_between() -> Any:
    number = outbox.c.acked_seq
    is_between = number.between(bindparam("first"), bindparam("last"))
    return select(number, outbox.c.change_id).where(is_between).order_by(number)


@cache
def _settle() -> Any:
    names = ("state", "attempts", "next_at", "code", "message", "losers", "acked_seq", "acked_at")
    settled = update(outbox).where(outbox.c.change_id == bindparam("settled_id"))
    return settled.values({name: bindparam(name) for name in names})
