"""Whose profile this is and how far it has read the server's feed: one row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from companion.domain.people import Role
from companion.store.columns import moment_text, read_moment
from companion.store.tables import meta

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Meta:
    """The profile's facts. ``cursor`` is moved by a pull alone; ``region`` is a phone region.

    Without a ``server_url`` the profile works on this laptop only.
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


_NAMES = tuple(field.name for field in fields(Meta))


def read_meta(cx: Connection) -> Meta:
    """Return the profile's facts."""
    row = cx.execute(select(*(meta.c[name] for name in _NAMES))).one()
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - its documented, public name
    values["role"] = Role(row.role) if row.role else None
    values["last_sync_at"] = read_moment(row.last_sync_at) if row.last_sync_at else None
    return Meta(**values)


def write_meta(cx: Connection, **changed: Any) -> None:
    """Write some of the profile's facts, by the names ``Meta`` has."""
    moment = changed.get("last_sync_at")
    if moment is not None:
        changed["last_sync_at"] = moment_text(moment)
    cx.execute(update(meta).values(**changed))
