"""The editors by HTTP: drafts, publishing, two people at once, better words, and reach."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.promises import PromisePart, Span
from companion.domain.proposals import Proposal
from companion.server.tables import answer, change_log, decision, promise_version, proposal
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from tests.promiseroom import Browser, PromiseRoom

WORDS = {
    "category": "price_value",
    "says": "Who pays for the phones?",
    "reply": "Your drivers' own phones do.",
    "questions": "How many drivers?\r\nWhich phones?",
    "why_changed": "Asked every day.",
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def rows(promises: PromiseRoom, table: Any) -> list[Any]:
    with promises.room.database.read() as cx:
        mine = table.c.org == promises.room.org, table.c.deleted_at.is_(None)
        return list(cx.execute(select(table).where(*mine).order_by(table.c.id)))


def new_answer(browser: Browser, act: str = "publish", **changed: str) -> str:
    """Write an answer as a marketer does; return its address."""
    page = browser.get("/answers/new")
    action = page.text.partition('action="/answers/')[2].partition('"')[0]
    form = form_of(page, f"/answers/{action}") | WORDS | changed
    answer = browser.post(f"/answers/{action}", **form, act=act)
    assert answer.status_code == 303, answer.text
    return f"/answers/{action}"


def draft_path(promises: PromiseRoom) -> str:
    return f"/promises/{promises.promise.id}/draft"


# -- answers -----------------------------------------------------------------------------


def test_answer_when_saved_as_a_draft_is_not_for_reps_yet(promises: PromiseRoom) -> None:
    browser = promises.browser()
    new_answer(browser, "save")
    (kept,) = rows(promises, answer)
    assert (kept.status, kept.published_at, kept.version) == ("draft", None, 1)
    assert kept.questions == ["How many drivers?", "Which phones?"]
    assert WORDS["says"] in browser.get("/answers?status=draft").text
    assert WORDS["says"] not in browser.get("/answers").text


def test_answer_when_published_reaches_laptops_and_is_in_the_log(promises: PromiseRoom) -> None:
    mia = promises.add_reader()
    laptop = promises.room.laptop(promises.rep)
    laptop.pull()
    place = new_answer(promises.browser(mia))
    (item,) = laptop.pulled("answer").values()
    assert item["data"]["status"] == "published"
    assert item["data"]["why_changed"] == "Asked every day."
    with promises.room.database.read() as cx:
        mine = change_log.c.entity_id == place.rpartition("/")[2]
        lines = cx.execute(select(change_log).where(mine).order_by(change_log.c.seq)).all()
    assert {line.actor_id for line in lines} == {mia.id}
    assert [line.op for line in lines] == ["create", "patch"]


def test_answer_when_reworded_keeps_what_reps_have_until_it_is_published(
    promises: PromiseRoom,
) -> None:
    browser = promises.browser(promises.add_reader(name="Mia Marketer"))
    place = new_answer(browser)
    assert send(browser, place, reply="Better.", why_changed="Shorter.", act="save").ok
    (kept,) = rows(promises, answer)
    assert (kept.reply, kept.version) == (WORDS["reply"], 1)
    assert form_of(browser.get(place), place)["reply"] == "Better."
    send(browser, place, act="publish")
    (kept,) = rows(promises, answer)
    assert (kept.reply, kept.version, kept.why_changed) == ("Better.", 2, "Shorter.")
    page = browser.get(place).text
    assert page.index("Version 2") < page.index("Version 1")
    assert "Mia Marketer" in page
    assert "Shorter." in page


def test_answer_when_retired_leaves_the_shelf_and_may_come_back(promises: PromiseRoom) -> None:
    browser = promises.browser()
    place = new_answer(browser)
    send(browser, place, act="retire")
    assert WORDS["says"] not in browser.get("/answers").text
    assert WORDS["says"] in browser.get("/answers?status=retired").text
    send(browser, place, act="publish")
    (kept,) = rows(promises, answer)
    assert (kept.status, kept.version) == ("published", 2)


def test_answer_when_its_draft_is_thrown_away_is_as_before(promises: PromiseRoom) -> None:
    browser = promises.browser()
    place = new_answer(browser)
    send(browser, place, reply="Worse.", act="save")
    send(browser, place, act="discard")
    assert form_of(browser.get(place), place)["reply"] == WORDS["reply"]
    draft = new_answer(browser, "save", says="Another one")
    send(browser, draft, act="discard")
    assert browser.get(draft).status_code == 404


def test_answer_when_two_edit_at_once_shows_the_second_what_the_first_wrote(
    promises: PromiseRoom,
) -> None:
    mia = promises.browser(promises.add_reader(name="Mia"))
    ben = promises.browser(promises.add_reader(name="Ben"))
    place = new_answer(mia)
    late = form_of(ben.get(place), place) | {"reply": "Ben's words.", "act": "publish"}
    send(mia, place, reply="Mia's words.", act="publish")
    answer_ = ben.post(place, **late)
    assert answer_.status_code == 409
    assert "Mia&#39;s words." in answer_.text
    again = form_of(answer_, place)
    assert again["reply"] == "Ben's words."
    assert ben.post(place, **again, act="publish").status_code == 303
    (kept,) = rows(promises, answer)
    assert (kept.reply, kept.version) == ("Ben's words.", 3)


def test_answer_when_published_twice_by_a_double_click_counts_once(promises: PromiseRoom) -> None:
    browser = promises.browser()
    page = browser.get("/answers/new")
    action = "/answers/" + page.text.partition('action="/answers/')[2].partition('"')[0]
    form = form_of(page, action) | WORDS | {"act": "publish"}
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: browser.post(action, **form).status_code, range(4)))
    assert sent == [303] * 4
    (kept,) = rows(promises, answer)
    assert kept.version == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"says": " "}, "Please give the objection"),
        ({"reply": ""}, "Please give the reply"),
        ({"category": "no_such"}, "kind of objection that there is"),
        ({"campaign_id": "x"}, "campaign that there is"),
        ({"reply": "x" * 1_000_000}, "1,000,000 characters long"),
        ({"proof": "nul \0 inside"}, "cannot be kept"),
        ({"questions": "\n".join(map(str, range(60)))}, "At most 50"),
    ],
)
def test_answer_when_it_cannot_be_taken_says_why_beside_the_field_and_loses_no_word(
    promises: PromiseRoom, changed: dict[str, str], sentence: str
) -> None:
    browser = promises.browser()
    page = browser.get("/answers/new")
    action = "/answers/" + page.text.partition('action="/answers/')[2].partition('"')[0]
    form = form_of(page, action) | WORDS | changed
    refused = browser.post(action, **form, act="publish")
    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'id="{next(iter(changed))}-problem"' in refused.text
    shown = form_of(refused, action)
    for name in ("says", "reply", "proof", "why_changed"):
        if "\0" not in form.get(name, ""):
            assert shown[name].strip() == form.get(name, "").strip()
    assert rows(promises, answer) == []


def test_answers_when_there_are_many_are_read_page_by_page(promises: PromiseRoom) -> None:
    made = [
        Answer(new_id(), "need", f"Saying {each:02}", "Yes", status=AnswerStatus.PUBLISHED)
        for each in range(60)
    ]
    promises.room.put(*made)
    browser = promises.browser()
    first, second = browser.get("/answers").text, browser.get("/answers?page=2").text
    assert first.count("“Saying ") == 50
    assert "More answers" in first
    assert second.count("“Saying ") == 10
    assert browser.get("/answers?page=x&status=y&kind=%00").status_code == 200


def test_answer_when_only_looked_at_is_not_kept(promises: PromiseRoom) -> None:
    browser = promises.browser()
    page = browser.get("/answers/new")
    action = "/answers/" + page.text.partition('action="/answers/')[2].partition('"')[0]
    seen = browser.post(action, **(form_of(page, action) | WORDS), act="preview")
    assert "As the rep sees it" in seen.text
    assert form_of(seen, action)["reply"] == WORDS["reply"]
    assert rows(promises, answer) == []


def test_answer_when_written_from_the_inbox_decides_what_it_was_written_for(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, "So who pays for the phones then?", "And who pays?")
    browser = promises.browser()
    group = f"/inbox/{promises.promise.id}/price_value"
    ticked = form_of(browser.get(group), group) | {"note": "We say it now.", "act": "begin"}
    page = browser.post("/answers/new", **ticked)
    action = "/answers/" + page.text.partition('action="/answers/')[2].partition('"')[0]
    form = form_of(page, action)
    assert form["category"] == "price_value"
    assert form["why_changed"] == "We say it now."
    assert len(form["reason"]) == 2
    browser.post(action, **(form | {"reply": "They do."}), act="save")
    assert "2 objections wait" in browser.get("/inbox").text  # a draft decides nothing
    done = send(browser, action, act="publish")
    (made,) = rows(promises, decision)
    assert done.headers["Location"] == f"/decisions/{made.id}"
    assert (made.kind, made.note) == ("answered", "We say it now.")
    assert len(made.objection_ids) == 2
    assert "Everything is answered" in browser.get("/inbox").text


# -- promise versions --------------------------------------------------------------------


def test_version_when_begun_has_the_words_of_the_newest_one(promises: PromiseRoom) -> None:
    form = form_of(promises.browser().get(draft_path(promises)), draft_path(promises))
    assert form["headline"] == "Every delivery note on one phone 2"
    assert form["message"] == "No set-up fee, no new hardware."
    assert rows(promises, promise_version) == rows(promises, promise_version)
    assert len(rows(promises, promise_version)) == 2


def test_version_when_published_is_the_next_one_and_the_old_ones_stay(
    promises: PromiseRoom,
) -> None:
    browser = promises.browser()
    done = send(
        browser,
        draft_path(promises),
        message="No set-up fee.\r\nYour drivers' phones.",
        not_promised="That it is free",
        why_changed="Read as free.",
        act="publish",
    )
    assert done.status_code == 303
    first, second, third = sorted(rows(promises, promise_version), key=lambda row: row.number)
    assert (third.number, third.message) == (3, "No set-up fee.\nYour drivers' phones.")
    assert third.not_promised == ["That it is free"]
    assert third.published_at is not None
    assert (first.message, second.message) == ("No set-up fee, no new hardware.",) * 2


def test_version_when_saved_is_a_draft_that_colleagues_go_on_with(promises: PromiseRoom) -> None:
    mia, ben = promises.browser(promises.add_reader(name="Mia")), promises.browser()
    send(mia, draft_path(promises), offer="One month free", act="save")
    page = ben.get(draft_path(promises))
    assert "last saved by Mia" in page.text
    send(ben, draft_path(promises), offer="Two months free", act="publish")
    newest = max(rows(promises, promise_version), key=lambda row: row.number)
    assert (newest.number, newest.offer) == (3, "Two months free")


def test_version_when_two_begin_at_once_makes_one_draft_and_loses_no_word(
    promises: PromiseRoom,
) -> None:
    mia, ben, path = promises.browser(), promises.browser(), draft_path(promises)
    late = form_of(ben.get(path), path) | {"offer": "Ben's offer", "act": "save"}
    send(mia, path, offer="Mia's offer", act="save")
    answer_ = ben.post(path, **late)
    assert answer_.status_code == 409
    assert "Mia&#39;s offer" in answer_.text
    again = form_of(answer_, path)
    assert again["offer"] == "Ben's offer"
    assert ben.post(path, **again, act="save").status_code == 303
    assert len(rows(promises, promise_version)) == 3


def test_version_when_it_was_published_meanwhile_becomes_the_one_after(
    promises: PromiseRoom,
) -> None:
    mia, ben, path = promises.browser(), promises.browser(), draft_path(promises)
    send(mia, path, offer="Begun", act="save")
    late = form_of(ben.get(path), path) | {"offer": "Late", "act": "publish"}
    send(mia, path, act="publish")
    answer_ = ben.post(path, **late)
    assert answer_.status_code == 409
    assert ben.post(path, **form_of(answer_, path), act="publish").status_code == 303
    offers = [r.offer for r in sorted(rows(promises, promise_version), key=lambda r: r.number)]
    assert offers[2:] == ["Begun", "Late"]


def test_version_when_sent_twice_is_published_once(promises: PromiseRoom) -> None:
    browser, path = promises.browser(), draft_path(promises)
    form = form_of(browser.get(path), path) | {"offer": "Twice", "act": "publish"}
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: browser.post(path, **form).status_code, range(4)))
    assert sent == [303] * 4
    assert len(rows(promises, promise_version)) == 3


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"headline": ""}, "headline", "Please give the promise a headline"),
        ({"message": "x" * 4_001}, "message", "4,001 characters long"),
        ({"offer": "\0"}, "offer", "cannot be kept"),
        ({"kept_picture": "data:text/html,x"}, "creative", "must be a PNG or a JPEG"),
        ({"kept_picture": "x" * 60_000}, "creative", "over 36 kB"),
    ],
)
def test_version_when_it_cannot_be_taken_says_why_and_loses_no_word(
    promises: PromiseRoom, changed: dict[str, str], field: str, sentence: str
) -> None:
    browser, path = promises.browser(), draft_path(promises)
    given = {"why_changed": "My reason <b> & 👩‍🚀 \u202e", **changed}
    refused = send(browser, path, **given, act="publish")
    assert refused.status_code == 422
    assert sentence in refused.text
    assert f'id="{field}-problem"' in refused.text
    assert form_of(refused, path)["why_changed"].strip() == given["why_changed"].strip()
    assert len(rows(promises, promise_version)) == 2


def test_version_when_it_comes_with_a_picture_keeps_it(promises: PromiseRoom) -> None:
    browser, path = promises.browser(), draft_path(promises)
    form = form_of(browser.get(path), path) | {"act": "preview"}
    address = browser.address + path
    sent = browser.session.post(
        address,
        form,
        files={"picture": ("hall.png", PNG)},
        headers={"Origin": browser.address},
        timeout=60,
    )
    kept = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert sent.status_code == 200, sent.text
    assert form_of(sent, path)["kept_picture"] == kept
    browser.post(path, **form_of(sent, path), act="publish")
    newest = max(rows(promises, promise_version), key=lambda row: row.number)
    assert newest.creative == kept
    send(browser, path, no_picture="1", act="publish")
    newest = max(rows(promises, promise_version), key=lambda row: row.number)
    assert newest.creative == ""


def test_version_when_written_from_the_inbox_decides_what_it_was_written_for(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, "Read it as free.")
    browser = promises.browser()
    group = f"/inbox/{promises.promise.id}/price_value"
    path = draft_path(promises)
    begun = browser.post(path, **(form_of(browser.get(group), group) | {"act": "begin"}))
    form = form_of(begun, path) | {"offer": "Said clearly", "why_changed": "It was read as free."}
    done = browser.post(path, **form, act="publish")
    (made,) = rows(promises, decision)
    assert done.headers["Location"] == f"/decisions/{made.id}"
    newest = max(rows(promises, promise_version), key=lambda row: row.number)
    assert made.promise_version_id == newest.id
    assert made.kind == "promise_changed"
    assert "nobody reached yet" in browser.get(f"/decisions/{made.id}").text


def test_thread_when_few_have_heard_the_new_version_says_so_and_later_whether_it_helped(
    promises: PromiseRoom,
) -> None:
    for number in range(40):
        promises.call(promises.second, *(() if number % 5 else ("Read it as free.",)))
    browser, path = promises.browser(), draft_path(promises)
    group = f"/inbox/{promises.promise.id}/price_value"
    begun = browser.post(path, **(form_of(browser.get(group), group) | {"act": "begin"}))
    form = form_of(begun, path) | {"offer": "Said clearly", "act": "publish"}
    thread = browser.post(path, **form).headers["Location"]
    newest = max(rows(promises, promise_version), key=lambda row: row.number)
    third = replace(promises.second, id=newest.id)
    for _ in range(10):
        promises.call(third)
    assert "Too few calls yet: about" in browser.get(thread).text
    for _ in range(60):
        promises.call(third)
    page = browser.get(thread).text
    assert "It helped: fewer connected calls with an objection" in page
    assert "n\u00a070" in page or "n&nbsp;70" in page


def test_promise_when_retired_says_so_and_comes_back(promises: PromiseRoom) -> None:
    browser, path = promises.browser(), draft_path(promises)
    send(browser, path, act="retire")
    assert "retired" in browser.get(path).text
    send(browser, path, act="bring_back")
    assert "· retired" not in browser.get(path).text


def test_editor_when_the_promise_is_not_there_says_so(promises: PromiseRoom) -> None:
    browser = promises.browser()
    assert browser.get(f"/promises/{new_id()}/draft").status_code == 404
    assert browser.get("/promises/x/draft").status_code == 404
    assert browser.get(f"/answers/{new_id()}").status_code == 404


@pytest.mark.parametrize("path", ["/answers", "/answers/new", "/inbox", "/proposals", "/decisions"])
def test_desk_when_a_rep_comes_is_not_open(promises: PromiseRoom, path: str) -> None:
    assert promises.browser(promises.add_reader(Role.REP)).get(path).status_code == 403


# -- better words ------------------------------------------------------------------------


def proposed(promises: PromiseRoom, words: str = "no new hardware") -> Proposal:
    made = Proposal(
        new_id(),
        promises.second.id,
        promises.rep.id,
        datetime.now(UTC),
        Span(PromisePart.MESSAGE, 15, 30, words),
        "your drivers' own phones do",
        "Everybody asks.",
    )
    promises.room.put(made)
    return made


def test_proposal_when_adopted_is_in_a_draft_that_credits_its_author(
    promises: PromiseRoom,
) -> None:
    given = proposed(promises)
    browser = promises.browser()
    assert "Everybody asks." in browser.get("/proposals").text
    done = send(browser, "/proposals", f"/proposals/{given.id}", act="adopt", note="Good.")
    assert done.headers["Location"].startswith(draft_path(promises))
    page = browser.get(draft_path(promises))
    form = form_of(page, draft_path(promises))
    assert form["message"] == "No set-up fee, your drivers' own phones do."
    assert "Rita proposed" in form["why_changed"]
    assert "with words of Rita" in page.text
    (kept,) = rows(promises, proposal)
    draft = max(rows(promises, promise_version), key=lambda row: row.number)
    assert (kept.state, kept.adopted_version_id, kept.note) == ("adopted", draft.id, "Good.")
    assert draft.published_at is None
    send(browser, draft_path(promises), act="publish")
    assert "with words of Rita" in browser.get(draft_path(promises)).text


def test_proposal_when_its_draft_is_thrown_away_waits_again(promises: PromiseRoom) -> None:
    given = proposed(promises)
    browser = promises.browser()
    send(browser, "/proposals", f"/proposals/{given.id}", act="adopt")
    send(browser, draft_path(promises), act="discard")
    (kept,) = rows(promises, proposal)
    assert (kept.state, kept.adopted_version_id) == ("open", None)


def test_proposal_when_declined_needs_a_note(promises: PromiseRoom) -> None:
    given = proposed(promises)
    browser = promises.browser()
    refused = send(browser, "/proposals", f"/proposals/{given.id}", act="decline", note=" ")
    assert refused.status_code == 422
    assert "say why" in refused.text
    done = send(browser, "/proposals", f"/proposals/{given.id}", act="decline", note="Not true.")
    assert done.status_code == 303
    (kept,) = rows(promises, proposal)
    assert (kept.state, kept.note) == ("declined", "Not true.")
    laptop = promises.room.laptop(promises.rep)
    assert laptop.pulled("proposal")[given.id]["data"]["note"] == "Not true."


# -- reach -------------------------------------------------------------------------------


def test_version_when_published_reaches_a_waiting_laptop_within_five_seconds(
    promises: PromiseRoom,
) -> None:
    browser, laptop = promises.browser(), promises.room.laptop(promises.rep)
    laptop.pull()
    asked = {"cursor": laptop.cursor}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(laptop.client.get, "/v1/wait", params=asked, headers=laptop.headers)
        published = time.monotonic()
        assert send(browser, draft_path(promises), offer="New", act="publish").ok
        while not waiting.result().json()["changed"]:
            waiting = pool.submit(
                laptop.client.get, "/v1/wait", params=asked, headers=laptop.headers
            )
        offers = [each["data"]["offer"] for each in laptop.pulled("promise_version").values()]
    assert offers == ["New"]
    assert time.monotonic() - published < 5


def test_reach_when_some_laptops_have_it_counts_them(promises: PromiseRoom) -> None:
    browser = promises.browser()
    here, away = promises.room.laptop(promises.rep), promises.room.laptop(promises.rep)
    away.pull()
    send(browser, draft_path(promises), offer="New", act="publish")
    assert "On 0 of 2 laptops" in browser.get(draft_path(promises)).text
    for _ in range(2):
        here.pull()
    page = browser.get(draft_path(promises)).text
    assert "On 1 of 2 laptops, 1 not yet" in page
