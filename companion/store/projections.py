"""What the window sees: the server's copy of a record with its unsent edits laid over it.

Called in the same transaction as every change to a copy or to the outbox, so that the typed
columns, the search and the facts on a prospect are never out of step with them (sync.md 3.2).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from companion.store import answer_words, search
from companion.store.among import among, listed
from companion.store.columns import to_columns
from companion.store.tables import RECORD_TABLES, call, outbox, prospect, touch
from companion.wire.messages import Operation
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping, Select
    from sqlalchemy.dialects.sqlite import Insert

    from companion.wire.records import Fields

PORTION = 500
"""How many ids one query names."""

_WITH_FACTS = frozenset({"touch", "call"})


def project_records(cx: Connection, entity: str, ids: Iterable[str]) -> None:
    """Make the typed columns of these records agree with their copies and the outbox."""
    wanted = list(dict.fromkeys(ids))
    concerned = prospects_of(cx, entity, wanted)
    for portion in portions(wanted):
        _project_portion(cx, entity, portion)
    settle(cx, entity, wanted, concerned)


def insert_new(cx: Connection, entity: str, records: Sequence[tuple[str, Fields]]) -> None:
    """Write records made here that have no server copy yet; known ids are projected instead."""
    rows = [_row(entity, record_id, fields) for record_id, fields in records]
    done = cx.execute(_insert_if_new(entity), rows)
    ids = [record_id for record_id, _ in records]
    if done.rowcount == len(rows) and entity == "call":
        # All that a new call changes about a prospect; whoever was called before stays untouched.
        cx.execute(_mark_called(), [{"wanted": fields.get("prospect_id")} for _, fields in records])
    elif done.rowcount == len(rows):
        settle(cx, entity, ids)
    else:
        project_records(cx, entity, ids)


def settle(cx: Connection, entity: str, ids: Sequence[str], concerned: Iterable[str] = ()) -> None:
    """Bring the search and the facts of the prospects in step with freshly written rows.

    ``concerned`` are prospects that the rows belonged to before they were written.
    """
    refresh_facts(cx, settle_words(cx, entity, ids, concerned))


def settle_words(
    cx: Connection, entity: str, ids: Sequence[str], concerned: Iterable[str] = ()
) -> set[str]:
    """Bring the search in step, and return the prospects whose facts are not yet."""
    if entity == "prospect":
        search.index_prospects(cx, ids)
        return set(ids)
    if entity == "answer":
        answer_words.index_answers(cx, ids)
    return {*concerned, *prospects_of(cx, entity, ids)} if entity in _WITH_FACTS else set()


def portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part a list of ids into what one query can name."""
    for start in range(0, len(ids), PORTION):
        yield ids[start : start + PORTION]


def _project_portion(cx: Connection, entity: str, ids: Sequence[str]) -> None:
    table = RECORD_TABLES[entity]
    query = select(table.c.id, table.c.base, table.c.is_gone).where(table.c.id.in_(ids))
    copies = {row["id"]: row for row in cx.execute(query).mappings()}
    edits = _unacked(cx, entity, ids)
    live: list[dict[str, Any]] = []
    dead: list[str] = []
    for record_id in ids:
        fields = laid_over(copies.get(record_id), edits[record_id])
        if fields is None:
            dead.append(record_id)
        else:
            live.append(_row(entity, record_id, fields))
    if live:
        cx.execute(_write_columns(entity), live)
    if dead:
        _hide(cx, entity, dead)


def laid_over(copy: RowMapping | None, edits: Sequence[RowMapping]) -> Fields | None:
    """Return a record's fields as the person sees them, or None if it is not there for them.

    An edit of a record that the server deleted revives it, as the server itself will (3.5). An
    edit of a record of which nothing is known here shows nothing.
    """
    is_known = _is_known_there(copy) or any(edit["op"] == Operation.CREATE for edit in edits)
    if not is_known:
        return None
    base = cast("Fields", parse_json(copy["base"])) if copy is not None and copy["base"] else None
    seen = None if copy is None or copy["is_gone"] else base
    for edit in edits:
        if edit["op"] == Operation.DELETE:
            seen = None
        else:
            before = seen if seen is not None else base or {}
            seen = {**before, **cast("Fields", parse_json(edit["fields"]))}
    return seen


def _is_known_there(copy: RowMapping | None) -> bool:
    """Tell whether the server ever told anything of a record."""
    return copy is not None and (copy["base"] is not None or bool(copy["is_gone"]))


def _unacked(cx: Connection, entity: str, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    query = (
        select(outbox.c.entity_id, outbox.c.op, outbox.c.fields)
        .where(outbox.c.entity == entity, outbox.c.entity_id.in_(ids), outbox.c.state != "acked")
        .order_by(outbox.c.n)
    )
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in cx.execute(query).mappings():
        found[row["entity_id"]].append(row)
    return found


def _hide(cx: Connection, entity: str, ids: list[str]) -> None:
    table = RECORD_TABLES[entity]
    # What never was on a server and is no longer wanted leaves nothing behind.
    unknown = table.c.base.is_(None) & ~table.c.is_gone
    cx.execute(delete(table).where(table.c.id.in_(ids), unknown))
    cx.execute(update(table).where(table.c.id.in_(ids)).values(is_live=False))


def prospects_of(cx: Connection, entity: str, ids: Sequence[str]) -> set[str]:
    """Return the prospects whose facts depend on these rows, as they stand."""
    if entity not in _WITH_FACTS:
        return set()
    return {
        record_id for record_id in cx.scalars(_places(entity), {"ids": listed(ids)}) if record_id
    }


@cache
def _places(entity: str) -> Select[Any]:
    table = RECORD_TABLES[entity]
    return select(table.c.prospect_id).where(among(table.c.id)).distinct()


def refresh_facts(cx: Connection, prospect_ids: Iterable[str]) -> None:
    """Say anew when these prospects were last touched, by what first, and whether called."""
    rows = [{"wanted": record_id} for record_id in prospect_ids]
    if rows:
        cx.execute(_facts(), rows)


@cache
def _facts() -> Any:
    last = select(func.max(touch.c.occurred_at)).where(
        touch.c.prospect_id == prospect.c.id, touch.c.is_live
    )
    first = (
        select(touch.c.campaign_id)
        .where(touch.c.prospect_id == prospect.c.id, touch.c.is_live)
        .where(touch.c.campaign_id.is_not(None))
        .order_by(touch.c.occurred_at, touch.c.id)
        .limit(1)
    )
    called = exists().where(call.c.prospect_id == prospect.c.id, call.c.is_live)
    return (
        update(prospect)
        .where(prospect.c.id == bindparam("wanted"))
        .values(
            last_touch_at=last.scalar_subquery(),
            first_campaign_id=first.scalar_subquery(),
            is_called=called,
        )
    )


@cache
def _mark_called() -> Any:
    is_first = prospect.c.id == bindparam("wanted"), ~prospect.c.is_called
    return update(prospect).where(*is_first).values(is_called=True)


def _row(entity: str, record_id: str, fields: Fields) -> dict[str, Any]:
    return {
        "id": record_id,
        "rev": 0,
        "base": None,
        "is_gone": False,
        "is_live": True,
        **to_columns(entity, fields),
    }


@cache
def _insert_if_new(entity: str) -> Insert:
    return insert(RECORD_TABLES[entity]).on_conflict_do_nothing(index_elements=["id"])


@cache
def _write_columns(entity: str) -> Insert:
    """Write the typed columns, never the server's copy."""
    table = RECORD_TABLES[entity]
    into = insert(table)
    seen = {name: into.excluded[name] for name in to_columns(entity, {})}
    return into.on_conflict_do_update(
        index_elements=["id"], set_={**seen, "is_live": into.excluded.is_live}
    )
