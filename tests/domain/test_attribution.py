"""Which campaign and which version of its promise a touch came from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from companion.domain.attribution import campaign_of, matches, version_shown
from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.external_ids import ExternalId
from companion.domain.promises import Promise, PromiseVersion


@pytest.mark.parametrize(
    ("kind", "value", "given", "expected"),
    [
        (MatchKind.EXACT, "Quiet-Fleet", "quiet-fleet", True),
        (MatchKind.EXACT, "quiet", "quiet-fleet", False),
        (MatchKind.PREFIX, "quiet", "Quiet-Fleet", True),
        (MatchKind.PATTERN, "*fleet", "quiet-fleet", True),
        (MatchKind.PATTERN, "*fleet", "quiet-fleets", False),
        (MatchKind.EXACT, "", "", False),
    ],
)
def test_rule_when_compared_then_case_does_not_matter(
    kind: MatchKind, value: str, given: str, expected: bool
) -> None:
    rule = MatchRule("utm_campaign", kind, value)
    assert matches(rule, {"utm_campaign": given}) is expected


def test_campaign_when_several_rules_match_then_the_strictest_decides() -> None:
    wide = Campaign("a", "A", "A", match_rules=(MatchRule("form", MatchKind.PREFIX, "demo"),))
    exact = Campaign("b", "B", "B", match_rules=(MatchRule("form", MatchKind.EXACT, "demo x"),))
    assert campaign_of({"form": "Demo X"}, [], [wide, exact]) is exact
    assert campaign_of({"form": "Demo Y"}, [], [wide, exact]) is wide


def test_campaign_when_only_its_name_is_given_then_found_unless_two_share_it() -> None:
    one = Campaign("a", "Spring", "S-1", external_ids=(ExternalId("google_ads", "77"),))
    two = Campaign("b", "Spring", "S-2")
    assert campaign_of({}, ["spring"], [one, two]) is None
    assert campaign_of({}, ["spring", "s-2"], [one, two]) is two
    assert campaign_of({}, ["77"], [one, two]) is one


def test_version_when_two_promises_run_then_the_landing_page_tells() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    told = [
        (
            Promise(name, "c", name),
            [PromiseVersion(f"{name}1", name, 1, "H", "M", landing_page=page, published_at=at)],
        )
        for name, page in (("p", "https://www.x.example/a/"), ("q", "https://x.example/b"))
    ]
    assert version_shown("http://x.example/A?utm_id=1", at, told).id == "p1"
    assert version_shown("", at, told) is None
    assert version_shown("", at, told[:1]).id == "p1"
    assert version_shown("", datetime(2026, 4, 1, tzinfo=UTC), told[:1]) is None
