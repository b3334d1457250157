from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.server.callers import caller_of, is_from_here
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from tests.salesroom import Salesroom, open_app, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

FEW = 5


@pytest.fixture
def room(tmp_path) -> Iterator[Salesroom]:
    """A server that lets a laptop and an address ask five times a minute."""
    settings = read_settings({"--data-dir": str(tmp_path)}, {})
    settings = replace(settings, requests_per_laptop=FEW, requests_per_address=FEW)
    database = Database(make_engine(settings.database_url))
    migrate(database)
    with serving(open_app(settings, database)) as client:
        yield Salesroom(database, client)
    database.close()


def hello(room: Salesroom, address: str = "") -> requests.Response:
    """Ask as somebody at an address, as a proxy on this machine says it."""
    headers = {"X-Forwarded-For": address} if address else {}
    return room.client.get("/v1/hello", headers=headers)


def check_too_many(answer: requests.Response) -> None:
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["X-Sync-Server"]


def test_laptop_when_it_asks_too_often_then_waits_and_others_do_not(room):
    eager, calm = room.laptop(), room.laptop()
    assert [eager.get_pull().status_code for _ in range(FEW)] == [200] * FEW
    check_too_many(eager.get_pull())
    assert calm.get_pull().status_code == 200


def test_address_when_it_asks_too_often_then_waits_and_others_do_not(room):
    assert [hello(room, "203.0.113.7").status_code for _ in range(FEW)] == [200] * FEW
    check_too_many(hello(room, "203.0.113.7"))
    assert hello(room, "203.0.113.8").status_code == 200


def test_address_when_its_owner_has_many_in_one_network_then_they_count_as_one(room):
    for number in range(FEW):
        assert hello(room, f"2001:db8::{number:x}").status_code == 200
    check_too_many(hello(room, "2001:db8::ffff"))
    assert hello(room, "2001:db8:0:1::1").status_code == 200


def test_this_machine_when_it_asks_often_then_it_may(room):
    assert [hello(room).status_code for _ in range(FEW * 3)] == [200] * FEW * 3


def test_page_when_asked_for_too_often_then_says_so_as_a_page(room):
    headers = {"X-Forwarded-For": "203.0.113.9"}
    answers = [room.client.get("/sign-in", headers=headers) for _ in range(FEW + 1)]
    assert answers[-1].status_code == 429
    assert "text/html" in answers[-1].headers["Content-Type"]


@pytest.mark.parametrize(
    ("client", "headers", "caller", "is_here"),
    [
        (("127.0.0.1", 1), [], "", True),
        (("::1", 1), [], "", True),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"x")], "", False),
        (("127.0.0.1", 1), [(b"via", b"1.1 proxy")], "", False),
        (("203.0.113.7", 1), [], "203.0.113.7", False),
        (("::ffff:203.0.113.7", 1), [], "203.0.113.7", False),
        (("2001:db8::7", 1), [], "2001:db8::/64", False),
        (("not an address", 1), [], "", False),
        (None, [], "", False),
    ],
)
def test_caller_when_read_then_is_whom_limits_count(client, headers, caller, is_here):
    scope = {"client": client, "headers": headers}
    assert caller_of(scope) == caller
    assert is_from_here(scope) == is_here
