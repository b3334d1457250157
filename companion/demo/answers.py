"""Marketing's approved answers, and which of them a rep reaches for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.demo.sources import read_source
from companion.domain.answers import Answer, AnswerStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from companion.demo.calendars import Calendar
    from companion.demo.campaigns import Offering
    from companion.demo.seeds import Seed

_WRITTEN_AT = 9 * 60


def make_answers(
    seed: Seed, calendar: Calendar, offerings: Sequence[Offering]
) -> dict[str, Answer]:
    """Make every answer, by the key other sources name it with."""
    campaign_ids = {each.key: each.campaign.id for each in offerings}
    return {
        source["key"]: _answer(seed, calendar, campaign_ids, source)
        for source in read_source("answers")
    }


def _answer(
    seed: Seed, calendar: Calendar, campaign_ids: Mapping[str, str], source: dict[str, Any]
) -> Answer:
    written_at = calendar.moment(source["day"], _WRITTEN_AT)
    status = AnswerStatus(source.get("status", "published"))
    return Answer(
        id=seed.make_id(written_at),
        category=source["category"],
        says=source["says"],
        reply=source["reply"],
        concern=source["concern"],
        questions=tuple(source["questions"]),
        proof=source["proof"],
        campaign_id=campaign_ids[source["campaign"]] if source["campaign"] else None,
        status=status,
        published_at=written_at if status is AnswerStatus.PUBLISHED else None,
    )


def fitting_answers(
    answers: Sequence[Answer], category: str, campaign_id: str, at: datetime
) -> list[Answer]:
    """List the answers a rep could have used at a moment for a kind of objection."""
    return [
        each
        for each in answers
        if each.category == category
        and each.campaign_id in (None, campaign_id)
        and each.published_at is not None
        and each.published_at <= at
    ]
