"""Files of standing orders that tell of somebody who was erased: written anew as calls are now.

A file is marked in the transaction that erases, and stays so until it was written anew or found
gone; whoever dies in between leaves the mark to the next look. What somebody took from the folder
before is out of reach here.
"""

from __future__ import annotations

import csv
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from companion.domain.errors import UnavailableError
from companion.domain.ids import new_id
from companion.imports.inert_cells import CALL_ID
from companion.server.export_tables import export_file, export_order, exported_call
from companion.server.exports.files import DONE, MARK, WRITTEN, line_of, waiting_name
from companion.server.exports.layouts import LAYOUTS
from companion.server.exports.reading import tell
from companion.server.kept import portions
from companion.server.record_tables import call
from companion.server.walls import EVERYWHERE, enter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.server.database import Database
    from companion.server.exports.layouts import Layout

STALE = "stale"
"""The state of a file that may tell of somebody erased."""


def mark_stale(cx: Connection, org: str, call_ids: Iterable[str]) -> int:
    """Mark every file of the orders that told of one of these calls; return how many there are."""
    told = exported_call.c
    orders = {
        each
        for some in portions(call_ids)
        for each in cx.scalars(
            select(told.order_id).where(told.org == org, told.call_id.in_(some)).distinct()
        )
    }
    mine = export_file.c.org == org, export_file.c.order_id.in_(orders)
    return cx.execute(update(export_file).where(*mine).values(state=STALE)).rowcount


def rewrite_stale(database: Database, folder: Path) -> int:
    """Write every marked file anew; return how many there were.

    Raises:
        UnavailableError: ``export_folder``: one cannot be written; it stays marked.
    """
    with database.read() as cx:
        enter(cx, EVERYWHERE)
        query = select(export_file, export_order.c.layout).join(
            export_order,
            (export_order.c.org == export_file.c.org)
            & (export_order.c.id == export_file.c.order_id),
        )
        marked = cx.execute(query.where(export_file.c.state == STALE)).all()
    for each in marked:
        waiting, named = folder / waiting_name(each.id), folder / each.name
        state = WRITTEN if waiting.exists() else DONE
        for path in (waiting, named):
            if path.exists():
                _rewrite(database, each.org, path, LAYOUTS[each.layout])
        with database.write() as cx:
            enter(cx, each.org)
            mine = export_file.c.org == each.org, export_file.c.id == each.id
            cx.execute(update(export_file).where(*mine).values(state=state))
    return len(marked)


def drop_orphans(database: Database, folder: Path, now: datetime) -> None:
    """Delete files that a process wrote and died over before anybody knew of them."""
    with database.read() as cx:
        enter(cx, EVERYWHERE)
        known = {waiting_name(each) for each in cx.scalars(select(export_file.c.id))}
    for path in folder.glob(waiting_name("*")):
        if path.name not in known and path.stat().st_mtime < (now - _LEFT_LYING).timestamp():
            path.unlink(missing_ok=True)


_LEFT_LYING = timedelta(hours=1)


def _rewrite(database: Database, org: str, path: Path, layout: Layout) -> None:
    """Write a file with the lines its calls have now; calls that are gone have none."""
    fresh = path.with_name(waiting_name(new_id()))  # if we die over it, an orphan
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            ids = [row.get(CALL_ID) or "" for row in csv.DictReader(file)]
        with fresh.open("w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), path.stat().st_mode)
            file.write(MARK + line_of(layout.headers))
            for some in portions(ids):
                file.writelines(_lines(database, org, some, layout))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        sentence = f"The folder {path.parent} cannot be written: {error.strerror}."
        raise UnavailableError(sentence, "export_folder") from error
    finally:
        fresh.unlink(missing_ok=True)


def _lines(database: Database, org: str, ids: Sequence[str], layout: Layout) -> list[str]:
    with database.read() as cx:
        enter(cx, org)
        mine = call.c.org == org, call.c.deleted_at.is_(None), call.c.id.in_(ids)
        query = select(call).where(*mine).order_by(call.c.started_at, call.c.id)
        told = tell(cx, org, cx.execute(query).mappings().all())
    return [line_of(layout.row(each)) for each in told]
