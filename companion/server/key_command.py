"""``companion-server key``: the keys that programs show, for whoever sets them up by command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from companion.domain.clock import SystemClock
from companion.domain.ids import new_id
from companion.server.integrations.keys import list_keys, make_key, revoke_key, rotate_key
from companion.server.organisations import only_organisation
from companion.server.permissions import Scope
from companion.server.schema import check_schema

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from companion.server.database import Database
    from companion.server.integrations.keys import ApiKey
    from companion.server.settings import Settings


def add_key_commands(add: Callable[..., argparse.ArgumentParser], within: Any) -> None:
    """Add ``list``, ``create``, ``rotate`` and ``revoke`` to the commands of ``within``."""
    add("list", _list, "show every key: what it may do and when it was used", within)
    create = add("create", _create, "make a key and print it, this once", within)
    create.add_argument("--name", required=True, help="which program it is for")
    scopes = [scope.value for scope in Scope]
    create.add_argument(
        "--scope", action="append", choices=scopes, required=True, help="what it may do; repeat it"
    )
    purpose = "print a new key in a key's place; the old one is good for another day"
    _name_key(add("rotate", _rotate, purpose, within))
    _name_key(add("revoke", _revoke, "shut a key out at once", within))


def _list(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    check_schema(database)
    with database.read() as cx:
        keys = list_keys(cx, only_organisation(cx).id)
    if given.json:
        print(json.dumps({"keys": [_plain(each) for each in keys]}))
        return
    for each in keys:
        print(_words(each))
    if not keys:
        print("There is no key yet.")


def _create(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    check_schema(database)
    key_id, scopes = new_id(), [Scope(each) for each in given.scope]
    now = SystemClock().now()
    with database.write() as cx:
        org = only_organisation(cx).id
        token = make_key(cx, org, key_id, given.name, scopes, None, now)
    _print_token(given, key_id, token)


def _rotate(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    with database.write() as cx:
        token = rotate_key(cx, only_organisation(cx).id, given.key, None, SystemClock().now())
    _print_token(given, given.key, token)


def _revoke(_settings: Settings, database: Database, given: argparse.Namespace) -> None:
    with database.write() as cx:
        revoke_key(cx, only_organisation(cx).id, given.key, None, SystemClock().now())
    print(json.dumps({"id": given.key, "revoked": True}) if given.json else "It is shut out.")


def _print_token(given: argparse.Namespace, key_id: str, token: str | None) -> None:
    if given.json:
        print(json.dumps({"id": key_id, "key": token}))
    else:
        print(f"Key {key_id}, shown this once:\n{token}")


def _plain(key: ApiKey) -> dict[str, Any]:
    times = {
        name: value.isoformat().replace("+00:00", "Z") if value else None
        for name in ("made_at", "used_at", "revoked_at")
        for value in (getattr(key, name),)
    }
    return {"id": key.id, "name": key.name, "scopes": [*key.scopes], **times}


def _words(key: ApiKey) -> str:
    used = f"last used {key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used
    return f"{key.id}  {key.name} (…{key.ending})  {', '.join(key.scopes)}  {state}"


def _name_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="ID", help="its id, as the list shows it")
