"""The server's identity and the organisations on it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from companion.domain.clock import SystemClock
from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.people import BarredCalls, Organisation
from companion.server.records import put_records
from companion.server.signatures import new_signing_key
from companion.server.tables import org_sync, organisation, server_identity

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class Identity(NamedTuple):
    """What names this server on every reply, and the epoch its cursors belong to."""

    server_id: str
    epoch: str


def find_identity(cx: Connection) -> Identity | None:
    """Return who this server is, or None before ``companion-server init``."""
    row = cx.execute(select(server_identity.c.id, server_identity.c.epoch)).first()
    return None if row is None else Identity(row.id, row.epoch)


def make_identity(cx: Connection, now: datetime) -> Identity:
    """Return who this server is, made up on the first time."""
    if (identity := find_identity(cx)) is not None:
        return identity
    made = Identity(new_id(), new_id())
    key = new_signing_key()
    values = {"id": made.server_id, "epoch": made.epoch, "created_at": now, "signing_key": key}
    cx.execute(insert(server_identity).values(**values))
    return made


def renew_epoch(cx: Connection, now: datetime | None = None) -> str:
    """Begin a new epoch, as a restored backup must, and return it.

    Laptops see at their next request that the server went back, fetch everything anew and send
    again what they still hold (sync.md 3.8).
    """
    epoch = new_id()
    renewed_at = now or SystemClock().now()
    cx.execute(update(org_sync).values(epoch=epoch, began=org_sync.c.seq, renewed_at=renewed_at))
    cx.execute(update(server_identity).values(epoch=epoch))
    return epoch


def add_organisation(cx: Connection, new: Organisation, epoch: str, now: datetime) -> None:
    """Add an organisation with its counter and the default kinds of objections.

    Raises:
        RejectedError: it has no name.
    """
    if problems := new.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    cx.execute(
        insert(organisation).values(
            id=new.id, name=new.name, created_at=now, barred_calls=BarredCalls.REASON.value
        )
    )
    cx.execute(
        insert(org_sync).values(
            org=new.id, seq=0, epoch=epoch, began=0, floor=0, number_key=secrets.token_bytes(32)
        )
    )
    put_records(cx, new.id, default_categories(), None, now)


def organisations(cx: Connection) -> tuple[Organisation, ...]:
    """Return every organisation on this server, the oldest first."""
    rows = cx.execute(
        select(organisation.c.id, organisation.c.name).order_by(organisation.c.created_at)
    )
    return tuple(Organisation(row.id, row.name) for row in rows)


def only_organisation(cx: Connection) -> Organisation:
    """Return the organisation commands work on.

    Raises:
        RejectedError: there is none yet.
    """
    found = organisations(cx)
    if not found:
        sentence = "This server has no organisation yet. Please run: companion-server init"
        raise RejectedError(sentence, "not_set_up")
    return found[0]


def name_of(cx: Connection, org: str) -> str:
    """Return what an organisation is called."""
    return str(cx.scalar(select(organisation.c.name).where(organisation.c.id == org)) or "")


def barred_calls_of(cx: Connection, org: str) -> BarredCalls:
    """Return what an organisation wants when somebody is dialled who must not be called."""
    query = select(organisation.c.barred_calls).where(organisation.c.id == org)
    return BarredCalls(cx.execute(query).scalar_one())


def set_barred_calls(cx: Connection, org: str, wanted: BarredCalls) -> None:
    """Keep what an organisation wants when somebody is dialled who must not be called."""
    mine = organisation.c.id == org
    cx.execute(update(organisation).where(mine).values(barred_calls=wanted.value))
