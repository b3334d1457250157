"""The numbers of the pages, right to the digit, on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from companion.domain.calls import Disposition, Outcome, PromiseUse
from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection, PromiseFit
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.touches import Touch
from companion.server.pages.numbers import Tally, read_tallies
from companion.server.pages.periods import ALL, read_period
from companion.server.pages.verbatims import Voices, Wish, read_voices
from companion.server.permissions import Actor
from companion.server.records import delete_record
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW

if TYPE_CHECKING:
    from companion.domain.calls import Call
    from tests.salesroom import Salesroom


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


def tallies(promises: PromiseRoom, period: str = ALL) -> dict[str, Tally]:
    versions = [promises.first.id, promises.second.id, ""]
    with promises.room.database.read() as cx:
        return read_tallies(cx, promises.room.org, read_period(period, NOW), versions)


def delete(promises: PromiseRoom, entity: str, record_id: str) -> None:
    with promises.room.database.write() as cx:
        delete_record(cx, promises.room.org, entity, record_id, None, NOW)


def heard(promises: PromiseRoom, call: Call, words: str, **more: object) -> Objection:
    given = {"category": "price_value", "verbatim": words, **more}
    objection = Objection(new_id(), call.id, call.prospect_id, **given)  # type: ignore[arg-type] # by name
    promises.room.put(objection)
    return objection


def voices_of(promises: PromiseRoom, wish: Wish, stretch: int) -> Voices:
    actor = Actor(promises.room.org, new_id(), Role.MARKETER)
    versions = [promises.first.id, promises.second.id]
    with promises.room.database.read() as cx:
        return read_voices(cx, actor, versions, {}, wish, None, stretch)


def page_of(promises: PromiseRoom, query: str = "", role: Role = Role.MARKETER) -> str:
    browser = promises.browser(promises.add_reader(role))
    answer = browser.get(f"/promises/{promises.promise.id}{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


def said(page: str) -> list[str]:
    return re.findall(r"<blockquote>“(.*?)”</blockquote>", page)


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
    assert (first.raised, first.per_call.value) == (2, 1.0)
    assert (second.calls, second.connected, second.objected, second.wins) == (2, 1, 0, 1)


def test_numbers_when_the_promise_was_disputed_say_how_often_it_was_kept(
    promises: PromiseRoom,
) -> None:
    for fit in (PromiseFit.CONTRADICTS, PromiseFit.UNCLEAR, PromiseFit.UNRELATED, None):
        heard(promises, promises.call(promises.first), "Well", promise_fit=fit)
    found = tallies(promises)[promises.first.id]
    assert (found.kept.count, found.kept.of) == (2, 4)
    assert [count for _, count in found.fits] == [1, 1, 1]


def test_numbers_when_a_period_is_named_leave_older_calls_out(promises: PromiseRoom) -> None:
    monday = NOW - timedelta(days=NOW.weekday())
    for weeks in (0, 3, 4, 60):
        promises.call(promises.first, started_at=monday - timedelta(weeks=weeks))
    counted = {code: tallies(promises, code)[promises.first.id].calls for code in ("4w", "8w", ALL)}
    assert counted == {"4w": 2, "8w": 3, ALL: 4}


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
    assert "theirs" not in promises.browser().get("/overview").text


def test_page_when_the_reader_is_a_rep_has_everybodys_numbers_and_their_own_words(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.first, "Heard by Rita")
    theirs = page_of(promises, role=Role.REP)
    assert said(theirs) == []
    assert "<dt>connected</dt><dd>1</dd>" in theirs
    reader = promises.add_reader(Role.REP)
    promises.room.put(replace(promises.ada, owner_id=reader.id))
    own = promises.browser(reader).get(f"/promises/{promises.promise.id}").text
    assert said(own) == ["Heard by Rita"]
    assert said(page_of(promises, role=Role.MANAGER)) == ["Heard by Rita"]


def test_page_when_words_were_heard_shows_each_once_and_as_text(promises: PromiseRoom) -> None:
    promises.call(promises.first, "So who pays for the phones then?")
    promises.call(promises.second, "<img src=x onerror=alert(1)> & more")
    raw = promises.browser().get(f"/promises/{promises.promise.id}").text
    assert "<img src=x" not in raw
    assert sorted(said(unescape(raw))) == [
        "<img src=x onerror=alert(1)> & more",
        "So who pays for the phones then?",
    ]
    assert said(page_of(promises, "?version=1")) == ["So who pays for the phones then?"]


def test_page_when_there_are_many_words_leads_to_older_ones(promises: PromiseRoom) -> None:
    promises.call(promises.first, *(f"word for word {number:02}." for number in range(25)))
    browser = promises.browser()
    page = browser.get(f"/promises/{promises.promise.id}").text
    older = re.search(r'href="([^"#]+after=[^"#]+)#heard"', page)
    assert older
    rest = said(browser.get(unescape(older[1])).text)
    assert len(said(page)) == 20
    assert sorted([*said(page), *rest]) == [f"word for word {number:02}." for number in range(25)]


@pytest.mark.parametrize("stretch", [1, 2, 5])
def test_search_when_more_was_heard_than_one_view_looks_through_leads_on_to_all_of_it(
    promises: PromiseRoom, stretch: int
) -> None:
    for week, words in enumerate(["a rare word", "price", "price", "rare again", "price"]):
        promises.call(promises.first, words, started_at=NOW - timedelta(weeks=week))
    found, wish = [], Wish(q="rare")
    for _ in range(5):
        voices = voices_of(promises, wish, stretch)
        found += [each.words for each in voices.verbatims]
        if voices.since is None:
            break
        wish = replace(wish, until=voices.since.isoformat())
    assert found == ["a rare word", "rare again"]
    assert voices.since is None


def test_list_when_nothing_is_asked_for_looks_through_nothing(promises: PromiseRoom) -> None:
    for week in range(3):
        promises.call(promises.first, "price", started_at=NOW - timedelta(weeks=week))
    voices = voices_of(promises, Wish(), stretch=1)
    assert (len(voices.verbatims), voices.since) == (3, None)


def test_page_when_a_day_is_named_shows_what_was_heard_before_it(promises: PromiseRoom) -> None:
    promises.call(promises.first, "price now")
    promises.call(promises.first, "price then", started_at=NOW - timedelta(days=1))
    assert said(page_of(promises, f"?q=price&until={NOW.date()}")) == ["price then"]
    for never in ("0001-01-01", "tomorrow"):
        assert page_of(promises, f"?q=price&until={never}")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PHONES", ["So who pays for the phones then?"]),
        ("pho who", ["So who pays for the phones then?"]),
        ("cout", ["C’est le coût, l’équipe dit non"]),
        ("equipe coût", ["C’est le coût, l’équipe dit non"]),
        ("料だ", ["無料だと思った"]),
        ("phones coût", []),
        ("\" OR 1 *) ' & | ! :", []),
        (
            "(((",
            [
                "So who pays for the phones then?",
                "C’est le coût, l’équipe dit non",
                "無料だと思った",
            ],
        ),
    ],
)
def test_search_when_words_are_typed_finds_them_without_case_or_accents(
    promises: PromiseRoom, typed: str, found: list[str]
) -> None:
    for words in ("So who pays for the phones then?", "C’est le coût, l’équipe dit non"):
        promises.call(promises.first, words)
    promises.call(promises.second, "無料だと思った")
    browser = promises.browser()
    page = browser.session.get(
        f"{browser.address}/promises/{promises.promise.id}", params={"q": typed}, timeout=60
    )
    assert sorted(said(unescape(page.text))) == sorted(found)


def test_filters_when_chosen_narrow_what_is_heard(promises: PromiseRoom) -> None:
    call = promises.call(promises.first)
    heard(promises, call, "one", category="stall", promise_fit=PromiseFit.UNCLEAR)
    heard(promises, call, "two", handling=Handling.RESOLVED)
    old = promises.call(promises.first, started_at=NOW - timedelta(days=200))
    heard(promises, old, "three", category="stall")
    assert said(page_of(promises, "?kind=stall")) == ["one", "three"]
    assert said(page_of(promises, "?kind=stall&period=8w")) == ["one"]
    assert said(page_of(promises, "?fit=unclear")) == ["one"]
    assert said(page_of(promises, "?handling=resolved")) == ["two"]
    assert len(said(page_of(promises, "?fit=nonsense&handling=&kind="))) == 3


def test_heat_when_words_were_chosen_marks_them_and_leads_to_what_was_said(
    promises: PromiseRoom,
) -> None:
    message = promises.second.message
    call = promises.call(promises.second)
    whole = Span(PromisePart.MESSAGE, 0, len(message), message)
    fee = Span(PromisePart.MESSAGE, 0, 13, message[:13])
    for number in range(3):
        heard(promises, call, f"fee {number}", span=fee)
    heard(promises, call, "all of it", span=whole)
    heard(promises, call, "nothing of it")
    page = page_of(promises)
    hot = re.findall(r'<a class="hot (h\d)" href="([^"]+)">([^<]+)</a><sup>(\d+)', page)
    assert [(level, text, count) for level, _, text, count in hot] == [
        ("h3", "No set-up fee", "4"),
        ("h1", ", no new hardware.", "1"),
    ]
    browser = promises.browser()
    first, second = (said(browser.get(link).text) for _, link, _, _ in hot)
    assert sorted(first) == ["all of it", "fee 0", "fee 1", "fee 2"]
    assert second == ["all of it"]


def test_uses_when_reps_said_how_show_what_followed(promises: PromiseRoom) -> None:
    promises.call(promises.first, "But", promise_use=PromiseUse.SAID)
    promises.call(promises.first, promise_use=PromiseUse.SAID, outcome=Outcome.WON)
    promises.call(promises.first, promise_use=PromiseUse.NOT_USED)
    page = page_of(promises)
    row = re.search(r"said as written</th>(.*?)</tr>", page, re.DOTALL)
    assert row
    assert re.findall(r'class="n">(\d+)', row[1]) == ["2", "50", "0", "50"]


def test_overview_when_promises_run_shows_the_surest_trouble_first(
    promises: PromiseRoom, room: Salesroom
) -> None:
    for _ in range(3):
        promises.call(promises.first, "Twice")
    page = promises.browser().get("/overview").text
    assert "Every delivery note on one phone 2" in page
    assert 'aria-label="Objections a connected call, week by week: from 1.00 to 1.00"' in page
    nothing = promises.browser().get(f"/overview?campaign={new_id()}").text
    assert "Nothing live in this campaign" in nothing


@pytest.mark.parametrize("path", ["/overview", "/promises"])
def test_list_when_calls_have_no_version_says_that_they_count_nowhere(
    promises: PromiseRoom, path: str
) -> None:
    promises.call(None, "Who are you?")
    assert "1 call belongs to no" in promises.browser().get(path).text.replace("none of", "no")


@pytest.mark.parametrize("path", ["/overview", "/promises"])
def test_list_when_nothing_is_published_says_what_to_do(room: Salesroom, path: str) -> None:
    empty = PromiseRoom.__new__(PromiseRoom)
    empty.room = room
    assert "companion-server import campaigns" in empty.browser().get(path).text


def test_shared_numbers_when_prospects_came_follow_them_to_the_end(
    promises: PromiseRoom, room: Salesroom
) -> None:
    hostile = Campaign(new_id(), "=HYPERLINK(0)", f"c-{new_id()}", typical_days=9)
    room.put(hostile)
    for days, outcome in ((4, Outcome.WON), (10, Outcome.LOST), (7, Outcome.NOT_NOW)):
        person = room.prospect(promises.rep)
        touched = NOW - timedelta(days=days)
        room.put(Touch(new_id(), person.id, touched, campaign_id=hostile.id))
        room.put(Touch(new_id(), person.id, NOW - timedelta(days=1), campaign_id=hostile.id))
        promises.ada = person
        call = promises.call(None, outcome=outcome)
        heard(promises, call, "Hm", handling=Handling.RESOLVED)
    browser = promises.browser()
    answer = browser.get("/numbers.csv")
    rows = {
        row["campaign"]: row for row in csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    }
    found = rows["'=HYPERLINK(0)"]
    assert [found[name] for name in ("prospects", "connected", "wins", "decided")] == list("3312")
    assert (found["median_days"], found["typical_days"], found["median_touches"]) == ("7", "9", "2")
    assert (found["objections"], found["resolved"]) == ("3", "3")
    page = unescape(browser.get("/numbers").text)
    assert "=HYPERLINK(0)" in page
    assert "3 of 3 objections on the way resolved" in page


def test_shared_numbers_when_nobody_came_say_what_to_do(promises: PromiseRoom) -> None:
    assert "companion-server import prospects" in promises.browser().get("/numbers").text


@pytest.mark.parametrize(
    ("days", "middle"),
    [
        ([3], "3"),
        ([3, 8], "5.5"),
        ([1, 1, 1, 9], "1"),
        ([1, 1, 9, 9], "5"),
        ([2, 4, 4, 30, 31], "4"),
    ],
)
def test_median_when_paths_differ_is_that_of_the_list(
    promises: PromiseRoom, days: list[int], middle: str
) -> None:
    for each in days:
        promises.ada = promises.room.prospect(promises.rep)
        campaign = promises.promise.campaign_id
        touched = NOW - timedelta(days=each)
        promises.room.put(Touch(new_id(), promises.ada.id, touched, campaign_id=campaign))
        promises.call(None, outcome=Outcome.LOST)
    answer = promises.browser().get("/numbers.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(answer))
    assert (row["median_days"], row["median_touches"]) == (middle, "1")
