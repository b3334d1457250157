"""Records as the figures count them, read by call and by prospect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, func, select

from companion.domain.objections import Handling
from companion.server.among import is_among
from companion.server.figure_tables import journey
from companion.server.figures.journeys import Journey, Met, Step, journey_of
from companion.server.figures.talks import Place, Said, Talk
from companion.server.kept import portions
from companion.server.record_tables import call, objection, prospect, touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Row, Select

    from companion.domain.calls import Call
    from companion.domain.objections import Objection

_SAID = (
    objection.c.id,
    objection.c.call_id,
    objection.c.prospect_id,
    objection.c.promise_version_id,
    objection.c.category,
    objection.c.promise_fit,
    objection.c.handling,
    objection.c.answer_id,
    objection.c.span,
    objection.c.verbatim,
    objection.c.behind_it,
)
_TALKS = (
    call.c.id,
    call.c.promise_version_id,
    call.c.started_at,
    call.c.disposition,
    call.c.outcome,
    call.c.promise_use,
)


def read_talks(cx: Connection, org: str, call_ids: Iterable[str]) -> dict[str, Talk]:
    """Return these calls by id, without what was said on them; deleted ones are left out."""
    found: dict[str, Talk] = {}
    for some in portions(call_ids):
        mine = call.c.org == org, call.c.id.in_(some), call.c.deleted_at.is_(None)
        found.update(
            (row.id, Talk(row.id, row[1] or "", *row[2:])) for row in _rows(cx, _TALKS, mine)
        )
    return found


def read_said(cx: Connection, org: str, call_ids: Iterable[str]) -> dict[str, Said]:
    """Return the objections of these calls by id; deleted ones are left out."""
    found: dict[str, Said] = {}
    for some in portions(call_ids):
        mine = objection.c.org == org, objection.c.call_id.in_(some)
        rows = _rows(cx, _SAID, (*mine, objection.c.deleted_at.is_(None)))
        found.update((row.id, _said(row)) for row in rows)
    return found


def whole_talks(cx: Connection, org: str, call_ids: Iterable[str]) -> dict[str, Talk]:
    """Return these calls by id, with what was said on them."""
    ids = list(call_ids)
    return join_said(read_talks(cx, org, ids), read_said(cx, org, ids))


def read_lines(cx: Connection, org: str, after: str, count: int) -> list[tuple[Talk, Said]]:
    """Return the objections that count which follow an id, each with its call, in their order."""
    there = (call.c.org == org) & (call.c.id == objection.c.call_id) & call.c.deleted_at.is_(None)
    query: Select[Any] = (
        select(*_SAID, call.c.promise_version_id.label("shown_id"), call.c.started_at)
        .join(call, there)
        .where(objection.c.org == org, objection.c.id > after, objection.c.deleted_at.is_(None))
        .order_by(objection.c.id)
        .limit(count)
    )
    return [
        (Talk(row.call_id, row.shown_id or "", row.started_at, "", None, None), _said(row))
        for row in cx.execute(query)
    ]


def join_said(talks: Mapping[str, Talk], said: Mapping[str, Said]) -> dict[str, Talk]:
    """Join calls and what was said on them; the order of what was said does not count."""
    heard: dict[str, list[Said]] = defaultdict(list)
    for each in said.values():
        heard[each.call_id].append(each)
    return {
        id_: replace(talk, said=tuple(sorted(heard[id_], key=lambda each: each.id)))
        for id_, talk in talks.items()
    }


def calls_of(cx: Connection, org: str, objection_ids: Iterable[str]) -> set[str]:
    """Return the calls that these objections are written on now."""
    found: set[str] = set()
    for some in portions(objection_ids):
        mine = objection.c.org == org, objection.c.id.in_(some)
        found |= set(cx.scalars(select(objection.c.call_id).where(*mine)))
    return found


def calls_with(cx: Connection, org: str, prospect_ids: Iterable[str]) -> set[str]:
    """Return the calls with these prospects."""
    found: set[str] = set()
    for some in portions(prospect_ids):
        mine = call.c.org == org, call.c.prospect_id.in_(some)
        found |= set(cx.scalars(select(call.c.id).where(*mine)))
    return found


def talk_of(record: Call) -> Talk:
    """Return a call as it counts."""
    return Talk(
        record.id,
        record.promise_version_id or "",
        record.started_at,
        str(record.disposition),
        record.outcome and record.outcome.value,
        record.promise_use and record.promise_use.value,
    )


def said_of(record: Objection) -> Said:
    """Return an objection as it counts."""
    span = record.span
    return Said(
        record.id,
        record.call_id,
        record.prospect_id,
        record.promise_version_id,
        record.category,
        record.promise_fit and record.promise_fit.value,
        record.handling.value,
        record.answer_id,
        Place(span.part.value, span.start, span.end) if span else None,
        record.verbatim,
        record.behind_it,
    )


# -- by prospect -----------------------------------------------------------------------------


def read_journeys(cx: Connection, org: str, prospect_ids: Iterable[str]) -> dict[str, Journey]:
    """Return the journeys of these prospects as they were counted last."""
    columns = [journey.c[name] for name in Journey._fields]
    found: dict[str, Journey] = {}
    for some in portions(prospect_ids):
        mine = journey.c.org == org, journey.c.prospect_id.in_(some)
        found.update((row[0], Journey(*row)) for row in _rows(cx, columns, mine))
    return found


def make_journeys(cx: Connection, org: str, prospect_ids: Iterable[str]) -> dict[str, Journey]:
    """Return the journeys of these prospects as their records tell them now."""
    found: dict[str, Journey] = {}
    for some in portions(prospect_ids):
        touches = _touches(cx, org, some)
        steps = _steps(cx, org, touches) if touches else {}
        made = (journey_of(each, met, steps.get(each, ())) for each, met in touches.items())
        found.update((each.prospect_id, each) for each in made if each)
    return found


def _touches(cx: Connection, org: str, prospect_ids: list[str]) -> dict[str, list[Met]]:
    found: dict[str, list[Met]] = defaultdict(list)
    asked = {"org": org, "ids": prospect_ids}
    for prospect_id, *met in cx.execute(_touch_query(cx.dialect.name), asked):
        found[prospect_id].append(Met(*met))
    return found


@cache
def _touch_query(dialect: str) -> Select[Any]:
    org: Any = bindparam("org")
    return (
        select(touch.c.prospect_id, touch.c.occurred_at, touch.c.id, touch.c.campaign_id)
        .join(prospect, (prospect.c.org == org) & (prospect.c.id == touch.c.prospect_id))
        .where(touch.c.org == org, is_among(dialect, touch.c.prospect_id, "ids"))
        .where(touch.c.campaign_id.is_not(None), touch.c.deleted_at.is_(None))
        .where(prospect.c.deleted_at.is_(None))
    )


def _steps(cx: Connection, org: str, prospect_ids: Iterable[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    asked = {"org": org, "ids": list(prospect_ids)}
    for prospect_id, *step in cx.execute(_step_query(cx.dialect.name), asked):
        found[prospect_id].append(Step(*step))
    return found


@cache
def _step_query(dialect: str) -> Select[Any]:
    org: Any = bindparam("org")
    heard = (objection.c.org == org) & (objection.c.call_id == call.c.id)
    heard &= objection.c.deleted_at.is_(None)
    resolved = func.count(case((objection.c.handling == Handling.RESOLVED.value, 1)))
    return (
        select(
            call.c.prospect_id,
            call.c.started_at,
            call.c.disposition,
            call.c.outcome,
            func.count(objection.c.id),
            resolved,
        )
        .outerjoin(objection, heard)
        .where(call.c.org == org, is_among(dialect, call.c.prospect_id, "ids"))
        .where(call.c.deleted_at.is_(None))
        .group_by(call.c.org, call.c.id)
    )


def _said(row: Row[Any]) -> Said:
    span = row.span
    place = Place(span["part"], span["start"], span["end"]) if span else None
    return Said(
        row.id,
        row.call_id,
        row.prospect_id,
        row.promise_version_id,
        row.category,
        row.promise_fit,
        row.handling,
        row.answer_id,
        place,
        row.verbatim,
        row.behind_it,
    )


def _rows(cx: Connection, columns: Iterable[Any], mine: Iterable[Any]) -> Any:
    return cx.execute(select(*columns).where(*mine))
