"""What the commands do once: set the server up, add people, make codes, fill it with a demo.

Each returns what it made, as plain values that ``--json`` prints.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.people import Organisation, Role, User
from companion.server.accounts import add_user, find_user, hash_password, new_password
from companion.server.devices import add_code
from companion.server.exports.rewriting import rewrite_stale
from companion.server.figures.recount import recount
from companion.server.organisations import (
    add_organisation,
    make_identity,
    only_organisation,
    organisations,
)
from companion.server.records import put_records
from companion.server.rights.receipts import note_cleaned
from companion.server.rights.remains import clean
from companion.server.schema import check_schema, migrate

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.server.database import Database


def set_up(
    database: Database, organisation_name: str, admin: User, password: str, now: datetime
) -> dict[str, Any]:
    """Set an empty server up with an organisation and its first admin.

    Raises:
        RejectedError: it is set up already, or a name, email or password cannot be taken.
    """
    password_hash = hash_password(password)
    migrate(database)
    with database.write() as cx:
        organisation = Organisation(new_id(), organisation_name)
        server_id = _found(cx, organisation, now)
        add_user(cx, organisation.id, admin, password_hash, now)
    return {
        "server_id": server_id,
        "organisation_id": organisation.id,
        "organisation_name": organisation.name,
        "user_id": admin.id,
        "email": admin.email,
    }


def add_person(
    database: Database, name: str, email: str, role: Role, password: str, now: datetime
) -> dict[str, Any]:
    """Add a person to the organisation.

    Raises:
        RejectedError: the server is not set up, or the person cannot be taken.
    """
    check_schema(database)
    person = User(new_id(), name, email.strip(), role)
    password_hash = hash_password(password)
    with database.write() as cx:
        add_user(cx, only_organisation(cx).id, person, password_hash, now)
    return {"user_id": person.id, "name": name, "email": person.email, "role": role.value}


def make_code(database: Database, email: str, days: int, now: datetime) -> dict[str, Any]:
    """Make a one-time code that signs one laptop in for a person.

    Raises:
        RejectedError: the server is not set up, or nobody has that email.
    """
    check_schema(database)
    life = timedelta(days=days)
    with database.write() as cx:
        organisation = only_organisation(cx)
        person = find_user(cx, organisation.id, email)
        code = add_code(cx, organisation.id, person.id, now, life)
    return {
        "code": code,
        "user_id": person.id,
        "email": person.email,
        "expires_at": (now + life).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def count_anew(database: Database) -> dict[str, Any]:
    """Make every organisation's figures anew from their records.

    Raises:
        RejectedError: the server is not set up.
    """
    check_schema(database)
    with database.write() as cx:
        found = [each.id for each in organisations(cx)]
        for org in found:
            recount(cx, org)
    return {"recounted": len(found)}


def clean_files(database: Database, exports: Path | None, now: datetime) -> dict[str, Any]:
    """Write the database's files anew, so that nothing erased is left in them; everybody waits.

    Files of standing exports in their folder, too, if there is one.

    Raises:
        RejectedError: the server is not set up.
        UnavailableError: ``export_folder``: a file there cannot be written.
    """
    check_schema(database)
    if exports is not None:
        rewrite_stale(database, exports)
    clean(database)
    with database.write() as cx:
        found = [each.id for each in organisations(cx)]
        for org in found:
            note_cleaned(cx, org, now)
    return {"cleaned": True}


def fill_with_demo(database: Database, now: datetime) -> dict[str, Any]:
    """Fill an empty server with the invented company, and return who may sign in how.

    Raises:
        RejectedError: there is an organisation on it already.
    """
    from companion.demo.content import make_demo  # noqa: PLC0415 - only this chore is slow to load

    migrate(database)
    content = make_demo(now)
    password = new_password()
    password_hash = hash_password(password)  # one for all: hashing is slow, and this is a demo
    with database.write() as cx:
        server_id = _found(cx, content.organisation, now)
        org = content.organisation.id
        put_records(cx, org, content.users, None, now)
        for person in content.users:
            add_user(cx, org, person, password_hash, now)
        put_records(cx, org, content.records, None, now)
    return {
        "server_id": server_id,
        "organisation_id": org,
        "organisation_name": content.organisation.name,
        "users": [
            {
                "user_id": each.id,
                "name": each.name,
                "email": each.email,
                "role": each.role.value,
                "password": password,
            }
            for each in content.users
        ],
    }


def _found(cx: Connection, organisation: Organisation, now: datetime) -> str:
    if there := organisations(cx):
        sentence = f"This server is set up already, for {there[0].name}. Nothing was changed."
        raise RejectedError(sentence, "set_up_already")
    identity = make_identity(cx, now)
    add_organisation(cx, organisation, identity.epoch, now)
    return identity.server_id
