"""Making every figure anew from the records: ``companion-server recount``.

Nothing needs it in daily use. It is there for a database that somebody changed by hand, for
filling a large one quickly, and as the second opinion the tests hold ``upkeep`` against: it says
in SQL what ``talks`` and ``journeys`` say in Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, delete, func, insert, literal, or_, select, text

from companion.domain.calls import DECIDED, Disposition, Outcome
from companion.domain.objections import AGAINST, Handling
from companion.server.figure_tables import (
    SPACED,
    TALLIES,
    answer_tally,
    campaign_tally,
    heard,
    journey,
    kind_tally,
    path_tally,
    span_tally,
    use_tally,
    version_tally,
)
from companion.server.figures.carried import add_carried
from companion.server.figures.grains import BEGINNING, Grain
from companion.server.figures.listing import add_lines
from companion.server.figures.moments import days_between, week_of
from companion.server.figures.readings import read_lines
from companion.server.figures.talks import FITS
from companion.server.ledgers import lock_counter
from companion.server.record_tables import call, objection, prospect, touch
from companion.server.rows import Writing
from companion.server.walls import enter

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select, Subquery, Table


def recount(cx: Connection, org: str) -> None:
    """Make the figures of an organisation anew. Writers wait until the transaction ends."""
    lock_counter(cx, org)
    enter(cx, org)  # its planner takes an organisation for a few rows where it may be any
    if cx.dialect.name == "postgresql":
        cx.execute(text("SET LOCAL work_mem = '256MB'"))
    for table in (*TALLIES, journey, heard):
        cx.execute(delete(table).where(table.c.org == org))
    _fill(cx, version_tally, _by_version(cx, org))
    _fill(cx, use_tally, _by_use(cx, org))
    _fill(cx, kind_tally, _by_kind(cx, org))
    _fill(cx, span_tally, _by_span(cx, org))
    _fill(cx, answer_tally, _by_answer(org))
    _fill(cx, journey, _journeys(cx, org))
    _fill(cx, campaign_tally, _by_campaign(cx, org))
    for measure in ("days", "touches"):
        _fill(cx, path_tally, _paths(org, measure))
    for table in SPACED:
        cx.execute(_ever(table, org))
    add_carried(cx, org)
    _fill_list(cx, org)


def _fill(cx: Connection, table: Table, rows: Select[Any]) -> None:
    cx.execute(insert(table).from_select([each.name for each in rows.selected_columns], rows))


def _ever(table: Table, org: str) -> Any:
    """Add the weeks up to the rows of all time."""
    keys = [each for each in table.primary_key if each.name not in {"org", "grain", "start"}]
    counts = [each for each in table.c if not each.primary_key]
    rows = select(
        table.c.org,
        *keys,
        literal(Grain.EVER.value).label("grain"),
        literal(BEGINNING).label("start"),
        *(func.sum(each).label(each.name) for each in counts),
    ).where(table.c.org == org, table.c.grain == Grain.WEEK.value)
    rows = rows.group_by(table.c.org, *keys)
    return insert(table).from_select([each.name for each in rows.selected_columns], rows)


# -- calls -----------------------------------------------------------------------------------

_VERSION = func.coalesce(call.c.promise_version_id, "").label("promise_version_id")
_IS_CONNECTED = call.c.disposition == Disposition.CONNECTED.value
_MEETING = call.c.outcome == Outcome.MEETING_BOOKED.value
_WON = call.c.outcome == Outcome.WON.value


def _calls(org: str) -> list[ColumnElement[bool]]:
    return [call.c.org == org, call.c.deleted_at.is_(None)]


def _said(org: str) -> Subquery:
    """Return, by call, how many objections of what sort were heard on it."""
    fits = [_count(objection.c.promise_fit == fit.value).label(fit.value) for fit in FITS]
    query = select(
        objection.c.call_id,
        func.count().label("objections"),
        _count(objection.c.promise_fit.in_([fit.value for fit in AGAINST])).label("against"),
        _count(objection.c.handling == Handling.RESOLVED.value).label("resolved"),
        *fits,
    ).where(objection.c.org == org, objection.c.deleted_at.is_(None))
    return query.group_by(objection.c.call_id).subquery()


def _by_version(cx: Connection, org: str) -> Select[Any]:
    said = _said(org)
    start = week_of(cx, call.c.started_at).label("start")
    raised = case((_IS_CONNECTED, said.c.objections), else_=0)
    sums = ["objections", "resolved", *(fit.value for fit in FITS)]
    return (
        _weekly(org, start)
        .add_columns(
            func.count().label("calls"),
            _count(_IS_CONNECTED).label("connected"),
            _count(_IS_CONNECTED & (said.c.objections > 0)).label("objected"),
            _count(_IS_CONNECTED & (said.c.against > 0)).label("broken"),
            _count(_MEETING).label("meetings"),
            _count(_WON).label("wins"),
            func.coalesce(func.sum(raised), 0).label("raised"),
            *(func.coalesce(func.sum(said.c[name]), 0).label(name) for name in sums),
        )
        .select_from(call)
        .outerjoin(said, said.c.call_id == call.c.id)
        .where(*_calls(org))
        .group_by(_VERSION, start)
    )


def _by_use(cx: Connection, org: str) -> Select[Any]:
    said = _said(org)
    start = week_of(cx, call.c.started_at).label("start")
    return (
        _weekly(org, start)
        .add_columns(
            call.c.promise_use,
            func.count().label("connected"),
            _count(said.c.objections > 0).label("objected"),
            _count(_MEETING).label("meetings"),
            _count(_WON).label("wins"),
        )
        .select_from(call)
        .outerjoin(said, said.c.call_id == call.c.id)
        .where(*_calls(org), _IS_CONNECTED, call.c.promise_use.is_not(None))
        .group_by(_VERSION, start, call.c.promise_use)
    )


def _by_kind(cx: Connection, org: str) -> Select[Any]:
    start = week_of(cx, call.c.started_at).label("start")
    return (
        _weekly(org, start)
        .add_columns(
            objection.c.category,
            func.count().label("objections"),
            _count(objection.c.handling == Handling.RESOLVED.value).label("resolved"),
        )
        .select_from(call)
        .join(objection, _heard(org))
        .where(*_calls(org))
        .group_by(_VERSION, start, objection.c.category)
    )


def _by_span(cx: Connection, org: str) -> Select[Any]:
    start = week_of(cx, call.c.started_at).label("start")
    span = objection.c.span
    place = (
        span["part"].as_string().label("part"),
        span["start"].as_integer().label("first"),
        span["end"].as_integer().label("last"),
    )
    own = objection.c.promise_version_id
    return (
        _weekly(org, start)
        .add_columns(*place, func.count().label("objections"))
        .select_from(call)
        .join(objection, _heard(org))
        .where(*_calls(org), span.is_not(None), call.c.promise_version_id.is_not(None))
        .where(or_(own.is_(None), own == call.c.promise_version_id))
        .group_by(_VERSION, start, *place)
    )


def _by_answer(org: str) -> Select[Any]:
    return (
        select(
            literal(org).label("org"),
            objection.c.answer_id,
            func.count().label("uses"),
            _count(objection.c.handling == Handling.RESOLVED.value).label("resolved"),
        )
        .select_from(call)
        .join(objection, _heard(org))
        .where(*_calls(org), objection.c.answer_id.is_not(None))
        .group_by(objection.c.answer_id)
    )


def _weekly(org: str, start: ColumnElement[Any]) -> Select[Any]:
    grain = literal(Grain.WEEK.value).label("grain")
    return select(literal(org).label("org"), _VERSION, grain, start)


def _heard(org: str) -> ColumnElement[bool]:
    is_live = objection.c.deleted_at.is_(None)
    return and_(objection.c.org == org, objection.c.call_id == call.c.id, is_live)


# -- prospects -------------------------------------------------------------------------------


def _journeys(cx: Connection, org: str) -> Select[Any]:
    origin, said = _origins(org), _said(org)
    later = call.c.started_at >= origin.c.began_at
    way = and_(*_calls(org), call.c.prospect_id == origin.c.prospect_id, later)
    decided = func.min(case((call.c.outcome.in_([e.value for e in DECIDED]), call.c.started_at)))
    ends = (
        select(
            origin,
            (func.max(case((_IS_CONNECTED, 1), else_=0)) == 1).label("is_connected"),
            (func.max(case((_MEETING, 1), else_=0)) == 1).label("has_meeting"),
            (func.max(case((_WON, 1), else_=0)) == 1).label("is_won"),
            func.coalesce(func.sum(said.c.objections), 0).label("objections"),
            func.coalesce(func.sum(said.c.resolved), 0).label("resolved"),
            decided.label("decided_at"),
        )
        .select_from(origin)
        .outerjoin(call, way)
        .outerjoin(said, said.c.call_id == call.c.id)
        .group_by(*origin.c)
        .subquery()
    )
    mine = and_(
        touch.c.org == org,
        touch.c.prospect_id == ends.c.prospect_id,
        touch.c.campaign_id == ends.c.campaign_id,
        touch.c.deleted_at.is_(None),
        touch.c.occurred_at <= ends.c.decided_at,
    )
    touches = select(func.count()).select_from(touch).where(mine).scalar_subquery()
    return select(
        literal(org).label("org"),
        *(each for each in ends.c if each.name != "decided_at"),
        days_between(cx, ends.c.began_at, ends.c.decided_at).label("days"),
        case((ends.c.decided_at.is_not(None), touches)).label("touches"),
    )


def _origins(org: str) -> Subquery:
    place = func.row_number().over(
        partition_by=touch.c.prospect_id, order_by=(touch.c.occurred_at, touch.c.id)
    )
    there = and_(prospect.c.org == org, prospect.c.id == touch.c.prospect_id)
    every = (
        select(touch.c.prospect_id, touch.c.campaign_id, touch.c.occurred_at, place.label("place"))
        .join(prospect, there)
        .where(touch.c.org == org, touch.c.deleted_at.is_(None), prospect.c.deleted_at.is_(None))
        .where(touch.c.campaign_id.is_not(None))
        .subquery()
    )
    began = every.c.occurred_at.label("began_at")
    first = select(every.c.prospect_id, every.c.campaign_id, began).where(every.c.place == 1)
    return first.subquery()


def _by_campaign(cx: Connection, org: str) -> Select[Any]:
    start = week_of(cx, journey.c.began_at).label("start")
    return (
        select(
            journey.c.org,
            journey.c.campaign_id,
            literal(Grain.WEEK.value).label("grain"),
            start,
            func.count().label("prospects"),
            _count(journey.c.is_connected).label("connected"),
            _count(journey.c.has_meeting).label("meetings"),
            _count(journey.c.is_won).label("wins"),
            func.sum(journey.c.objections).label("objections"),
            func.sum(journey.c.resolved).label("resolved"),
            func.count(journey.c.days).label("decided"),
        )
        .where(journey.c.org == org)
        .group_by(journey.c.org, journey.c.campaign_id, start)
    )


def _paths(org: str, measure: str) -> Select[Any]:
    value = journey.c[measure]
    return (
        select(
            journey.c.org,
            journey.c.campaign_id,
            literal(measure).label("measure"),
            value.label("value"),
            func.count().label("prospects"),
        )
        .where(journey.c.org == org, value.is_not(None))
        .group_by(journey.c.org, journey.c.campaign_id, value)
    )


# -- the list --------------------------------------------------------------------------------


def _fill_list(cx: Connection, org: str) -> None:
    last = ""
    while lines := read_lines(cx, org, last, _PAGE):
        writing = Writing(cx)
        add_lines(writing, org, lines)
        writing.settle()
        last = lines[-1][1].id


_PAGE = 5_000


def _count(condition: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.count(case((condition, 1)))
