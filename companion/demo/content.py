"""Puts the demo's parts together, in an order that is safe to write them in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.demo.answers import make_answers
from companion.demo.calendars import Calendar
from companion.demo.calls import make_calls
from companion.demo.campaigns import make_offerings
from companion.demo.decisions import make_decisions
from companion.demo.follow_ups import make_follow_ups
from companion.demo.objections import Heard
from companion.demo.paths import make_plans
from companion.demo.people import make_organisation, make_users
from companion.demo.proposals import make_proposals
from companion.demo.prospects import make_arrivals
from companion.demo.seeds import Seed
from companion.demo.sources import read_source
from companion.demo.touches import make_touches
from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.objections import default_categories
from companion.domain.prospects import LifecycleStage, Prospect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from companion.demo.campaigns import Offering
    from companion.demo.decisions import Hearing
    from companion.demo.prospects import Arrival
    from companion.domain.answers import Answer
    from companion.domain.people import Organisation, User
    from companion.wire.records import Record

_STAGES = {
    Outcome.WON: LifecycleStage.CUSTOMER,
    Outcome.MEETING_BOOKED: LifecycleStage.OPPORTUNITY,
    Outcome.QUALIFIED: LifecycleStage.SALES_QUALIFIED,
    Outcome.FOLLOW_UP: LifecycleStage.MARKETING_QUALIFIED,
}


@dataclass(frozen=True, slots=True)
class DemoContent:
    """A whole organisation: ``users`` are a rep, a second rep, a marketer, a manager, an admin.

    ``records`` hold every entity of ``wire.records.ENTITIES``, the users too, parents first.
    """

    organisation: Organisation
    users: tuple[User, ...]
    records: tuple[Record, ...]


def make_demo(now: datetime, seed: int = 7) -> DemoContent:
    """Make the demo as it looks at ``now`` (UTC, aware); the same for the same arguments."""
    chance, calendar = Seed(seed), Calendar(now)
    organisation, users = make_organisation(chance, calendar), make_users(chance, calendar)
    rep, second_rep, marketer = users[:3]
    offerings = make_offerings(chance, calendar)
    answers = make_answers(chance, calendar, offerings)
    arrivals = make_arrivals(chance, calendar, offerings, (rep, second_rep))
    touches = make_touches(chance, now, arrivals, offerings)
    plans = make_plans(chance, arrivals)
    calls = make_calls(chance, calendar, plans)
    heard = _hear(chance, arrivals, calls, offerings, tuple(answers.values()))
    by_prospect = _by_prospect(calls)
    parts: tuple[Iterable[Record], ...] = (
        users,
        default_categories(),
        (each.campaign for each in offerings),
        (each.promise for each in offerings),
        (version for each in offerings for version in each.versions),
        answers.values(),
        (_as_it_stands(each.prospect, by_prospect) for each in arrivals),
        touches,
        calls,
        (objection for _, objection in heard),
        make_follow_ups(chance, calendar, plans, by_prospect, rep.id),
        make_decisions(chance, calendar, offerings, answers, heard, marketer),
        make_proposals(chance, calendar, offerings, users),
    )
    return DemoContent(organisation, users, tuple(record for part in parts for record in part))


def _hear(
    seed: Seed,
    arrivals: Sequence[Arrival],
    calls: Sequence[Call],
    offerings: Sequence[Offering],
    answers: Sequence[Answer],
) -> list[Hearing]:
    arrived = {each.prospect.id: each for each in arrivals}
    ears = {each.key: Heard(seed, each, answers) for each in offerings}
    found: list[Hearing] = []
    for call in calls:
        if call.disposition is Disposition.CONNECTED:
            arrival = arrived[call.prospect_id]
            objections = ears[arrival.offering.key].on_call(call, arrival)
            found += [(call.started_at, objection) for objection in objections]
    return found


def _by_prospect(calls: Sequence[Call]) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        found[call.prospect_id].append(call)
    return found


def _as_it_stands(prospect: Prospect, calls: dict[str, list[Call]]) -> Prospect:
    outcomes = [call.outcome for call in calls.get(prospect.id, ()) if call.outcome]
    if not outcomes:
        return prospect
    if outcomes[-1] is Outcome.DO_NOT_CALL:
        reason = read_source("calls")["do_not_call_reason"]
        return replace(prospect, do_not_call=True, do_not_call_reason=reason)
    return replace(prospect, lifecycle_stage=_STAGES.get(outcomes[-1], LifecycleStage.LEAD))
