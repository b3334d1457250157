from __future__ import annotations

import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.domain.prospects import Prospect
from companion.services.imports import Imports
from companion.services.prospects import Prospects
from companion.services.views import ListChoice
from companion.store.book import StoreBook
from companion.store.campaigns import live_records
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change, add_records, pending_changes, unsent_count
from companion.store.scratch import scratch_database
from companion.store.tables import prospect
from companion.wire.messages import Operation
from tests.services.lists import take, undo

if TYPE_CHECKING:
    from companion.imports.book import Book

PEOPLE = """First Name,Last Name,Company,Email,Phone,UTM Source,UTM Campaign
Marta,Oliveira,Fjordline Logistics,marta@fjordline.example,+351 21 555 0142,google,fleet
Lena,Marchetti,Studio Marchetti,lena@marchetti.example,+39 06 123 45 67,google,fleet
,,,,,,
Sam,Okoro,Okoro Freight,not an email,,google,fleet
"""
CAMPAIGNS = """Name,Code,Channel,Promise,Headline,Message
Summer fleet,summer,search ad,Summer,Every note on one phone,No set-up fee.
"""


@pytest.fixture
def imports(database, clock, world) -> Imports:
    return Imports(database, clock)


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def _unsent(database) -> int:
    with database.read() as cx:
        return unsent_count(cx)


def test_preview_when_shown_then_the_counts_add_up_and_nothing_is_kept(
    imports, people, database
) -> None:
    report = take(imports, people, ImportKind.PROSPECTS, is_dry=True).report
    assert report.is_dry_run
    total = report.created + report.updated + report.unchanged + report.rejected
    assert total == report.rows > 0
    assert report.created == 2
    assert _unsent(database) == 0


def test_run_when_taken_over_then_people_and_touches_are_there_and_unsent(
    imports, people, database, clock
) -> None:
    done = take(imports, people, ImportKind.PROSPECTS)
    assert not done.report.is_dry_run
    assert done.report.created == 2
    assert done.changes.touches("prospect", "touch")
    found = Prospects(database, clock).search("marchetti")
    assert [row.name for row in found] == ["Lena Marchetti"]
    with database.read() as cx:
        sent = pending_changes(cx, clock.at, 200, 10**7)
    assert {(each.entity, each.op) for each in sent} >= {
        ("prospect", "create"),
        ("touch", "create"),
    }


def test_run_when_run_again_then_nothing_is_doubled(imports, people, database) -> None:
    take(imports, people, ImportKind.PROSPECTS)
    before = _unsent(database)
    again = take(imports, people, ImportKind.PROSPECTS)
    assert (again.report.created, again.report.updated) == (0, 0)
    assert _unsent(database) == before


def test_run_when_campaigns_are_listed_then_they_and_their_promises_are_there(
    imports, database, tmp_path
) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_text(CAMPAIGNS, encoding="utf-8")
    done = take(imports, path, ImportKind.CAMPAIGNS)
    assert done.report.created == 1
    assert done.changes.touches("campaign")
    assert done.changes.touches("promise_version")


def test_run_when_a_server_owns_the_campaigns_then_it_says_so(imports, database, tmp_path) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_text(CAMPAIGNS, encoding="utf-8")
    with database.write() as cx:
        write_meta(cx, server_url="https://companion.example.com")
    with pytest.raises(RejectedError) as caught:
        take(imports, path, ImportKind.CAMPAIGNS)
    assert caught.value.code == "server_owned"


def test_run_when_the_file_cannot_be_used_then_a_sentence_says_why(imports, tmp_path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(RejectedError) as caught:
        take(imports, path, ImportKind.PROSPECTS)
    assert caught.value.sentence.endswith(".")


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    book.active.append(("Nothing of use",))
    may = book.create_sheet("May")
    for row in (("Leads of May",), ("Name", "Telefon"), ("Zora Quill", "+4930123456")):
        may.append(row)
    book.save(tmp_path / "people.xlsx")
    return tmp_path / "people.xlsx"


def test_workbook_when_opened_then_its_likely_sheet_is_read_and_another_can_be(
    imports, workbook
) -> None:
    found = imports.columns(workbook, ImportKind.PROSPECTS)
    assert (found.sheets, found.sheet) == (("Sheet", "May"), "May")
    assert found.columns == (("Name", "name"), ("Telefon", "phone"))
    with pytest.raises(RejectedError):
        take(imports, workbook, ImportKind.PROSPECTS, sheet="Sheet")
    (row,) = imports.first_rows(workbook, ImportKind.PROSPECTS, ListChoice())
    assert row.facts == (("name", "Zora Quill"), ("phone", "+4930123456"))


def test_columns_when_chosen_by_hand_are_remembered_for_the_next_such_list(
    imports, tmp_path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Wer,Was\nZora,hello\n", encoding="utf-8")
    chosen = {"Wer": "name", "Was": "notes"}
    take(imports, path, ImportKind.PROSPECTS, chosen)
    assert imports.columns(path, ImportKind.PROSPECTS).chosen == chosen


def test_import_when_undone_then_everything_is_as_it_was(imports, people, database, rid) -> None:
    def marta() -> object:
        with database.read() as cx:
            return live_records(cx, "prospect", prospect.c.id == rid.marta)[0]

    people.write_text(PEOPLE.replace("+351 21 555 0142", "+351 21 555 0199"), "utf-8")
    before, was = marta(), take(imports, people, ImportKind.PROSPECTS, is_dry=True).report
    done = take(imports, people, ImportKind.PROSPECTS)
    assert marta() != before
    assert imports.last().import_id == done.import_id
    undone, changes = undo(imports, done.import_id)
    assert (undone.gone, undone.back, undone.kept) == (2, 1, 0)
    assert changes.touches("prospect", "touch")
    assert marta() == before
    assert take(imports, people, ImportKind.PROSPECTS, is_dry=True).report == was
    assert imports.last() is None


def test_import_when_undone_then_whom_a_person_changed_since_stays(
    imports, people, database, clock
) -> None:
    done = take(imports, people, ImportKind.PROSPECTS)
    (lena,) = Prospects(database, clock).search("marchetti")
    (sam,) = Prospects(database, clock).search("okoro")
    with database.write() as cx:
        add_change(cx, "prospect", lena.prospect_id, Operation.PATCH, {"title": "Head"}, clock.at)
        mine = read_meta(cx).user_id
        follow_up = FollowUp(new_id(), sam.prospect_id, mine, clock.at, "Ring again")
        add_records(cx, [follow_up], clock.at)
    undone, _ = undo(imports, done.import_id)
    assert (undone.gone, undone.kept) == (0, 2)
    assert [row.name for row in Prospects(database, clock).search("okoro")] == ["Sam Okoro"]


def test_import_when_a_do_not_call_list_bars_somebody_since_then_undoing_removes_them_too(
    imports, people, database, clock
) -> None:
    done = take(imports, people, ImportKind.PROSPECTS)
    (lena,) = Prospects(database, clock).search("marchetti")
    barred = {"do_not_call_lists": ["Robinson list"]}
    with database.write() as cx:
        add_change(cx, "prospect", lena.prospect_id, Operation.PATCH, barred, clock.at)
    undone, _ = undo(imports, done.import_id)
    assert (undone.gone, undone.kept) == (2, 0)


def test_book_when_asked_then_it_answers_as_the_protocol_says(database, world, rid) -> None:
    with database.read() as cx:
        book: Book = StoreBook(cx)
        assert [each.id for each in book.prospects_with_emails({"marta@fjordline.example"})] == [
            rid.marta
        ]
        assert [each.id for each in book.prospects_with_phones({"+351215550142", "+1"})] == [
            rid.marta
        ]
        assert [each.id for each in book.prospects_named({("Aiko Tanabe", "Minato Clinics")})] == [
            rid.aiko
        ]
        assert len(list(book.touches_of({rid.marta}))) == 2
        assert list(book.prospects_with_external_ids(set())) == []
        assert {each.id for each in book.users()} == {rid.me, rid.colleague}
        assert len(list(book.promise_versions())) == 3


MANY = 1_100
AGAIN = 60
"""So many of the first people stand at the end once more, with a phone."""


@pytest.fixture
def long_list(tmp_path):
    rows = [f"Person {n},p{n}@long.example,,google,fleet" for n in range(MANY)]
    rows += [f"Person {n},p{n}@long.example,+4930{1_000_000 + n},," for n in range(AGAIN)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(("Name,Email,Phone,UTM Source,UTM Campaign", *rows)), "utf-8")
    return path


def _people(database) -> set[str]:
    with database.read() as cx:
        return {each.id for each in live_records(cx, "prospect")}


def test_long_list_when_its_rows_meet_across_portions_then_tried_out_as_taken_and_once(
    imports, long_list, database
) -> None:
    before = _people(database)
    would = take(imports, long_list, ImportKind.PROSPECTS, is_dry=True)
    assert _people(database) == before
    done = take(imports, long_list, ImportKind.PROSPECTS)
    assert replace(would.report, is_dry_run=False) == done.report
    assert (done.report.created, done.report.updated) == (MANY, AGAIN)
    assert done.steps > 3
    again = take(imports, long_list, ImportKind.PROSPECTS)
    assert (again.report.created, again.report.updated) == (0, 0)
    assert again.import_id == ""
    undone, _ = undo(imports, done.import_id)
    assert (undone.gone, undone.kept) == (MANY, 0)
    assert _people(database) == before


def test_long_list_when_it_ends_half_way_then_it_goes_on_and_is_undone_as_one(
    imports, long_list, database
) -> None:
    before = _people(database)
    half = take(imports, long_list, ImportKind.PROSPECTS, most=3)
    assert before < _people(database)
    assert imports.last().created == half.report.created < MANY
    rest = take(imports, long_list, ImportKind.PROSPECTS)
    assert rest.import_id == half.import_id
    assert rest.report.created + half.report.created == MANY
    undone, _ = undo(imports, rest.import_id)
    assert undone.gone == MANY
    assert _people(database) == before


def test_long_list_when_undoing_it_ends_half_way_then_it_can_be_gone_on_with(
    imports, long_list, database
) -> None:
    before = _people(database)
    done = take(imports, long_list, ImportKind.PROSPECTS)
    imports.begin_undo(done.import_id).step()
    assert imports.last().import_id == done.import_id
    undo(imports, done.import_id)
    assert (_people(database), imports.last()) == (before, None)


def test_long_list_when_somebody_writes_meanwhile_then_its_next_portion_knows_them(
    imports, long_list, database, clock
) -> None:
    run = imports.begin(long_list, ImportKind.PROSPECTS, ListChoice(), is_dry=False)
    run.step(), run.step()
    mine = Prospect(new_id(), "Zed", emails=(f"p{MANY - 1}@long.example",))
    with database.write() as cx:
        add_records(cx, [mine], clock.at)
    while not run.step().is_over:
        pass
    assert run.report.created == MANY - 1
    run.close()


def test_list_when_its_names_stand_in_another_line_then_that_can_be_chosen(
    imports, tmp_path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Name,Phone\n\nWer,Nummer\nZora,+4930123456\n", encoding="utf-8")
    found = imports.columns(path, ImportKind.PROSPECTS)
    assert (found.line, found.lines[:2]) == (1, ((1, "Name · Phone"), (3, "Wer · Nummer")))
    assert take(imports, path, ImportKind.PROSPECTS, is_dry=True).report.rows == 2
    chosen = imports.columns(path, ImportKind.PROSPECTS, "", 3)
    assert [header for header, _ in chosen.columns] == ["Wer", "Nummer"]
    mapping = {"Wer": "name", "Nummer": "phone"}
    report = take(imports, path, ImportKind.PROSPECTS, mapping, line=3, is_dry=True).report
    assert (report.rows, report.created) == (1, 1)


def test_scratch_when_something_lies_in_it_then_nobody_can_read_it(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch_database() as kept:
        kept.execute("CREATE TABLE said (words TEXT)")
        kept.execute("INSERT INTO said VALUES ('Marta Oliveira')")
        (written,) = (each for each in tmp_path.rglob("*") if each.is_file())
        content = written.read_bytes()
        assert content
        assert b"Marta" not in content
        assert b"SQLite" not in content
    assert list(tmp_path.iterdir()) == []
