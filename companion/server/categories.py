"""Kinds of objections that must stay: whatever was heard under one is called by it for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from companion.server.permissions import forbidden
from companion.server.tables import answer, objection

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check_unused(cx: Connection, org: str, code: str) -> None:
    """Check that a kind may go: nothing was ever heard or answered under it.

    Raises:
        RejectedError: ``forbidden``.
    """
    ways = [
        select(table.c.id).where(table.c.org == org, table.c.category == code).exists()
        for table in (objection, answer)
    ]
    if cx.scalar(select(or_(*ways))):
        sentence = "Objections were heard under this kind, so it cannot go. Please retire it."
        raise forbidden(sentence)
