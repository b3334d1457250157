"""Exports on both databases: each call told once, nothing missed, read back without a change."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from companion.domain.calls import Call, Disposition, Outcome
from companion.domain.campaigns import Campaign
from companion.domain.errors import UnavailableError
from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.objections import Objection, default_categories
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import Prospect
from companion.imports.columns import map_columns
from companion.imports.inert_cells import CALL_ID
from companion.imports.lists import table_from
from companion.imports.prospects import import_prospects
from companion.server.book import ServerBook
from companion.server.export_tables import export_file, export_order
from companion.server.exports.files import written
from companion.server.exports.layouts import LAYOUTS
from companion.server.exports.orders import Wish, add_order, claim_order, due_orders
from companion.server.exports.reading import PORTION, Choice, told_calls
from companion.server.exports.rewriting import drop_orphans, rewrite_stale
from companion.server.exports.runs import _commit, _next, run_order
from companion.server.records import delete_record
from companion.server.rights.erasing import Reason, erase_people
from tests.salesroom import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.salesroom import Salesroom

ORDER = Wish("To the CRM", "salesforce", None, None, 24, with_all=True)


def person(room: Salesroom, number: int, **more: Any) -> Prospect:
    owner = more.pop("owner", None) or room.add_user(name=f"Rep {number}")
    who = Prospect(
        new_id(),
        f"Ada Cole {number}",
        company=f"Cole & Daughters {number}",
        phones=(f"+49301234{number:04d}",),
        emails=(f"ada{number}@cole.example",),
        owner_id=owner.id,
        **more,
    )
    room.put(who)
    return who


def call_with(room: Salesroom, who: Prospect, **more: Any) -> Call:
    given = {"started_at": NOW, "disposition": Disposition.CONNECTED, **more}
    call = Call(new_id(), who.id, str(who.owner_id), **given)
    room.put(call)
    return call


def rows_of(content: bytes | str) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    return list(csv.DictReader(io.StringIO(text, newline="")))


def exported(room: Salesroom, layout: str, choice: Choice = Choice()) -> bytes:  # noqa: B008 - frozen
    with room.database.read() as cx:
        return b"".join(written(LAYOUTS[layout], told_calls(cx, room.org, choice)))


def order(room: Salesroom, wish: Wish = ORDER) -> str:
    order_id = new_id()
    with room.database.write() as cx:
        add_order(cx, room.org, order_id, wish, new_id(), NOW)
    return order_id


def run(room: Salesroom, folder: Path, order_id: str) -> dict[str, list[str]]:
    """Run an order; return the ids of calls told, by what kind of file told them."""
    found: dict[str, list[str]] = {"calls": [], "corrections": []}
    for name in run_order(room.database, folder, room.org, order_id, NOW).files:
        kind = "corrections" if "-corrections-" in name else "calls"
        found[kind] += [row[CALL_ID] for row in rows_of((folder / name).read_bytes())]
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_export_when_imported_again_then_nothing_changes(room: Salesroom, layout: str):
    ids = tuple(ExternalId(each, f"{each}-7") for each in ("hubspot", "salesforce", "pipedrive"))
    plain = person(room, 1, external_ids=ids, title="Head of fleet", notes="Knows us")
    hostile = replace(person(room, 2), name="=HYPERLINK(1)", company="'@Cole\n& “Sons”, Ltd")
    nameless = replace(person(room, 3), name="", emails=())
    room.put(hostile, nameless)
    for who in (plain, hostile, nameless):
        call = call_with(room, who, notes="=1+1\nsecond line", phone="+4940999999")
        room.put(Objection(new_id(), call.id, who.id, "need", "-cmd|' /C calc'!A0"))
    content = exported(room, layout)
    assert len(rows_of(content)) == 3
    for row in rows_of(content):
        cells = [each for each in row.values() if each[:1] in set("=+-@\t\r")]
        assert all(each[1:].isdigit() for each in cells), cells  # phone numbers alone
    table = table_from(content)
    with room.database.read() as cx:
        book = ServerBook(cx, room.org)
        found = import_prospects(table, map_columns(table), book, NOW, None, None)
    assert (found.creates, found.patches) == ((), ())
    assert (found.report.unchanged, found.report.rejected) == (3, 0)


def test_row_when_read_by_a_crm_then_it_has_the_call_and_what_was_heard(room: Salesroom):
    who = person(room, 4, external_ids=(ExternalId("salesforce", "003A"),))
    campaign = Campaign(new_id(), "Fleet", code="F26")
    promise = Promise(new_id(), campaign.id, "Papers")
    version = PromiseVersion(new_id(), promise.id, 1, "One day", "In one day.", published_at=NOW)
    room.put(campaign, promise, version, *default_categories())
    call = call_with(
        room,
        who,
        ended_at=NOW + timedelta(seconds=330),
        outcome=Outcome.FOLLOW_UP,
        promise_version_id=version.id,
        notes="Wants prices",
    )
    room.put(Objection(new_id(), call.id, who.id, "need", "What for?"))
    (task,) = rows_of(exported(room, "salesforce"))
    assert task["Subject"] == "Call with Ada Cole 4: Follow up"
    assert (task["TaskSubtype"], task["CallType"], task["WhoId"]) == ("Call", "Outbound", "003A")
    assert (task["ActivityDate"], task["CallDurationInSeconds"]) == ("2026-11-23", "330")
    assert task["Description"].splitlines() == [
        "Wants prices",
        "Heard: Need: “What for?”, open",
        "Promise: “One day” (version 1, Fleet)",
    ]
    assert rows_of(exported(room, "hubspot"))[0]["hs_call_duration"] == "330000"
    assert rows_of(exported(room, "zoho"))[0]["Call Duration"] == "05:30"
    assert rows_of(exported(room, "pipedrive"))[0]["Activity - Duration"] == "00:06"
    assert rows_of(exported(room, "espocrm"))[0]["dateEnd"] == "2026-11-23 09:05:30"
    assert len(rows_of(exported(room, "zoho", Choice(campaign_id=campaign.id)))) == 1
    assert rows_of(exported(room, "zoho", Choice(campaign_id=new_id()))) == []


def test_export_when_filtered_then_only_what_was_chosen_comes(room: Salesroom):
    first, second = person(room, 5), person(room, 6)
    old = call_with(room, first, started_at=NOW - timedelta(days=9))
    new = call_with(room, second)
    gone = call_with(room, second)
    with room.database.write() as cx:
        delete_record(cx, room.org, "call", gone.id, None, NOW)

    def ids(choice: Choice) -> list[str]:
        return [row[CALL_ID] for row in rows_of(exported(room, "zoho", choice))]

    assert ids(Choice()) == [old.id, new.id]
    assert ids(Choice(since=NOW)) == [new.id]
    assert ids(Choice(until=NOW)) == [old.id]
    assert ids(Choice(owner_id=first.owner_id)) == [old.id]


def test_export_when_longer_than_a_portion_then_each_call_comes_once(room: Salesroom):
    who = person(room, 7)
    calls = [
        Call(new_id(), who.id, str(who.owner_id), NOW, disposition=Disposition.NO_ANSWER)
        for _ in range(PORTION + 3)
    ]
    with room.database.write() as cx:
        from companion.server.records import put_records  # noqa: PLC0415 - this test alone

        put_records(cx, room.org, calls, None, NOW)
    ids = [row[CALL_ID] for row in rows_of(exported(room, "zoho"))]
    assert sorted(ids) == sorted(each.id for each in calls)


def test_order_when_run_again_and_again_then_each_call_is_told_once(
    room: Salesroom, tmp_path: Path
):
    who = person(room, 8)
    first = call_with(room, who)
    order_id = order(room)
    assert run(room, tmp_path, order_id) == {"calls": [first.id], "corrections": []}
    assert run(room, tmp_path, order_id) == {"calls": [], "corrections": []}
    second = call_with(room, who)
    room.put(replace(who, title="Head of fleet"))  # nothing of a call
    assert run(room, tmp_path, order_id) == {"calls": [second.id], "corrections": []}
    room.put(Objection(new_id(), first.id, who.id, "need", "What for?"))
    assert run(room, tmp_path, order_id) == {"calls": [], "corrections": [first.id]}
    assert run(room, tmp_path, order_id) == {"calls": [], "corrections": []}
    assert list(tmp_path.glob(".*.part")) == []


def test_order_when_it_begins_with_the_next_call_then_earlier_ones_stay_untold(
    room: Salesroom, tmp_path: Path
):
    who = person(room, 9)
    call_with(room, who)
    order_id = order(room, replace(ORDER, with_all=False))
    later = call_with(room, who)
    assert run(room, tmp_path, order_id)["calls"] == [later.id]


def test_order_when_it_dies_before_its_file_has_its_name_then_the_next_run_names_it(
    room: Salesroom, tmp_path: Path
):
    call = call_with(room, person(room, 10))
    order_id = order(room)
    assert run(room, tmp_path, order_id)["calls"] == [call.id]
    (named,) = tmp_path.glob("*.csv")
    with room.database.write() as cx:  # as it stands when a run dies after its commit
        mine = export_file.c.order_id == order_id
        file_id = cx.scalar(select(export_file.c.id).where(mine))
        cx.execute(update(export_file).where(mine).values(state="written"))
    named.rename(tmp_path / f".{file_id}.part")
    assert run(room, tmp_path, order_id) == {"calls": [call.id], "corrections": []}
    assert list(tmp_path.glob("*.csv")) == [named]


def erase(room: Salesroom, who: Prospect) -> None:
    with room.database.write() as cx:
        erase_people(cx, room.org, [who.id], Reason.ASKED, None, NOW)


def test_file_when_somebody_in_it_is_erased_then_is_written_anew_without_them(
    room: Salesroom, tmp_path: Path
):
    first, second = person(room, 1), person(room, 2)
    kept, corrected = call_with(room, first), call_with(room, second, notes="Works with Ada Cole 1")
    call_with(room, first)
    order_id = order(room)
    (name,) = run_order(room.database, tmp_path, room.org, order_id, NOW).files
    (tmp_path / name).chmod(0o644)
    erase(room, first)
    assert kept.id in (tmp_path / name).read_text()
    rewrite_stale(room.database, tmp_path)
    assert [row[CALL_ID] for row in rows_of((tmp_path / name).read_bytes())] == [corrected.id]
    assert "Ada Cole 1" not in (tmp_path / name).read_text()
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o644
    assert rewrite_stale(room.database, tmp_path) == 0
    (tmp_path / name).unlink()  # the CRM has taken it meanwhile
    erase(room, second)
    rewrite_stale(room.database, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_order_when_somebody_is_erased_while_it_is_written_then_nothing_of_them_is_told(
    room: Salesroom, tmp_path: Path
):
    first, second = person(room, 1), person(room, 2)
    gone, stays = call_with(room, first), call_with(room, second)
    order_id = order(room)
    found = _next(room.database, room.org, order_id)
    erase(room, first)
    assert not _commit(room.database, room.org, found, [(new_id(), "late.csv", 2)], NOW)
    assert run(room, tmp_path, order_id)["calls"] == [stays.id]
    assert gone.id not in "".join(each.read_text() for each in tmp_path.iterdir())


def test_file_when_nobody_knows_of_it_then_goes_after_an_hour(room: Salesroom, tmp_path: Path):
    (tmp_path / f".{new_id()}.part").write_text("written, and then the process died")
    (tmp_path / "of somebody else.csv").write_text("stays")
    now = datetime.now(UTC)
    drop_orphans(room.database, tmp_path, now)
    assert len(list(tmp_path.iterdir())) == 2
    drop_orphans(room.database, tmp_path, now + timedelta(hours=2))
    assert [each.name for each in tmp_path.iterdir()] == ["of somebody else.csv"]


def test_order_when_its_folder_cannot_be_written_then_nothing_counts_as_told(
    room: Salesroom, tmp_path: Path
):
    call = call_with(room, person(room, 11))
    order_id = order(room)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnavailableError, match="cannot be written"):
        run(room, tmp_path / "file", order_id)
    assert run(room, tmp_path, order_id)["calls"] == [call.id]


def test_order_when_due_then_one_of_two_processes_runs_it(room: Salesroom):
    order_id = order(room)
    with room.database.read() as cx:
        assert (room.org, order_id) in due_orders(cx, NOW)
    with room.database.write() as cx:
        assert claim_order(cx, room.org, order_id, NOW)
        assert not claim_order(cx, room.org, order_id, NOW)
        assert claim_order(cx, room.org, order_id, NOW + timedelta(hours=24))
        cx.execute(update(export_order).where(export_order.c.id == order_id).values(is_paused=True))
        assert not claim_order(cx, room.org, order_id, NOW + timedelta(days=9))
