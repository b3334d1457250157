"""Taking a list from another program over: worked out first, then written whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind, ImportReport, report_csv
from companion.domain.legal_bases import Origin
from companion.imports.campaign_rows import map_campaign_columns
from companion.imports.campaigns import import_campaigns
from companion.imports.columns import map_columns
from companion.imports.lists import read_table
from companion.imports.prospects import import_prospects
from companion.server.accounts import find_user
from companion.server.book import ServerBook
from companion.server.kept import portions
from companion.server.ledgers import lock_counter
from companion.server.organisations import only_organisation
from companion.server.records import BATCH, patch_records, put_records
from companion.server.schema import check_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.imports.book import Import
    from companion.imports.tables import Table
    from companion.server.database import Database


@dataclass(frozen=True, slots=True)
class Order:
    """What to import and how.

    ``mapping`` says by hand which column (by its header) fills which field. ``owner_email`` names
    who calls prospects whose row names nobody; ``region`` is the two-letter country of phones
    without a country code. ``origin`` is of people whose rows say nothing of it. The report goes to
    ``report_path`` as CSV.
    """

    path: Path
    kind: ImportKind
    mapping: Mapping[str, str] = field(default_factory=dict)
    owner_email: str | None = None
    region: str | None = None
    report_path: Path | None = None
    is_dry_run: bool = False
    origin: Origin = field(default_factory=Origin)


def import_list(database: Database, order: Order, now: datetime) -> ImportReport:
    """Take a file over, or with ``is_dry_run`` only tell what that would do.

    Every row is created, updated, unchanged, or reported with its reason. All is kept, the report
    too, or nothing.

    Raises:
        RejectedError: the file, the mapping or the owner cannot be used, or the report not be
            kept there; the sentence says what to do.
        UnavailableError: the database is out of reach or its disk is full.
    """
    check_schema(database)
    _check_places(order)
    table = read_table(order.path)
    enter = database.read if order.is_dry_run else database.write
    with _draft_of(order.report_path) as draft, enter() as cx:
        report = _take(cx, table, order, now)
        if draft is not None:
            _write_report(draft, report)
    return report


def _take(cx: Connection, table: Table, order: Order, now: datetime) -> ImportReport:
    return take_table(cx, only_organisation(cx).id, table, order, now)


def take_table(
    cx: Connection,
    org: str,
    table: Table,
    order: Order,
    now: datetime,
    actor_id: str | None = None,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> ImportReport:
    """Take a table over, or with ``is_dry_run`` only tell what that would do.

    ``told`` hears how many records of how many are written. The caller's transaction keeps all of
    it or, on an error, nothing.

    Raises:
        RejectedError: the mapping or the owner cannot be used.
    """
    if order.is_dry_run:
        found = _worked_out(cx, org, table, order, now)
        return replace(found.report, is_dry_run=True)
    lock_counter(cx, org)  # nobody changes what the list is compared with
    found = _worked_out(cx, org, table, order, now)
    whole = len(found.creates) + len(found.patches)
    done = 0
    for creates in portions(found.creates, BATCH):
        put_records(cx, org, creates, actor_id, now)
        done += len(creates)
        told(done, whole)
    for each in portions(found.patches, BATCH):
        patches = ((patch.entity, patch.id, patch.fields) for patch in each)
        patch_records(cx, org, patches, actor_id, now)
        done += len(each)
        told(done, whole)
    return found.report


def _worked_out(cx: Connection, org: str, table: Table, order: Order, now: datetime) -> Import:
    book = ServerBook(cx, org)
    if order.kind is ImportKind.CAMPAIGNS:
        columns = map_campaign_columns(table, order.mapping)
        return import_campaigns(table, columns, book, now, order.region)
    owner_id = find_user(cx, org, order.owner_email).id if order.owner_email else None
    people = map_columns(table, order.mapping)
    region, origin = order.region, order.origin
    return import_prospects(table, people, book, now, owner_id, region, origin=origin)


# -- the report as a file: kept with the import, or neither --------------------------------


def _check_places(order: Order) -> None:
    place = order.report_path
    if place is None:
        return
    if place.is_dir():
        raise RejectedError(f"{place} is a folder. Please name a file for the report.", "report")
    if place.exists() and order.path.exists() and place.samefile(order.path):
        sentence = "The report would overwrite the list itself. Please name another file for it."
        raise RejectedError(sentence, "report")


@contextmanager
def _draft_of(place: Path | None) -> Iterator[Path | None]:
    """Give a file beside a place; it is moved there when all went well, and removed otherwise."""
    if place is None:
        yield None
        return
    draft = place.with_name(f".{new_id()}.csv")
    try:
        yield draft
        _move_report(draft, place)
    finally:
        draft.unlink(missing_ok=True)


def _write_report(draft: Path, report: ImportReport) -> None:
    try:
        draft.write_text(report_csv(report), "utf-8-sig", newline="")  # the mark is for Excel
    except OSError as error:
        sentence = (
            f"The report cannot be written in {draft.parent}: {error.strerror}. "
            "Nothing was taken over; please choose another place."
        )
        raise RejectedError(sentence, "report") from error


def _move_report(draft: Path, place: Path) -> None:
    try:
        draft.replace(place)
    except OSError as error:
        sentence = f"All is done, but the report cannot be put at {place}: {error.strerror}."
        raise RejectedError(sentence, "report") from error
