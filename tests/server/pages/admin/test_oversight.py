from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.people import Role
from companion.server.tables import organisation
from tests.server.pages.forms import send

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom


@pytest.fixture
def admin(promises: PromiseRoom) -> Browser:
    return promises.browser(promises.add_reader(Role.ADMIN, "Ada Admin"))


# -- the audit trail ---------------------------------------------------------------------


def test_log_when_read_says_who_wrote_what(promises: PromiseRoom, admin: Browser) -> None:
    promises.call(promises.first, "Twice the price")
    page = admin.get("/admin/log?entity=objection").text
    assert "create objection" in page
    assert "Twice the price" in page
    send(admin, "/admin/kinds", label="Colour")
    mine = admin.get("/admin/log?entity=category&who=" + promises.room.org).text
    assert "Nothing of that kind" in mine
    whole = admin.get("/admin/log?entity=category").text
    assert "Ada Admin" in whole
    assert "label: Colour" in whole


def test_log_when_long_is_read_page_by_page_without_a_gap(
    promises: PromiseRoom, admin: Browser
) -> None:
    for number in range(3):
        promises.call(promises.first, *(f"Word {number} {each}" for each in range(60)))
    seen: list[str] = []
    path = "/admin/log?entity=objection"
    while path:
        page = admin.get(path).text
        seen += [part.partition("<")[0] for part in page.split("no. ")[1:]]
        older = page.partition('class="more"><a href="')[2].partition('"')[0]
        path = older.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 180


def test_log_when_one_record_is_asked_for_shows_its_history(
    promises: PromiseRoom, admin: Browser
) -> None:
    promises.room.put(replace(promises.ada, company="New & Sons"))
    page = admin.get(f"/admin/log?record={promises.ada.id}").text
    assert "Cole &amp; Daughters → New &amp; Sons" in page
    for odd in ("x", "'; --", "%00"):
        assert admin.get(f"/admin/log?record={odd}&who={odd}&before={odd}").status_code == 200


def test_log_when_another_organisation_writes_shows_none_of_it(
    promises: PromiseRoom, admin: Browser
) -> None:
    other = type(promises)(type(promises.room)(promises.room.database, promises.room.client))
    other.call(other.first, "their secret")
    assert "their secret" not in admin.get("/admin/log").text


@pytest.mark.parametrize("role", [Role.REP, Role.MARKETER, Role.MANAGER])
def test_log_when_somebody_else_asks_is_shut(promises: PromiseRoom, role: Role) -> None:
    browser = promises.browser(promises.add_reader(role))
    assert browser.get("/admin/log").status_code == 403


# -- settings and condition --------------------------------------------------------------


def test_organisation_when_renamed_is_called_so_everywhere(
    promises: PromiseRoom, admin: Browser
) -> None:
    assert send(admin, "/admin/settings", name="Room & Daughters").status_code == 303
    assert "Room &amp; Daughters" in admin.get("/promises").text
    with promises.room.database.read() as cx:
        mine = organisation.c.id == promises.room.org
        assert cx.scalar(select(organisation.c.name).where(mine)) == "Room & Daughters"
    for wrong in ("", "x" * 400, "a\0b"):
        assert send(admin, "/admin/settings", name=wrong).status_code == 422


def test_condition_when_read_names_what_needs_somebody(
    promises: PromiseRoom, admin: Browser
) -> None:
    page = admin.get("/admin").text
    assert "free in the data folder" in page
    assert "0 in use" in page
    promises.room.laptop(promises.rep)
    page = admin.get("/admin").text
    assert "1 in use, 1 not here for a week" in page
    assert "look at this" in page
