"""What PostgreSQL knows of its tables' sizes, renewed while a great many rows come in.

Its plans are made for the size a table has then, and each connection keeps them. One made for a
table that was nearly empty goes through all of it: with every row written, the check that its
prospect is there takes longer than with the one before. PostgreSQL counts by itself, but only after
a minute or so. Counting makes every connection plan anew. SQLite plans by its indexes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from companion.server.tables import change_log, import_line, journey, prospect, prospect_key, touch

if TYPE_CHECKING:
    from companion.server.database import Database

_GROWN = 2
"""So many times a table may have grown before it is worth counting again."""

_KNOWN = text("SELECT reltuples FROM pg_class WHERE oid = CAST(:name AS regclass)")
_FILLED = prospect, prospect_key, touch, change_log, journey, import_line


def renew_estimates(database: Database, many: int) -> bool:
    """Let PostgreSQL count its tables of people, if ``many`` new ones are news to it."""
    if database.is_sqlite:
        return False
    with database.write() as cx:
        known = cx.execute(_KNOWN, {"name": prospect.name}).scalar_one()
        if many < _GROWN * max(known, 0):
            return False
        cx.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in _FILLED)}")
    return True
