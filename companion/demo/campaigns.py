"""The six campaigns and what each promised, version by version."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from companion.demo.sources import read_picture, read_source
from companion.domain.campaigns import Campaign, FunnelStage, MatchKind, MatchRule
from companion.domain.promises import Promise, PromiseVersion, in_force
from companion.domain.touches import TouchKind, Utm

if TYPE_CHECKING:
    from datetime import datetime

    from companion.demo.calendars import Calendar
    from companion.demo.seeds import Seed

PUBLISHED_AT = 7 * 60 + 30
"""Minute of the day at which new versions appear: before the first call."""

_WORDS = ("name", "code", "channel", "audience", "objective", "typical_days", "typical_touches")
_VERSION_WORDS = ("headline", "message", "offer", "call_to_action", "landing_page")


@dataclass(frozen=True, slots=True)
class Offering:
    """One campaign with its promise, its versions, and how its prospects arrive.

    ``waves`` are spans of business days in which they arrive; empty means all the time.
    """

    key: str
    campaign: Campaign
    promise: Promise
    versions: tuple[PromiseVersion, ...]
    form: str
    kind: TouchKind
    more_kinds: tuple[TouchKind, ...]
    utm: Utm
    terms: tuple[str, ...]
    contents: tuple[str, ...]
    waves: tuple[tuple[int, int], ...]

    def version_at(self, moment: datetime) -> PromiseVersion:
        """Return the version in force; the first one before any was published."""
        return in_force(self.versions, moment) or self.versions[0]


def make_offerings(seed: Seed, calendar: Calendar) -> tuple[Offering, ...]:
    """Make every campaign with its promise and versions."""
    return tuple(_offering(seed, calendar, source) for source in read_source("campaigns"))


def _offering(seed: Seed, calendar: Calendar, source: dict[str, Any]) -> Offering:
    campaign = _campaign(seed, calendar, source)
    born = calendar.moment(source["versions"][0]["published_day"], 0)
    promise = Promise(seed.make_id(born), campaign.id, source["promise"])
    picture = "data:image/png;base64," + b64encode(read_picture(source["key"])).decode("ascii")
    numbered = enumerate(source["versions"], start=1)
    return Offering(
        key=source["key"],
        campaign=campaign,
        promise=promise,
        versions=tuple(
            _version(seed, calendar, promise, number, each, picture) for number, each in numbered
        ),
        form=source["form"],
        kind=TouchKind(source["kind"]),
        more_kinds=tuple(TouchKind(kind) for kind in source["more_kinds"]),
        utm=Utm(**source["utm"]),
        terms=tuple(source["terms"]),
        contents=tuple(source["contents"]),
        waves=tuple((first, last) for first, last in source.get("waves", [])),
    )


def _campaign(seed: Seed, calendar: Calendar, source: dict[str, Any]) -> Campaign:
    first_day = source["versions"][0]["published_day"]
    rule = MatchRule("utm_campaign", MatchKind.EXACT, source["utm"]["utm_campaign"])
    return Campaign(
        id=seed.make_id(calendar.moment(first_day, 0)),
        funnel_stage=FunnelStage(source["funnel_stage"]),
        starts_on=calendar.day(first_day),
        match_rules=(rule,),
        **{word: source[word] for word in _WORDS},
    )


def _version(
    seed: Seed,
    calendar: Calendar,
    promise: Promise,
    number: int,
    source: dict[str, Any],
    picture: str,
) -> PromiseVersion:
    published_at = calendar.moment(source["published_day"], PUBLISHED_AT)
    return PromiseVersion(
        id=seed.make_id(published_at),
        promise_id=promise.id,
        number=number,
        proof_points=tuple(source["proof_points"]),
        not_promised=tuple(source["not_promised"]),
        creative=picture,
        published_at=published_at,
        why_changed=source.get("why_changed", ""),
        **{word: source[word] for word in _VERSION_WORDS},
    )
