"""Whether a database is whole: its encryption's own check, then SQLite's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


def damage_of(cx: Connection, name: str = "main") -> list[str]:
    """Return what is damaged, a line each; empty when the whole file can be read and adds up.

    ``name`` is that of the database, when it is an attached one. Reads every page, so it takes
    about a second for 200 MB.
    """
    pages = [row[0] for row in cx.exec_driver_sql(f"PRAGMA {name}.cipher_integrity_check")]
    if pages:  # SQLite's own check would stop at the first page that cannot be decrypted
        return pages
    rows = [row[0] for row in cx.exec_driver_sql(f"PRAGMA {name}.integrity_check")]
    return [] if rows == ["ok"] else rows
