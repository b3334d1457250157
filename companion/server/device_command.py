"""``companion-server device``: the laptops, and what to do about one that is lost or leaves."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from companion.domain.clock import SystemClock
from companion.server.dismissals import (
    DeviceRow,
    drain_device,
    list_devices,
    order_wipe,
    revoke_device,
)
from companion.server.organisations import only_organisation
from companion.server.schema import check_schema

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from companion.server.database import Database
    from companion.server.settings import Settings


def add_device_commands(add: Callable[..., argparse.ArgumentParser], within: Any) -> None:
    """Add ``list``, ``drain``, ``revoke`` and ``wipe`` to the commands of ``within``."""
    add("list", _list, "show every laptop, its person, and when it was here", within)
    drain = "let a laptop send what it holds, and give it nothing more"
    _name_device(add("drain", _drain, drain, within))
    _name_device(add("revoke", _revoke, "shut a laptop out at once", within))
    purpose = "have a laptop forget everything, once what it holds is sent"
    wipe = add("wipe", _wipe, purpose, within)
    _name_device(wipe)
    wipe.add_argument(
        "--now", action="store_true", help="do not wait for what is unsent (a stolen laptop)"
    )


def _list(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    check_schema(database)
    with database.read() as cx:
        rows = list_devices(cx, only_organisation(cx).id)
    if given.json:
        print(json.dumps({"devices": [_plain(row) for row in rows]}))
        return
    for row in rows:
        print(_words(row))
    if not rows:
        print("No laptop is signed in yet.")


def _drain(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    with database.write() as cx:
        drain_device(cx, only_organisation(cx).id, given.device)
    _done(database, given, "It may send what it still holds, and fetches nothing more.")


def _revoke(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    with database.write() as cx:
        revoke_device(cx, only_organisation(cx).id, given.device)
    _done(database, given, "It is shut out. What it holds stays on it, unsent calls too.")


def _wipe(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    now = SystemClock().now()
    with database.write() as cx:
        order_wipe(cx, only_organisation(cx).id, given.device, now, is_at_once=given.now)
    first = "" if given.now else ", after sending what it still holds"
    _done(database, given, f"It will be wiped at its next contact{first}.")


def _done(database: Database, given: argparse.Namespace, sentence: str) -> None:
    if not given.json:
        print(sentence)
        return
    with database.read() as cx:
        rows = list_devices(cx, only_organisation(cx).id)
    print(json.dumps(next(_plain(row) for row in rows if row.id == given.device)))


def _plain(row: DeviceRow) -> dict[str, Any]:
    return {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in asdict(row).items()
    }


def _words(row: DeviceRow) -> str:
    seen = f"last seen {row.last_seen:%Y-%m-%d %H:%M} UTC" if row.last_seen else "never seen"
    state = str(row.state)
    if row.wiped_at is not None:
        state = f"wiped {row.wiped_at:%Y-%m-%d}"
    elif row.wipe_ordered_at is not None:
        state += ", to be wiped"
    if row.copy_seen_at is not None:
        state += f", a copy of it was seen {row.copy_seen_at:%Y-%m-%d}"
    parts = (row.id, row.user_name, row.name, state, seen, f"Companion {row.app_version}")
    return "  ".join(" ".join(part.split()) for part in parts)


def _name_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="ID", help="its id, as the list shows it")
