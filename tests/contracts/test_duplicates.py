"""Duplicates on both databases: found, merged whole, reached late, and parted again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from companion.domain.calls import Call, Disposition
from companion.domain.errors import ConflictError, RejectedError
from companion.domain.external_ids import ExternalId
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.people import Role
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.server.duplicate_tables import likely_pair, prospect_merge
from companion.server.duplicates.finding import EMAIL, NAME, PHONE, find_pairs, keep_pairs
from companion.server.duplicates.results import joined_fields
from companion.server.duplicates.unions import merge_prospects, read_merge, undo_merge
from companion.server.figures.recount import recount
from companion.server.kept import kept_records
from companion.server.tables import TALLIES, change_log, journey
from tests.salesroom import NOW, change, creating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.domain.people import User
    from companion.server.kept import Kept
    from tests.salesroom import Laptop, Salesroom

PUTS = ("prospect", "touch", "call", "objection", "follow_up")


def person(room: Salesroom, owner: User, name: str = "Ada Cole", **more: Any) -> Prospect:
    who = Prospect(new_id(), name, owner_id=owner.id, **more)
    room.put(who)
    return who


def talk(room: Salesroom, who: Prospect, many: int = 1) -> list[Call]:
    """Let somebody have been touched and called: each call with an objection and a next step."""
    made = []
    for _ in range(many):
        call = Call(new_id(), who.id, str(who.owner_id), NOW, disposition=Disposition.CONNECTED)
        heard = Objection(new_id(), call.id, who.id, "need", "What for?")
        step = FollowUp(new_id(), who.id, str(who.owner_id), NOW, "Call again", call.id)
        room.put(Touch(new_id(), who.id, NOW), call, heard, step)
        made.append(call)
    return made


def kept(room: Salesroom, entity: str, record_id: str) -> Kept:
    with room.database.read() as cx:
        return kept_records(cx, room.org, entity, [record_id])[record_id]


def merge(
    room: Salesroom,
    survivor: Prospect,
    gone: Prospect,
    from_other: Iterable[str] = (),
    at: datetime = NOW,
) -> str:
    stays, goes = kept(room, "prospect", survivor.id), kept(room, "prospect", gone.id)
    result = joined_fields(stays.all_fields, goes.all_fields, tuple(from_other))
    who = str(survivor.owner_id), at
    with room.database.write() as cx:
        seen = (stays.id, stays.rev), (goes.id, goes.rev)
        return merge_prospects(cx, room.org, *seen, result, who)


def undo(room: Salesroom, merge_id: str) -> None:
    with room.database.write() as cx:
        undo_merge(cx, room.org, merge_id, (new_id(), NOW))


class Replica:
    """What a laptop shows: the feed applied page by page, as the laptop itself does."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self.rows: dict[tuple[str, str], tuple[int, dict[str, Any] | None]] = {}

    def page(self, limit: int = 500) -> bool:
        answer = self.laptop.get_pull(limit=limit).json()
        for item in answer["items"]:
            if item["verb"] == "revoke":
                self.withdraw(item["id"])
            elif item["verb"] in {"put", "gone"}:
                key = item["entity"], item["id"]
                data = item["data"] if item["verb"] == "put" else None
                if key not in self.rows or item["rev"] > self.rows[key][0]:
                    self.rows[key] = item["rev"], data
        self.laptop.cursor = answer["cursor"]
        return bool(answer["more"])

    def pull(self, limit: int = 500) -> None:
        while self.page(limit):
            pass

    def withdraw(self, prospect_id: str) -> None:
        for key in [*self.rows]:
            data = self.rows[key][1] or {}
            if key[1] == prospect_id or data.get("prospect_id") == prospect_id:
                del self.rows[key]

    def of(self, prospect_id: str) -> set[tuple[str, str]]:
        """Return what hangs on a prospect, as far as it is shown."""
        return {
            key
            for key, (_, data) in self.rows.items()
            if data and data.get("prospect_id") == prospect_id
        }

    def shows(self, entity: str, record_id: str) -> bool:
        return self.rows.get((entity, record_id), (0, None))[1] is not None

    def agrees(self) -> bool:
        """Tell whether everything shown is everything a laptop that begins anew would show."""
        fresh = Replica(self.laptop)
        before, self.laptop.cursor = self.laptop.cursor, ""
        fresh.pull()
        self.laptop.cursor = before
        return self.live() == fresh.live()

    def live(self) -> dict[tuple[str, str], tuple[int, dict[str, Any] | None]]:
        return {key: row for key, row in self.rows.items() if row[1] is not None}


# -- found ---------------------------------------------------------------------------------------


def test_prospects_when_they_look_alike_then_the_pair_is_found_and_says_why(room: Salesroom):
    rep = room.add_user()
    same_phone = [person(room, rep, f"Person {n}", phones=("+4930111222",)) for n in range(2)]
    same_mail = [person(room, rep, f"Other {n * 7}", emails=("x@y.example",)) for n in range(2)]
    named = [
        person(room, rep, "Müller, Hans-Peter", company="Spedition Nord GmbH"),
        person(room, rep, "Hans Peter Muller", company="Spedition Nord"),
    ]
    person(room, rep, "Hans Peter Müller", company="Bäckerei Süd")
    person(room, rep, "Hanna Petersen", company="Spedition Nord")
    with room.database.read() as cx:
        found = {(each.one_id, each.other_id): each.reason for each in find_pairs(cx, room.org)}
    assert found == {
        tuple(sorted(each.id for each in pair)): reason
        for pair, reason in ((same_phone, PHONE), (same_mail, EMAIL), (named, NAME))
    }


def test_pair_when_dismissed_then_it_is_not_found_again(room: Salesroom):
    rep = room.add_user()
    for _ in range(2):
        person(room, rep, phones=("+4930111222",))
    with room.database.write() as cx:
        found = find_pairs(cx, room.org)
        assert keep_pairs(cx, room.org, found, NOW) == 1
        cx.execute(
            likely_pair.update().where(likely_pair.c.org == room.org).values(dismissed_at=NOW)
        )
        assert keep_pairs(cx, room.org, found, NOW) == 0


# -- merged ----------------------------------------------------------------------------------------


def test_prospects_when_merged_then_everything_hangs_on_the_one_that_stays(room: Salesroom):
    rep = room.add_user()
    stays = person(room, rep, "Ada Cole", phones=("+4930111222",), notes="Likes mail")
    ids = (ExternalId("hubspot", "7"),)
    goes = person(
        room,
        rep,
        "A. Cole",
        company="Cole",
        phones=("+4930333444",),
        emails=("ada@cole.example",),
        external_ids=ids,
        do_not_call=True,
        do_not_call_reason="asked",
        notes="Hates mail",
    )
    calls = talk(room, goes, 2)
    merge(room, stays, goes)
    now = kept(room, "prospect", stays.id).fields
    assert (now["name"], now["company"], now["do_not_call"]) == ("Ada Cole", "Cole", True)
    assert now["phones"] == ["+4930111222", "+4930333444"]
    assert now["external_ids"] == [{"system": "hubspot", "value": "7"}]
    assert now["notes"] == "Likes mail\n\nHates mail"
    assert kept(room, "prospect", goes.id).deleted_at is not None
    assert {kept(room, "call", each.id).prospect_id for each in calls} == {stays.id}
    check_figures(room)
    check_log(room)


def test_prospects_when_changed_since_they_were_shown_then_nothing_is_merged(room: Salesroom):
    rep = room.add_user()
    stays, goes = person(room, rep), person(room, rep)
    seen = kept(room, "prospect", goes.id).rev
    talk(room, goes)
    room.put(Prospect(goes.id, "Renamed", owner_id=rep.id))
    result = joined_fields(*(kept(room, "prospect", each.id).fields for each in (stays, goes)))
    rev = kept(room, "prospect", stays.id).rev
    with pytest.raises(ConflictError), room.database.write() as cx:
        merge_prospects(cx, room.org, (stays.id, rev), (goes.id, seen), result, (rep.id, NOW))
    assert kept(room, "prospect", goes.id).deleted_at is None


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_merge_when_pulled_in_small_pages_then_it_comes_whole(room: Salesroom, limit: int):
    rep = room.add_user()
    laptop = Replica(room.laptop(rep))
    stays, goes = person(room, rep), person(room, rep)
    calls = talk(room, goes, 3)
    laptop.pull()
    before = laptop.of(goes.id)
    room.put(*(person(room, rep, f"Somebody {n}") for n in range(3)))
    merge(room, stays, goes)
    touched = Call(
        calls[0].id, stays.id, rep.id, NOW, disposition=Disposition.CONNECTED, notes="later"
    )
    room.put(touched)  # further on in the feed than the merge
    while laptop.page(limit):
        assert (laptop.of(goes.id), laptop.of(stays.id)) in [(before, set()), (set(), before)]
        assert laptop.shows("prospect", goes.id) is bool(laptop.of(goes.id))
    assert laptop.of(stays.id) == before
    assert laptop.agrees()


def test_merge_when_the_two_have_different_owners_then_each_laptop_shows_what_is_theirs(
    room: Salesroom,
):
    first, second = room.add_user(), room.add_user()
    mine, theirs = Replica(room.laptop(first)), Replica(room.laptop(second))
    boss = Replica(room.laptop(role=Role.MANAGER))
    stays, goes = person(room, first), person(room, second)
    talk(room, goes, 2)
    for each in (mine, theirs, boss):
        each.pull()
    merge_id = merge(room, stays, goes)
    for each in (mine, theirs, boss):
        each.pull(2)
        assert each.agrees()
    assert (len(mine.of(stays.id)), len(theirs.of(goes.id))) == (8, 0)
    assert not theirs.shows("prospect", goes.id)
    undo(room, merge_id)
    for each in (mine, theirs, boss):
        each.pull(2)
        assert each.agrees()
    assert (len(mine.of(stays.id)), len(theirs.of(goes.id))) == (0, 8)


# -- late ----------------------------------------------------------------------------------------


def test_offline_laptop_when_it_writes_for_the_one_that_is_gone_then_it_lands(room: Salesroom):
    rep = room.add_user()
    laptop = Replica(room.laptop(rep))
    stays = person(room, rep, title="Head", phones=("+4930111222",))
    goes = person(room, rep)
    (old,) = talk(room, goes)
    laptop.pull()
    merge_id = merge(room, stays, goes, at=NOW + timedelta(days=1_000))
    call = Call(new_id(), goes.id, rep.id, NOW, disposition=Disposition.CONNECTED)
    heard = Objection(new_id(), call.id, goes.id, "need", "Late words")
    step = FollowUp(new_id(), goes.id, rep.id, NOW, "Late step", call.id)
    edit = {"phones": ["+4930555666"], "title": "Boss", "do_not_call": True, "time_zone": "UTC"}
    changes = [
        creating(call, "call"),
        creating(heard, "objection"),
        creating(step, "follow_up"),
        creating(Touch(new_id(), goes.id, NOW), "touch"),
        change("call", old.id, "patch", {"notes": "Late notes"}),
        change("prospect", goes.id, "patch", edit),
    ]
    results = laptop.laptop.push(*changes)
    assert [each["outcome"] for each in results] == ["applied"] * 5 + ["merged"]
    assert (results[-1]["record"]["id"], results[-1]["record"]["is_deleted"]) == (goes.id, True)
    assert results[-1]["losers"] == [{"field": "title", "kept": "Head", "lost": "Boss"}]
    again = laptop.laptop.push(*changes)
    assert {each["outcome"] for each in again} == {"duplicate"}
    now = kept(room, "prospect", stays.id).fields
    assert now["phones"] == ["+4930111222", "+4930555666"]
    assert (now["title"], now["do_not_call"], now["time_zone"]) == ("Head", True, "UTC")
    assert kept(room, "prospect", goes.id).deleted_at is not None
    assert kept(room, "call", call.id).prospect_id == stays.id
    assert kept(room, "call", old.id).fields["notes"] == "Late notes"
    laptop.pull(2)
    assert len(laptop.of(stays.id)) == 8
    assert laptop.agrees()
    undo(room, merge_id)
    laptop.pull(2)
    assert laptop.agrees()
    assert (len(laptop.of(goes.id)), laptop.of(stays.id)) == (8, set())
    check_figures(room)
    check_log(room)


def test_offline_laptop_when_the_one_who_stays_is_a_colleagues_then_its_calls_land_all_the_same(
    room: Salesroom,
):
    colleague, rep = room.add_user(), room.add_user()
    laptop, other = Replica(room.laptop(rep)), Replica(room.laptop(colleague))
    stays, goes = person(room, colleague), person(room, rep)
    (old,) = talk(room, goes)
    (theirs,) = talk(room, stays)
    laptop.pull()
    merge(room, stays, goes)
    call = Call(new_id(), goes.id, rep.id, NOW, disposition=Disposition.CONNECTED)
    results = laptop.laptop.push(
        creating(call, "call"),
        change("call", old.id, "patch", {"notes": "Mine, late"}),
        change("call", theirs.id, "patch", {"notes": "Not mine"}),
    )
    assert [each["outcome"] for each in results] == ["applied", "applied", "rejected"]
    assert [each["record"] for each in results[:2]] == [None, None]
    assert [each["is_revoked"] for each in results[:2]] == [True, True]
    assert kept(room, "call", call.id).prospect_id == stays.id
    laptop.pull()
    other.pull()
    assert laptop.agrees()
    assert other.agrees()
    assert other.shows("call", call.id)


def test_import_when_it_writes_for_the_one_that_is_gone_then_it_lands_too(room: Salesroom):
    rep = room.add_user()
    stays, goes = person(room, rep, company="Cole"), person(room, rep)
    merge(room, stays, goes)
    late = Touch(new_id(), goes.id, NOW)
    room.put(late)
    assert kept(room, "touch", late.id).fields["prospect_id"] == stays.id


def test_stranger_when_they_write_for_one_that_is_gone_then_they_are_refused(room: Salesroom):
    stays, goes = person(room, room.add_user()), person(room, room.add_user())
    laptop = room.laptop()
    merge(room, stays, goes)
    call = Call(new_id(), goes.id, laptop.user.id, NOW, disposition=Disposition.CONNECTED)
    results = laptop.push(
        creating(call, "call"), change("prospect", goes.id, "patch", {"title": "Mine now"})
    )
    assert [each["code"] for each in results] == ["forbidden", "forbidden"]


def test_merges_when_chained_then_what_is_late_lands_on_the_last(room: Salesroom):
    rep = room.add_user()
    laptop = Replica(room.laptop(rep))
    first, second, third = (person(room, rep, f"Ada {n}") for n in range(3))
    laptop.pull()
    one = merge(room, second, first)
    two = merge(room, third, second)
    call = Call(new_id(), first.id, rep.id, NOW, disposition=Disposition.CONNECTED)
    assert laptop.laptop.push_one(creating(call, "call"))["outcome"] == "applied"
    assert kept(room, "call", call.id).prospect_id == third.id
    with pytest.raises(RejectedError, match="undo that merge first"):
        undo(room, one)
    undo(room, two)
    undo(room, one)
    laptop.pull(1)
    assert laptop.agrees()


# -- parted --------------------------------------------------------------------------------------


def test_merge_when_undone_then_fields_are_as_before_but_for_what_was_changed_since(
    room: Salesroom,
):
    rep = room.add_user()
    stays, goes = person(room, rep, "Ada Cole"), person(room, rep, "A. Cole", company="Cole")
    goes_before = kept(room, "prospect", goes.id).fields
    merge_id = merge(room, stays, goes, ["name"])
    assert kept(room, "prospect", stays.id).fields["name"] == "A. Cole"
    fields = {"company": "Cole & Daughters"}
    room.laptop(rep).push_one(change("prospect", stays.id, "patch", fields, base_rev=10_000))
    undo(room, merge_id)
    now = kept(room, "prospect", stays.id).fields
    assert (now["name"], now["company"]) == ("Ada Cole", "Cole & Daughters")
    assert kept(room, "prospect", goes.id).fields == goes_before
    with pytest.raises(RejectedError, match="undone already"):
        undo(room, merge_id)
    with room.database.read() as cx:
        assert read_merge(cx, room.org, merge_id).undone_at == NOW
    check_log(room)


def test_organisation_when_another_has_merged_then_its_own_are_not_touched(room: Salesroom):
    elsewhere = type(room)(room.database, room.client)
    rep = elsewhere.add_user()
    merge_id = merge(elsewhere, person(elsewhere, rep), person(elsewhere, rep))
    with pytest.raises(RejectedError, match="no such merge"):
        undo(room, merge_id)
    with room.database.read() as cx:
        mine = prospect_merge.c.org == room.org
        assert cx.execute(select(prospect_merge).where(mine)).first() is None


def check_figures(room: Salesroom) -> None:
    """Hold the figures kept up with every write against those counted anew."""

    def figures() -> dict[str, list[str]]:
        with room.database.read() as cx:
            return {
                table.name: sorted(
                    map(repr, cx.execute(select(table).where(table.c.org == room.org)))
                )
                for table in (*TALLIES, journey)
            }

    kept_up = figures()
    with room.database.write() as cx:
        recount(cx, room.org)
    assert figures() == kept_up


def check_log(room: Salesroom) -> None:
    """Check that the log has every number once."""
    with room.database.read() as cx:
        mine = select(change_log.c.seq).where(change_log.c.org == room.org)
        seqs = list(cx.scalars(mine.order_by(change_log.c.seq)))
    assert seqs == [*range(1, len(seqs) + 1)]
