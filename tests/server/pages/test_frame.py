from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from companion.domain.people import Role
from companion.server.pages.frame import DOORS, Door, Way, ways_from
from companion.server.permissions import ADMINS, MARKETING, SIGNED_IN, Actor

if TYPE_CHECKING:
    from tests.promiseroom import PromiseRoom


ENTRIES = {f"GET {door.path}": SIGNED_IN for door in DOORS} | {
    "GET /inbox": MARKETING,
    "GET /admin": ADMINS,
}


def reader(promises: PromiseRoom, role: Role) -> Actor:
    return Actor(promises.room.org, promises.add_reader(role).id, role)


def test_header_when_an_address_is_missing_leads_only_where_there_is_one(
    promises: PromiseRoom,
) -> None:
    page = promises.browser().get("/promises").text
    nav = page[page.index("<nav") : page.index("</nav>")]
    paths = re.findall(r'href="([^"]+)"', nav)
    assert "/promises" in paths
    for path in paths:
        assert promises.browser().get(path).status_code == 200


@pytest.mark.parametrize(
    ("role", "shut"),
    [
        (Role.REP, {"/inbox", "/admin"}),
        (Role.MARKETER, {"/admin"}),
        (Role.MANAGER, {"/admin"}),
        (Role.ADMIN, set()),
    ],
)
def test_header_when_read_by_a_role_leads_where_it_may_go(
    promises: PromiseRoom, role: Role, shut: set[str]
) -> None:
    with promises.room.database.read() as cx:
        found = ways_from(cx, reader(promises, role), "/promises/x", may_enter=ENTRIES)
    assert {each.path for each in found} == {door.path for door in DOORS} - shut
    assert [(each.path, each.here) for each in found if each.here] == [("/promises", "true")]


def test_header_when_something_waits_says_how_much(promises: PromiseRoom) -> None:
    door = Door("/inbox", "Inbox", lambda _cx, _actor: 1_207)
    with promises.room.database.read() as cx:
        (way,) = ways_from(cx, reader(promises, Role.ADMIN), "/promises", [door], ENTRIES)
    assert way == Way("/inbox", "Inbox", 1_207, "")
