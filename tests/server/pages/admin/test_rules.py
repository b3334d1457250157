"""Match rules on the admin's pages: tried first, kept in one order, run over what is here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select, update

from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.touches import Touch, Utm
from companion.server.attribution.runs import SILENCE, begin_run, running
from companion.server.tables import call, campaign, rule_run, touch
from tests.patience import until
from tests.salesroom import NOW
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def add_touch(promises: PromiseRoom, campaign_name: str = "", **more: Any) -> Touch:
    utm = Utm(utm_source="google", utm_campaign=campaign_name)
    made = Touch(new_id(), promises.ada.id, NOW - timedelta(days=5), utm=utm, **more)
    promises.room.put(made)
    return made


def touch_row(promises: PromiseRoom, made: Touch) -> Any:
    with promises.room.database.read() as cx:
        return cx.execute(select(touch).where(touch.c.id == made.id)).one()


def rules_of(promises: PromiseRoom, campaign_id: str) -> list[dict]:
    with promises.room.database.read() as cx:
        return cx.scalar(select(campaign.c.match_rules).where(campaign.c.id == campaign_id))


def add_campaign(promises: PromiseRoom, *rules: MatchRule) -> Campaign:
    made = Campaign(new_id(), f"Other {new_id()[-6:]}", f"o-{new_id()}", match_rules=rules)
    promises.room.put(made)
    return made


def give_rules(promises: PromiseRoom, admin: Browser, act: str, **rules: Any) -> Any:
    path = f"/admin/campaigns/{promises.promise.campaign_id}"
    form = form_of(admin.get(path), path)
    given = {"rule_field": ["utm_campaign"], "rule_kind": ["exact"], **rules}
    return admin.post(path, csrf=form["csrf"], rev=form["rev"], act=act, **given)


# -- tried before they are kept ------------------------------------------------------------


def test_rules_when_tried_then_the_newest_touches_say_what_they_would_do(promises, admin) -> None:
    add_touch(promises, "spring-fleet")
    add_touch(promises, "something else")
    taken = add_campaign(promises)
    add_touch(promises, "spring-fleet", campaign_id=taken.id)
    mine = add_touch(promises, "old", campaign_id=promises.promise.campaign_id)
    shown = give_rules(promises, admin, "try", rule_value=["Spring-Fleet"])
    assert shown.status_code == 200
    figures = [part.split("</dd>")[0] for part in shown.text.split("<dd>")[1:5]]
    assert figures == ["2", "1", "1", "1"]
    assert taken.name in shown.text
    assert rules_of(promises, promises.promise.campaign_id) == []
    assert touch_row(promises, mine).campaign_id == promises.promise.campaign_id


def test_rule_when_it_names_a_version_then_is_kept_with_it(promises, admin) -> None:
    shows = f"version.{promises.first.id}"
    done = give_rules(promises, admin, "keep", rule_value=["x"], rule_shows=[shows])
    assert done.status_code == 303
    (rule,) = rules_of(promises, promises.promise.campaign_id)
    assert rule["promise_version_id"] == promises.first.id
    page = admin.get(f"/admin/campaigns/{promises.promise.campaign_id}").text
    assert f'value="{shows}" selected' in page


def test_rule_when_it_names_a_promise_of_another_campaign_then_is_refused(promises, admin) -> None:
    other = add_campaign(promises)
    theirs = Promise(new_id(), other.id, "Theirs")
    promises.room.put(theirs)
    shows = f"promise.{theirs.id}"
    assert (
        give_rules(promises, admin, "keep", rule_value=["x"], rule_shows=[shows]).status_code == 422
    )
    assert rules_of(promises, promises.promise.campaign_id) == []


# -- one order -----------------------------------------------------------------------------


def test_rules_when_moved_then_the_first_that_agrees_decides(promises, admin) -> None:
    exact = MatchRule("utm_campaign", MatchKind.EXACT, "fleet")
    wide = MatchRule("utm_source", MatchKind.PREFIX, "goo")
    strict, loose = add_campaign(promises, exact), add_campaign(promises, wide)
    address = "https%3A%2F%2Fx.example%2F%3Futm_campaign%3Dfleet%26utm_source%3Dgoogle"
    asked = f"/admin/campaigns?address={address}"
    assert f'<a href="/admin/campaigns/{strict.id}">' in admin.get(asked).text.split("card")[0]
    order = admin.get("/admin/campaigns").text.partition('name="order" value="')[2][:16]
    csrf = admin.csrf("/admin/campaigns")
    assert admin.post("/admin/campaigns", csrf=csrf, order=order, act="first.1").status_code == 303
    assert f'<a href="/admin/campaigns/{loose.id}">' in admin.get(asked).text.split("card")[0]
    assert rules_of(promises, loose.id)[0]["position"] == 1
    stale = admin.post("/admin/campaigns", csrf=csrf, order=order, act="first.1")
    assert stale.status_code == 409


# -- touches without a campaign --------------------------------------------------------------


def test_touches_when_no_rule_finds_them_then_are_listed_and_emptied_by_one(
    promises, admin
) -> None:
    found = [add_touch(promises, "Spring Fleet"), add_touch(promises, "spring fleet")]
    left = add_touch(promises, "", form="Newsletter")
    page = admin.get("/admin/unmatched")
    assert "3 touches" in page.text
    value = "utm_campaign=spring fleet"
    assert f'value="{value}"' in page.text
    given = {"csrf": admin.csrf("/admin/unmatched"), "campaign": promises.promise.campaign_id}
    done = admin.post("/admin/unmatched", value=[value], act="rule", **given)
    assert done.headers["Location"] == "/admin/unmatched?done=2"
    for each in found:
        row = touch_row(promises, each)
        assert row.campaign_id == promises.promise.campaign_id
        assert row.promise_version_id == promises.second.id
    assert touch_row(promises, left).campaign_id is None
    again = admin.get("/admin/unmatched?done=2").text
    assert "1 touch" in again
    assert "2 touches belong" in again
    for _ in range(2):  # twice is once
        done = admin.post("/admin/unmatched", value=["form=newsletter"], act="ignore", **given)
        assert done.status_code == 303
    assert "Nothing is left to do" in admin.get("/admin/unmatched").text
    admin.post("/admin/unmatched", value=["form=newsletter"], act="take_back", **given)
    assert "1 touch" in admin.get("/admin/unmatched").text
    assert "set aside" in admin.get("/admin/log?entity=attribution").text


@pytest.mark.parametrize(
    "given",
    [
        {"act": "rule", "value": []},
        {"act": "rule", "value": ["="]},
        {"act": "rule", "value": ["prospect=1"]},
        {"act": "rule", "value": ["form=a\0b"]},
        {"act": "", "value": ["form=a"]},
    ],
)
def test_unmatched_when_the_form_cannot_be_then_says_why(promises, admin, given) -> None:
    csrf, campaign_id = admin.csrf("/admin/unmatched"), promises.promise.campaign_id
    refused = admin.post("/admin/unmatched", csrf=csrf, campaign=campaign_id, **given)
    assert refused.status_code == 422
    assert rules_of(promises, campaign_id) == []


# -- run once more ---------------------------------------------------------------------------


def test_rules_when_run_once_more_then_shown_first_and_calls_keep_their_promise(
    promises, admin
) -> None:
    other = add_campaign(promises)
    version = PromiseVersion(
        new_id(),
        (promise := Promise(new_id(), other.id, "P")).id,
        1,
        "H",
        "M",
        published_at=NOW - timedelta(days=20),
    )
    promises.room.put(promise, version)
    moved = add_touch(
        promises,
        "fleet",
        campaign_id=promises.promise.campaign_id,
        promise_version_id=promises.second.id,
    )
    empty = add_touch(promises, "fleet")
    lost = add_touch(promises, "nothing", campaign_id=promises.promise.campaign_id)
    frozen = promises.call(promises.second, "Too dear")
    rule = MatchRule("utm_campaign", MatchKind.EXACT, "fleet")
    promises.room.put(Campaign(other.id, other.name, other.code, match_rules=(rule,)))
    page = admin.get("/admin/rerun").text
    assert "What would change" in page
    assert "2 of 3 touches" in page
    assert touch_row(promises, empty).campaign_id is None
    csrf = admin.csrf("/admin/rerun")
    for _ in range(2):
        assert admin.post("/admin/rerun", csrf=csrf, act="run").status_code == 303
    until(lambda: "Nothing would change" in admin.get("/admin/rerun").text)
    for each in (moved, empty):
        row = touch_row(promises, each)
        assert (row.campaign_id, row.promise_version_id) == (other.id, version.id)
    assert touch_row(promises, lost).campaign_id == promises.promise.campaign_id
    with promises.room.database.read() as cx:
        kept = cx.scalar(select(call.c.promise_version_id).where(call.c.id == frozen.id))
    assert kept == promises.second.id
    assert "ran" in admin.get("/admin/log?entity=attribution").text


def test_rules_when_run_once_more_then_laptops_hear_of_the_campaign(promises, admin) -> None:
    laptop = promises.room.laptop(promises.rep)
    made = add_touch(promises, "autumn")
    laptop.pull()
    give_rules(promises, admin, "keep", rule_value=["autumn"])
    admin.post("/admin/rerun", csrf=admin.csrf("/admin/rerun"), act="run")
    until(lambda: "Nothing would change" in admin.get("/admin/rerun").text)
    (told,) = laptop.pulled("touch").values()
    assert (told["id"], told["data"]["campaign_id"]) == (made.id, promises.promise.campaign_id)


def test_rules_when_another_process_runs_them_then_the_page_says_how_far_and_begins_no_second_run(
    promises: PromiseRoom, admin: Browser
) -> None:
    room, now = promises.room, datetime.now(UTC)
    with room.database.write() as cx:
        worker = begin_run(cx, room.org, now)
        mine = rule_run.c.org == room.org
        cx.execute(update(rule_run).where(mine).values(looked_at=500, changed=42))
        assert begin_run(cx, room.org, now) is None
    page = admin.get("/admin/rerun")
    assert "500 touches were looked at, 42 changed" in page.text
    assert page.headers["Refresh"]
    admin.post("/admin/rerun", csrf=admin.csrf("/admin/rerun"), act="run")
    with room.database.write() as cx:
        assert running(cx, room.org, now) == (500, 42)
        assert running(cx, room.org, now + SILENCE) is None  # it fell silent
        assert begin_run(cx, room.org, now + SILENCE) not in {None, worker}
        cx.execute(delete(rule_run).where(mine))
