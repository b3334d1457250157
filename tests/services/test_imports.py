from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.import_reports import ImportKind
from companion.services.imports import Imports
from companion.services.prospects import Prospects
from companion.store.book import StoreBook
from companion.store.campaigns import live_records
from companion.store.meta import read_meta, write_meta
from companion.store.outbox import add_change, add_records, pending_changes, unsent_count
from companion.store.tables import prospect
from companion.wire.messages import Operation

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
    report = imports.preview(people, ImportKind.PROSPECTS).report
    assert report.is_dry_run
    total = report.created + report.updated + report.unchanged + report.rejected
    assert total == report.rows > 0
    assert report.created == 2
    assert _unsent(database) == 0


def test_run_when_taken_over_then_people_and_touches_are_there_and_unsent(
    imports, people, database, clock
) -> None:
    done = imports.run(people, ImportKind.PROSPECTS)
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
    imports.run(people, ImportKind.PROSPECTS)
    before = _unsent(database)
    again = imports.run(people, ImportKind.PROSPECTS)
    assert (again.report.created, again.report.updated) == (0, 0)
    assert _unsent(database) == before


def test_run_when_campaigns_are_listed_then_they_and_their_promises_are_there(
    imports, database, tmp_path
) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_text(CAMPAIGNS, encoding="utf-8")
    done = imports.run(path, ImportKind.CAMPAIGNS)
    assert done.report.created == 1
    assert done.changes.touches("campaign")
    assert done.changes.touches("promise_version")


def test_run_when_a_server_owns_the_campaigns_then_it_says_so(imports, database, tmp_path) -> None:
    path = tmp_path / "campaigns.csv"
    path.write_text(CAMPAIGNS, encoding="utf-8")
    with database.write() as cx:
        write_meta(cx, server_url="https://companion.example.com")
    with pytest.raises(RejectedError) as caught:
        imports.run(path, ImportKind.CAMPAIGNS)
    assert caught.value.code == "server_owned"


def test_run_when_the_file_cannot_be_used_then_a_sentence_says_why(imports, tmp_path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    with pytest.raises(RejectedError) as caught:
        imports.run(path, ImportKind.PROSPECTS)
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
        imports.preview(workbook, ImportKind.PROSPECTS, sheet="Sheet")
    (row,) = imports.preview(workbook, ImportKind.PROSPECTS).rows
    assert row.facts == (("name", "Zora Quill"), ("phone", "+4930123456"))


def test_columns_when_chosen_by_hand_are_remembered_for_the_next_such_list(
    imports, tmp_path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Wer,Was\nZora,hello\n", encoding="utf-8")
    chosen = {"Wer": "name", "Was": "notes"}
    imports.run(path, ImportKind.PROSPECTS, chosen)
    assert imports.columns(path, ImportKind.PROSPECTS).chosen == chosen


def test_import_when_undone_then_everything_is_as_it_was(imports, people, database, rid) -> None:
    def marta() -> object:
        with database.read() as cx:
            return live_records(cx, "prospect", prospect.c.id == rid.marta)[0]

    people.write_text(PEOPLE.replace("+351 21 555 0142", "+351 21 555 0199"), "utf-8")
    before, was = marta(), imports.preview(people, ImportKind.PROSPECTS).report
    done = imports.run(people, ImportKind.PROSPECTS)
    assert marta() != before
    assert imports.last().import_id == done.import_id
    undone, changes = imports.undo(done.import_id)
    assert (undone.gone, undone.back, undone.kept) == (2, 1, 0)
    assert changes.touches("prospect", "touch")
    assert marta() == before
    assert imports.preview(people, ImportKind.PROSPECTS).report == was
    assert imports.last() is None


def test_import_when_undone_then_whom_a_person_changed_since_stays(
    imports, people, database, clock
) -> None:
    done = imports.run(people, ImportKind.PROSPECTS)
    (lena,) = Prospects(database, clock).search("marchetti")
    (sam,) = Prospects(database, clock).search("okoro")
    with database.write() as cx:
        add_change(cx, "prospect", lena.prospect_id, Operation.PATCH, {"title": "Head"}, clock.at)
        mine = read_meta(cx).user_id
        follow_up = FollowUp(new_id(), sam.prospect_id, mine, clock.at, "Ring again")
        add_records(cx, [follow_up], clock.at)
    undone, _ = imports.undo(done.import_id)
    assert (undone.gone, undone.kept) == (0, 2)
    assert [row.name for row in Prospects(database, clock).search("okoro")] == ["Sam Okoro"]


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
