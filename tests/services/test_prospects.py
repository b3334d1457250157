from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.calls import Call, Disposition
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection
from companion.domain.prospects import Prospect
from companion.domain.searches import MOST_COUNTED
from companion.domain.touches import Touch
from companion.services.calls import Calls
from companion.services.prospects import Prospects
from companion.store.replica import ServerCopy, lift_copies, put_base


@pytest.fixture
def prospects(database, clock, world) -> Prospects:
    return Prospects(database, clock)


def _put(database, *records) -> None:
    with database.write() as cx:
        put_base(cx, records, rev=5)


def _names(rows) -> list[str]:
    return [row.name for row in rows]


def test_today_when_nobody_was_called_then_the_newest_touch_comes_first(prospects) -> None:
    today = prospects.today()
    assert _names(today.new) == ["Aiko Tanabe", "Marta Oliveira", "Jonas Reinhardt"]
    assert today.new_count == 3
    assert (today.due, today.drafts) == ((), ())
    assert [row.channel for row in today.new] == ["", "search ad", ""]


def test_today_when_someone_was_called_or_must_not_be_then_they_are_not_new(
    prospects, database, clock, world, rid
) -> None:
    call = Call(rid.of(60), rid.marta, rid.me, clock.at, disposition=Disposition.NO_ANSWER)
    _put(database, call, replace(world[rid.aiko], do_not_call=True))
    assert _names(prospects.today().new) == ["Jonas Reinhardt"]


def test_today_when_a_prospect_is_a_colleagues_then_it_is_not_on_my_list(
    prospects, database, world, rid
) -> None:
    _put(database, replace(world[rid.aiko], owner_id=rid.colleague))
    assert "Aiko Tanabe" not in _names(prospects.today().new)
    assert _names(prospects.search("aiko")) == ["Aiko Tanabe"]


def test_today_when_next_steps_are_due_then_the_most_urgent_comes_first(
    prospects, database, clock, rid
) -> None:
    def step(number: int, who: str, whose: str, **late: float) -> FollowUp:
        return FollowUp(rid.of(number), who, whose, clock.at - timedelta(**late), f"step {number}")

    _put(
        database,
        step(1, rid.marta, rid.me, minutes=-5),
        step(2, rid.jonas, rid.me, hours=20),
        step(3, rid.jonas, rid.me, hours=1),
        step(4, rid.aiko, rid.colleague, hours=30),
        step(5, rid.aiko, rid.me, days=-3),
        replace(step(6, rid.aiko, rid.me, days=3), done_at=clock.at),
    )
    today = prospects.today()
    assert [(row.name, row.detail, row.is_overdue) for row in today.due] == [
        ("Jonas Reinhardt", "step 2", True),
        ("Marta Oliveira", "step 1", False),
    ]
    assert today.due_count == 2
    assert today.due[1].when == clock.at + timedelta(minutes=5)


def test_today_when_there_are_more_than_fit_then_the_counts_tell_all(
    prospects, database, clock, rid
) -> None:
    people = [Prospect(rid.of(1000 + number), f"Person {number}") for number in range(30)]
    steps = [FollowUp(rid.of(2000 + n), each.id, rid.me, clock.at) for n, each in enumerate(people)]
    _put(database, *people, *steps)
    today = prospects.today(limit=10)
    assert (len(today.new), today.new_count) == (10, 33)
    assert (len(today.due), today.due_count) == (10, 30)


def test_today_when_more_wait_than_anybody_counts_then_counting_stops_there(
    prospects, database
) -> None:
    crowd = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT :many) "
        "INSERT INTO prospect "
        "(id, rev, base, is_gone, is_live, name, do_not_call, do_not_call_lists) "
        "SELECT 'crowd-' || i, 1, '{}', 0, 1, 'Person ' || i, 0, '[]' FROM n"
    )
    with database.write() as cx:
        cx.execute(crowd, {"many": MOST_COUNTED + 500})
    today = prospects.today(limit=5)
    assert (len(today.new), today.new_count) == (5, MOST_COUNTED + 1)


def test_today_when_a_call_was_begun_then_it_is_among_the_drafts(
    prospects, database, clock, rid
) -> None:
    draft = replace(prospects.open(rid.marta).draft, notes="half a sen")
    Calls(database, clock).keep_draft(draft)
    today = prospects.today()
    assert _names(today.drafts) == ["Marta Oliveira"]
    assert today.draft_count == 1
    assert today.drafts[0].when == clock.at


def test_open_when_the_touch_names_no_version_then_the_one_in_force_then_is_shown(
    prospects, rid, clock
) -> None:
    sheet = prospects.open(rid.marta)
    assert sheet.campaign is not None
    assert sheet.campaign.id == rid.campaign
    assert sheet.promise is not None
    assert sheet.promise.id == rid.promise
    assert (sheet.shown.id, sheet.newer.id) == (rid.first, rid.second)
    assert sheet.seen_at == clock.at - timedelta(days=11)
    assert sheet.draft.promise_version_id == rid.first
    assert sheet.owner_name == "Rita Rep"


def test_open_when_the_touch_names_a_version_then_that_one_is_shown(
    prospects, database, clock, rid
) -> None:
    first = Touch(
        rid.of(70),
        rid.jonas,
        clock.at - timedelta(days=9),
        campaign_id=rid.campaign,
        promise_version_id=rid.second,
    )
    _put(database, first)
    sheet = prospects.open(rid.jonas)
    assert sheet.shown.id == rid.second
    assert sheet.newer is None


def test_open_when_the_touch_was_before_any_publication_then_the_earliest_is_shown(
    prospects, database, clock, rid
) -> None:
    _put(
        database,
        Touch(rid.of(70), rid.jonas, clock.at - timedelta(days=90), campaign_id=rid.campaign),
    )
    assert prospects.open(rid.jonas).shown.id == rid.first


def test_open_when_no_touch_names_a_campaign_then_the_sheet_has_no_promise(prospects, rid) -> None:
    sheet = prospects.open(rid.aiko)
    assert (sheet.campaign, sheet.promise, sheet.shown, sheet.heard) == (None, None, None, ())
    assert sheet.draft.promise_version_id is None
    assert (sheet.way.touches, sheet.way.days) == (1, 0)
    assert len(sheet.touches) == 1


def test_open_when_the_last_touch_came_from_a_list_then_the_list_is_named(
    prospects, database, rid, clock
) -> None:
    first = prospects.open(rid.marta)
    fair = Touch(rid.of(71), rid.marta, clock.now(), list_name="Food fair 2026")
    with database.write() as cx:
        put_base(cx, [fair], rev=9)
    sheet = prospects.open(rid.marta)
    assert sheet.touches[-1].source == "Food fair 2026"
    assert sheet.campaign == first.campaign, "the promise stays that of the first touch"


def test_open_when_there_were_touches_then_the_way_stands_beside_the_typical_one(
    prospects, rid
) -> None:
    sheet = prospects.open(rid.marta)
    assert (sheet.way.touches, sheet.way.days) == (2, 11)
    assert (sheet.way.typical_touches, sheet.way.typical_days) == (8, 21)
    assert sheet.way.is_early
    assert [line.source for line in sheet.touches] == ["google · cpc", "google · cpc"]
    assert {line.campaign_name for line in sheet.touches} == {"Fleet without paper"}


def test_open_when_objections_were_heard_then_the_most_frequent_come_first_with_an_answer(
    prospects, database, clock, rid
) -> None:
    call = Call(rid.of(80), rid.jonas, rid.colleague, clock.at, disposition=Disposition.CONNECTED)

    def heard(number: int, category: str, version: str, handling: Handling) -> Objection:
        return Objection(
            rid.of(90 + number),
            call.id,
            rid.jonas,
            category,
            f"words {number}",
            promise_version_id=version,
            handling=handling,
            answer_id=rid.answer,
        )

    _put(
        database,
        call,
        heard(1, "price_value", rid.first, Handling.RESOLVED),
        heard(2, "price_value", rid.second, Handling.OPEN),
        heard(3, "stall", rid.first, Handling.OPEN),
        heard(4, "price_value", rid.of(999), Handling.RESOLVED),
        replace(heard(5, "price_value", rid.first, Handling.OPEN), answer_id=None),
    )
    lines = prospects.open(rid.marta).heard
    assert [(line.category.code, line.verbatim, line.count) for line in lines] == [
        ("price_value", "words 5", 3),
        ("stall", "words 3", 1),
    ]
    assert lines[0].answer.reply == "Compare it per stop"
    assert (lines[0].answer_resolved, lines[0].answer_uses) == (1, 2)
    assert (lines[1].answer_resolved, lines[1].answer_uses) == (0, 1)


def test_open_when_called_before_then_the_history_is_newest_first_with_what_was_heard(
    prospects, database, clock, rid
) -> None:
    earlier = Call(
        rid.of(80),
        rid.marta,
        rid.colleague,
        clock.at - timedelta(days=2),
        disposition=Disposition.CONNECTED,
    )
    later = Call(
        rid.of(81), rid.marta, rid.me, clock.at - timedelta(days=1), disposition=Disposition.BUSY
    )
    _put(
        database,
        earlier,
        later,
        Objection(rid.of(91), earlier.id, rid.marta, "stall", "second", position=1),
        Objection(rid.of(92), earlier.id, rid.marta, "budget", "first", position=0),
    )
    history = prospects.open(rid.marta).history
    assert [past.call.id for past in history] == [later.id, earlier.id]
    assert [past.rep_name for past in history] == ["Rita Rep", "Carl Colleague"]
    assert [each.verbatim for each in history[1].objections] == ["first", "second"]
    assert all(past.is_sent for past in history)


def test_open_when_the_prospect_is_unknown_then_it_says_so(prospects) -> None:
    with pytest.raises(RejectedError) as caught:
        prospects.open(new_id())
    assert caught.value.code == "gone"


def test_open_when_the_server_sent_a_word_we_do_not_know_then_the_sheet_still_opens(
    prospects, database, rid
) -> None:
    with database.write() as cx:
        fields = {"name": "Marta", "lifecycle_stage": "ambassador", "stars": 5}
        lift_copies(cx, [ServerCopy("prospect", rid.marta, 9, fields)])
    assert prospects.open(rid.marta).prospect.name == "Marta"


def test_add_when_valid_then_it_is_mine_found_and_unsent(prospects, rid) -> None:
    new = Prospect(new_id(), "Lena Marchetti", phones=("+390612345",))
    assert prospects.add(new).touches("prospect")
    assert prospects.open(new.id).prospect.owner_id == rid.me
    assert _names(prospects.search("06 123")) == ["Lena Marchetti"]


def test_add_when_invalid_then_each_field_is_named(prospects) -> None:
    with pytest.raises(RejectedError) as caught:
        prospects.add(Prospect(new_id(), "", phones=("12",)))
    assert {problem.field for problem in caught.value.problems} == {"phones"}


def test_complete_follow_up_when_open_then_it_leaves_the_list(
    prospects, database, clock, rid
) -> None:
    _put(database, FollowUp(rid.of(50), rid.marta, rid.me, clock.at))
    assert prospects.complete_follow_up(rid.of(50)).touches("follow_up")
    assert prospects.today().due == ()
    assert not prospects.complete_follow_up(rid.of(50))


def test_reopen_follow_up_when_done_by_mistake_then_it_is_open_again(
    prospects, database, clock, rid
) -> None:
    step = FollowUp(rid.of(50), rid.marta, rid.me, clock.at, "Ring back")
    _put(database, step)
    assert not prospects.reopen_follow_up(step.id)
    prospects.complete_follow_up(step.id)
    assert prospects.reopen_follow_up(step.id).touches("follow_up")
    assert prospects.open(rid.marta).follow_ups == (step,)


def test_complete_follow_up_when_unknown_then_it_says_so(prospects) -> None:
    with pytest.raises(RejectedError):
        prospects.complete_follow_up(new_id())


def test_search_when_nothing_is_typed_then_nothing_is_found(prospects) -> None:
    assert prospects.search("  ") == ()


def test_open_when_answers_exist_for_the_campaign_then_heard_prefers_them(
    prospects, database, clock, rid
) -> None:
    own = Answer(
        rid.of(41),
        "price_value",
        "Dear",
        "Ask what a lost note costs",
        campaign_id=rid.campaign,
        status=AnswerStatus.PUBLISHED,
    )
    call = Call(rid.of(80), rid.jonas, rid.me, clock.at, disposition=Disposition.CONNECTED)
    heard = Objection(
        rid.of(91), call.id, rid.jonas, "price_value", "dear", promise_version_id=rid.first
    )
    _put(database, own, call, heard)
    assert prospects.open(rid.marta).heard[0].answer == own


def test_open_when_the_best_answer_was_retired_then_the_next_best_is_heard(
    prospects, database, clock, rid, world
) -> None:
    other = Answer(
        rid.of(41), "price_value", "Dear", "Two vans, no fee", status=AnswerStatus.PUBLISHED
    )
    call = Call(rid.of(80), rid.jonas, rid.me, clock.at, disposition=Disposition.CONNECTED)
    heard = [
        Objection(
            rid.of(90 + number), call.id, rid.jonas, "price_value", "dear",
            promise_version_id=rid.second, handling=handling, answer_id=answer,
        )
        for number, (answer, handling) in enumerate(
            [(other.id, Handling.RESOLVED)] * 2 + [(rid.answer, Handling.RESOLVED)]
        )
    ]  # fmt: skip
    _put(database, other, call, *heard)
    assert prospects.open(rid.marta).heard[0].answer == other
    with database.write() as cx:
        put_base(cx, [replace(other, status=AnswerStatus.RETIRED)], rev=6)
    (line,) = prospects.open(rid.marta).heard
    assert (line.answer, line.answer_uses, line.count) == (world.records[rid.answer], 1, 3)
