"""``companion-server import``: its flags, and the truth about a file in words or as JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.domain.import_reports import COUNTS, ImportKind
from companion.domain.legal_bases import LegalBasis, Origin
from companion.domain.problems import LINE

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport
    from companion.server.database import Database
    from companion.server.settings import Settings

_SHOWN_PROBLEMS = 10


def add_prospects(parser: argparse.ArgumentParser) -> None:
    """Add what importing people understands."""
    _add_import(parser, ImportKind.PROSPECTS)
    parser.add_argument(
        "--owner", metavar="EMAIL", help="who calls prospects whose row names nobody here"
    )
    parser.add_argument(
        "--source", metavar="TEXT", help="where these people's data comes from (default: the file)"
    )
    parser.add_argument(
        "--legal-basis",
        choices=[each.value for each in LegalBasis],
        default=LegalBasis.UNKNOWN.value,
        help="on which basis of GDPR, Article 6, people are kept whose row names none",
    )
    parser.add_argument("--legal-basis-note", metavar="TEXT", default="", help="what shows it")


def add_campaigns(parser: argparse.ArgumentParser) -> None:
    """Add what importing campaigns understands."""
    _add_import(parser, ImportKind.CAMPAIGNS)


def _add_import(parser: argparse.ArgumentParser, kind: ImportKind) -> None:
    parser.set_defaults(kind=kind, owner=None, source=None)
    parser.set_defaults(legal_basis=LegalBasis.UNKNOWN.value, legal_basis_note="")
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file of any usual kind")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapping,
        metavar="HEADER=FIELD",
        help="say what a column is (may be repeated; - leaves it out, * is every other column)",
    )
    parser.add_argument(
        "--region", type=_region, metavar="CC", help="country of phones without one, such as DE"
    )
    parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    parser.add_argument("--report", type=Path, metavar="FILE", help="keep the report as CSV")


def _mapping(text: str) -> tuple[str, str]:
    header, sign, field = text.rpartition("=")
    if not sign or not header.strip() or not field.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not like “Header=field”")
    return header, field


def _region(text: str) -> str:
    from companion.imports.regions import region_of  # noqa: PLC0415 - only imports need it

    if (region := region_of(text)) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no country we know, such as DE or US")
    return region


def run_import(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    """Take a list over as the command line says, and show what became of it."""
    from companion.server.importing import Order, import_list  # noqa: PLC0415 - slow to load

    order = Order(
        path=given.file,
        kind=given.kind,
        mapping=dict(given.map),
        owner_email=given.owner,
        region=given.region,
        report_path=given.report,
        is_dry_run=given.dry_run,
        origin=Origin(
            given.source or f"list: {given.file.name}"[:LINE],
            LegalBasis(given.legal_basis),
            given.legal_basis_note,
        ),
    )
    report = import_list(database, order, SystemClock().now())
    if given.json:
        counts = {name: getattr(report, name) for name in COUNTS}
        print(json.dumps(counts | {"problems": [asdict(each) for each in report.problems]}))
    else:
        _show_report(report, given.report)


def _show_report(report: ImportReport, saved_at: Path | None) -> None:
    would = "Nothing was written. There would be: " if report.is_dry_run else ""
    counts = ", ".join(f"{getattr(report, name):,} {name}" for name in COUNTS)
    print(f"{would}{counts}.")
    for each in report.problems[:_SHOWN_PROBLEMS]:
        print(f"  line {each.line}, {each.field}: {each.reason}")
    if (more := len(report.problems) - _SHOWN_PROBLEMS) > 0:
        advice = "" if saved_at else "; --report FILE keeps them all"
        print(f"  and {more:,} more{advice}")
    if report.unmapped:
        print(f'Columns not used: {", ".join(report.unmapped)}. --map "Column=field" uses one.')
    if saved_at:
        print(f"The report is in {saved_at}.")
