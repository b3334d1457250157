"""The organisation every schedule begins with, made once a process: its server and four laptops."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from companion.domain.calls import Call, Disposition
from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.domain.people import Organisation, Role, User
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import Prospect
from companion.server.database import Database, make_engine
from companion.server.devices import add_code, enroll
from companion.server.organisations import add_organisation, make_identity
from companion.server.records import put_records
from companion.server.schema import migrate
from companion.store.engine import open_database
from companion.store.meta import write_meta
from companion.wire.messages import Enroll
from tests.conftest import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from companion.server.organisations import Identity

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROSPECTS_EACH = 3


@dataclass(frozen=True)
class Seat:
    """A laptop that is enrolled: whose, and what it shows to the server."""

    name: str
    user: User
    device_id: str
    token: str
    file: Path


@dataclass(frozen=True)
class Template:
    """Files to copy for each schedule, and who and what is in them."""

    server: Path
    org: str
    users: tuple[User, ...]
    marketer: User
    seats: tuple[Seat, ...]
    campaign: Campaign
    version: PromiseVersion


def make_template(folder: Path) -> Template:
    """Make everything in ``folder``: two reps (one with two laptops), a manager, a marketer."""
    reps = [User(new_id(), f"Rep {n}", f"rep{n}@sim.example") for n in range(2)]
    manager = User(new_id(), "Max", "max@sim.example", Role.MANAGER)
    marketer = User(new_id(), "Mia", "mia@sim.example", Role.MARKETER)
    organisation = Organisation(new_id(), "Simulated & Sons")
    campaign = Campaign(new_id(), "Autumn", "AUT")
    promise = Promise(new_id(), campaign.id, "Half the time")
    version = PromiseVersion(new_id(), promise.id, 1, "Half the time", "In half the time.")
    people = [
        Prospect(new_id(), f"Prospect {n} of {rep.name}", company="Before", owner_id=rep.id)
        for rep in reps
        for n in range(PROSPECTS_EACH)
    ]
    calls = [
        Call(
            new_id(),
            each.id,
            str(each.owner_id),
            BEGIN,
            disposition=Disposition.BUSY,
            notes="Before",
        )
        for each in people
    ]
    database = Database(make_engine(f"sqlite:///{folder / 'server.db'}"))
    migrate(database)
    with database.write() as cx:
        identity = make_identity(cx, BEGIN)
        add_organisation(cx, organisation, identity.epoch, BEGIN)
        records = [*reps, manager, marketer, campaign, promise, version, *people, *calls]
        put_records(cx, organisation.id, records, None, BEGIN)
    empty = folder / "empty.db"
    open_database(empty, KEY).close()
    owners = [reps[0], reps[1], reps[0], manager]
    seats = tuple(
        _enrol(folder, database, identity, organisation.id, user, f"laptop{n}", empty)
        for n, user in enumerate(owners)
    )
    with database.engine.connect() as cx:
        cx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return Template(
        server=folder / "server.db",
        org=organisation.id,
        users=(*reps, manager),
        marketer=marketer,
        seats=seats,
        campaign=campaign,
        version=version,
    )


def _enrol(
    folder: Path,
    database: Database,
    identity: Identity,
    org: str,
    user: User,
    name: str,
    empty: Path,
) -> Seat:
    with database.write() as cx:
        code = add_code(cx, org, user.id, BEGIN)
        asked = Enroll(code=code, device_id=new_id(), device_name=name, app_version="0.1.0")
        enrolled = enroll(cx, asked, identity, BEGIN)
    file = shutil.copyfile(empty, folder / f"{name}.db")
    opened = open_database(file, KEY)
    with opened.write() as cx:
        write_meta(
            cx,
            server_url="http://127.0.0.1",
            server_id=enrolled.server_id,
            epoch=enrolled.epoch,
            user_id=user.id,
            user_name=user.name,
            role=user.role.value,
            device_id=enrolled.device_id,
        )
    opened.close()
    return Seat(name, user, asked.device_id, enrolled.token, file)
