"""A campaign: why marketing speaks to these people, through which channel, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read at run time by the wire
from enum import StrEnum

from companion.domain.external_ids import ExternalId, external_id_problems
from companion.domain.problems import LINE, TEXT, Problem, fits, joined, needs_text
from companion.domain.touches import ADDRESS, MATCHED

RULES = 200
"""Most match rules of one campaign."""


class CampaignStatus(StrEnum):
    """Where a campaign is in its life."""

    PLANNED = "planned"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class FunnelStage(StrEnum):
    """What the campaign wants of the person it reaches."""

    AWARENESS = "awareness"
    CONSIDERATION = "consideration"
    DECISION = "decision"
    RETENTION = "retention"


class MatchKind(StrEnum):
    """How a rule compares."""

    EXACT = "exact"
    PREFIX = "prefix"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class MatchRule:
    """A match rule: a touch whose ``field`` agrees with ``value`` came from the campaign.

    ``field`` is one of ``touches.MATCHED``. ``promise_id`` and ``promise_version_id`` say what the
    touch showed, where a campaign shows several things; ``position`` is the rule's place among the
    rules of all campaigns, None as long as nobody has placed it.
    """

    field: str
    kind: MatchKind
    value: str
    promise_id: str | None = None
    promise_version_id: str | None = None
    position: int | None = None

    @property
    def condition(self) -> tuple[str, MatchKind, str]:
        """Return what the rule compares; two with the same are one rule."""
        return self.field, self.kind, self.value.casefold().strip()


@dataclass(frozen=True, slots=True)
class Campaign:
    """A marketing campaign. ``typical_days`` and ``typical_touches`` lead to a decision."""

    id: str
    name: str
    code: str
    channel: str = ""
    audience: str = ""
    objective: str = ""
    funnel_stage: FunnelStage = FunnelStage.CONSIDERATION
    typical_days: int | None = None
    typical_touches: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    status: CampaignStatus = CampaignStatus.LIVE
    match_rules: tuple[MatchRule, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()

    def problems(self) -> list[Problem]:
        """List what must be mended before this campaign can be kept."""
        return joined(
            needs_text("name", self.name, "the campaign a name"),
            needs_text("code", self.code, "the campaign a code", 100),
            fits("channel", self.channel),
            fits("audience", self.audience, TEXT),
            fits("objective", self.objective, TEXT),
            _at_least_one("typical_days", self.typical_days, 3_650),
            _at_least_one("typical_touches", self.typical_touches, 1_000),
            self._date_problems(),
            self._rule_problems(),
            external_id_problems(self.external_ids),
        )

    def _date_problems(self) -> list[Problem]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            sentence = "The campaign ends before it starts. Please check the dates."
            return [Problem("ends_on", "out_of_order", sentence)]
        return []

    def _rule_problems(self) -> list[Problem]:
        if len(self.match_rules) > RULES:
            return [Problem("match_rules", "too_many", f"At most {RULES} rules fit one campaign.")]
        return joined(*(_rule_problems(rule) for rule in self.match_rules))


def _rule_problems(rule: MatchRule) -> list[Problem]:
    if rule.field not in MATCHED:
        sentence = f"A rule cannot look at “{rule.field[:60]}”, only at {', '.join(MATCHED)}."
        return [Problem("match_rules", "unknown", sentence)]
    most = ADDRESS if rule.field == "landing_page" else LINE
    return needs_text("match_rules", rule.value, "the rule a value", most)


def _at_least_one(field: str, value: int | None, most: int) -> list[Problem]:
    if value is not None and not 1 <= value <= most:
        return [Problem(field, "out_of_range", f"Please give a number from 1 to {most:,}.")]
    return []
