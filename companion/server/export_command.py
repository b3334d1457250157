"""``companion-server export``: standing exports for a timer to call, or one file on the spot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.clock import SystemClock
from companion.domain.errors import RejectedError
from companion.server.exports.layouts import LAYOUTS
from companion.server.schema import check_schema

if TYPE_CHECKING:
    import argparse

    from companion.server.database import Database
    from companion.server.settings import Settings


def add_export_commands(add: Any, within: Any) -> None:
    """Add the commands about exports."""
    add("run", _run, "write every standing export that is due, for a timer to call", within)
    file = add("file", _file, "write calls to a file as a CRM imports them", within)
    file.add_argument("file", type=Path, metavar="FILE", help="where to")
    file.add_argument("--layout", choices=sorted(LAYOUTS), required=True, help="for which CRM")
    file.add_argument("--since", type=_day, help="calls begun on this day or later: 2026-11-25")
    file.add_argument("--until", type=_day, help="calls begun before this day")
    file.add_argument("--owner", metavar="EMAIL", help="with this person's prospects alone")


def _run(settings: Settings, database: Database, given: argparse.Namespace) -> None:
    from companion.server.exports.chore import run_due  # noqa: PLC0415 - slow to load

    check_schema(database)
    if settings.export_folder is None:
        sentence = "There is no folder for exports. Please set COMPANION_EXPORT_DIR."
        raise RejectedError(sentence, "export_folder")
    count = run_due(database, settings, SystemClock())
    print(json.dumps({"run": count}) if given.json else f"{count} standing exports were written.")


def _file(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    from companion.server.accounts import find_user  # noqa: PLC0415 - slow to load
    from companion.server.exports.files import written  # noqa: PLC0415 - as well
    from companion.server.exports.reading import Choice, told_calls  # noqa: PLC0415 - as well
    from companion.server.organisations import only_organisation  # noqa: PLC0415 - as well

    check_schema(database)
    with database.read() as cx:
        org = only_organisation(cx).id
        owner_id = find_user(cx, org, given.owner).id if given.owner else None
        choice = Choice(given.since, given.until, owner_id)
        pieces = written(LAYOUTS[given.layout], told_calls(cx, org, choice))
        try:
            with given.file.open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            sentence = f"{given.file} cannot be written: {error.strerror}."
            raise RejectedError(sentence, "unwritable") from error
    print(json.dumps({"file": str(given.file)}) if given.json else f"{given.file} is written.")


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
