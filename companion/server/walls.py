"""The second wall between organisations: PostgreSQL's row-level security behind our own queries.

Every query of ours names its organisation; this is for the day one forgets to. A transaction of a
request sees nothing but what tells who asks (laptops, passwords, codes, names) until ``enter``
says for which organisation it speaks; from then on, only that organisation's rows can be read or
written, by whatever SQL. Commands of whoever looks after the server walk them all. SQLite has no
such wall. The policies themselves are in the first migration (docs/decisions/022).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVERYWHERE = "*"
"""What a transaction speaks for that may walk all organisations."""

_SPEAK_FOR = text("SELECT set_config('companion.org', :org, true)")
_STANDS_ABOVE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def enter(cx: Connection, org: str) -> None:
    """Let a transaction speak for an organisation until it ends."""
    if cx.dialect.name == "postgresql":
        cx.execute(_SPEAK_FOR, {"org": org})


def stands_above(cx: Connection) -> bool:
    """Tell whether the database's role is one that no policy holds: a superuser, say."""
    return cx.dialect.name == "postgresql" and bool(cx.scalar(_STANDS_ABOVE))
