"""What customers said, in their own words: under the version they heard, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.pages.numbers import Kind, heard_calls, heard_objections, kind_of
from companion.server.tables import call, objection, prospect, user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Row

    from companion.server.pages.versions import Version
    from companion.server.permissions import Actor

FEW, MANY = 20, 50
"""How many of each version stand together on a promise's page, and of one version on its own."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One objection as it was heard. ``who`` is empty unless the reader may know."""

    id: str
    words: str
    behind_it: str
    against: str
    kind: Kind
    fit: str | None
    handling: str
    who: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Voices:
    """Verbatims heard on one version; ``older`` is the last one's id where there are more."""

    version: Version
    verbatims: list[Verbatim]
    older: str


def read_voices(
    cx: Connection,
    actor: Actor,
    version: Version,
    kinds: Mapping[str, Kind],
    limit: int,
    after: str = "",
) -> Voices:
    """Read the newest verbatims heard on a version, or those older than ``after`` (an id).

    Raises:
        RejectedError: ``not_found``: ``after`` is no objection.
    """
    wanted = [*heard_calls(actor), call.c.promise_version_id == version.id]
    if after:
        wanted.append(_older_than(cx, actor.org, after))
    query = _heard().where(*wanted).order_by(call.c.started_at.desc(), objection.c.id.desc())
    rows = cx.execute(query.limit(limit + 1)).all()
    found = [_verbatim(row, actor, kinds) for row in rows[:limit]]
    return Voices(version, found, found[-1].id if len(rows) > limit else "")


def _heard() -> Any:
    there = and_(
        prospect.c.org == call.c.org,
        prospect.c.id == call.c.prospect_id,
        prospect.c.deleted_at.is_(None),
    )
    return (
        select(
            objection,
            call.c.started_at,
            prospect.c.name.label("prospect_name"),
            prospect.c.company,
            prospect.c.owner_id,
            user.c.name.label("rep_name"),
        )
        .select_from(call)
        .join(objection, heard_objections())
        .join(user, (user.c.org == call.c.org) & (user.c.id == call.c.rep_id))
        .outerjoin(prospect, there)
    )


def _older_than(cx: Connection, org: str, objection_id: str) -> ColumnElement[bool]:
    place = and_(call.c.org == org, call.c.id == objection.c.call_id)
    query = select(call.c.started_at).join(objection, place)
    mine = objection.c.org == org, objection.c.id == objection_id
    at = cx.execute(query.where(*mine)).scalar() if is_record_id(objection_id) else None
    if at is None:
        raise RejectedError("There is nothing older than that.", "not_found")
    same = and_(call.c.started_at == at, objection.c.id < objection_id)
    return or_(call.c.started_at < at, same)


def _verbatim(row: Row[Any], actor: Actor, kinds: Mapping[str, Kind]) -> Verbatim:
    may_know = row.prospect_name is not None and actor.may_see(
        is_of_prospect=True, owner_id=row.owner_id
    )
    return Verbatim(
        id=row.id,
        words=row.verbatim,
        behind_it=row.behind_it,
        against=row.span["words"] if row.span else "",
        kind=kind_of(kinds, row.category),
        fit=row.promise_fit,
        handling=row.handling,
        who=f"{row.company or row.prospect_name}, heard by {row.rep_name}" if may_know else "",
        heard_at=row.started_at,
    )
