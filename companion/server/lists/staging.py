"""From a file that was sent to rows in the database, without ever holding it whole."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import delete, func, insert, select, update

from companion.imports.lists import ListFile
from companion.imports.packing import PORTION, pack, unpack
from companion.imports.tables import TOP
from companion.server.list_tables import import_portion, import_run
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from companion.imports.separators import Record
    from companion.server.database import Database

LEFT_LYING = timedelta(days=30)
"""So long a list waits for somebody to come back to it."""

_TOGETHER = 20
"""How many portions are written in one transaction."""


def stage(database: Database, org: str, run_id: str, source: BinaryIO) -> list[dict[str, Any]]:
    """Write the rows of every sheet of a file; return each sheet's name, separator and rows.

    Raises:
        RejectedError: it is no list, or damaged further down.
        UnavailableError: the database is out of reach or its disk is full.
    """
    found = ListFile(source)
    sheets = []
    for index, name in enumerate(found.found.sheets):
        filled = (each for each in found.records(name) if not each.is_blank())
        count = 0
        numbered = enumerate(_portions(filled))
        while some := list(islice(numbered, _TOGETHER)):
            count += sum(len(records) for _, records in some)
            with database.write() as cx:
                enter(cx, org)
                cx.execute(
                    insert(import_portion),
                    [
                        {
                            "org": org,
                            "import_id": run_id,
                            "sheet": index,
                            "number": number,
                            "records": pack(records),
                        }
                        for number, records in some
                    ],
                )
        sheets.append({"name": name, "separator": found.found.separator, "records": count})
    return sheets


def staged_portions(cx: Connection, org: str, run_id: str, sheet: int) -> int:
    """Return how many portions a sheet has."""
    mine = _of(org, run_id, sheet)
    return cx.execute(select(func.count()).select_from(import_portion).where(*mine)).scalar_one()


def staged_records(cx: Connection, org: str, run_id: str, sheet: int, number: int) -> list[Record]:
    """Return the rows of one portion as they were sent."""
    query = select(import_portion.c.records)
    mine = (*_of(org, run_id, sheet), import_portion.c.number == number)
    packed = cx.execute(query.where(*mine)).scalar_one_or_none()
    return unpack(packed) if packed is not None else []


def staged_top(cx: Connection, org: str, run_id: str, sheet: int) -> list[Record]:
    """Return the first rows of a sheet, among which the names of the columns stand."""
    return staged_records(cx, org, run_id, sheet, 0)[:TOP]


def all_staged(database: Database, org: str, run_id: str, sheet: int) -> Iterator[Record]:
    """Yield every row of a sheet, reading a portion at a time."""
    number = 0
    while True:
        with database.read() as cx:
            enter(cx, org)
            records = staged_records(cx, org, run_id, sheet, number)
        if not records:
            return
        yield from records
        number += 1


def forget_staged(cx: Connection, org: str, run_id: str) -> None:
    """Let the rows go as they were sent: nothing needs them any more."""
    cx.execute(delete(import_portion).where(*_of(org, run_id)))


def forget_old_lists(cx: Connection, before: Any) -> None:
    """Let the rows of lists go that nobody came back to since a moment."""
    old = select(import_run.c.id).where(
        import_run.c.org == import_portion.c.org, import_run.c.started_at < before
    )
    cx.execute(delete(import_portion).where(import_portion.c.import_id.in_(old)))
    waiting = import_run.c.state.in_(("arriving", "chosen", "checked"))
    sentence = "Nobody came back to this list, so its rows were let go. Please send it again."
    cx.execute(
        update(import_run)
        .where(import_run.c.started_at < before, waiting)
        .values(state="refused", sentence=sentence)
    )


def _portions(records: Iterator[Record]) -> Iterator[list[Record]]:
    while some := list(islice(records, PORTION)):
        yield some


def _of(org: str, run_id: str, sheet: int | None = None) -> tuple[Any, ...]:
    mine = (import_portion.c.org == org, import_portion.c.import_id == run_id)
    return mine if sheet is None else (*mine, import_portion.c.sheet == sheet)
