"""The command lines: ``companion`` opens the window, ``companion-server`` serves."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__
from companion.system.surroundings import hand_back_surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_window(arguments: Sequence[str] | None = None) -> None:
    """Open the rep's window, or ask the open one to show somebody, and leave with an exit code."""
    hand_back_surroundings()
    given = _window_arguments().parse_args(arguments)
    if given.command == "doctor" or given.self_check:
        sys.exit(_examine(given))
    # The open window answers before the libraries of a new one would even be loaded.
    from companion.domain.errors import CompanionError  # noqa: PLC0415 - ``--help`` needs none
    from companion.ui.doorbell.ring import ring  # noqa: PLC0415 - as above

    try:
        link = _asked_link(given) if given.command == "open" else ""
    except CompanionError as error:
        sys.exit(error.sentence)
    with suppress(CompanionError):  # the new window says what is wrong, where it can be read
        if any(ring(each, link) for each in _open_ones(given.profile)):
            sys.exit(0)
    from companion.app.running import run  # noqa: PLC0415 - only a new window needs all of it

    sys.exit(run(given.profile, link=link))


def run_server(arguments: Sequence[str] | None = None) -> None:
    """Run one ``companion-server`` command and leave with its exit code."""
    from companion.server.commands import main  # noqa: PLC0415 - the laptop has no server libraries

    sys.exit(main(arguments))


def _open_ones(profile: Path | None) -> tuple[Path, ...]:
    """Return the folders whose windows may be open already: the one used last comes first.

    A profile that was named is asked for alone.
    """
    from companion.services.rosters import Roster  # noqa: PLC0415 - ``--help`` needs none
    from companion.system.folders import profile_folder  # noqa: PLC0415 - as above

    folder = profile_folder(profile)
    return (folder,) if profile is not None else Roster(folder).by_use()


def _window_arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="companion", description="The promise beside the call. Opens the window."
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FOLDER",
        help="the profile's folder (otherwise COMPANION_PROFILE_DIR, otherwise your own)",
    )
    parser.add_argument("--version", action="version", version=f"Companion {__version__}")
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="check that this installation works, without a window; exit 0 if it does",
    )
    commands = parser.add_subparsers(dest="command", metavar="open | doctor")
    doctor = commands.add_parser(
        "doctor", help="say what is wrong with this laptop, and what to do about it"
    )
    doctor.add_argument("--json", action="store_true", help="one JSON object a line")
    opening = commands.add_parser(
        "open", help="show somebody in the window, which is started if it is not open"
    )
    whom = opening.add_mutually_exclusive_group(required=True)
    whom.add_argument("--phone", metavar="NUMBER", help="whoever has this number, however written")
    whom.add_argument("--prospect", metavar="ID", help="the prospect with this id")
    whom.add_argument("link", nargs="?", help="companion://call?phone=… as a web page has it")
    return parser


def _examine(given: argparse.Namespace) -> int:
    """Run the doctor and return its exit code."""
    from companion.doctor import examine  # noqa: PLC0415 - asked for now and then

    is_json = given.command == "doctor" and given.json
    return examine(given.profile, is_brief=given.self_check, is_json=is_json)


def _asked_link(given: argparse.Namespace) -> str:
    """Return the link to open, in the one form it is handed on in."""
    # ``--help`` needs none.
    from companion.domain.visits import phone_visit, prospect_visit, read_link  # noqa: PLC0415

    if given.phone is not None:
        return phone_visit(given.phone).to_link()
    if given.prospect is not None:
        return prospect_visit(given.prospect).to_link()
    from companion.domain.enrolment_links import is_enrolment_link  # noqa: PLC0415 - as above

    if is_enrolment_link(given.link):
        return str(given.link)[:1000]  # right or wrong: the window says so where it can be seen
    return read_link(given.link).to_link()
