"""The audit trail: every line of the change log, as an admin may read it.

One view walks a bounded stretch of the log, whatever is asked for; older stretches follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, select

from companion.domain.ids import is_record_id
from companion.server.histories import NOBODY
from companion.server.tables import api_key, change_log, device, inbound_source, org_sync, user
from companion.wire.records import ENTITIES, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

STRETCH = 20_000
"""How many lines of the log one view walks at most."""

PAGE = 50
"""How many of them it shows."""

LOGGED = (
    *ENTITIES,
    "attribution",
    "barred_list",
    "device",
    "duplicates",
    "export",
    "hook_endpoint",
    "import",
    "key",
    "organisation",
    "source",
)
"""What lines of the log are about: records, and what has acts only."""

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """What an admin asks for; empty asks for everything."""

    entity: str = ""
    who: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: who did what to which record, from where, when; ``details`` are what was written.

    ``code`` and ``sentence`` say why it was refused; empty if it was taken.
    """

    seq: int
    at: datetime
    who: str
    laptop: str
    what: str
    entity: str
    record_id: str
    outcome: str
    code: str
    sentence: str
    details: str


def read_audit(
    cx: Connection, org: str, asked: Question, before: int = 0
) -> tuple[list[Line], int]:
    """Return lines of the log, the newest first, and the number to go on below (0: no more)."""
    newest = cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == org)) or 0
    top = min(before - 1, newest) if before > 0 else newest
    # A record's own lines are found by their index, however long the log is.
    bottom = 0 if asked.record_id else max(0, top - STRETCH)
    log = change_log.c
    query = (
        select(
            change_log,
            func.coalesce(user.c.name, api_key.c.name, inbound_source.c.name).label("who"),
            device.c.name.label("laptop"),
        )
        .outerjoin(user, and_(user.c.org == org, user.c.id == log.actor_id))
        .outerjoin(api_key, and_(api_key.c.org == org, api_key.c.id == log.actor_id))
        .outerjoin(
            inbound_source,
            and_(inbound_source.c.org == org, inbound_source.c.id == log.actor_id),
        )
        .outerjoin(device, and_(device.c.org == org, device.c.id == log.device_id))
        .where(log.org == org, log.seq <= top, log.seq > bottom, *_asked(asked))
        .order_by(log.seq.desc())
        .limit(PAGE + 1)
    )
    rows = cx.execute(query).all()
    lines = [_to_line(row) for row in rows[:PAGE]]
    if len(rows) > PAGE:
        return lines, lines[-1].seq
    return lines, bottom + 1 if bottom else 0


def _asked(asked: Question) -> list[Any]:
    log = change_log.c
    found: list[Any] = []
    if asked.entity:
        found.append(log.entity == asked.entity)
    if asked.who:
        found.append(
            log.actor_id == asked.who if is_record_id(asked.who) else log.actor_id.is_(None)
        )
    if asked.record_id:
        if not is_record_id(asked.record_id):
            return [false()]
        found.append(log.entity_id == asked.record_id)
        if not asked.entity:  # the index begins with it
            found.append(log.entity.in_(LOGGED))
    return found


def _to_line(row: Row[Any]) -> Line:
    return Line(
        seq=row.seq,
        at=row.received_at,
        who=row.who or NOBODY,
        laptop=row.laptop or "",
        what=row.op,
        entity=row.entity,
        record_id=row.entity_id,
        outcome=row.outcome,
        code=row.code or "",
        sentence=row.message or "",
        details=_details(row.fields, row.prior),
    )


def _details(fields: Mapping[str, Any] | None, prior: Mapping[str, Any] | None) -> str:
    """Write what was written, and what stood there; long texts shortened, pictures left out."""
    lines = []
    for name, value in (fields or {}).items():
        before = f"{_short((prior or {})[name])} → " if name in (prior or {}) else ""
        lines.append(f"{name}: {before}{_short(value)}")
    return "\n".join(lines)[:_LONGEST]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else write_json(value).decode()
    if text.startswith("data:"):
        return "a picture"
    return text if len(text) <= 200 else f"{text[:200]}…"  # noqa: PLR2004 - a line and a half
