"""The page of retention: what would go is seen first, and only what was seen counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.ids import id_from
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.server.lapsing.rules import Lapsing, read_rules
from tests.salesroom import NOW
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom

PAGE = "/admin/retention"
OLD = NOW - timedelta(days=900)


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def lapsed(promises: PromiseRoom, name: str) -> None:
    promises.room.put(Prospect(id_from(int(OLD.timestamp() * 1000), len(name)), name))


def rules(promises: PromiseRoom) -> dict[Lapsing, int]:
    with promises.room.database.read() as cx:
        return {kind: each.months for kind, each in read_rules(cx, promises.room.org).items()}


def test_rule_when_looked_at_then_shows_exactly_who_would_go_and_does_not_count_yet(
    promises: PromiseRoom, admin: Browser
) -> None:
    lapsed(promises, "<b>Lapsed</b>")
    look = send(admin, PAGE, uncalled="24", act="look")
    assert look.status_code == 200
    assert "<strong>1</strong> would go now" in look.text
    assert '<li class="break">&lt;b&gt;Lapsed' in look.text
    assert rules(promises) == {}
    kept = admin.post(PAGE, **{**form_of(look, PAGE), "act": "keep"})
    assert (kept.status_code, kept.headers["Location"]) == (303, f"{PAGE}?done=kept")
    assert rules(promises) == {Lapsing.UNCALLED: 24}
    assert 'value="24"' in admin.get(PAGE).text
    log = admin.get("/admin/log").text
    assert "Lapsed" not in log.partition("retention")[0]


@pytest.mark.parametrize("seen", ["", "24:0", "12:9", "24:many"])
def test_rule_when_not_seen_as_it_is_now_then_does_not_count(
    promises: PromiseRoom, admin: Browser, seen: str
) -> None:
    lapsed(promises, "Lapsed")
    refused = send(admin, PAGE, uncalled="24", act="keep", **{"seen-uncalled": seen})
    assert refused.status_code == 409
    assert "look at what would go" in refused.text
    assert "<strong>1</strong> would go now" in refused.text
    assert rules(promises) == {}


@pytest.mark.parametrize(("kind", "months"), [("words", "0"), ("words", "1.5"), ("audit", "1")])
def test_months_when_they_cannot_be_then_the_field_says_so(
    promises: PromiseRoom, admin: Browser, kind: str, months: str
) -> None:
    refused = send(admin, PAGE, **{kind: months}, act="look")
    assert refused.status_code == 422
    assert "Please give whole months" in refused.text
    assert f'value="{months}"' in refused.text
    assert rules(promises) == {}


def test_rule_when_taken_back_then_the_others_stay(promises: PromiseRoom, admin: Browser) -> None:
    look = send(admin, PAGE, hooks="6", imports="12", act="look")
    admin.post(PAGE, **{**form_of(look, PAGE), "act": "keep"})
    again = send(admin, PAGE, hooks="", act="keep")
    assert again.status_code == 303
    assert rules(promises) == {Lapsing.IMPORTS: 12}
