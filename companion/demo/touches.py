"""How prospects met the campaigns: first the form, later a click, a reply, another mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from companion.domain.touches import Touch, TouchKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.demo.campaigns import Offering
    from companion.demo.prospects import Arrival
    from companion.demo.seeds import Seed

_MORE = {0: 3.0, 1: 4.0, 2: 3.0, 3: 1.5, 4: 0.5}
_FROM_ELSEWHERE = 0.12
_REST = timedelta(hours=20)
"""No made-up touch is newer than this, so that the fresh prospects stay the newest."""


def make_touches(
    seed: Seed, now: datetime, arrivals: Sequence[Arrival], offerings: Sequence[Offering]
) -> list[Touch]:
    """Make each prospect's first touch and the later ones, oldest first."""
    made: list[Touch] = []
    for arrival in arrivals:
        own = arrival.offering
        made.append(_touch(seed, arrival, own, own.kind, arrival.wrote_at))
        room = int((now - _REST - arrival.wrote_at).total_seconds() // 60)
        if arrival.is_fresh or room < 1:
            continue
        for _ in range(seed.weighed(_MORE)):
            other = seed.one_of(offerings) if seed.happens(_FROM_ELSEWHERE) else own
            at = arrival.wrote_at + timedelta(minutes=seed.number(1, room))
            if other.versions[0].published_at and at > other.versions[0].published_at:
                made.append(_touch(seed, arrival, other, seed.one_of(other.more_kinds), at))
    return sorted(made, key=lambda touch: (touch.occurred_at, touch.id))


def _touch(
    seed: Seed, arrival: Arrival, offering: Offering, kind: TouchKind, at: datetime
) -> Touch:
    version = offering.version_at(at)
    utm = replace(
        offering.utm,
        utm_term=seed.one_of(offering.terms) if offering.terms else "",
        utm_content=seed.one_of(offering.contents),
    )
    return Touch(
        id=seed.make_id(at),
        prospect_id=arrival.prospect.id,
        occurred_at=at,
        kind=kind,
        campaign_id=offering.campaign.id,
        promise_version_id=version.id,
        utm=utm,
        landing_page=version.landing_page,
        form=offering.form if kind in (TouchKind.FORM, offering.kind) else "",
    )
