"""What stands as it was sent is told in runs to whoever asks for it, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.domain.ids import new_id
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.wire.runs import digest_of_run
from tests.salesroom import NOW, change, creating


def people(laptop, count):
    return [Prospect(new_id(), f"P{n}", owner_id=laptop.user.id) for n in range(count)]


def pushing(laptop, *changes):
    answer = laptop.post_push(*changes, brief=True)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pulling(laptop, cursor, **more):
    asked = {"cursor": cursor, "brief": "true", **more}
    answer = laptop.client.get("/v1/pull", params=asked, headers=laptop.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def cursor_of(laptop):
    laptop.pull()
    return laptop.cursor


def run_of(seq, *changes):
    ids = [each["change_id"] for each in changes]
    return {
        "change_id": ids[0],
        "seq": seq,
        "count": len(ids),
        "sha256": digest_of_run(seq, ids),
    }


# -- pushes ----------------------------------------------------------------------------


def test_push_when_brief_then_new_records_are_told_in_one_run(room):
    laptop = room.laptop()
    first, second = people(laptop, 2)
    touch = Touch(new_id(), first.id, NOW)
    sent = [
        creating(first, "prospect"),
        creating(touch, "touch"),
        creating(second, "prospect"),
    ]
    told = pushing(laptop, *sent)
    assert told["results"] == []
    (run,) = told["runs"]
    assert run == run_of(run["seq"], *sent)
    other = room.laptop(laptop.user)
    assert other.pulled("touch")[touch.id]["rev"] == run["seq"] + 1


def test_push_when_not_brief_then_every_change_has_its_result_and_runs_are_not_named(room):
    laptop = room.laptop()
    answer = laptop.post_push(creating(people(laptop, 1)[0], "prospect")).json()
    assert (len(answer["results"]), answer.keys()) == (1, {"epoch", "results"})


def test_push_when_one_in_between_is_refused_then_it_has_its_result_and_the_run_ends(room):
    laptop = room.laptop()
    first, second, third = people(laptop, 3)
    sent = [creating(each, "prospect") for each in (first, replace(second, name=""), third)]
    told = pushing(laptop, *sent)
    assert [(each["change_id"], each["outcome"]) for each in told["results"]] == [
        (sent[1]["change_id"], "rejected")
    ]
    before, after = told["runs"]
    assert before == run_of(before["seq"], sent[0])
    assert after == run_of(before["seq"] + 2, sent[2])


def test_push_when_one_in_between_came_before_then_the_run_ends(room):
    laptop = room.laptop()
    sent = [creating(each, "prospect") for each in people(laptop, 3)]
    laptop.push(sent[1])
    told = pushing(laptop, *sent)
    assert [each["outcome"] for each in told["results"]] == ["duplicate"]
    assert [each["change_id"] for each in told["runs"]] == [
        sent[0]["change_id"],
        sent[2]["change_id"],
    ]


def test_push_when_a_brief_one_is_repeated_then_each_is_a_duplicate_with_its_record(room):
    laptop = room.laptop()
    sent = [creating(each, "prospect") for each in people(laptop, 2)]
    pushing(laptop, *sent)
    again = pushing(laptop, *sent)
    assert "runs" not in again
    assert [each["outcome"] for each in again["results"]] == ["duplicate"] * 2
    assert [each["record"]["fields"]["name"] for each in again["results"]] == ["P0", "P1"]


@pytest.mark.parametrize("name", ["company", "phones"])
def test_push_when_the_record_is_more_than_was_sent_then_it_comes_whole(room, name):
    laptop = room.laptop()
    sent = creating(people(laptop, 1)[0], "prospect")
    del sent["fields"][name]
    (result,) = pushing(laptop, sent)["results"]
    assert result["record"]["fields"].keys() > sent["fields"].keys()


def test_push_when_a_time_is_written_in_another_way_then_the_record_comes_as_it_is_kept(room):
    laptop = room.laptop()
    prospect = room.prospect(laptop.user)
    sent = creating(Touch(new_id(), prospect.id, NOW), "touch")
    sent["fields"]["occurred_at"] = NOW.isoformat()
    (result,) = pushing(laptop, sent)["results"]
    assert result["record"]["fields"]["occurred_at"].endswith("Z")


def test_push_when_it_patches_or_deletes_then_the_record_comes(room):
    laptop = room.laptop()
    mine = people(laptop, 1)[0]
    sent = [
        creating(mine, "prospect"),
        change("prospect", mine.id, "patch", {"company": "New"}),
        change("prospect", mine.id, "delete", {}),
    ]
    told = pushing(laptop, *sent)
    assert [each["count"] for each in told["runs"]] == [1]
    assert [each["record"]["is_deleted"] for each in told["results"]] == [False, True]


def test_push_when_unknown_fields_are_kept_then_they_stand_as_they_were_sent(room):
    laptop = room.laptop()
    sent = creating(people(laptop, 1)[0], "prospect")
    sent["fields"]["of_a_newer_version"] = {"deep": [1, 2.5, None]}
    assert pushing(laptop, sent)["results"] == []


# -- pulls -----------------------------------------------------------------------------


def test_pull_when_brief_then_ones_own_changes_are_a_run_and_those_of_others_come(room):
    laptop = room.laptop()
    cursor = cursor_of(laptop)
    sent = [creating(each, "prospect") for each in people(laptop, 3)]
    seq = pushing(laptop, *sent)["runs"][0]["seq"]
    theirs = room.prospect(laptop.user)
    page = pulling(laptop, cursor)
    assert page["runs"] == [run_of(seq, *sent)]
    assert [each["id"] for each in page["items"]] == [theirs.id]
    assert not page["more"]
    whole = laptop.get_pull(cursor).json()
    assert page["cursor"] == whole["cursor"]
    assert (len(whole["items"]), "runs" in whole) == (4, False)


def test_pull_when_somebody_changed_it_since_then_it_comes_and_the_run_is_without_it(room):
    laptop = room.laptop()
    cursor = cursor_of(laptop)
    mine = people(laptop, 3)
    sent = [creating(each, "prospect") for each in mine]
    pushing(laptop, *sent)
    room.put(replace(mine[1], company="By marketing"))
    page = pulling(laptop, cursor)
    assert [each["data"]["company"] for each in page["items"]] == ["By marketing"]
    assert [each["change_id"] for each in page["runs"]] == [
        sent[0]["change_id"],
        sent[2]["change_id"],
    ]


def test_pull_when_one_patched_and_deleted_it_oneself_then_a_run_says_so(room):
    laptop = room.laptop()
    mine = people(laptop, 2)
    pushing(laptop, *(creating(each, "prospect") for each in mine))
    cursor = cursor_of(laptop)
    sent = [
        change("prospect", mine[0].id, "patch", {"company": "New"}),
        change("prospect", mine[1].id, "delete", {}),
    ]
    seq = pushing(laptop, *sent)["results"][0]["seq"]
    page = pulling(laptop, cursor)
    assert (page["items"], page["runs"]) == ([], [run_of(seq, *sent)])


def test_pull_when_another_laptop_of_the_person_asks_then_everything_comes(room):
    laptop = room.laptop()
    other = room.laptop(laptop.user)
    cursor = cursor_of(other)
    pushing(laptop, *(creating(each, "prospect") for each in people(laptop, 3)))
    page = pulling(other, cursor)
    assert (len(page["items"]), "runs" in page) == (3, False)


def test_pull_when_it_begins_at_the_beginning_then_everything_comes(room):
    laptop = room.laptop()
    pushing(laptop, *(creating(each, "prospect") for each in people(laptop, 3)))
    page = pulling(laptop, "")
    assert "runs" not in page
    assert [each["data"]["name"] for each in page["items"][-3:]] == ["P0", "P1", "P2"]


def test_pull_when_ones_own_are_many_then_they_do_not_fill_the_pages_of_others(room):
    laptop = room.laptop(role=Role.MANAGER)
    cursor = cursor_of(laptop)
    owner = room.add_user()
    seen = []
    for _ in range(4):
        pushing(laptop, *(creating(each, "prospect") for each in people(laptop, 5)))
        seen.append(room.prospect(owner).id)
    pages = [pulling(laptop, cursor, limit=2)]
    while pages[-1]["more"]:
        pages.append(pulling(laptop, pages[-1]["cursor"], limit=2))
    ids = [item["id"] for page in pages for item in page["items"] if item["entity"] == "prospect"]
    count = sum(run["count"] for page in pages for run in page["runs"])
    assert (ids, count) == (seen, 20)
    assert all(len(page["items"]) <= 2 for page in pages)
    assert len(pages) <= 4


def test_pull_when_there_are_more_of_ones_own_than_one_look_takes_then_the_pages_go_on(
    room, monkeypatch
):
    monkeypatch.setattr("companion.server.feed._MOST_SETTLED", 4)
    laptop = room.laptop()
    cursor = cursor_of(laptop)
    pushing(laptop, *(creating(each, "prospect") for each in people(laptop, 9)))
    last = room.prospect(laptop.user)
    pages = [pulling(laptop, cursor, limit=1)]
    while pages[-1]["more"]:
        pages.append(pulling(laptop, pages[-1]["cursor"], limit=1))
    assert [item["id"] for page in pages for item in page["items"]] == [last.id]
    assert sum(run["count"] for page in pages for run in page.get("runs", ())) == 9
    assert len(pages) == 3
