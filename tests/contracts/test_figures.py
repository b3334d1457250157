"""The figures kept up with every write, against a full recount: equal after anything at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from companion.domain.answers import Answer
from companion.domain.calls import Call, Disposition, Outcome, PromiseUse
from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection, PromiseFit
from companion.domain.promises import Promise, PromisePart, PromiseVersion, Span
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.server.figure_tables import TALLIES, heard, journey
from companion.server.figures.recount import recount
from companion.server.figures.upkeep import leave_out
from companion.server.records import delete_record, put_records
from tests.promiseroom import PromiseRoom
from tests.salesroom import NOW, Salesroom, creating

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.server.database import Database
    from companion.wire.records import Record
    from tests.contracts.conftest import Place


class Room(Salesroom):
    """An organisation with two campaigns, three versions and slots for what hangs on prospects."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.database, place.client)
        self.reps = [self.add_user(), self.add_user()]
        self.campaigns = [Campaign(new_id(), f"Campaign {n}", f"c{n}") for n in range(2)]
        self.promise = Promise(new_id(), self.campaigns[0].id, "Promise")
        self.versions = [
            PromiseVersion(new_id(), self.promise.id, n, "Head", "Mess", published_at=NOW)
            for n in (1, 2, 3)
        ]
        self.prospects = [Prospect(new_id(), f"P{n}", owner_id=self.reps[0].id) for n in range(2)]
        self.answers = [Answer(new_id(), "need", f"Why {n}?", "Because") for n in range(2)]
        self.put(*self.campaigns, self.promise, *self.versions, *self.prospects, *self.answers)
        self.calls = [new_id() for _ in range(4)]
        self.objections = [new_id() for _ in range(4)]
        self.touches = [new_id() for _ in range(4)]
        self.slots = {
            "call": self.calls,
            "objection": self.objections,
            "touch": self.touches,
            "prospect": [each.id for each in self.prospects] * 2,
        }

    def figures(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything that is counted, in an order of its own."""
        found = {}
        with self.database.read() as cx:
            for table in (*TALLIES, journey, heard):
                columns = [each for each in table.c if each.name != "n"]
                rows = cx.execute(select(*columns).where(table.c.org == self.org))
                found[table.name] = sorted((tuple(row) for row in rows), key=repr)
        return found

    def recounted(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.database.write() as cx:
            recount(cx, self.org)
        return self.figures()

    def delete(self, entity: str, record_id: str) -> None:
        with self.database.write() as cx:
            delete_record(cx, self.org, entity, record_id, None, NOW)


@dataclass
class Sketch:
    """A change as hypothesis draws it: what is done to which slot, with what values."""

    kind: str
    slot: int
    pick: tuple[int, int, int, int, int]


SKETCHES = st.builds(
    Sketch,
    st.sampled_from(["call"] * 4 + ["objection"] * 4 + ["touch"] * 2 + ["prospect", "gone"]),
    st.integers(0, 3),
    st.tuples(*[st.integers(0, 11)] * 5),
)
BATCHES = st.lists(st.lists(SKETCHES, min_size=1, max_size=5), min_size=1, max_size=8)
_AT = [NOW - timedelta(days=days, hours=hours) for days in (0, 1, 6, 40) for hours in (0, 9, 10)]


def drawn(room: Room, sketch: Sketch) -> Record:
    makers: dict[str, Callable[[Room, int, tuple[int, ...]], Record]] = {
        "call": _call,
        "objection": _objection,
        "touch": _touch,
        "prospect": _prospect,
    }
    return makers[sketch.kind](room, sketch.slot, sketch.pick)


def _call(room: Room, slot: int, pick: tuple[int, ...]) -> Call:
    version = [*(each.id for each in room.versions), None][pick[1] % 4]
    disposition = [*[Disposition.CONNECTED] * 3, Disposition.NO_ANSWER][pick[2] % 4]
    outcomes = [Outcome.WON, Outcome.LOST, Outcome.MEETING_BOOKED, Outcome.NOT_NOW, None]
    is_reached = disposition is Disposition.CONNECTED
    return Call(
        room.calls[slot],
        room.prospects[slot % 2].id,
        room.reps[0].id,
        _AT[pick[0]],
        disposition=disposition,
        outcome=outcomes[pick[3] % 5] if is_reached else None,
        promise_use=[*PromiseUse, None][pick[4] % 4],
        promise_version_id=version,
    )


def _objection(room: Room, slot: int, pick: tuple[int, ...]) -> Objection:
    spans = [Span(PromisePart.MESSAGE, 0, 2, "Me"), Span(PromisePart.HEADLINE, 1, 3, "ea"), None]
    call = slot % 2 + 2 * (pick[0] % 2)
    return Objection(
        room.objections[slot],
        room.calls[call],
        room.prospects[slot % 2].id,
        ["price_value", "stall", "need"][pick[1] % 3],
        ["Twice the price", "Nö, danke"][pick[2] % 2],
        promise_version_id=[None, *(each.id for each in room.versions)][pick[2] % 4],
        span=spans[pick[3] % 3],
        promise_fit=[*PromiseFit, None][pick[4] % 6],
        handling=[*Handling][pick[4] % 3],
        answer_id=[None, *(each.id for each in room.answers)][pick[3] % 3],
    )


def _touch(room: Room, slot: int, pick: tuple[int, ...]) -> Touch:
    campaign = [*(each.id for each in room.campaigns), None][pick[1] % 3]
    prospect = room.prospects[slot % 2]
    return Touch(room.touches[slot], prospect.id, _AT[pick[0]], campaign_id=campaign)


def _prospect(room: Room, slot: int, pick: tuple[int, ...]) -> Prospect:
    return replace(room.prospects[slot % 2], owner_id=room.reps[pick[0] % 2].id)


def take(room: Room, batch: list[Sketch], there: set[str]) -> None:
    """Write a batch in one transaction; what would break a rule of references is left out."""
    records: list[Record] = []
    for sketch in batch:
        if sketch.kind == "gone":
            kind = ["call", "objection", "touch", "prospect"][sketch.pick[0] % 4]
            record_id = room.slots[kind][sketch.slot]
            if kind == "prospect" or record_id in there:
                put(room, records)
                records = []
                room.delete(kind, record_id)
            continue
        record = drawn(room, sketch)
        if isinstance(record, Objection) and record.call_id not in there:
            continue
        there.add(record.id)
        records.append(record)
    put(room, records)


def put(room: Room, records: list[Record]) -> None:
    with room.database.write() as cx:
        put_records(cx, room.org, records, None, NOW)


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=BATCHES)
def test_figures_when_anything_was_written_equal_a_full_recount(place, batches) -> None:
    room = Room(place)
    there: set[str] = set()
    for batch in batches:
        take(room, batch, there)
    kept = room.figures()
    assert kept == room.recounted()


@pytest.fixture
def promises(room: Salesroom) -> PromiseRoom:
    return PromiseRoom(room)


def test_figures_when_laptops_push_the_same_call_twice_count_it_once(place: Place) -> None:
    room = Room(place)
    laptop = room.laptop(room.reps[0])
    call = _call(room, 0, (0, 0, 0, 0, 0))
    objection = _objection(room, 0, (0, 0, 0, 0, 0))
    changes = [creating(call, "call"), creating(objection, "objection")]
    laptop.push(*changes)
    once = room.figures()
    laptop.push(*changes)
    assert room.figures() == once == room.recounted()
    assert [row[4:8] for row in once["version_tally"]] == [(1, 1, 1, 0)] * 2


def test_figures_when_a_prospect_changes_hands_stay(place: Place) -> None:
    room = Room(place)
    room.put(_touch(room, 0, (11, 0, 0, 0, 0)), _call(room, 0, (0, 0, 0, 0, 0)))
    before = room.figures()
    room.put(replace(room.prospects[0], owner_id=room.reps[1].id))
    assert room.figures() == before
    assert before["journey"][0][4:7] == (True, False, True)


def test_figures_when_a_prospect_is_left_out_keep_the_numbers_and_no_words(place: Place) -> None:
    room = Room(place)
    room.put(_touch(room, 0, (11, 0, 0, 0, 0)), _call(room, 0, (0, 0, 0, 0, 0)))
    room.put(_objection(room, 0, (0, 0, 0, 0, 0)))
    before = room.figures()
    with room.database.write() as cx:
        assert leave_out(cx, room.org, [room.prospects[0].id]) == 1
    after = room.figures()
    assert before["heard"]
    assert before["journey"]
    assert after == before | {"heard": [], "journey": []}


def test_figures_when_another_organisation_writes_are_not_touched(place: Place) -> None:
    mine, theirs = Room(place), Room(place)
    theirs.put(_call(theirs, 0, (0, 0, 0, 0, 0)))
    assert not any(mine.figures().values())
    before = theirs.figures()
    mine.recounted()
    assert theirs.figures() == before


def test_list_when_words_change_is_found_by_the_new_ones_alone(
    promises: PromiseRoom, database: Database
) -> None:
    call = promises.call(promises.first, "Twice the price")
    (row,) = _listed(database, promises)
    assert "twice" in str(row.words)
    promises.room.put(replace(call, promise_version_id=promises.second.id))
    (row,) = _listed(database, promises)
    assert row.promise_version_id == promises.second.id


def _listed(database: Database, promises: PromiseRoom) -> list[Any]:
    with database.read() as cx:
        return list(cx.execute(select(heard).where(heard.c.org == promises.room.org)))
