"""What reps would rather say: one proposal adopted, one declined, two still to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.demo.campaigns import PUBLISHED_AT
from companion.demo.objections import find_span
from companion.demo.sources import read_source
from companion.domain.proposals import Proposal, ProposalState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from companion.demo.calendars import Calendar
    from companion.demo.campaigns import Offering
    from companion.demo.seeds import Seed
    from companion.domain.people import User

_WRITTEN_AT = 15 * 60


def make_proposals(
    seed: Seed, calendar: Calendar, offerings: Sequence[Offering], users: Sequence[User]
) -> list[Proposal]:
    """Make the proposals of the twelve weeks; ``users`` begin with rep, second rep, marketer."""
    by_key = {each.key: each for each in offerings}
    people = dict(zip(("rep", "second_rep", "marketer"), users, strict=False))
    return [
        _proposal(seed, calendar, by_key[source["campaign"]], people, source)
        for source in read_source("proposals")
    ]


def _proposal(
    seed: Seed,
    calendar: Calendar,
    offering: Offering,
    people: Mapping[str, User],
    source: dict[str, Any],
) -> Proposal:
    proposed_at = calendar.moment(source["day"], _WRITTEN_AT)
    version = offering.versions[source["version"] - 1]
    answer = source.get("answer", {})
    adopted = answer.get("version")
    return Proposal(
        id=seed.make_id(proposed_at),
        promise_version_id=version.id,
        proposed_by=people[source["by"]].id,
        proposed_at=proposed_at,
        span=find_span(version, source["words"]),
        wording=source["wording"],
        why=source["why"],
        state=ProposalState(answer.get("state", "open")),
        settled_by=people["marketer"].id if answer else None,
        settled_at=calendar.moment(answer["day"], PUBLISHED_AT) if answer else None,
        note=answer.get("note", ""),
        adopted_version_id=offering.versions[adopted - 1].id if adopted else None,
    )
