"""Today's list, from whoever can be asked for it: an open database, or the bare file at a start."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from companion.domain.answers import DecisionKind
from companion.domain.proposals import ProposalState
from companion.services.rows import NewsRow, ProspectRow, TodayList
from companion.store.moments import read_moment
from companion.store.today import decision_rows, draft_rows, due_rows, new_rows, settled_rows

if TYPE_CHECKING:
    from sqlalchemy import Row

    from companion.store.today import AnswerRow, Ask, DayRow

KEPT_FOR = timedelta(days=120)
"""How long a decision counts as news; older ones are history on marketing's page."""


def read_today(ask: Ask, user_id: str | None, now: datetime, limit: int) -> TodayList:
    """Return whom to call: at most ``limit`` rows of each group, and how many there are."""
    due, due_count = due_rows(ask, user_id, end_of_day(now), limit)
    new, new_count = new_rows(ask, user_id, limit)
    drafts, draft_count = draft_rows(ask, limit)
    return TodayList(
        due=tuple(prospect_row(each, now) for each in due),
        new=tuple(prospect_row(each) for each in new),
        drafts=tuple(prospect_row(each) for each in drafts),
        news=read_news(ask, user_id, now, limit),
        due_count=due_count,
        new_count=new_count,
        draft_count=draft_count,
    )


def read_news(
    ask: Ask, user_id: str | None, now: datetime, limit: int, *, is_all: bool = False
) -> tuple[NewsRow, ...]:
    """Return the news of one snapshot, newest first; unread ones unless ``is_all``."""
    asked = (ask, user_id, now - KEPT_FOR, limit)
    found = [_decision(each) for each in decision_rows(*asked, is_all=is_all)]
    found += [_settled(each) for each in settled_rows(*asked, is_all=is_all)]
    return tuple(sorted(found, key=lambda each: each.decided_at, reverse=True)[:limit])


def prospect_row(row: DayRow | Row[Any], overdue_from: datetime | None = None) -> ProspectRow:
    """Make a row of a list; what is due before ``overdue_from`` is overdue."""
    when = read_moment(row.when) if row.when else None
    return ProspectRow(
        prospect_id=row.id,
        name=row.name or "",
        company=row.company or "",
        detail=row.detail or "",
        when=when,
        is_overdue=bool(overdue_from and when and when < overdue_from),
        channel=row.channel or "",
        is_do_not_call=bool(row.is_barred),
    )


def end_of_day(now: datetime) -> datetime:
    """Return the next midnight where the person is."""
    tomorrow = now.astimezone().date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min).astimezone()


def _decision(row: AnswerRow) -> NewsRow:
    known = {each.value for each in DecisionKind}
    return _news(row, kind=DecisionKind(row.word) if row.word in known else None)


def _settled(row: AnswerRow) -> NewsRow:
    return _news(row, proposal=ProposalState(row.word or ""))


def _news(
    row: AnswerRow, *, kind: DecisionKind | None = None, proposal: ProposalState | None = None
) -> NewsRow:
    return NewsRow(
        decision_id=row.id,
        verbatim=row.verbatim or "",
        kind=kind,
        decided_at=read_moment(row.at),
        heard=row.heard,
        version=row.number,
        campaign_name=row.campaign or "",
        channel=row.channel or "",
        is_read=row.read_at is not None,
        proposal=proposal,
    )
