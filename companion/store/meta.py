"""Whose profile this is and how far it has read the server's feed: one row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from companion.domain.people import BarredCalls, Role
from companion.store.moments import moment_text, read_moment
from companion.store.tables import meta

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select


@dataclass(frozen=True, slots=True)
class Meta:
    """The profile's facts. ``cursor`` is moved by a pull alone; ``region`` is a phone region.

    Without a ``server_url`` the profile works on this laptop only. ``resync`` says why everything
    must be fetched anew, until it is; ``snapshot_…`` where that fetching stands.

    ``contact_at`` is when the server answered this laptop last, ``told_at`` when it was asked how
    this laptop stands, ``latest_at`` the latest this laptop's clock ever showed since. The window
    locks ``lock_after_days`` days after a contact (0: never). ``clock_off`` is by how many seconds
    the server's clock is ahead of this one. ``turn`` counts the pushes; ``is_copied`` says that
    the server found this to be a copy of a laptop. ``wipe_key`` is what an order to wipe must be
    signed with. ``has_traces`` says that what was taken away may still be in the files.
    ``barred_calls`` is what the organisation wants when somebody is dialled who must not be called.
    """

    server_id: str | None = None
    server_url: str | None = None
    epoch: str | None = None
    cursor: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    role: Role | None = None
    device_id: str | None = None
    organisation_id: str | None = None
    organisation_name: str | None = None
    region: str | None = None
    is_demo: bool = False
    last_sync_at: datetime | None = None
    digest_at: datetime | None = None
    resync: str | None = None
    snapshot_after: str | None = None
    snapshot_as_of: str | None = None
    contact_at: datetime | None = None
    told_at: datetime | None = None
    latest_at: datetime | None = None
    lock_after_days: int = 0
    clock_off: int = 0
    turn: int = 0
    is_copied: bool = False
    wipe_key: str | None = None
    has_traces: bool = False
    barred_calls: BarredCalls = BarredCalls.REASON


_MOMENTS = ("last_sync_at", "digest_at", "contact_at", "told_at", "latest_at")
_NAMES = tuple(field.name for field in fields(Meta))


def read_meta(cx: Connection) -> Meta:
    """Return the profile's facts."""
    row = cx.execute(_everything()).one()
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - its documented, public name
    values["role"] = Role(row.role) if row.role else None
    values["barred_calls"] = BarredCalls(row.barred_calls)
    for name in _MOMENTS:
        values[name] = read_moment(values[name]) if values[name] else None
    return Meta(**values)


@cache
def _everything() -> Select[Any]:
    return select(*(meta.c[name] for name in _NAMES))


def write_meta(cx: Connection, **changed: Any) -> None:
    """Write some of the profile's facts, by the names ``Meta`` has."""
    for name in _MOMENTS:
        if changed.get(name) is not None:
            changed[name] = moment_text(changed[name])
    cx.execute(update(meta).values(**changed))


def next_turn(cx: Connection) -> Meta:
    """Count one more push and return the profile's facts with its turn, before it is sent."""
    cx.execute(update(meta).values(turn=meta.c.turn + 1))
    return read_meta(cx)
