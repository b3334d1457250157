"""A laptop that signs in through the browser: the person's yes, the code, what it opens once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import select, update

from companion.domain.ids import new_id
from companion.server.authorizations import challenge_of
from companion.server.tables import authorization, change_log
from tests.promiseroom import Browser, PromiseRoom
from tests.server.pages.forms import form_of, forms_of

if TYPE_CHECKING:
    import requests

    from companion.domain.people import User
    from tests.salesroom import Client, Salesroom

HOSTILE = '<img src=x onerror="alert(1)">\u202egnirts'


@dataclass
class Asking:
    """What a laptop asks for, with the secret it keeps to itself."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    port: int = 45_678
    device_name: str = "Rita's laptop"

    @property
    def redirect_uri(self) -> str:
        return f"http://127.0.0.1:{self.port}/signed-in"

    def path(self, **changed: str) -> str:
        asked = {
            "client_id": "companion",
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            "state": self.state,
            "device_name": self.device_name,
        }
        return f"/authorize?{urlencode(asked | changed)}"

    def answer(self, browser: Browser, act: str = "allow") -> dict[str, str]:
        """Let the person behind a browser answer; return what comes to the laptop's port."""
        page = browser.get(self.path())
        assert page.status_code == 200, page.text
        sent = browser.post("/authorize", act=act, **form_of(page, "/authorize"))
        assert sent.status_code == 303, sent.text
        landed = urlsplit(sent.headers["Location"])
        assert sent.headers["Location"].startswith(f"{self.redirect_uri}?")
        return {name: values[0] for name, values in parse_qs(landed.query).items()}

    def redeem(self, client: Client, code: str, /, **changed: str) -> requests.Response:
        body = {"code": code, "verifier": self.verifier, "redirect_uri": self.redirect_uri}
        return client.post("/v1/sign-in", json=body | changed)


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


@pytest.fixture
def rita(promises: PromiseRoom) -> User:
    return promises.add_reader(name="Rita Berg")


@pytest.fixture
def browser(promises: PromiseRoom, rita: User) -> Browser:
    return promises.browser(rita)


def enroll(client: Client, code: str) -> Any:
    asked = {"device_id": new_id(), "device_name": "x", "app_version": "0.1.0"}
    return client.post("/v1/enroll", json={"code": code, **asked})


def refused(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_laptop_when_the_person_says_yes_is_enrolled_as_them(room, browser, rita):
    asking = Asking()
    brought = asking.answer(browser)
    assert brought["state"] == asking.state
    code = asking.redeem(room.client, brought["code"]).json()["enrolment_code"]
    enrolled = enroll(room.client, code).json()
    assert (enrolled["user_id"], enrolled["user_name"]) == (rita.id, "Rita Berg")
    with room.database.read() as cx:
        acts = set(cx.scalars(select(change_log.c.op).where(change_log.c.entity_id == rita.id)))
    assert "laptop_allowed" in acts


def test_laptop_when_nobody_is_signed_in_waits_for_the_sign_in_and_comes_back(promises, rita):
    stranger, asking = Browser(promises.room.client.address), Asking()
    asked = stranger.get(asking.path())
    assert asked.status_code == 303
    wanted = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]
    answer = stranger.sign_in(rita.email, next=wanted)
    assert answer.headers["Location"] == asking.path()
    assert asking.answer(stranger)["code"]


def test_laptop_when_the_person_says_no_hears_it_and_gets_nothing(browser):
    asking = Asking()
    assert asking.answer(browser, "deny") == {"error": "access_denied", "state": asking.state}


def test_consent_when_shown_names_person_and_laptop_and_leads_to_its_port_alone(browser):
    page = browser.get(Asking(device_name=HOSTILE).path())
    assert "This laptop wants to sign in as Rita Berg" in page.text
    assert "<img" not in page.text.partition("<main")[2]
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:45678;" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redirect_uri", "https://elsewhere.example/signed-in"),
        ("redirect_uri", "http://127.0.0.1:45678/elsewhere"),
        ("redirect_uri", "http://127.0.0.1:45678/signed-in?more=1"),
        ("redirect_uri", "http://127.0.0.1:45678@elsewhere.example/signed-in"),
        ("redirect_uri", "http://127.0.0.1.elsewhere.example:80/signed-in"),
        ("redirect_uri", "http://localhost:45678/signed-in"),
        ("redirect_uri", "http://127.0.0.1:99999/signed-in"),
        ("redirect_uri", "http://127.0.0.1:0/signed-in"),
        ("redirect_uri", "http://127.0.0.1/signed-in"),
        ("redirect_uri", "companion://signed-in"),
        ("redirect_uri", ""),
        ("code_challenge_method", "plain"),
        ("code_challenge", ""),
        ("code_challenge", "x" * 44),
        ("state", ""),
        ("state", "short"),
        ("state", "a b" * 10),
        ("response_type", "token"),
        ("client_id", "somebody"),
    ],
)
def test_request_when_not_exactly_ours_is_shown_as_wrong_and_sent_nowhere(browser, name, value):
    asking = Asking()
    answer = browser.get(asking.path(**{name: value}))
    assert (answer.status_code, answer.headers.get("Location")) == (422, None)
    assert "not how Companion asks" in answer.text
    form = form_of(browser.get(asking.path()), "/authorize")
    sent = browser.post("/authorize", act="allow", **{**form, name: value})
    assert (sent.status_code, sent.headers.get("Location")) == (422, None)


@pytest.mark.parametrize("port", [1, 80, 1024, 65_535])
def test_request_when_its_port_is_any_is_answered_there(browser, port):
    assert Asking(port=port).answer(browser)["code"]


def test_consent_when_sent_from_another_page_or_without_its_token_is_refused(browser):
    asking = Asking()
    form = form_of(browser.get(asking.path()), "/authorize")
    elsewhere = browser.post("/authorize", "https://elsewhere.example", act="allow", **form)
    forged = browser.post("/authorize", act="allow", **{**form, "csrf": "forged"})
    assert (elsewhere.status_code, forged.status_code) == (403, 403)


def test_code_when_used_twice_opens_once(room, browser):
    asking = Asking()
    code = asking.answer(browser)["code"]
    assert asking.redeem(room.client, code).ok
    assert refused(asking.redeem(room.client, code)) == (403, "sign_in_over")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("verifier", "x" * 43),
        ("redirect_uri", "http://127.0.0.1:45679/signed-in"),
        ("code", "unknown"),
        ("code", "💥"),
        ("code", "a\x00b"),
    ],
)
def test_code_when_shown_by_another_program_opens_nothing_and_is_not_used_up(
    room, browser, name, value
):
    asking = Asking()
    code = asking.answer(browser)["code"]
    assert refused(asking.redeem(room.client, code, **{name: value})) == (403, "sign_in_over")
    assert asking.redeem(room.client, code).ok


def test_code_when_a_minute_old_opens_nothing(room, browser):
    asking = Asking()
    code = asking.answer(browser)["code"]
    with room.database.write() as cx:
        is_ours = authorization.c.org == room.org
        assert cx.scalar(select(authorization.c.expires_at).where(is_ours)) <= datetime.now(
            UTC
        ) + timedelta(seconds=60)
        past = datetime.now(UTC) - timedelta(seconds=1)
        cx.execute(update(authorization).where(is_ours).values(expires_at=past))
    assert refused(asking.redeem(room.client, code)) == (403, "sign_in_over")


def test_codes_when_old_are_gone_at_the_next_yes(room, browser):
    Asking().answer(browser)
    with room.database.write() as cx:
        past = datetime.now(UTC) - timedelta(seconds=1)
        cx.execute(update(authorization).values(expires_at=past))
    Asking().answer(browser)
    with room.database.read() as cx:
        rows = cx.execute(select(authorization).where(authorization.c.org == room.org)).all()
    assert len(rows) == 1


def test_sign_out_when_somebody_else_is_to_sign_in_leads_back_to_the_question(browser):
    asking = Asking()
    forms = [each["fields"] for each in forms_of(browser.get(asking.path()))]
    answer = browser.post("/sign-out", **next(each for each in forms if "next" in each))
    wanted = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    assert wanted == asking.path()
    led = browser.post("/sign-out", next="//elsewhere.example")
    assert led.headers["Location"] == "/sign-in"
