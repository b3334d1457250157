"""How the server is doing, in words an admin can act on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from companion import __version__
from companion.domain.people import DeviceState
from companion.server.attribution.unmatched import read_unmatched
from companion.server.tables import change_log, device, org_sync
from companion.wire.messages import ChangeOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.parts import Parts

LONG_AWAY = timedelta(days=7)
STRETCH = 5_000
_SCARCE = 1024**3


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know: its name, how it stands, and whether somebody should do something."""

    name: str
    value: str
    is_bad: bool = False


def read_condition(cx: Connection, org: str, parts: Parts, now: datetime) -> list[Fact]:
    """Return how the server is doing."""
    return [
        Fact("Version", f"Companion {__version__}"),
        Fact("Database", "SQLite" if parts.database.is_sqlite else "PostgreSQL"),
        _room(parts),
        _laptops(cx, org, now),
        _refused(cx, org),
        _without_campaign(cx, org),
        _people_come_by(parts),
        Fact(
            "Company account", parts.settings.provider.issuer if parts.settings.provider else "off"
        ),
        Fact(
            "Mail",
            f"{parts.settings.mail.host}:{parts.settings.mail.port}"
            if parts.settings.mail
            else "off: no weekly digest is sent",
        ),
    ]


def _room(parts: Parts) -> Fact:
    free = shutil.disk_usage(parts.settings.data_folder).free
    value = f"{free / 1024**3:.1f} GiB free in the data folder"
    return Fact("Disk", value, is_bad=free < _SCARCE)


def _laptops(cx: Connection, org: str, now: datetime) -> Fact:
    query = select(device.c.last_seen).where(device.c.org == org)
    rows = cx.scalars(query.where(device.c.state == DeviceState.ACTIVE.value)).all()
    away = sum(seen is None or now - seen > LONG_AWAY for seen in rows)
    said = f", {away} not here for a week" if away else ""
    return Fact("Laptops", f"{len(rows)} in use{said}", is_bad=away > 0)


def _refused(cx: Connection, org: str) -> Fact:
    newest = cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == org)) or 0
    log = change_log.c
    stretch = log.org == org, log.seq > newest - STRETCH
    refused = log.outcome == ChangeOutcome.REJECTED.value
    number = cx.scalar(select(func.count()).select_from(change_log).where(*stretch, refused)) or 0
    value = f"{number} refused of the last {min(newest, STRETCH):,}"
    return Fact("Changes", value, is_bad=number > STRETCH // 100)


def _without_campaign(cx: Connection, org: str) -> Fact:
    left = read_unmatched(cx, org)
    many = f"{left.touches:,}" if left.is_whole else f"more than {left.touches:,}"
    value = (
        f"{many} without a campaign: see Match rules" if left.touches else "each has its campaign"
    )
    return Fact("Touches", value, is_bad=left.touches > 0)


def _people_come_by(parts: Parts) -> Fact:
    address = parts.settings.public_url
    if not address:
        return Fact("Address", "not set: links carry the address you see (COMPANION_PUBLIC_URL)")
    return Fact("Address", address, is_bad=not address.startswith("https:"))
