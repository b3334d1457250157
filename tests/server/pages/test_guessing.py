"""Whoever guesses passwords or codes is slowed down; the person themselves is not shut out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import DeniedError, UnavailableError
from companion.domain.ids import new_id
from companion.server.throttles import Guess, Throttle
from tests.promiseroom import PASSWORD, Browser

if TYPE_CHECKING:
    import requests

    from companion.server.database import Database
    from tests.conftest import SetClock
    from tests.salesroom import Client

OFTEN = 10
EVERYWHERE = 60


SECRET = "for this test alone, thirty-two characters and more"


@pytest.fixture
def database(place: tuple[Database, Client]) -> Database:
    """The pages' own: guesses of one test are never those of another."""
    return place[0]


@pytest.fixture
def throttle(database: Database, clock: SetClock, request: pytest.FixtureRequest) -> Throttle:
    return Throttle(database, clock, f"{SECRET} {request.node.name}")


def guess(client: Client, email: str, password: str, address: str) -> requests.Response:
    """Try a password in a browser without cookies, from an address a proxy names."""
    browser = Browser(client.address)
    browser.session.headers["X-Forwarded-For"] = address
    return browser.sign_in(email, password)


def check_slowed(answer: requests.Response) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    assert "Please try again in" in answer.text


def test_password_when_guessed_often_then_even_the_right_one_must_wait(promises, client):
    email = promises.add_reader().email
    for _ in range(OFTEN):
        assert guess(client, email, "wrong", "203.0.113.1").status_code == 403
    check_slowed(guess(client, email, PASSWORD, "203.0.113.1"))
    assert guess(client, email, PASSWORD, "203.0.113.2").status_code == 303


def test_person_when_strangers_guess_from_everywhere_then_gets_in_with_their_own_browser(throttle):
    for number in range(100):
        assert is_taken(throttle, Guess("ada", f"203.0.113.{number}"))
    assert not is_taken(throttle, Guess("ada", "198.51.100.1"))
    assert is_taken(throttle, Guess("ada", "198.51.100.1", browser="her own"))
    assert is_taken(throttle, Guess("ben", "198.51.100.1"))


def test_browser_when_known_for_another_account_then_counts_as_a_stranger(promises, client):
    victim, attacker = promises.add_reader(), promises.add_reader()
    browser = promises.browser(attacker)
    for _ in range(OFTEN):
        assert browser.sign_in(victim.email, "wrong").status_code == 403
    check_slowed(browser.sign_in(victim.email, PASSWORD))
    assert browser.sign_in(attacker.email).status_code == 303


def test_address_when_it_tries_many_accounts_then_it_is_slowed_down(throttle):
    for number in range(EVERYWHERE):
        assert is_taken(throttle, Guess(f"account {number}", "203.0.113.50"))
    assert not is_taken(throttle, Guess("another", "203.0.113.50"))
    assert is_taken(throttle, Guess("another", "203.0.113.51"))


def test_people_when_many_sign_in_rightly_from_one_address_then_nobody_waits(throttle):
    for number in range(EVERYWHERE * 2):
        with throttle.watching(Guess(f"account {number % 3}", "203.0.113.60")):
            pass


def test_guesses_when_made_at_two_processes_then_they_count_together(database, clock, throttle):
    other = Throttle(database, clock, SECRET)
    mine = Throttle(database, clock, SECRET)
    for number in range(OFTEN):
        assert is_taken((mine, other)[number % 2], Guess("ada", "203.0.113.80"))
    assert not is_taken(mine, Guess("ada", "203.0.113.80"))
    assert not is_taken(other, Guess("ada", "203.0.113.80"))
    assert is_taken(throttle, Guess("ada", "203.0.113.80"))  # another server's secret
    clock.move(minutes=16)
    assert is_taken(other, Guess("ada", "203.0.113.80"))
    with database.read() as cx:
        kept = cx.exec_driver_sql("SELECT * FROM wrong_guess").all()
    assert not any("203.0.113" in str(row) for row in kept)


def is_taken(throttle: Throttle, wrong: Guess) -> bool:
    """Guess wrongly, and tell whether the guess was looked at."""
    try:
        with throttle.watching(wrong):
            raise DeniedError("Wrong.", "wrong_sign_in")
    except DeniedError:
        return True
    except UnavailableError:
        return False


def test_code_when_guessed_often_from_one_address_then_it_must_wait(promises, client):
    asked = {"code": "AAAA", "device_id": new_id(), "device_name": "X", "app_version": "1"}
    headers = {"X-Forwarded-For": "203.0.113.70"}
    for _ in range(EVERYWHERE):
        assert client.post("/v1/enroll", json=asked, headers=headers).status_code == 403
    answer = client.post("/v1/enroll", json=asked, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert promises.room.laptop().get_pull().ok
