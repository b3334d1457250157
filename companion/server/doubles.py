"""Telling the other person: a change met a value of theirs, and only one of the two stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from companion.server.items import is_visible
from companion.server.tables import RECORD_TABLES, change_log
from companion.wire.messages import ChangeOutcome, Doubled, Loser

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.permissions import Actor


def doubles_between(cx: Connection, actor: Actor, since: int, until: int) -> tuple[Doubled, ...]:
    """Return the changes of others that met a value entered on this laptop, in their order."""
    log = change_log.c
    mine = log.org == actor.org, log.seq > since, log.seq <= until
    query = select(change_log).where(*mine, log.outcome == ChangeOutcome.MERGED.value)
    rows = cx.execute(query.order_by(log.seq)).all()
    met = [
        (row, [each for each in row.losers or () if each["rival"] == actor.device_id])
        for row in rows
    ]
    return tuple(
        Doubled(
            change_id=row.change_id,
            entity=row.entity,
            id=row.entity_id,
            losers=tuple(Loser.model_validate(each) for each in losers),
            entered_at=row.effective_at,
        )
        for row, losers in met
        if losers and _may_see(cx, actor, row.entity, row.entity_id)
    )


def _may_see(cx: Connection, actor: Actor, entity: str, record_id: str) -> bool:
    table = RECORD_TABLES[entity]
    mine = table.c.org == actor.org, table.c.id == record_id, is_visible(entity, actor)
    return cx.scalar(select(table.c.id).where(*mine)) is not None
