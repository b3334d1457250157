"""Rules of retention, on both databases: what is due goes, what is not stays, numbers stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select, update

from companion.domain.calls import Call, Disposition
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import id_from, new_id
from companion.domain.objections import Objection
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.server.exports.runs import run_order
from companion.server.hook_tables import hook_event
from companion.server.lapsing import people
from companion.server.lapsing.chore import _portion, carry_out_rules
from companion.server.lapsing.kinds import preview
from companion.server.lapsing.rules import Lapsing, keep_rules, months_before, read_rules
from companion.server.lapsing.words import BLANK
from companion.server.list_tables import import_run
from companion.server.settings import read_settings
from companion.server.tables import change_log, erasure, objection, prospect
from tests.contracts.test_duplicates import merge
from tests.contracts.test_erasing import everything, tallies
from tests.contracts.test_exports import order
from tests.contracts.test_hooks import listen
from tests.salesroom import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from companion.server.settings import Settings
    from tests.contracts.conftest import Place
    from tests.salesroom import Laptop, Salesroom

OLD = NOW - timedelta(days=400)
TODAY = NOW + timedelta(days=1)
PAPERS = (Lapsing.EXPORTS, Lapsing.IMPORTS, Lapsing.HOOKS)


class Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return TODAY


@pytest.fixture
def settings(place: Place, tmp_path: Path) -> Settings:
    given = {"--data-dir": str(tmp_path), "--database-url": place.url}
    return replace(read_settings(given, {}), export_folder=tmp_path / "exports")


@pytest.fixture
def rep(room: Salesroom) -> Laptop:
    return room.laptop()


def person(room: Salesroom, rep: Laptop, name: str, made: datetime = OLD, **more: Any) -> Prospect:
    who = Prospect(id_from(int(made.timestamp() * 1000), hash(name) & (1 << 74) - 1), name)
    who = replace(who, owner_id=rep.user.id, **more)
    room.put(who)
    return who


def talk(room: Salesroom, who: Prospect, at: datetime, words: str = "Old words") -> Call:
    more: dict[str, Any] = {"disposition": Disposition.CONNECTED, "notes": f"Note: {words}"}
    call = Call(new_id(), who.id, str(who.owner_id), at, **more)
    said = Objection(new_id(), call.id, who.id, "price_value", words, behind_it=f"Behind {words}")
    room.put(call, said)
    return call


def rule(room: Salesroom, **months: int) -> None:
    with room.database.write() as cx:
        keep_rules(cx, room.org, {Lapsing(kind): each for kind, each in months.items()}, NOW)


def seen(room: Salesroom, kind: Lapsing, months: int = 12) -> Any:
    with room.database.read() as cx:
        return preview(cx, room.org, kind, months, TODAY)


def names(room: Salesroom) -> set[str]:
    with room.database.read() as cx:
        return set(cx.scalars(select(prospect.c.name).where(prospect.c.org == room.org)))


def carry_out(room: Salesroom, settings: Settings) -> dict[Lapsing, int]:
    return carry_out_rules(room.database, settings, Standing())


def test_people_when_nothing_was_for_long_then_go_and_everybody_else_stays(room, rep, settings):
    person(room, rep, "Uncalled Long")
    person(room, rep, "Uncalled Fresh", NOW)
    met, planned = person(room, rep, "Met Lately"), person(room, rep, "Planned Still")
    room.put(Touch(new_id(), met.id, NOW))
    room.put(FollowUp(new_id(), planned.id, rep.user.id, NOW + timedelta(days=9), "Ring"))
    talk(room, person(room, rep, "Called Long"), OLD)
    talk(room, person(room, rep, "Called Lately"), NOW)
    stays, goes = person(room, rep, "Merged Stays"), person(room, rep, "Merged Goes")
    talk(room, stays, NOW)
    merge(room, stays, goes)
    before, numbers = names(room), tallies(room)

    look = seen(room, Lapsing.UNCALLED)
    assert (look.count, look.samples) == (1, ("Uncalled Long",))
    assert abs(look.oldest - OLD) < timedelta(seconds=1)
    assert seen(room, Lapsing.CALLED).samples == ("Called Long",)
    assert carry_out(room, settings) == {}

    rule(room, uncalled=12)
    assert carry_out(room, settings) == {Lapsing.UNCALLED: 1}
    assert names(room) == before - {"Uncalled Long"}
    rule(room, uncalled=12, called=12)
    assert carry_out(room, settings) == {Lapsing.CALLED: 1}
    assert names(room) == before - {"Uncalled Long", "Called Long"}
    assert tallies(room) == numbers
    assert "Called Long" not in everything(room)
    with room.database.read() as cx:
        why = cx.scalars(select(erasure.c.why).where(erasure.c.org == room.org)).all()
    assert why == ["retention", "retention"]
    assert {each["verb"] for each in rep.pull()} >= {"erase"}


def test_people_when_more_than_a_portion_and_killed_in_between_then_whole_portions_went(
    room, rep, settings
):
    many = people.PORTION + 3
    for n in range(many):
        person(room, rep, f"Uncalled No {n}")
    rule(room, uncalled=12)
    args = room.database, settings, Standing(), room.org, Lapsing.UNCALLED
    assert _portion(*args) == people.PORTION  # and then the process dies
    assert len([each for each in names(room) if each.startswith("Uncalled No")]) == 3
    assert carry_out(room, settings) == {Lapsing.UNCALLED: 3}
    assert _portion(*args) is None


def test_words_when_old_then_are_blank_here_on_laptops_and_in_the_log_and_numbers_stay(
    room, rep, settings
):
    who = person(room, rep, "Called Twice", NOW)
    talk(room, who, OLD, "Zastaralá slova")
    talk(room, who, NOW, "Fresh words")
    rep.pull()
    numbers = tallies(room)
    look = seen(room, Lapsing.WORDS)
    assert (look.count, look.oldest) == (2, OLD)
    assert set(look.samples) == {"Note: Zastaralá slova", "Zastaralá slova"}
    rule(room, words=12)
    assert carry_out(room, settings) == {Lapsing.WORDS: 2}
    assert carry_out(room, settings) == {}
    kept = everything(room)
    assert "Zastaral" not in kept
    assert "zastarala" not in kept
    assert "Fresh words" in kept
    assert tallies(room) == numbers
    told = {each["entity"]: each["data"] for each in rep.pull() if each["verb"] == "put"}
    assert told["call"]["notes"] == ""
    assert told["objection"]["verbatim"] == BLANK["objection"]["verbatim"]
    with room.database.read() as cx:
        mine = objection.c.org == room.org
        assert cx.scalar(select(func.count()).select_from(objection).where(mine)) == 2


def test_audit_when_old_then_keeps_that_something_was_done_and_no_value(room, rep, settings):
    person(room, rep, "Logged Name")
    rule(room, audit=2)
    with room.database.read() as cx:
        count = cx.scalar(
            select(func.count()).select_from(change_log).where(change_log.c.org == room.org)
        )
    assert seen(room, Lapsing.AUDIT, 2).count == 0
    late = Standing()
    late.now = lambda: NOW + timedelta(days=100)  # type: ignore[method-assign] # months later
    done = carry_out_rules(room.database, settings, late)
    assert 0 < done[Lapsing.AUDIT] <= count
    with room.database.read() as cx:
        mine = change_log.c.org == room.org, change_log.c.op != "let go"
        rows = cx.execute(select(change_log).where(*mine)).all()
        mark = read_rules(cx, room.org)[Lapsing.AUDIT].mark
    assert {(row.fields, row.prior, row.losers, row.message) for row in rows} == {(None,) * 4}
    assert all(row.entity and row.op and row.received_at for row in rows)
    assert mark >= len(rows)
    assert names(room) == {"Logged Name"}


@pytest.mark.parametrize(
    ("months", "then"), [(1, "2026-02-28"), (12, "2025-03-31"), (15, "2024-12-31")]
)
def test_months_when_counted_back_then_end_on_a_day_there_is(months: int, then: str):
    now = datetime.fromisoformat("2026-03-31T12:00:00+00:00")
    assert months_before(now, months).date().isoformat() == then


def test_papers_when_old_then_go_with_their_files_and_what_they_were_about_stays(
    room, rep, settings
):
    talk(room, person(room, rep, "Exported", NOW), NOW)
    folder = settings.export_folder
    order_id = order(room)
    (name,) = run_order(room.database, folder, room.org, order_id, OLD).files
    listen(room)
    talk(room, person(room, rep, "Told Of", NOW), NOW)
    with room.database.write() as cx:
        cx.execute(update(hook_event).where(hook_event.c.org == room.org).values(occurred_at=OLD))
        values = {"ended_at": OLD, "started_at": OLD, "state": "done", "kind": "prospects"}
        texts = dict.fromkeys(("file_name", "fingerprint", "sentence"), "")
        flags = dict.fromkeys(("is_stopping", "has_met", "has_changed"), False)
        numbers = dict.fromkeys(("began_from", "done", "total", "turn"), 0)
        lists = {"sheets": [], "choices": {}, "counts": {}, "unmapped": []}
        run = {"org": room.org, "id": new_id(), "started_by": rep.user.id}
        cx.execute(insert(import_run).values(**run, **values, **texts, **flags, **numbers, **lists))
    counts = {each: seen(room, each).count for each in PAPERS}
    assert counts[Lapsing.EXPORTS] == counts[Lapsing.IMPORTS] == 1
    assert counts[Lapsing.HOOKS] > 0
    rule(room, exports=12, imports=12, hooks=12)
    assert carry_out(room, settings) == counts
    assert {each: seen(room, each).count for each in PAPERS} == dict.fromkeys(PAPERS, 0)
    assert not (folder / name).exists()
    assert names(room) == {"Exported", "Told Of"}
