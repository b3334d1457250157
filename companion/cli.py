"""The command lines: ``companion`` opens the window, ``companion-server`` serves."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_window(arguments: Sequence[str] | None = None) -> None:
    """Open the rep's window and leave with its exit code."""
    given = _window_arguments().parse_args(arguments)
    from companion.app import run  # noqa: PLC0415 - ``--help`` must not load Qt

    sys.exit(run(given.profile))


def run_server(arguments: Sequence[str] | None = None) -> None:
    """Run one ``companion-server`` command and leave with its exit code."""
    from companion.server.commands import main  # noqa: PLC0415 - the laptop has no server libraries

    sys.exit(main(arguments))


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
    return parser
