"""Every address × every role × whose it is: nothing open that should not be, nothing leaks.

Generated from the application's own routes, so a new one is tried as soon as it is there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from companion.domain.people import Role
from companion.server.app import add_routes, addresses
from companion.server.permissions import HEARS_ALL, MAY_ENTER, SEES_ALL, Key
from companion.server.tables import metadata
from tests.cast import PERSONAL, Cast, Story
from tests.salesroom import NOW, change, text_of

if TYPE_CHECKING:
    import requests

    from companion.server.database import Database
    from tests.contracts.conftest import Place

APP = FastAPI(docs_url=None, redoc_url=None)
add_routes(APP)
OWNERS = ("own", "colleague", "foreign")
ANY_ID = "01980000-0000-7000-8000-00000000ffff"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at an address: their role (None: a stranger), and whose ids they name there."""

    address: str
    role: Role | None
    owner: str

    @property
    def method(self) -> str:
        return self.address.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.address.partition(" ")[2]

    @property
    def may_enter(self) -> bool:
        entry = MAY_ENTER[self.address]
        return entry.key is Key.NOTHING or self.role in entry.roles


@pytest.fixture(scope="module")
def shared(place: Place) -> Cast:
    return Cast(place.database, place.client)


@pytest.fixture
def cast(request: pytest.FixtureRequest, place: Place) -> Cast:
    """Give the actors: new ones to who writes, for what they do may send one of them home."""
    address = request.node.callspec.params.get("address", "")
    if address.startswith("GET "):
        return request.getfixturevalue("shared")
    return Cast(place.database, place.client)


def test_table_when_compared_with_the_application_then_each_address_has_its_row():
    assert addresses(APP) == set(MAY_ENTER)


def test_application_when_a_route_has_no_row_then_it_does_not_start():
    app = FastAPI()

    @app.get("/forgotten/{place}")
    def forgotten(place: str) -> str:
        return place

    with pytest.raises(LookupError, match=re.escape("GET /forgotten/{place}")):
        add_routes(app)


@pytest.mark.parametrize("address", sorted(addresses(APP)))
def test_address_when_tried_then_opens_to_whom_the_table_says_and_gives_nothing_away(
    address: str, cast: Cast, subtests: pytest.Subtests
):
    before = rows_of(cast.room.database, cast.elsewhere.org)
    for role, owner in product((*Role, None), OWNERS):
        with subtests.test(role=str(role), owner=owner):
            attempt = Attempt(address, role, owner)
            answer = tried(attempt, cast)
            assert answer.status_code < 500
            check_entry(attempt, answer)
            check_words(attempt, cast, answer)
    assert rows_of(cast.room.database, cast.elsewhere.org) == before


def check_entry(attempt: Attempt, answer: requests.Response) -> None:
    key = MAY_ENTER[attempt.address].key
    if key is Key.NOTHING:
        return  # it may refuse what it is given, for its own reasons
    if key is Key.PROGRAM:  # whose keys tests/contracts/test_programs.py tries
        assert answer.status_code == 401
        return
    turned_away = answer.headers.get("Location", "").startswith("/sign-in")
    if attempt.may_enter:
        assert answer.status_code not in {401, 403}, answer.text
        assert not turned_away
    elif attempt.role is not None:
        assert answer.status_code == 403
    elif key is Key.SESSION:
        assert (answer.status_code, turned_away) == (303, True)
    else:
        assert answer.status_code == 401


def check_words(attempt: Attempt, cast: Cast, answer: requests.Response) -> None:
    shown = answer.text
    assert cast.foreign.name not in shown
    assert cast.foreign.words not in shown
    hears = HEARS_ALL if MAY_ENTER[attempt.address].key is Key.SESSION else SEES_ALL
    if attempt.role not in hears or not attempt.may_enter:
        assert cast.colleague.words not in shown
    if attempt.role not in SEES_ALL or not attempt.may_enter:
        assert cast.colleague.name not in shown
    if attempt.owner == "foreign" and attempt.may_enter and "_id}" in attempt.path:
        assert answer.status_code == 404


def tried(attempt: Attempt, cast: Cast) -> requests.Response:
    story = story_of(attempt, cast)
    path = re.sub(r"{(\w+)}", lambda found: story.ids.get(found[1], ANY_ID), attempt.path)
    if MAY_ENTER[attempt.address].key is Key.SESSION and attempt.role is not None:
        browser = cast.browsers[attempt.role]
        if attempt.method == "GET":
            return browser.get(path)
        return browser.post(path, csrf=cast.csrf(attempt.role), **story.ids)
    laptop = cast.own[attempt.role].laptop if attempt.role else None
    headers = {**(laptop.headers if laptop else {}), "Origin": cast.room.client.address}
    asked = {"headers": headers, "allow_redirects": False}
    if attempt.method == "GET":
        return cast.room.client.get(path, **asked)
    body = pushed(laptop.device_id if laptop else ANY_ID, story)
    sent = json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    return cast.room.client.post(path, data=sent, **{**asked, "headers": {**headers, **kind}})


def story_of(attempt: Attempt, cast: Cast) -> Story:
    if attempt.owner == "own":
        return cast.own[attempt.role or Role.REP]
    return cast.colleague if attempt.owner == "colleague" else cast.foreign


def pushed(device_id: str, story: Story) -> dict:
    """Make a push that tries to write into each of somebody's records."""
    changes = [
        change(entity, story.records[entity].id, "patch", {"later": 1}, base_rev=999)
        for entity in PERSONAL
    ]
    return {"device_id": device_id, "schema": 1, "sent_at": text_of(NOW), "changes": changes}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("owner", OWNERS)
def test_push_when_of_somebodys_records_then_each_is_taken_or_refused_whole(
    role: Role, owner: str, shared: Cast
):
    attempt = Attempt("POST /v1/push", role, owner)
    results = tried(attempt, shared).json()["results"]
    may = owner == "own" or (owner == "colleague" and role in SEES_ALL)
    assert {each["outcome"] for each in results} == {"applied" if may else "rejected"}
    codes = {"own": set(), "colleague": {"forbidden"}, "foreign": {"gone"}}[owner]
    assert {each["code"] for each in results if not may} == (set() if may else codes)


def rows_of(database: Database, org: str) -> dict[str, list]:
    """Return every row of an organisation: what somebody elsewhere must never change."""
    with database.read() as cx:
        return {
            table.name: sorted(map(repr, cx.execute(select(table).where(table.c.org == org))))
            for table in metadata.sorted_tables
            if "org" in table.c
        }
