"""What is kept beside the records: reports, messages, exported files, values of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from companion.server.export_tables import export_file
from companion.server.exports.files import waiting_name
from companion.server.hook_tables import hook_event
from companion.server.lapsing.previews import SAMPLES, Preview
from companion.server.list_tables import import_run
from companion.server.retention import last_before
from companion.server.tables import change_log, org_sync

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Column, ColumnElement, Connection, Table

PORTION = 500
LINES = 5_000
"""How many lines of the log are gone through in one transaction."""

_TOLD = (change_log.c.fields, change_log.c.prior, change_log.c.losers, change_log.c.message)


def preview_rows(
    cx: Connection, org: str, at: Column[datetime], named: Column[str], before: datetime
) -> Preview:
    """Return which rows would go: how many, from when the oldest is, and the oldest by name."""
    mine = at.table.c.org == org, at < before
    count = cx.scalar(select(func.count()).select_from(at.table).where(*mine)) or 0
    oldest = cx.execute(select(at, named).where(*mine).order_by(at).limit(SAMPLES)).all()
    return Preview(count, oldest[0][0] if oldest else None, tuple(str(row[1]) for row in oldest))


def let_imports_go(cx: Connection, org: str, before: datetime) -> int:
    """Drop reports of lists that ended; what they brought stays, and cannot be undone any more."""
    ended = import_run.c.ended_at < before
    return _drop(cx, org, import_run, ended)


def let_events_go(cx: Connection, org: str, before: datetime) -> int:
    """Drop what other programs were told, with what came of each try."""
    return _drop(cx, org, hook_event, hook_event.c.occurred_at < before)


def let_files_go(cx: Connection, org: str, before: datetime, folder: Path | None) -> int:
    """Delete files of standing exports that are still in their folder, then what is known of them.

    Raises:
        OSError: one cannot be deleted; nothing of it is forgotten.
    """
    mine = export_file.c.org == org, export_file.c.written_at < before
    query = select(export_file.c.id, export_file.c.name).where(*mine).limit(PORTION)
    found = cx.execute(query).all()
    if folder is not None:
        for row in found:
            for name in (row.name, waiting_name(row.id)):
                (folder / name).unlink(missing_ok=True)
    gone = export_file.c.id.in_([row.id for row in found])
    cx.execute(delete(export_file).where(export_file.c.org == org, gone))
    return len(found)


def preview_log(cx: Connection, org: str, before: datetime) -> Preview:
    """Return how many lines would lose their values, and from when the first is."""
    log = change_log.c
    mine = log.org == org, log.received_at < before, or_(*(each.is_not(None) for each in _TOLD))
    query = select(func.count(), func.min(log.received_at)).where(*mine)
    count, oldest = cx.execute(query).one()
    return Preview(count, oldest)


def let_values_go(cx: Connection, org: str, mark: int, before: datetime) -> tuple[int, int]:
    """Take the values out of the next lines of the log; return how many, and how far that is.

    That something was done stays, with when and by whom.
    """
    log = change_log.c
    state = cx.execute(select(org_sync.c.floor, org_sync.c.seq).where(org_sync.c.org == org)).one()
    upto = min(last_before(cx, org, mark, state.seq, before), mark + LINES)
    if upto <= mark:
        return 0, mark
    mine = log.org == org, log.seq > mark, log.seq <= upto
    told = or_(*(each.is_not(None) for each in _TOLD))
    emptied = update(change_log).where(*mine, told)
    count = cx.execute(emptied.values({each.name: None for each in _TOLD})).rowcount
    return count, upto


def _drop(cx: Connection, org: str, table: Table, lapsed: ColumnElement[bool]) -> int:
    ids = list(cx.scalars(select(table.c.id).where(table.c.org == org, lapsed).limit(PORTION)))
    cx.execute(delete(table).where(table.c.org == org, table.c.id.in_(ids)))
    return len(ids)
