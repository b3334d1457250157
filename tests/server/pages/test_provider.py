"""Signing in with OpenID Connect, against a real provider: a process of its own on this machine."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from companion.server.database import Database, make_engine
from companion.server.outside import Provider
from companion.server.pages.sign_in import HOME
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.patience import PATIENCE, until
from tests.promiseroom import Browser, PromiseRoom
from tests.salesroom import Salesroom, free_port, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from companion.domain.people import User


@dataclass
class ProviderProcess:
    """The provider: says whom it knows, and lets them sign in."""

    address: str

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False

    def know(self, subject: str, **claims: object) -> None:
        """Tell the provider who somebody is."""
        answer = self.session.put(f"{self.address}/users/{subject}", json=claims, timeout=10)
        assert answer.status_code == 204

    def sign_in(self, address: str, **form: str) -> str:
        """Do what a person does there; return the address they are sent back to."""
        answer = self.session.post(address, form, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def provider() -> Iterator[ProviderProcess]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    process = subprocess.Popen([*command, "true"], stderr=subprocess.DEVNULL)
    try:
        running = ProviderProcess(f"http://127.0.0.1:{port}")
        wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(provider: ProviderProcess) -> None:
    def has_started() -> bool:
        try:
            provider.session.get(provider.address, timeout=PATIENCE)
        except requests.ConnectionError:
            return False
        return True

    until(has_started, "the provider did not start")


@pytest.fixture(scope="module")
def promises(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PromiseRoom]:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("provider"))}, {})
    port = free_port()
    settings = replace(
        settings,
        public_url=f"http://127.0.0.1:{port}",
        provider=Provider(provider.address, "companion", "a secret for tests", "Example"),
    )
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(settings, database), port) as client:
        yield PromiseRoom(Salesroom(database, client))
    database.close()


@pytest.fixture
def browser(promises: PromiseRoom) -> Browser:
    return Browser(promises.room.client.address)


def known(promises: PromiseRoom, provider: ProviderProcess, **claims: object) -> User:
    """Add somebody here whom the provider knows too."""
    reader = promises.add_reader()
    given = {"email": reader.email, "email_verified": True, **claims}
    provider.know(f"at-provider-{reader.id}", **given)
    return reader


def went_there(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser, reader: User
) -> str:
    """Go to the provider and sign in there; return the path back."""
    out = browser.get("/sign-in/provider").headers["Location"]
    back = provider.sign_in(out, sub=f"at-provider-{reader.id}")
    return back.removeprefix(promises.room.client.address)


def test_provider_when_it_vouches_for_a_known_email_signs_them_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    assert "Sign in with Example" in browser.get("/sign-in").text
    answer = browser.get(went_there(promises, provider, browser, reader))
    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    assert reader.name in browser.get("/promises").text


def test_provider_when_asked_is_sent_a_challenge_a_nonce_and_a_state(browser: Browser) -> None:
    out = browser.get("/sign-in/provider?next=/answers").headers["Location"]
    asked = parse_qs(urlsplit(out).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "code_verifier" not in asked
    assert asked["scope"] == ["openid email profile"]


def test_provider_when_the_email_changes_later_still_knows_the_person(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    browser.get(went_there(promises, provider, browser, reader))
    provider.know(f"at-provider-{reader.id}", email="other@room.example", email_verified=True)
    again = Browser(browser.address)
    assert again.get(went_there(promises, provider, again, reader)).status_code == 303


def test_provider_when_it_has_not_checked_the_email_signs_nobody_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider, email_verified=False)
    answer = browser.get(went_there(promises, provider, browser, reader))
    assert answer.status_code == 403
    assert "Nobody here belongs to that account" in answer.text


def test_provider_when_the_email_is_bound_to_somebody_else_there_signs_nobody_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    browser.get(went_there(promises, provider, browser, reader))
    provider.know("an-impostor", email=reader.email, email_verified=True)
    other = Browser(browser.address)
    out = other.get("/sign-in/provider").headers["Location"]
    back = provider.sign_in(out, sub="an-impostor").removeprefix(browser.address)
    assert other.get(back).status_code == 403


def test_provider_when_the_person_declines_says_so_calmly(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    out = browser.get("/sign-in/provider").headers["Location"]
    back = provider.sign_in(out, action="deny").removeprefix(browser.address)
    answer = browser.get(back)
    assert answer.status_code == 403
    assert "did not work" in answer.text


def test_answer_when_it_comes_to_another_browser_or_twice_signs_nobody_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    back = went_there(promises, provider, browser, reader)
    assert Browser(browser.address).get(back).status_code == 403
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_answer_when_its_state_is_forged_signs_nobody_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    back = went_there(promises, provider, browser, reader)
    forged = re.sub(r"state=[^&]+", "state=somebody-elses", back)
    assert browser.get(forged).status_code == 403


def test_provider_when_the_person_is_deactivated_signs_nobody_in(
    promises: PromiseRoom, provider: ProviderProcess, browser: Browser
) -> None:
    reader = known(promises, provider)
    promises.room.put(replace(reader, is_active=False))
    assert browser.get(went_there(promises, provider, browser, reader)).status_code == 403


def test_provider_when_it_is_away_says_to_wait(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("away"))}, {})
    away = Provider(f"http://127.0.0.1:{free_port()}", "companion", "", "Example")
    database = Database(make_engine(settings.database_url))
    migrate(database)
    app = open_app(replace(settings, provider=away, public_url="http://127.0.0.1"), database)
    with serving(app) as client:
        answer = Browser(client.address).get("/sign-in/provider")
    database.close()
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


def test_sign_in_when_there_is_no_provider_offers_none(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = read_settings({"--data-dir": str(tmp_path_factory.mktemp("none"))}, {})
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(settings, database)) as client:
        browser = Browser(client.address)
        assert "/sign-in/provider" not in browser.get("/sign-in").text
        assert browser.get("/sign-in/provider").status_code == 404
    database.close()
