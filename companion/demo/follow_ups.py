"""What was promised next: kept long ago, due today, overdue, or still ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from companion.demo.calendars import DAYS
from companion.demo.sources import read_source
from companion.domain.follow_ups import FollowUp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from companion.demo.calendars import Calendar
    from companion.demo.paths import Plan
    from companion.demo.seeds import Seed
    from companion.domain.calls import Call

TODAY_AT = (9 * 60, 10 * 60 + 30, 11 * 60 + 15, 14 * 60, 15 * 60 + 30, 16 * 60 + 45)
"""Minutes of the present day at which the demo rep's next steps are due."""

OVERDUE = ((DAYS - 1, 16 * 60), (DAYS - 1, 11 * 60), (DAYS - 2, 14 * 60 + 30), (DAYS - 4, 9 * 60))
"""Business days and minutes of the steps the demo rep has let slip, newest first."""

_STARTS = (8 * 60 + 30, 9 * 60, 10 * 60, 11 * 60 + 30, 14 * 60, 16 * 60)


def make_follow_ups(
    seed: Seed,
    calendar: Calendar,
    plans: Sequence[Plan],
    calls: Mapping[str, Sequence[Call]],
    rep_id: str,
) -> list[FollowUp]:
    """Make every next step. ``calls`` are by prospect, oldest first; ``rep_id`` is the demo rep.

    The demo rep has some due today and some overdue; all other open ones lie ahead.
    """
    kept: list[FollowUp] = []
    ahead: list[tuple[FollowUp, Call]] = []
    for plan in plans:
        own = calls.get(plan.arrival.prospect.id, ())
        kept += [_kept(seed, earlier, later) for earlier, later in pairwise(own) if earlier.outcome]
        if plan.ahead_day is not None and own:
            due_at = calendar.moment(max(plan.ahead_day, DAYS) + 1, seed.one_of(_STARTS))
            ahead.append((_made(seed, own[-1], due_at), own[-1]))
    ahead.sort(key=lambda pair: (pair[0].due_at, pair[0].id))
    return kept + _pulled_near(calendar, ahead, rep_id)


def _kept(seed: Seed, earlier: Call, later: Call) -> FollowUp:
    due_at = later.started_at.replace(minute=0, second=0, microsecond=0)
    return replace(_made(seed, earlier, due_at), done_at=later.ended_at)


def _made(seed: Seed, call: Call, due_at: datetime) -> FollowUp:
    steps = read_source("calls")["next_steps"]
    ended_at = call.ended_at or call.started_at
    return FollowUp(
        id=seed.make_id(ended_at),
        prospect_id=call.prospect_id,
        rep_id=call.rep_id,
        due_at=max(due_at, ended_at + timedelta(minutes=30)),
        what=seed.one_of(steps.get(call.outcome or "none", steps["none"])),
        call_id=call.id,
    )


def _pulled_near(
    calendar: Calendar, ahead: Iterable[tuple[FollowUp, Call]], rep_id: str
) -> list[FollowUp]:
    midnight = calendar.now.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = [midnight + timedelta(minutes=minute) for minute in TODAY_AT]
    wanted += [calendar.moment(day, minute) for day, minute in OVERDUE]
    made: list[FollowUp] = []
    for follow_up, call in ahead:
        is_own = follow_up.rep_id == rep_id
        fitting = [at for at in wanted if is_own and at > call.started_at + timedelta(days=1)]
        if fitting:
            wanted.remove(fitting[-1])
        made.append(replace(follow_up, due_at=fitting[-1]) if fitting else follow_up)
    return made
