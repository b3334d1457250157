from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from itsdangerous import URLSafeSerializer

from companion.server.accounts import hash_password, set_password
from companion.server.pages import sessions
from companion.server.pages.sign_in import HOME
from tests.promiseroom import PASSWORD, Browser, PromiseRoom
from tests.salesroom import NOW

if TYPE_CHECKING:
    from tests.salesroom import Client


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client.address)


def test_sign_in_when_right_leads_to_the_promises(promises: PromiseRoom) -> None:
    browser = promises.browser()
    home = browser.get("/")
    assert (home.status_code, home.headers["Location"]) == (303, HOME)
    assert browser.get("/promises").status_code == 200


def test_pages_when_nobody_is_signed_in_lead_to_the_form_and_back(
    promises: PromiseRoom, browser: Browser
) -> None:
    wanted = f"/promises/{promises.promise.id}"
    asked = browser.get(wanted)
    assert asked.status_code == 303
    assert asked.headers["Location"] == f"/sign-in?next={wanted}"
    email = promises.add_reader().email
    assert browser.sign_in(email, next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "away", ["https://example.com/", "//example.com", "/\\example.com", "javascript:1"]
)
def test_sign_in_when_it_should_lead_away_stays_here(
    promises: PromiseRoom, browser: Browser, away: str
) -> None:
    answer = browser.sign_in(promises.add_reader().email, next=away)
    assert answer.headers["Location"] == HOME


def test_sign_in_when_wrong_never_says_what_was(promises: PromiseRoom, browser: Browser) -> None:
    known = browser.sign_in(promises.add_reader().email, "not the password")
    unknown = browser.sign_in("nobody@room.example", "not the password")
    for answer in (known, unknown):
        assert answer.status_code == 403
        assert "That email or password is not right." in answer.text
    assert browser.get("/promises").status_code == 303


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_form_when_sent_from_elsewhere_is_refused(
    promises: PromiseRoom, browser: Browser, origin: str
) -> None:
    form = {"email": promises.add_reader().email, "password": PASSWORD}
    answer = browser.post("/sign-in", origin, csrf=browser.csrf("/sign-in"), **form)
    assert answer.status_code == 403
    assert sessions.COOKIE not in answer.cookies


def test_form_when_its_token_is_of_another_browser_is_refused(
    promises: PromiseRoom, browser: Browser
) -> None:
    foreign = Browser(browser.address).csrf("/sign-in")
    form = {"email": promises.add_reader().email, "password": PASSWORD}
    browser.get("/sign-in")
    assert browser.post("/sign-in", csrf=foreign, **form).status_code == 403


def test_session_when_signed_out_is_over(promises: PromiseRoom) -> None:
    browser = promises.browser()
    assert browser.post("/sign-out", csrf=browser.csrf("/promises")).status_code == 303
    assert browser.get("/promises").status_code == 303


def test_session_when_the_person_is_deactivated_is_over(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    browser = promises.browser(reader)
    promises.room.put(replace(reader, is_active=False))
    assert browser.get("/promises").status_code == 303


def test_session_when_the_password_was_changed_is_over(promises: PromiseRoom) -> None:
    reader = promises.add_reader()
    browser = promises.browser(reader)
    with promises.room.database.write() as cx:
        later = NOW.replace(hour=10)
        set_password(cx, promises.room.org, reader.id, hash_password("another password"), later)
    assert browser.get("/promises").status_code == 303


def test_session_when_its_cookie_is_forged_opens_nothing(promises: PromiseRoom) -> None:
    browser = promises.browser()
    forged = URLSafeSerializer("x" * 40, salt="companion pages, session 1").dumps({"org": "a"})
    browser.session.cookies.clear()
    browser.session.cookies.set(sessions.COOKIE, forged)
    assert browser.get("/promises").status_code == 303


def test_cookie_when_set_is_out_of_reach_of_scripts(
    promises: PromiseRoom, browser: Browser
) -> None:
    answer = browser.sign_in(promises.add_reader().email)
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_doors_when_shown_the_other_key_stay_shut(promises: PromiseRoom) -> None:
    laptop = promises.room.laptop()
    browser = promises.browser()
    assert browser.get("/promises", headers=laptop.headers).status_code == 200
    bare = Browser(browser.address)
    assert bare.get("/promises", headers=laptop.headers).status_code == 303
    assert browser.get("/v1/pull").status_code == 401
