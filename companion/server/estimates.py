"""What PostgreSQL knows of its tables' sizes, renewed while a great many rows come in.

Its plans are made for the size a table has then, and each connection keeps them. One made for a
table that was nearly empty goes through all of it: with every row written, the check that its
prospect is there takes longer than with the one before. PostgreSQL counts by itself, but only after
a minute or so. Counting makes every connection plan anew. SQLite plans by its indexes alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import text

from companion.domain.errors import UnavailableError
from companion.server.tables import (
    call,
    change_log,
    follow_up,
    heard,
    import_line,
    journey,
    objection,
    prospect,
    prospect_key,
    touch,
    waiting_objection,
)

if TYPE_CHECKING:
    from sqlalchemy import Table

    from companion.server.database import Database

_GROWN = 2
"""So many times a table may have grown before it is worth counting again."""

_KNOWN = text("SELECT reltuples FROM pg_class WHERE oid = CAST(:name AS regclass)")
_FILLED = prospect, prospect_key, touch, change_log, journey, import_line
_PUSHED = call, objection, follow_up, heard, waiting_objection
_FIRST = 500
"""So many changes of laptops fill an empty server's tables; the next time it is some times more."""


class Growth:
    """Watches what laptops have brought since the server began, which may be all there is."""

    def __init__(self) -> None:
        self._many, self._next = 0, _FIRST

    def take_in(self, count: int) -> bool:
        """Note so many changes; tell whether it is time to ask PostgreSQL what it knows."""
        self._many += count
        if self._many < self._next:
            return False
        self._next = self._many * _GROWN**2
        return True

    def renew(self, database: Database) -> None:
        """Let PostgreSQL count if it knows of far fewer; if it is busy, it will by itself."""
        with suppress(UnavailableError):
            renew_estimates(database, self._many, change_log)


def renew_estimates(database: Database, many: int, table: Table = prospect) -> bool:
    """Let PostgreSQL count its tables of people, if ``many`` new rows of one are news to it."""
    if database.is_sqlite:
        return False
    with database.write() as cx:
        known = cx.execute(_KNOWN, {"name": table.name}).scalar_one()
        if many < _GROWN * max(known, 0):
            return False
        cx.exec_driver_sql(f"ANALYZE {', '.join(each.name for each in _FILLED + _PUSHED)}")
    return True
