from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.people import Role
from companion.server.tables import campaign, category, device
from tests.salesroom import change
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from typing import Any

    from tests.promiseroom import Browser, PromiseRoom


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN))


def kinds(promises: PromiseRoom) -> dict[str, Any]:
    with promises.room.database.read() as cx:
        mine = category.c.org == promises.room.org, category.c.deleted_at.is_(None)
        rows = cx.execute(select(category).where(*mine).order_by(category.c.position))
        return {row.code: row for row in rows}


def kind_path(promises: PromiseRoom, code: str) -> str:
    return f"/admin/kinds/{kinds(promises)[code].id}"


# -- kinds of objections -----------------------------------------------------------------


def test_kind_when_added_reaches_laptops_at_the_end_of_the_list(
    promises: PromiseRoom, admin: Browser
) -> None:
    laptop = promises.room.laptop()
    laptop.pull()
    assert send(admin, "/admin/kinds", label="Data protection", tint="effort").status_code == 303
    added = list(kinds(promises).values())[-1]
    assert (added.code, added.label, added.tint) == ("data_protection", "Data protection", "effort")
    assert added.id in laptop.pulled("category")


def test_kind_when_sent_twice_is_added_once(promises: PromiseRoom, admin: Browser) -> None:
    form = form_of(admin.get("/admin/kinds"), "/admin/kinds") | {"label": "Once"}
    before = len(kinds(promises))
    for _ in range(2):
        assert admin.post("/admin/kinds", **form).status_code == 303
    assert len(kinds(promises)) == before + 1


def test_kind_when_renamed_keeps_its_code(promises: PromiseRoom, admin: Browser) -> None:
    path = kind_path(promises, "budget")
    assert send(admin, "/admin/kinds", path, label="No budget", act="change").status_code == 303
    assert kinds(promises)["budget"].label == "No budget"


@pytest.mark.parametrize("label", ["", "price / VALUE", "x" * 61, "a\0b"])
def test_kind_when_its_name_cannot_be_says_why(
    promises: PromiseRoom, admin: Browser, label: str
) -> None:
    assert send(admin, "/admin/kinds", label=label).status_code == 422
    path = kind_path(promises, "budget")
    refused = send(admin, "/admin/kinds", path, label=label, act="change")
    assert refused.status_code == 422
    assert kinds(promises)["budget"].label == "Budget"


@pytest.mark.parametrize("label", ["価格", "!!!", "3D", "-"])
def test_kind_when_its_name_has_no_latin_letters_still_gets_a_code(
    promises: PromiseRoom, admin: Browser, label: str
) -> None:
    assert send(admin, "/admin/kinds", label=label).status_code == 303
    added = list(kinds(promises).values())[-1]
    assert added.label == label
    assert added.code.isascii()


def test_kind_when_retired_stays_readable_and_comes_back(
    promises: PromiseRoom, admin: Browser
) -> None:
    path = kind_path(promises, "budget")
    send(admin, "/admin/kinds", path, act="retire")
    assert kinds(promises)["budget"].is_retired
    assert "Budget" not in admin.get("/answers/new").text
    send(admin, "/admin/kinds", path, act="bring_back")
    assert not kinds(promises)["budget"].is_retired


def test_kinds_when_moved_change_places(promises: PromiseRoom, admin: Browser) -> None:
    before = list(kinds(promises))
    send(admin, "/admin/kinds", kind_path(promises, before[1]), act="up")
    assert list(kinds(promises))[:2] == [before[1], before[0]]
    send(admin, "/admin/kinds", kind_path(promises, before[1]), act="up")  # it is the first
    assert list(kinds(promises))[:2] == [before[1], before[0]]


def test_kind_when_something_was_heard_under_it_is_never_deleted(promises: PromiseRoom) -> None:
    promises.call(promises.first, "Twice the price")
    laptop = promises.room.laptop(role=Role.ADMIN)
    laptop.pull()
    used, unused = kinds(promises)["price_value"], kinds(promises)["complexity"]
    kept = laptop.push_one(change("category", used.id, "delete", {}, base_rev=10_000))
    gone = laptop.push_one(change("category", unused.id, "delete", {}, base_rev=10_000))
    assert (kept["outcome"], kept["code"]) == ("rejected", "forbidden")
    assert gone["outcome"] == "applied"
    assert "price_value" in kinds(promises)


# -- match rules -------------------------------------------------------------------------


def campaign_path(promises: PromiseRoom) -> str:
    return f"/admin/campaigns/{promises.promise.campaign_id}"


def test_rules_when_kept_say_where_an_address_leads(promises: PromiseRoom, admin: Browser) -> None:
    path = campaign_path(promises)
    form = form_of(admin.get(path), path)
    done = admin.post(
        path,
        csrf=form["csrf"],
        rev=form["rev"],
        rule_field=["utm_source", "utm_campaign"],
        rule_kind=["exact", "pattern"],
        rule_value=["", "fleet-*-2026"],
    )
    assert done.status_code == 303
    with promises.room.database.read() as cx:
        mine = campaign.c.org == promises.room.org
        rules = cx.scalar(select(campaign.c.match_rules).where(mine))
    (rule,) = rules
    assert [*rule.values()][:3] == ["utm_campaign", "pattern", "fleet-*-2026"]
    found = admin.get(
        "/admin/campaigns?address=https%3A%2F%2Fx.example%2F%3Futm_campaign%3Dfleet-de-2026"
    )
    assert "It belongs to" in found.text
    assert "Fleet without paper" in found.text
    missed = admin.get("/admin/campaigns?address=https%3A%2F%2Fx.example%2F%3Futm_campaign%3Dother")
    assert "No campaign is found" in missed.text
    assert admin.get("/admin/campaigns?address=http://[broken").status_code == 200


@pytest.mark.parametrize("value", ["x" * 500, "a\0b"])
def test_rules_when_one_cannot_be_loses_none(
    promises: PromiseRoom, admin: Browser, value: str
) -> None:
    path = campaign_path(promises)
    form = form_of(admin.get(path), path)
    refused = admin.post(
        path,
        csrf=form["csrf"],
        rev=form["rev"],
        rule_field=["utm_source", "utm_campaign"],
        rule_kind=["exact", "exact"],
        rule_value=["newsletter", value],
    )
    assert refused.status_code == 422
    assert 'value="newsletter"' in refused.text


# -- laptops -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "state"),
    [("drain", "draining"), ("revoke", "revoked"), ("wipe", "draining"), ("wipe_now", "revoked")],
)
def test_laptop_when_treated_stands_so_and_the_log_says_who_did_it(
    promises: PromiseRoom, admin: Browser, act: str, state: str
) -> None:
    laptop = promises.room.laptop(promises.rep)
    path = f"/admin/laptops/{laptop.device_id}"
    assert "Test laptop" in admin.get("/admin/laptops").text
    assert send(admin, "/admin/laptops", path, act=act).status_code == 303
    with promises.room.database.read() as cx:
        assert cx.scalar(select(device.c.state).where(device.c.id == laptop.device_id)) == state
    assert laptop.get_pull().status_code in {401, 403}
    assert laptop.device_id in admin.get("/admin/log?entity=device").text


def test_laptop_when_nothing_is_chosen_or_it_is_unknown_is_left_alone(
    promises: PromiseRoom, admin: Browser
) -> None:
    laptop = promises.room.laptop(promises.rep)
    path = f"/admin/laptops/{laptop.device_id}"
    assert send(admin, "/admin/laptops", path).status_code == 422
    assert laptop.get_pull().status_code == 200
    csrf = admin.csrf("/admin/laptops")
    assert admin.post("/admin/laptops/x", csrf=csrf, act="revoke").status_code == 404
