"""``companion-server backup`` and ``restore``: their flags, and what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from companion.domain.clock import SystemClock
from companion.server.backups import back_up, restore

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from companion.server.database import Database
    from companion.server.settings import Settings


def add_backup_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add both commands."""
    backup = add("backup", _back_up, "write the whole database to a file, while serving or not")
    backup.add_argument("file", type=Path, metavar="FILE", help="the file to make")
    again = add("restore", _restore, "put a backup in the place of a stopped server's database")
    again.add_argument("file", type=Path, metavar="FILE", help="a file that backup made")


def _back_up(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    back_up(database, given.file)
    size = given.file.stat().st_size
    if given.json:
        print(json.dumps({"file": str(given.file), "bytes": size}))
        return
    print(f"Everything is in {given.file} ({size:,} bytes), and was read back.")


def _restore(settings: Settings, database: Database, given: argparse.Namespace) -> None:
    done = restore(database, given.file, settings.data_folder, SystemClock().now())
    if given.json:
        kept = str(done.kept) if done.kept else None
        print(json.dumps({"epoch": done.epoch, "kept": kept, "erased_again": done.erased}))
        return
    print(f"{given.file} is in place. Laptops will fetch it and send again what it does not know.")
    if done.erased:
        print(f"{done.erased} in it had been erased since, and were erased again.")
    if done.kept:
        print(f"What was there before is kept in {done.kept}.")
