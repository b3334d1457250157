"""One-time links, a person's own page, and sessions that end everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.database import Database, make_engine
from companion.server.invitations import invite
from companion.server.pages.sessions import COOKIE
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.server.tables import change_log, invitation, page_session
from tests.promiseroom import PASSWORD, Browser, PromiseRoom
from tests.salesroom import open_app, serving

if TYPE_CHECKING:
    from tests.salesroom import Client

FIRST = "a first password of hers"


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client.address)


def link_for(promises: PromiseRoom, user: User, days_ago: int = 0) -> str:
    with promises.room.database.write() as cx:
        now = datetime.now(UTC) - timedelta(days=days_ago)
        return "/welcome/" + invite(cx, promises.room.org, user.id, None, now)


def new_user(promises: PromiseRoom) -> User:
    made = User(new_id(), "Nora New", f"{new_id()}@room.example", Role.MARKETER)
    promises.room.put(made)
    return made


def choose(browser: Browser, link: str, password: str = FIRST, again: str | None = None) -> int:
    form = {"password": password, "again": password if again is None else again}
    return browser.post(link, csrf=browser.csrf(link), **form).status_code


def test_link_when_opened_greets_and_uses_nothing_up(
    promises: PromiseRoom, browser: Browser
) -> None:
    user = new_user(promises)
    link = link_for(promises, user)
    for _ in range(2):
        page = browser.get(link)
        assert page.status_code == 200
        assert "Welcome, Nora New" in page.text
        assert user.email in page.text
    assert choose(browser, link) == 303
    assert browser.get("/promises").status_code == 200
    assert Browser(browser.address).sign_in(user.email, FIRST).status_code == 303


def test_link_when_used_once_opens_nothing_more(promises: PromiseRoom, browser: Browser) -> None:
    link = link_for(promises, new_user(promises))
    csrf = browser.csrf(link)
    form = {"csrf": csrf, "password": FIRST, "again": FIRST}
    assert browser.post(link, **form).status_code == 303
    late = browser.post(link, **{**form, "password": "x" * 20, "again": "x" * 20})
    assert late.status_code == 403
    assert "used already" in late.text


def test_link_when_a_newer_one_was_made_or_it_is_too_old_opens_nothing(
    promises: PromiseRoom, browser: Browser
) -> None:
    user = new_user(promises)
    first, _second = link_for(promises, user), link_for(promises, user)
    assert browser.get(first).status_code == 403
    assert browser.get(link_for(promises, user, days_ago=8)).status_code == 403
    assert browser.get("/welcome/%00%ff").status_code == 403


@pytest.mark.parametrize(("password", "again"), [("short", "short"), (FIRST, FIRST + "!")])
def test_link_when_the_password_cannot_be_taken_says_why_and_stays_good(
    promises: PromiseRoom, browser: Browser, password: str, again: str
) -> None:
    link = link_for(promises, new_user(promises))
    assert choose(browser, link, password, again) == 422
    assert choose(browser, link) == 303


def test_link_when_it_resets_a_password_signs_out_everywhere(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    elsewhere = promises.browser(reader)
    here = Browser(elsewhere.address)
    assert choose(here, link_for(promises, reader)) == 303
    assert elsewhere.get("/promises").status_code == 303
    assert here.get("/promises").status_code == 200
    assert Browser(here.address).sign_in(reader.email, PASSWORD).status_code == 403


def test_link_when_kept_is_no_secret_that_opens_the_door(promises: PromiseRoom) -> None:
    user = new_user(promises)
    link = link_for(promises, user)
    token = link.rpartition("/")[2].encode()
    with promises.room.database.read() as cx:
        kept = cx.execute(select(invitation).where(invitation.c.user_id == user.id)).one()
        said = cx.execute(select(change_log).where(change_log.c.entity_id == user.id)).all()
    assert token not in repr(kept).encode()
    assert token not in repr(said).encode()
    assert "link_made" in {line.op for line in said}


def test_session_when_signed_out_is_over_for_a_copy_of_its_cookie_too(
    promises: PromiseRoom,
) -> None:
    browser, thief = promises.browser(), Browser(promises.room.client.address)
    thief.session.cookies.set(COOKIE, browser.session.cookies[COOKIE])
    assert thief.get("/promises").status_code == 200
    browser.post("/sign-out", csrf=browser.csrf("/promises"))
    assert thief.get("/promises").status_code == 303


def test_session_when_its_time_is_over_ends(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    browser = promises.browser(reader)
    with promises.room.database.write() as cx:
        mine = page_session.c.user_id == reader.id
        begun = cx.execute(select(page_session).where(mine)).one()
        assert begun.ends_at - begun.begun_at == timedelta(hours=12)
        cx.execute(update(page_session).where(mine).values(ends_at=begun.begun_at))
    assert browser.get("/promises").status_code == 303


def test_sessions_when_signed_out_everywhere_leave_only_this_one(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    here, there = promises.browser(reader), promises.browser(reader)
    stranger = promises.browser()
    assert here.post("/me", csrf=here.csrf("/me"), act="everywhere").status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    assert stranger.get("/me").status_code == 200


def test_password_when_changed_by_its_person_needs_the_present_one(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    here, there = promises.browser(reader), promises.browser(reader)
    form = {"act": "password", "password": FIRST, "again": FIRST}
    wrong = here.post("/me", csrf=here.csrf("/me"), present="not it", **form)
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    right = here.post("/me", csrf=here.csrf("/me"), present=PASSWORD, **form)
    assert right.status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    assert Browser(here.address).sign_in(reader.email, FIRST).status_code == 303


@pytest.mark.parametrize("address", ["https://companion.example.com", ""])
def test_cookies_when_people_come_by_tls_are_kept_to_it(
    tmp_path_factory: pytest.TempPathFactory, address: str
) -> None:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("tls"))}, {})
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(replace(settings, public_url=address), database)) as client:
        form = Browser(client.address).get("/sign-in").headers["Set-Cookie"]
    database.close()
    assert ("Secure" in form) == bool(address)
    assert "HttpOnly" in form
