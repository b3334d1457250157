"""The campaigns' pages by HTTP: a campaign is begun, kept right, and makes its first promise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.campaigns import Campaign, CampaignStatus, MatchKind, MatchRule
from companion.domain.people import Role
from companion.server.pages.editors.campaigns import read_campaign
from tests.server.pages.forms import form_of, forms_of, send

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom

GIVEN = {
    "name": "Winter tyres",
    "code": "winter-26",
    "channel": "webinar",
    "objective": "They all had a van stuck in January.",
    "status": "live",
    "funnel_stage": "decision",
    "typical_days": "30",
    "typical_touches": "4",
    "starts_on": "2026-11-01",
    "ends_on": "2027-02-28",
}


def begin(browser: Browser, **changed: str) -> str:
    """Begin a campaign as a marketer does; return its address."""
    page = browser.get("/campaigns/new")
    action = next(each["action"] for each in forms_of(page) if "/campaigns/" in each["action"])
    form = form_of(page, action) | GIVEN | {"code": f"winter-{action[-12:]}"} | changed
    answer = browser.post(action, **form, act="save")
    assert answer.status_code == 303, answer.text
    return action


def change(browser: Browser, place: str, **changed: str) -> str:
    answer = browser.post(place, **(form_of(browser.get(place), place) | changed), act="save")
    return answer.text if answer.status_code != 303 else "saved"


def kept(promises: PromiseRoom, place: str) -> Campaign:
    with promises.room.database.read() as cx:
        sheet = read_campaign(cx, promises.room.org, place.rpartition("/")[2])
    assert sheet
    return sheet.campaign


def test_campaign_when_begun_reaches_laptops_with_all_that_was_written(
    promises: PromiseRoom,
) -> None:
    laptop = promises.room.laptop(promises.rep)
    laptop.pull()
    browser = promises.browser()
    place = begin(browser)
    item = laptop.pulled("campaign")[place.rpartition("/")[2]]["data"]
    wanted = {**GIVEN, "code": f"winter-{place[-12:]}", "typical_days": 30, "typical_touches": 4}
    assert {name: item[name] for name in wanted} == wanted
    assert "Winter tyres" in browser.get("/campaigns").text


def test_campaign_when_its_first_promise_is_published_stands_on_the_promises_page(
    promises: PromiseRoom,
) -> None:
    browser = promises.browser()
    place = begin(browser)
    form = forms_of(browser.get(place))[-1]["fields"] | {"promise": "Main promise"}
    begun = browser.post(place, **form, act="begin")
    again = browser.post(place, **form, act="begin")
    assert (begun.status_code, again.headers["location"]) == (303, begun.headers["location"])
    draft = begun.headers["location"]
    words = {"headline": "On the road in January", "message": "Fitted in your yard, in one hour."}
    send(browser, draft, **words, act="publish")
    assert "On the road in January" in browser.get("/promises?period=all").text
    assert browser.get(place).text.count("On the road in January") == 1


def test_campaign_when_changed_keeps_its_match_rules(promises: PromiseRoom) -> None:
    browser = promises.browser()
    place = begin(browser)
    rule = MatchRule("utm_source", MatchKind.EXACT, "tyres")
    promises.room.put(replace(kept(promises, place), match_rules=(rule,)))
    assert change(browser, place, status="paused") == "saved"
    changed = kept(promises, place)
    assert (changed.status, changed.match_rules) == (CampaignStatus.PAUSED, (rule,))


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("name", "", "a name"),
        ("ends_on", "2026-01-01", "before it starts"),
        ("starts_on", "tomorrow", "Please write a day"),
        ("typical_days", "soon", "Please write a whole number"),
    ],
)
def test_campaign_when_it_cannot_be_taken_says_why_and_loses_no_word(
    promises: PromiseRoom, field: str, wrong: str, said: str
) -> None:
    browser = promises.browser()
    place = begin(browser)
    answer = change(browser, place, **{field: wrong, "audience": "Those with vans"})
    assert said in answer
    assert f'id="{field}-problem"' in answer
    assert "Those with vans" in answer


def test_campaign_when_its_code_is_taken_says_by_which(promises: PromiseRoom) -> None:
    browser = promises.browser()
    begin(browser, code="taken-26", name="The first of them")
    answer = change(browser, begin(browser), code="TAKEN-26")
    assert "“The first of them” has this code" in answer


def test_campaign_when_two_edit_at_once_shows_the_second_what_the_first_wrote(
    promises: PromiseRoom,
) -> None:
    mia, ben = promises.browser(), promises.browser()
    place = begin(mia)
    seen = form_of(ben.get(place), place)
    assert change(mia, place, audience="Those with vans") == "saved"
    answer = ben.post(place, **(seen | {"audience": "Those with lorries"}), act="save")
    assert answer.status_code == 409
    assert "Those with vans" in answer.text
    assert "Those with lorries" in answer.text


def test_campaign_when_there_is_none_or_a_rep_comes_is_not_open(promises: PromiseRoom) -> None:
    assert promises.browser().get("/campaigns/nonsense").status_code == 404
    rep = promises.add_reader(Role.REP)
    assert promises.browser(rep).get("/campaigns").status_code == 403
