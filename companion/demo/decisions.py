"""What marketing did about the objections: you said, we changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.demo.campaigns import PUBLISHED_AT
from companion.demo.sources import read_source
from companion.domain.answers import Answer, Decision, DecisionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from companion.demo.calendars import Calendar
    from companion.demo.campaigns import Offering
    from companion.demo.seeds import Seed
    from companion.domain.objections import Objection
    from companion.domain.people import User

Hearing = tuple["datetime", "Objection"]
"""An objection and when it was heard."""


def make_decisions(
    seed: Seed,
    calendar: Calendar,
    offerings: Sequence[Offering],
    answers: Mapping[str, Answer],
    heard: Sequence[Hearing],
    marketer: User,
) -> list[Decision]:
    """Make the decisions of the twelve weeks, each about what had been heard until then."""
    by_key = {each.key: each for each in offerings}
    return [
        _decision(seed, calendar, by_key[source["campaign"]], answers, heard, marketer, source)
        for source in read_source("calls")["decisions"]
    ]


def _decision(
    seed: Seed,
    calendar: Calendar,
    offering: Offering,
    answers: Mapping[str, Answer],
    heard: Sequence[Hearing],
    marketer: User,
    source: dict[str, Any],
) -> Decision:
    decided_at = calendar.moment(source["day"], PUBLISHED_AT)
    number, version_ids = source.get("version"), {each.id for each in offering.versions}
    about = [
        objection.id
        for at, objection in heard
        if at < decided_at
        and objection.category == source["category"]
        and objection.promise_version_id in version_ids
    ]
    return Decision(
        id=seed.make_id(decided_at),
        kind=DecisionKind(source["kind"]),
        decided_by=marketer.id,
        decided_at=decided_at,
        objection_ids=tuple(about),
        note=source["note"].format(count=len(about)),
        promise_id=offering.promise.id,
        promise_version_id=offering.versions[number - 1].id if number else None,
        answer_id=answers[source["answer"]].id if "answer" in source else None,
    )
