"""Lists taken over from a page: started, watched while they run, and told row by row afterwards.

A list is taken over in the background, in one transaction. How far it is stands in memory only: if
the server stops, the transaction is gone and the run says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update

from companion.domain.errors import CompanionError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.import_reports import COUNTS, ImportKind, report_csv
from companion.domain.problems import is_storable
from companion.imports.lists import table_from
from companion.imports.regions import region_of
from companion.server.importing import Order, take_table
from companion.server.tables import import_run, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form
    from companion.server.parts import Parts

Progress = Mapping[str, tuple[int, int]]
"""How many records of how many are written, of each list that is being taken over."""

RUNNING, DONE, REFUSED = "running", "done", "refused"
LINES = 500
"""How many lines of a report one page shows; the file has them all."""

_SHOWN = 50
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One list: whose, what became of it, and while it runs how many records are written."""

    id: str
    kind: ImportKind
    file_name: str
    is_dry_run: bool
    who: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    counts: Mapping[str, int]
    sentence: str
    progress: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for."""

    id: str
    org: str
    actor_id: str
    content: bytes
    order: Order


def begin_run(desk: Desk, form: Form) -> Wanted | None:
    """Note that a list is being taken over; None when this form was sent before.

    Raises:
        RejectedError: ``invalid``: there is no file, or a field cannot be.
    """
    run_id, attached = form.get("id"), form.files.get("list")
    if not is_record_id(run_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    mine = import_run.c.org == desk.org, import_run.c.id == run_id
    if desk.cx.execute(select(import_run.c.id).where(*mine)).first():
        return None
    if attached is None:
        raise RejectedError("Please choose a file: XLSX or CSV, as other programs export it.")
    order = _order(form)
    desk.cx.execute(
        insert(import_run).values(
            org=desk.org,
            id=run_id,
            kind=order.kind.value,
            file_name=_name(attached.name),
            is_dry_run=order.is_dry_run,
            started_by=desk.user_id,
            started_at=desk.now,
            state=RUNNING,
            counts={},
            sentence="",
            report="",
        )
    )
    desk.note("import", run_id, "begun", kind=order.kind.value, is_dry_run=order.is_dry_run)
    return Wanted(run_id, desk.org, desk.user_id, attached.content, order)


def carry_out(parts: Parts, wanted: Wanted) -> None:
    """Take a list over and keep its report; runs after the answer was sent."""
    outcome: dict[str, Any] = {
        "state": REFUSED,
        "sentence": "The server could not read this list; nothing was taken over.",
    }
    parts.progress[wanted.id] = (0, 0)
    try:
        outcome = _carried_out(parts, wanted)
    except CompanionError as error:
        outcome = {"state": REFUSED, "sentence": error.sentence}
    finally:
        with parts.database.write() as cx:
            enter(cx, wanted.org)
            mine = import_run.c.org == wanted.org, import_run.c.id == wanted.id
            cx.execute(
                update(import_run).where(*mine).values(ended_at=parts.clock.now(), **outcome)
            )
        parts.progress.pop(wanted.id, None)


def read_runs(cx: Connection, org: str, progress: Progress) -> list[Run]:
    """Return the newest runs; ``progress`` as it was before this snapshot began."""
    rows = cx.execute(_runs(org).order_by(import_run.c.started_at.desc()).limit(_SHOWN))
    return [_to_run(row, progress) for row in rows]


def read_run(cx: Connection, org: str, run_id: str, progress: Progress) -> tuple[Run, str]:
    """Return one run, and its report as CSV; ``progress`` as it was before this snapshot began.

    Raises:
        RejectedError: ``not_found``.
    """
    query = _runs(org).where(import_run.c.id == run_id)
    row = cx.execute(query).first() if is_record_id(run_id) else None
    if row is None:
        raise RejectedError("There is no such import.", "not_found")
    return _to_run(row, progress), row.report


def report_lines(report: str) -> list[list[str]]:
    """Return the first lines of a report that are about a row or a column: line, field, reason."""
    rows = csv.reader(io.StringIO(report))
    return list(islice(rows, len(COUNTS) + 1, len(COUNTS) + 1 + LINES))


def _carried_out(parts: Parts, wanted: Wanted) -> dict[str, Any]:
    def tell(done: int, whole: int) -> None:
        parts.progress[wanted.id] = (done, whole)

    table = table_from(wanted.content)
    now = parts.clock.now()
    enter_database = parts.database.read if wanted.order.is_dry_run else parts.database.write
    with enter_database() as cx:
        enter(cx, wanted.org)
        report = take_table(cx, wanted.org, table, wanted.order, now, wanted.actor_id, tell)
    counts = {name: getattr(report, name) for name in COUNTS}
    return {"state": DONE, "counts": counts, "report": report_csv(report)}


def _order(form: Form) -> Order:
    kind = form.get("kind")
    if kind not in set(ImportKind):
        raise RejectedError("Please say whether the list is of people or of campaigns.")
    if not is_storable(form.get("owner")):
        raise RejectedError("Please choose who calls people whose row names nobody.")
    region = form.get("region").strip()
    if region and region_of(region) is None:
        raise RejectedError(f"“{region}” is no country we know, such as DE or US.")
    return Order(
        path=Path(),  # the list came with the form
        kind=ImportKind(kind),
        mapping=_mapping(form),
        owner_email=form.get("owner") or None,
        region=region_of(region) if region else None,
        is_dry_run=form.get("act") != "take",
    )


def _mapping(form: Form) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in form.lines("mapping"):
        header, sign, name = line.rpartition("=")
        if not sign or not header.strip() or not name.strip():
            raise RejectedError(f"“{line[:80]}” is not like “Header=field”.")
        found[header.strip()] = name.strip()
    return found


def _name(given: str) -> str:
    bare = given.replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME]
    return bare if is_storable(bare) else "a list"


def _runs(org: str) -> Any:
    is_its = and_(user.c.org == org, user.c.id == import_run.c.started_by)
    query = select(import_run, user.c.name.label("who")).outerjoin(user, is_its)
    return query.where(import_run.c.org == org)


def _to_run(row: Row[Any], progress: Progress) -> Run:
    so_far = progress.get(row.id) if row.state == RUNNING else None
    is_lost = row.state == RUNNING and so_far is None
    lost = "The server was stopped meanwhile; nothing was taken over. Please begin once more."
    return Run(
        id=row.id,
        kind=ImportKind(row.kind),
        file_name=row.file_name,
        is_dry_run=row.is_dry_run,
        who=row.who or "",
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=REFUSED if is_lost else row.state,
        counts=row.counts,
        sentence=lost if is_lost else row.sentence,
        progress=so_far,
    )
