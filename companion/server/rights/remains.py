"""What an erasure leaves in the database's files until they are written anew.

SQLite and PostgreSQL mark what was deleted as free and overwrite it some day. A small database is
written anew at once; a large one when its admin finds the time, with ``companion-server clean``:
everybody else waits meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.database import Database

AT_ONCE = 256 * 1024 * 1024
"""Bytes of database that are written anew within a request."""


def clean_if_small(database: Database) -> bool:
    """Write a small database anew; tell whether it was, so that nothing of the erased is in it."""
    with database.read() as cx:
        if _size(cx) > AT_ONCE:
            return False
    clean(database)
    return True


def clean(database: Database) -> None:
    """Write every table anew, so that its files hold what it holds and nothing else.

    On SQLite the log is folded in and emptied, too. PostgreSQL's write-ahead log and every backup
    keep what they have until they expire; what it knows of its columns by example is made anew.
    """
    if database.is_sqlite:
        _clean_sqlite(database)
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as cx:
        cx.execute(text("SELECT set_config('companion.org', '*', false)"))
        cx.execute(text("ANALYZE"))
        _drop_examples(cx)
        cx.execute(text("VACUUM (FULL)"))


_TEXTS_OF_EMPTY_TABLES = text(
    "SELECT c.oid::regclass::text AS name, quote_ident(a.attname) AS part,"
    " format_type(a.atttypid, a.atttypmod) AS kind"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
    " AND c.reltuples = 0 AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'org'"
    " AND a.atttypid IN ('text'::regtype, 'varchar'::regtype)"
)


def _drop_examples(cx: Connection) -> None:
    """Let the planner's examples of values go where a table has become empty.

    PostgreSQL keeps the most common values of each column. ANALYZE replaces them, but for a table
    without rows it keeps the old ones; giving a column the type it has drops them.
    """
    for row in cx.execute(_TEXTS_OF_EMPTY_TABLES).all():
        change = f"ALTER COLUMN {row.part} TYPE {row.kind}"
        cx.exec_driver_sql(f"ALTER TABLE {row.name} {change}")


def _clean_sqlite(database: Database) -> None:
    with database.write() as cx:
        cx.execute(text("INSERT INTO heard_words(heard_words) VALUES ('optimize')"))
    with database.alone() as cx:
        cx.exec_driver_sql("VACUUM")
        cx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()


def _size(cx: Connection) -> int:
    if cx.dialect.name == "postgresql":
        return int(cx.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages = cx.exec_driver_sql("PRAGMA page_count").scalar() or 0
    return int(pages) * int(cx.exec_driver_sql("PRAGMA page_size").scalar() or 0)
