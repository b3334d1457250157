"""Bringing prospects in step with a list that has come to count, or does not any more.

A stretch of prospects at a time, each in a short transaction that also says how far it is: others
write meanwhile, and what ends a process costs one stretch. Doing one twice changes nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, select
from starlette.concurrency import run_in_threadpool

from companion.domain.errors import CompanionError
from companion.server.bar_tables import barred_list, barred_number
from companion.server.bars.lists import (
    SETTLED,
    ListState,
    change_list,
    count_matches,
    drop_forgotten,
    drop_list,
    read_list,
)
from companion.server.edits import server_edit
from companion.server.kept import kept_records, portions
from companion.server.ledgers import Act, Ledger
from companion.server.record_tables import prospect_key
from companion.server.walls import EVERYWHERE, enter
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.server.database import Database
    from companion.wire.records import Fields

LOOK_SECONDS = 30.0
"""How often is looked for a list that whoever began has not finished."""

_STRETCH = 2_000
_TOGETHER = 20_000

logger = structlog.get_logger("companion.server")


async def keep_settling(database: Database, clock: Clock) -> None:
    """Settle what is left, as long as the application runs."""
    while True:
        try:
            await run_in_threadpool(settle_all, database, clock)
        except CompanionError as error:
            logger.warning("settling_paused", code=error.code)
        await asyncio.sleep(LOOK_SECONDS)


def settle_all(database: Database, clock: Clock) -> None:
    """Settle every list there is on any organisation's prospects."""
    with database.read() as cx:
        enter(cx, EVERYWHERE)
        columns = barred_list.c.org, barred_list.c.id, barred_list.c.state
        rows = cx.execute(select(*columns).where(barred_list.c.settled_up_to != SETTLED)).all()
    for org, list_id, state in rows:
        if state in (ListState.LIVE.value, ListState.GOING.value):
            settle_list(database, org, list_id, clock)
        else:
            with database.write() as cx:
                enter(cx, org)
                drop_forgotten(cx, org, clock.now())


def settle_list(database: Database, org: str, list_id: str, clock: Clock) -> None:
    """Settle one list to its end; if it does not count any more, it and its numbers go."""
    is_over = False
    while not is_over:
        with database.write() as cx:
            enter(cx, org)
            is_over = _settle_stretch(cx, org, list_id, clock.now())
    with database.read() as cx:
        enter(cx, org)
        found = _there(cx, org, list_id)
    if found is not None and found.state == ListState.GOING.value:
        _let_go(database, org, list_id, clock)


def _settle_stretch(cx: Connection, org: str, list_id: str, now: datetime) -> bool:
    """Settle the next stretch; return whether it was the last."""
    ledger = Ledger(cx, org)
    found = _there(cx, org, list_id)
    if found is None or found.settled_up_to == SETTLED:
        return True
    keys, is_over = _keys_after(cx, org, found.settled_up_to)
    on_it = _listed(cx, org, found.number, {each.value for each in keys})
    _mark(cx, org, ledger, sorted({k.prospect_id for k in keys if k.value in on_it}), now)
    change_list(cx, org, list_id, settled_up_to=SETTLED if is_over else keys[-1].prospect_id)
    if is_over and found.state == ListState.LIVE.value:
        matches = count_matches(cx, org, found.number)
        change_list(cx, org, list_id, counts={**found.counts, "matches": matches})
    return is_over


def _mark(cx: Connection, org: str, ledger: Ledger, ids: list[str], now: datetime) -> None:
    """Write what the lists say now on prospects, where it is something else than before."""
    people = [
        each for each in kept_records(cx, org, "prospect", ids).values() if not each.deleted_at
    ]
    phones: dict[str, Any] = {each.id: each.fields["phones"] for each in people}
    bars = ledger.surroundings.bars
    bars.look_up(phone for some in phones.values() for phone in some)
    for each in people:
        lists = bars.lists_of(phones[each.id])
        if lists != each.fields["do_not_call_lists"]:
            fields: Fields = {"do_not_call_lists": list(lists)}
            ledger.enter(server_edit("prospect", each.id, Operation.PATCH, fields, None, now))
    ledger.flush()


def _let_go(database: Database, org: str, list_id: str, clock: Clock) -> None:
    """Drop the numbers of a list that concerns nobody any more, then the list."""
    with database.read() as cx:
        enter(cx, org)
        number = read_list(cx, org, list_id).number
    numbers = barred_number.c
    after: str | None = ""
    while after is not None:
        with database.write() as cx:
            enter(cx, org)
            here = numbers.org == org, numbers.phone > after
            last = select(numbers.phone).where(*here).order_by(numbers.phone)
            up_to = cx.scalar(last.offset(_TOGETHER).limit(1))
            some = here if up_to is None else (*here, numbers.phone <= up_to)
            cx.execute(delete(barred_number).where(*some, numbers.list_number == number))
            after = up_to
    with database.write() as cx:
        enter(cx, org)
        ledger = Ledger(cx, org)
        if _there(cx, org, list_id) is None:
            return
        drop_list(cx, org, read_list(cx, org, list_id))
        ledger.note_act(Act("barred_list", list_id, "gone", None, clock.now()))
        ledger.flush()


def _there(cx: Connection, org: str, list_id: str) -> Any:
    mine = barred_list.c.org == org, barred_list.c.id == list_id
    return cx.execute(select(barred_list).where(*mine)).first()


def _keys_after(cx: Connection, org: str, prospect_id: str) -> tuple[list[Any], bool]:
    """Return all numbers of the next prospects, and whether there are no more prospects."""
    columns = prospect_key.c
    query = select(columns.prospect_id, columns.value).where(
        columns.org == org, columns.kind == "phone", columns.prospect_id > prospect_id
    )
    rows = cx.execute(query.order_by(columns.prospect_id, columns.value).limit(_STRETCH)).all()
    if len(rows) < _STRETCH:
        return list(rows), True
    cut = rows[-1].prospect_id  # who may have more numbers behind the cut
    return [each for each in rows if each.prospect_id != cut], False


def _listed(cx: Connection, org: str, list_number: int, phones: set[str]) -> set[str]:
    numbers = barred_number.c
    mine = numbers.org == org, numbers.list_number == list_number
    return {
        each
        for some in portions(phones)
        for each in cx.scalars(select(numbers.phone).where(*mine, numbers.phone.in_(some)))
    }
