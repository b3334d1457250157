"""What was said on calls of long ago: notes and objections in the customers' words.

The calls stay with how they ended, so every shared number stays as it is. Laptops learn of it as of
any change; what the log kept of the words goes with them, and other programs are told nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from companion.server.edits import server_edit
from companion.server.kept import portions
from companion.server.lapsing.previews import SAMPLES, Preview
from companion.server.ledgers import Ledger
from companion.server.rights.mentions import ERASED
from companion.server.tables import RECORD_TABLES, call, change_log, objection
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from companion.wire.records import Fields

PORTION = 200

BLANK: Mapping[str, Fields] = {
    "call": {"notes": ""},
    "objection": {"verbatim": ERASED, "behind_it": ""},
}
"""What stands in the place of words. An objection has to say something."""


def preview_words(cx: Connection, org: str, before: datetime) -> Preview:
    """Return what would go: how many texts, the oldest call's time, and the oldest words."""
    queries = {entity: _wordy(org, before, entity).subquery() for entity in BLANK}
    count = sum(cx.scalar(select(func.count()).select_from(each)) or 0 for each in queries.values())
    rows = [
        row
        for entity in BLANK
        for row in cx.execute(_wordy(org, before, entity).order_by("at").limit(SAMPLES))
    ]
    rows.sort(key=lambda row: row.at)
    words = tuple(_short(row.words) for row in rows[:SAMPLES])
    return Preview(count, rows[0].at if rows else None, words)


def let_words_go(cx: Connection, org: str, before: datetime, now: datetime) -> int:
    """Blank the next texts, in records and in the log; return how many."""
    ledger, blanked = Ledger(cx, org), 0
    ids: dict[str, list[str]] = defaultdict(list)
    for entity, blank in BLANK.items():
        query = _wordy(org, before, entity).order_by("at", "id").limit(PORTION - blanked)
        for row in cx.execute(query).all():
            ids[entity].append(row.id)
            blanked += 1
            if row.deleted_at is None:
                edit = server_edit(entity, row.id, Operation.PATCH, blank, None, now)
                ledger.enter(edit)
        table = RECORD_TABLES[entity]
        for some in portions(ids[entity]):
            gone = table.c.org == org, table.c.id.in_(some), table.c.deleted_at.is_not(None)
            cx.execute(update(table).where(*gone).values(blank))
    ledger.hush()
    ledger.flush()
    for entity, mine in ids.items():
        _blank_log(cx, org, entity, mine)
    return blanked


def _wordy(org: str, before: datetime, entity: str) -> Select[Any]:
    if entity == "call":
        mine = call.c.org == org, call.c.started_at < before, call.c.notes != ""
        columns = call.c.id, call.c.deleted_at, call.c.started_at.label("at")
        return select(*columns, call.c.notes.label("words")).where(*mine)
    said = or_(objection.c.verbatim != ERASED, objection.c.behind_it != "")
    columns = objection.c.id, objection.c.deleted_at, call.c.started_at.label("at")
    is_its = (call.c.org == objection.c.org) & (call.c.id == objection.c.call_id)
    query = select(*columns, objection.c.verbatim.label("words")).join(call, is_its)
    return query.where(objection.c.org == org, call.c.started_at < before, said)


def _blank_log(cx: Connection, org: str, entity: str, ids: list[str]) -> None:
    """Take the words out of every line of the log about these records."""
    log, blank = change_log.c, BLANK[entity]
    for some in portions(ids):
        about = log.org == org, log.entity == entity, log.entity_id.in_(some)
        for row in cx.execute(select(log.seq, log.fields, log.prior, log.losers).where(*about)):
            values = {
                "fields": _blanked(row.fields, blank),
                "prior": _blanked(row.prior, blank),
                "losers": [each for each in row.losers or () if each["field"] not in blank] or None,
            }
            which = log.org == org, log.seq == row.seq
            cx.execute(update(change_log).where(*which).values(values))


def _blanked(fields: Any, blank: Fields) -> Any:
    if not fields:
        return fields
    return {name: blank.get(name, value) for name, value in fields.items()}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 80
