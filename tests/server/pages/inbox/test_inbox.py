"""The inbox by HTTP: what waits, who looks after it, and what is decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.domain.answers import Answer, AnswerStatus, DecisionKind
from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.server.tables import assignment, change_log, decision, objection
from tests.server.pages.forms import form_of, send

if TYPE_CHECKING:
    from typing import Any

    from tests.promiseroom import PromiseRoom

PHONES = ("So who pays for the phones then?", "who will pay the phones")


def group_path(promises: PromiseRoom, category: str = "price_value") -> str:
    return f"/inbox/{promises.promise.id}/{category}"


def decisions(promises: PromiseRoom) -> list[Any]:
    with promises.room.database.read() as cx:
        mine = decision.c.org == promises.room.org
        return list(cx.execute(select(decision).where(mine).order_by(decision.c.id)))


def published_answer(promises: PromiseRoom) -> Answer:
    made = Answer(new_id(), "price_value", "Who pays?", "Your drivers' own phones do.")
    made = Answer(made.id, made.category, made.says, made.reply, status=AnswerStatus.PUBLISHED)
    promises.room.put(made)
    return made


def test_inbox_when_objections_wait_groups_them_by_promise_kind_and_words(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, *PHONES, "Twice what we pay")
    promises.call(None, "Who are you?")
    page = promises.browser().get("/inbox").text
    assert "4 objections wait" in page
    assert "said 2 times" in page
    assert "Every delivery note on one phone 2" in page
    assert "No promise was seen" in page
    assert 'Inbox <b class="waiting">4' in page


def test_inbox_when_nothing_waits_says_what_will_come(promises: PromiseRoom) -> None:
    assert "Everything is answered" in promises.browser().get("/inbox").text


def test_group_when_opened_shows_who_only_to_those_who_may_know(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES)
    path = group_path(promises)
    assert "Cole &amp; Daughters" not in promises.browser().get(path).text
    manager = promises.browser(promises.add_reader(Role.MANAGER))
    assert "Cole &amp; Daughters" in manager.get(path).text


def test_group_when_narrowed_shows_only_what_says_the_same(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES, "Twice what we pay")
    browser = promises.browser()
    page = browser.get(group_path(promises))
    (like,) = {part.partition('"')[0] for part in page.text.split("?like=")[1:]}
    narrow = browser.get(f"{group_path(promises)}?like={like}")
    assert len(form_of(narrow, group_path(promises))["objection"]) == 2
    assert "Twice what we pay" not in narrow.text


def test_decision_when_accepted_leaves_the_inbox_and_names_its_objections(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, *PHONES)
    browser = promises.browser()
    answer = send(browser, group_path(promises), kind="accepted", note="True.", act="decide")
    assert answer.status_code == 303
    (made,) = decisions(promises)
    assert (made.kind, made.note) == (DecisionKind.ACCEPTED, "True.")
    assert len(made.objection_ids) == 2
    assert made.promise_id == promises.promise.id
    assert answer.headers["Location"] == f"/decisions/{made.id}"
    thread = browser.get(answer.headers["Location"]).text
    for step in ("Heard", "Decided", "Told", "Effect"):
        assert f"<h2>{step}</h2>" in thread
    assert PHONES[0] in thread
    assert "Everything is answered" in browser.get("/inbox").text
    assert "Accepted as it is" in browser.get("/decisions").text


def test_decision_when_some_are_unticked_leaves_those_waiting(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES, "Twice what we pay")
    browser = promises.browser()
    ticked = form_of(browser.get(group_path(promises)), group_path(promises))["objection"]
    send(browser, group_path(promises), kind="passed_to_product", objection=ticked[:1])
    assert "2 objections wait" in browser.get("/inbox").text
    (made,) = decisions(promises)
    assert made.objection_ids == ticked[:1]


def test_decision_when_answered_points_at_a_published_answer(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES)
    browser, given = promises.browser(), published_answer(promises)
    send(browser, group_path(promises), kind="answered", answer_id=given.id)
    (made,) = decisions(promises)
    assert (made.kind, made.answer_id) == (DecisionKind.ANSWERED, given.id)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "choose what you decide"),
        ({"kind": "deleted"}, "choose what you decide"),
        ({"kind": "answered"}, "choose the answer"),
        ({"kind": "promise_changed", "promise_version_id": "x"}, "choose the version"),
        ({"kind": "accepted", "objection": []}, "tick at least one"),
        ({"kind": "accepted", "note": "x" * 5_000}, "5,000 characters long"),
        ({"kind": "accepted", "note": "a\0b"}, "cannot be kept"),
        ({"act": "assign", "assignee": "x"}, "choose somebody of marketing"),
    ],
)
def test_decision_when_something_is_missing_says_so_and_loses_no_word(
    promises: PromiseRoom, changed: dict[str, Any], sentence: str
) -> None:
    promises.call(promises.second, *PHONES)
    note = changed.get("note", "What I had written & meant.")
    answer = send(promises.browser(), group_path(promises), **{"note": note, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    if "\0" not in note:
        assert form_of(answer, group_path(promises))["note"].strip() == note
    assert decisions(promises) == []


def test_decision_when_sent_twice_is_made_once(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES)
    browser, path = promises.browser(), group_path(promises)
    form = form_of(browser.get(path), path) | {"kind": "accepted", "act": "decide"}
    first, second = browser.post(path, **form), browser.post(path, **form)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(decisions(promises)) == 1


def test_decision_when_a_colleague_was_faster_keeps_the_words_and_leaves_theirs(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, *PHONES)
    mia, ben, path = promises.browser(), promises.browser(), group_path(promises)
    late = form_of(ben.get(path), path) | {"kind": "accepted", "note": "My words."}
    send(mia, path, kind="accepted", objection=late["objection"][:1])
    answer = ben.post(path, **late)
    assert answer.status_code == 409
    assert "decided about 1 of these meanwhile" in answer.text
    again = form_of(answer, path)
    assert again["note"] == "My words."
    assert again["objection"] == late["objection"][1:]
    assert ben.post(path, **again).status_code == 303


def test_objection_when_given_to_somebody_stands_in_their_view(promises: PromiseRoom) -> None:
    promises.call(promises.second, *PHONES)
    mia = promises.add_reader(name="Mia Marketer")
    browser, path = promises.browser(mia), group_path(promises)
    assert send(browser, path, act="assign", assignee=mia.id).status_code == 303
    assert "Mia Marketer" in browser.get("/inbox?who=me").text.partition("<main")[2]
    assert "Nothing waits here" in browser.get("/inbox?who=nobody").text
    with promises.room.database.read() as cx:
        mine = assignment.c.org == promises.room.org
        assert len(cx.execute(select(assignment).where(mine)).all()) == 2
        log = change_log.c.org == promises.room.org, change_log.c.op == "assigned"
        line = cx.execute(select(change_log).where(*log)).one()
    assert line.actor_id == mia.id
    assert len(line.fields["objection_ids"]) == 2
    assert send(browser, path, act="assign", assignee="").status_code == 303
    assert "2 objections wait" in browser.get("/inbox?who=nobody").text


def test_thread_when_the_reporting_rep_has_kept_it_says_that_they_are_told(
    promises: PromiseRoom,
) -> None:
    promises.call(promises.second, *PHONES)
    laptop = promises.room.laptop(promises.rep)
    laptop.pull()
    browser = promises.browser()
    place = send(browser, group_path(promises), kind="accepted").headers["Location"]
    assert "0 of 1 rep who reported it has it" in browser.get(place).text
    assert place.rpartition("/")[2] in laptop.pulled("decision")
    assert "0 of 1 rep who" in browser.get(place).text  # given, but is it kept?
    laptop.pull()  # it names only a place up to which it has kept everything
    assert "1 of 1 rep who reported it has it" in browser.get(place).text


def test_objections_of_another_organisation_when_named_are_not_decided(
    promises: PromiseRoom,
) -> None:
    other = type(promises)(type(promises.room)(promises.room.database, promises.room.client))
    other.call(other.second, "theirs")
    with promises.room.database.read() as cx:
        mine = objection.c.org == other.room.org
        (foreign,) = cx.scalars(select(objection.c.id).where(mine))
    promises.call(promises.second, *PHONES)
    answer = send(promises.browser(), group_path(promises), kind="accepted", objection=[foreign])
    assert answer.status_code == 422
    assert promises.browser().get(f"/inbox/{other.promise.id}/price_value").status_code == 404
