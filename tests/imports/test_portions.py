"""A list taken in portions ends as one taken whole: rows join across them, the newest rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.domain.prospects import SHARED_OBJECTION, Barred
from companion.imports.book import Import
from companion.imports.columns import map_columns
from companion.imports.lists import table_from
from companion.imports.outcomes import counted
from companion.imports.prospects import PeopleTaking
from companion.imports.surveys import survey_people
from tests.imports.conftest import NOW
from tests.imports.memory_book import MemoryBook
from tests.imports.shelves import contents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.imports.book import Taken
    from tests.imports.conftest import Importer

REPEATED = (
    "Record ID,First Name,Last Name,Company,Email,Phone Number,Create Date,Last Modified,"
    "Lifecycle Stage\n"
    "1,Marta,Oliveira,Fjordline,marta@x.example,+351215550142,2026-05-01,2026-06-03,lead\n"
    "2,Lena,Marchetti,Studio,lena@x.example,+4930123456,2026-05-02,2026-06-01,lead\n"
    "1,Marta,Silva,Fjordline AS,marta@x.example,,2026-05-01,2026-06-01,opportunity\n"
    "3,Ada,Berg,,ada@x.example,,2026-05-04,2026-06-01,lead\n"
    "2,Lena,Rossi,Studio,lena@y.example,,2026-05-02,2026-07-01,opportunity\n"
    ",Lena,Marchetti,Studio,lena@y.example,,,,\n"
)


def taken_in_portions(text: str, book: MemoryBook, size: int) -> list[Taken]:
    table = table_from(text.encode())
    columns = map_columns(table)
    survey = survey_people(lambda: table.rows, columns, NOW, "US")
    taking = PeopleTaking(columns, survey, NOW, None, "US")
    lines: dict[str, int] = {}
    done = []

    def before(ids: Iterable[str]) -> dict[str, int]:
        return {each: lines[each] for each in ids if each in lines}

    for start in range(0, len(table.rows), size):
        rows = table.rows[start : start + size]
        taken = taking.take(rows, book, None, before)
        lines.update({each.record_id: each.line for each in taken.lines if each.record_id})
        book.write(Import(taken.creates, taken.patches))
        done.append(taken)
    return done


def test_list_when_taken_in_portions_then_the_same_people_as_taken_whole(
    importer: Importer,
) -> None:
    importer.people(REPEATED)
    whole = contents(importer.book, importer.book.all("prospect"))
    for size in (1, 2, 4):
        book = MemoryBook()
        done = taken_in_portions(REPEATED, book, size)
        assert contents(book, book.all("prospect")) == whole, size
        assert any(taken.have_met for taken in done)
        outcomes = [line.outcome for taken in done for line in taken.lines]
        assert outcomes.count("created") == 3


def test_list_when_taken_again_in_portions_then_nothing_changes() -> None:
    book = MemoryBook()
    taken_in_portions(REPEATED, book, 2)
    assert all(taken.is_idle for taken in taken_in_portions(REPEATED, book, 3))


def test_phone_when_on_a_do_not_call_list_then_its_row_names_it_and_no_objection(
    importer: Importer,
) -> None:
    importer.book.barred = {"+351215550142": Barred(is_objected=False, lists=("Robinson list",))}
    importer.people(REPEATED)
    marked = [each for each in importer.book.all("prospect") if each.is_barred]
    assert [(each.name, each.do_not_call, each.do_not_call_lists) for each in marked] == [
        ("Marta Oliveira", False, ("Robinson list",))
    ]


def test_phone_when_somebody_with_it_objected_then_only_whoever_newly_has_it_is_marked(
    importer: Importer,
) -> None:
    importer.people(REPEATED)
    importer.book.barred = {"+351215550142": Barred(is_objected=True)}
    importer.people(REPEATED)
    assert not any(each.is_barred for each in importer.book.all("prospect"))
    fresh = MemoryBook()
    fresh.barred = importer.book.barred
    taken_in_portions(REPEATED, fresh, 3)
    marked = [each for each in fresh.all("prospect") if each.is_barred]
    assert [(each.name, each.do_not_call_reason) for each in marked] == [
        ("Marta Oliveira", SHARED_OBJECTION)
    ]


def test_report_when_counted_then_every_row_has_its_line() -> None:
    taken = taken_in_portions(REPEATED, MemoryBook(), 4)
    report = counted(("A",), [line for each in taken for line in each.lines], set())
    assert [line.line for line in report.lines] == [2, 3, 4, 5, 6, 7]
    assert report.rows == report.created + report.updated + report.unchanged + report.rejected
