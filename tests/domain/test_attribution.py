"""Which campaign and which version of its promise a touch came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from companion.domain.attribution import Rulebook, Ruling, campaign_of, matches, version_shown
from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.external_ids import ExternalId
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.touches import Touch, Utm, latest, originating, plain_address, utm_in


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


def test_rules_when_placed_then_stand_before_stricter_ones_nobody_placed() -> None:
    wide = MatchRule("utm_source", MatchKind.PREFIX, "goo", position=1)
    exact = MatchRule("utm_campaign", MatchKind.EXACT, "fleet")
    one = Campaign("a", "A", "A", match_rules=(exact,))
    two = Campaign("b", "B", "B", match_rules=(wide,))
    book = Rulebook([one, two])
    assert [line.rule for line in book.lines] == [wide, exact]
    values = {"utm_source": "google", "utm_campaign": "fleet"}
    assert book.find(values) == Ruling(two, wide)
    assert book.find({"utm_campaign": "FLEET "}) == Ruling(one, exact)


def test_rule_when_of_a_list_then_the_list_name_decides() -> None:
    fair = Campaign(
        "a", "A", "A", match_rules=(MatchRule("list_name", MatchKind.EXACT, "Fair 2026"),)
    )
    assert campaign_of({"list_name": "fair 2026"}, [], [fair]) is fair


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MatchKind.EXACT, "https://x.example/fleet"),
        (MatchKind.EXACT, "www.x.example/Fleet/"),
        (MatchKind.PREFIX, "x.example/fl"),
        (MatchKind.PATTERN, "*.example/f*"),
        (MatchKind.PATTERN, "*variant=b"),
    ],
)
def test_rule_when_of_a_page_then_scheme_and_query_do_not_matter(
    kind: MatchKind, value: str
) -> None:
    told = {"landing_page": "http://www.x.example/Fleet?variant=b"}
    assert matches(MatchRule("landing_page", kind, value), told)
    one = Campaign("a", "A", "A", match_rules=(MatchRule("landing_page", kind, value),))
    assert campaign_of(told, [], [one]) is one


def test_version_when_a_rule_names_it_then_it_was_shown_if_it_was_out() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    later = datetime(2026, 6, 1, tzinfo=UTC)
    old = PromiseVersion("p1", "p", 1, "H", "M", published_at=at)
    new = PromiseVersion("p2", "p", 2, "H", "M", published_at=later)
    other = PromiseVersion("q1", "q", 1, "H", "M", published_at=at)
    told = [(Promise("p", "c", "p"), [old, new]), (Promise("q", "c", "q"), [other])]
    rule = MatchRule("form", MatchKind.EXACT, "x", promise_version_id="p1")
    assert version_shown("", later, told, rule) is old
    assert version_shown("", later, told, replace(rule, promise_version_id="p2")) is new
    assert version_shown("", at, told, replace(rule, promise_version_id="p2")) is None
    of_promise = replace(rule, promise_version_id=None, promise_id="q")
    assert version_shown("", later, told, of_promise) is other
    assert version_shown("", later, told) is None


def test_touches_when_first_and_last_differ_then_are_kept_apart() -> None:
    first = Touch("1", "p", datetime(2026, 5, 1, tzinfo=UTC), campaign_id="a")
    last = Touch("2", "p", datetime(2026, 5, 3, tzinfo=UTC), campaign_id="b")
    nameless = Touch("3", "p", datetime(2026, 5, 9, tzinfo=UTC))
    assert originating([last, nameless, first]) is first
    assert latest([last, nameless, first]) is last
    assert latest([nameless]) is None


def test_address_when_it_tells_a_visitor_then_only_the_page_is_kept() -> None:
    told = "https://x.example/a?utm_Source=Google&email=ada%40x.example&variant=b&gclid=1#top"
    assert plain_address(told) == "https://x.example/a?utm_Source=Google&variant=b"
    assert utm_in(told) == Utm(utm_source="google")
    assert plain_address("http://[broken?a=1") == "http://[broken"
    assert utm_in("http://[broken?utm_source=1") == Utm()
    assert utm_in(f"https://x.example?utm_source={'x' * 301}") == Utm()
