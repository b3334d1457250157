"""The numbers of the pages, right to the digit, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Disposition, Outcome
from companion.domain.people import Role
from companion.server.pages.numbers import Tally, count_calls
from companion.server.permissions import Actor
from companion.server.records import delete_record
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW

if TYPE_CHECKING:
    from tests.salesroom import Salesroom


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


def tallies(promises: PromiseRoom, role: Role = Role.MARKETER) -> dict[str | None, Tally]:
    actor = Actor(promises.room.org, promises.add_reader(role).id, role)
    with promises.room.database.read() as cx:
        return count_calls(cx, actor)


def delete(promises: PromiseRoom, entity: str, record_id: str) -> None:
    with promises.room.database.write() as cx:
        delete_record(cx, promises.room.org, entity, record_id, None, NOW)


def test_numbers_when_calls_were_made_on_two_versions_are_counted_apart(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.first, "Twice what we pay now.", "And the phones?")
    promises.call(promises.first, outcome=Outcome.MEETING_BOOKED)
    promises.call(promises.first, "Not for me", disposition=Disposition.GATEKEEPER)
    promises.call(promises.second, outcome=Outcome.WON)
    promises.call(promises.second, disposition=Disposition.NO_ANSWER, outcome=None)
    found = tallies(promises)
    first, second = found[promises.first.id], found[promises.second.id]
    assert (first.calls, first.connected, first.objected, first.objections) == (3, 2, 1, 3)
    assert (first.meetings, first.wins, first.rate.value) == (1, 0, 0.5)
    assert (second.calls, second.connected, second.objected, second.wins) == (2, 1, 0, 1)


def test_numbers_when_something_is_deleted_leave_it_out(promises: PromiseRoom) -> None:
    gone = promises.call(promises.first, "No")
    promises.call(promises.first)
    delete(promises, "call", gone.id)
    assert tallies(promises)[promises.first.id] == Tally(calls=1, connected=1)


def test_numbers_when_another_organisation_calls_are_not_mixed(
    promises: PromiseRoom, room: Salesroom
) -> None:
    other = PromiseRoom(type(room)(room.database, room.client))
    other.call(other.first, "theirs")
    assert tallies(promises) == {}
    page = promises.browser().get(f"/promises/{other.promise.id}")
    assert page.status_code == 404


def test_numbers_when_the_reader_is_a_rep_stop_at_their_own_prospects(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.first, "Heard by Rita")
    assert tallies(promises, Role.REP) == {}
    assert tallies(promises, Role.MANAGER)[promises.first.id].calls == 1
    page = promises.browser(promises.add_reader(Role.REP)).get(f"/promises/{promises.promise.id}")
    assert page.status_code == 200
    assert "Heard by Rita" not in page.text


def test_page_when_words_were_heard_shows_each_once_under_its_version(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.first, "So who pays for the phones then?")
    promises.call(promises.second, "<img src=x onerror=alert(1)> & more")
    page = promises.browser().get(f"/promises/{promises.promise.id}").text
    assert page.count("So who pays for the phones then?") == 1
    assert "<img src=x" not in page
    assert unescape(page).count("<img src=x onerror=alert(1)> & more") == 1
    second, first = re.findall(r"In their words · version (\d)", page)
    assert (second, first) == ("2", "1")
    under_first = page.index("In their words · version 1")
    assert page.index("onerror") < under_first < page.index("So who pays")


def test_page_when_there_are_many_words_leads_to_older_ones(promises: PromiseRoom) -> None:
    promises.call(promises.first, *(f"word for word {number:02}." for number in range(25)))
    browser = promises.browser()
    page = browser.get(f"/promises/{promises.promise.id}").text
    older = re.search(r'href="([^"#]+after=[^"#]+)#heard"', page)
    assert older
    rest = browser.get(unescape(older[1])).text
    said = re.compile(r"word for word \d\d\.")
    assert len(said.findall(page)) == 20
    assert sorted({*said.findall(page), *said.findall(rest)}) == [
        f"word for word {number:02}." for number in range(25)
    ]


def test_list_when_calls_have_no_version_says_that_they_count_nowhere(
    promises: PromiseRoom,
) -> None:
    promises.call(None, "Who are you?")
    page = promises.browser().get("/promises").text
    assert "1 call belongs to none of these promises" in page


def test_list_when_nothing_is_published_says_what_to_do(room: Salesroom) -> None:
    empty = PromiseRoom.__new__(PromiseRoom)
    empty.room = room
    page = empty.browser().get("/promises").text
    assert "companion-server import campaigns" in page
