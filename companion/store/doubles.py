"""Values of others that met one entered here, kept until the person looked at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from companion.domain.changes import Changes
from companion.store.moments import moment_text
from companion.store.tables import double
from companion.wire.messages import Loser
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from companion.wire.messages import Doubled


def keep_doubles(cx: Connection, doubles: Sequence[Doubled]) -> Changes:
    """Keep what a page of the feed told, each once."""
    rows = [
        {
            "change_id": each.change_id,
            "entity": each.entity,
            "entity_id": each.id,
            "losers": write_json([loser.model_dump(mode="json") for loser in each.losers]).decode(),
            "entered_at": moment_text(each.entered_at),
        }
        for each in doubles
    ]
    if rows:
        cx.execute(insert(double).on_conflict_do_nothing(), rows)
    return Changes.of("outbox", *(each.change_id for each in doubles))


def all_doubles(cx: Connection) -> Sequence[Row[Any]]:
    """Return every kept double, oldest first."""
    return cx.execute(select(double).order_by(double.c.entered_at)).all()


def double_of(cx: Connection, change_id: str) -> Row[Any] | None:
    """Return a double by the other person's change, or None."""
    return cx.execute(select(double).where(double.c.change_id == change_id)).one_or_none()


def drop_double(cx: Connection, change_id: str) -> None:
    """Forget a double that the person looked at."""
    cx.execute(delete(double).where(double.c.change_id == change_id))


def losers_of(row: Row[Any]) -> tuple[Loser, ...]:
    """Return what lost."""
    return tuple(
        Loser.model_validate(each) for each in cast("list[object]", parse_json(row.losers))
    )
