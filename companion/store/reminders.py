"""Next steps that become due while the window is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from companion.store.moments import moment_text
from companion.store.prospects import list_rows
from companion.store.tables import MAY_BE_CALLED, follow_up, prospect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


def rows_due_between(
    cx: Connection, user_id: str | None, after: datetime, until: datetime, most: int
) -> Sequence[Row[Any]]:
    """Return those with an open next step due after ``after`` and not after ``until``.

    Rows are those of ``store.prospects``; whoever must not be called is left out.
    """
    mine = follow_up.c.rep_id == user_id if user_id else follow_up.c.is_live
    due = (
        select(follow_up.c.prospect_id, func.min(follow_up.c.due_at).label("when"))
        .where(follow_up.c.is_live, follow_up.c.done_at.is_(None), mine)
        .where(follow_up.c.due_at > moment_text(after), follow_up.c.due_at <= moment_text(until))
        .group_by(follow_up.c.prospect_id)
        .subquery()
    )
    query = list_rows(due.c.when).join(due, due.c.prospect_id == prospect.c.id)
    query = query.where(prospect.c.is_live, *MAY_BE_CALLED)
    return cx.execute(query.order_by(due.c.when, prospect.c.id).limit(most)).all()
