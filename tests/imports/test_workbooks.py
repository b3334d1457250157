"""Workbooks are read as their sheets show them, and never trusted to be as small as they say."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook as Written

from companion.domain.errors import RejectedError
from companion.imports.lists import ListFile, table_from
from companion.imports.workbooks import LARGEST_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.imports.conftest import Importer

HEADERS = ("Full Name", "Phone", "Conversion Time", "Notes")


def workbook(*rows: tuple[Any, ...], more: Callable[[Written], None] | None = None) -> bytes:
    book = Written()
    for row in rows:
        book.active.append(row)
    if more:
        more(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def altered(content: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Return a workbook with some of its parts written anew, new ones added."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys((*old.namelist(), *parts)):
            body = old.read(name) if name in old.namelist() else b""
            new.writestr(name, parts.get(name, bytes)(body))
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_workbook_when_it_holds_dates_and_numbers_then_texts_as_the_sheet_shows_them() -> None:
    def shape(book: Written) -> None:
        book.active["B2"].number_format = "000000000000"

    row = ("Marta Oliveira", 30123456, datetime(2026, 5, 4, 9, 30), 4930123456.0)  # noqa: DTZ001
    day = ("Lena", None, date(2026, 5, 4), 1.5)
    table = table_from(workbook(HEADERS, row, day, more=shape))
    assert table.rows[0].cells == (
        "Marta Oliveira",
        "000030123456",
        "2026-05-04 09:30:00",
        "4930123456",
    )
    assert table.rows[1].cells == ("Lena", "", "2026-05-04", "1.5")


def test_workbook_when_imported_then_dates_become_touches(importer: Importer) -> None:
    content = workbook(HEADERS, ("Marta", "+351 21 555 0142", date(2026, 5, 4), "x"))
    change = importer.people_in(content)
    (touch,) = importer.book.all("touch")
    assert touch.occurred_at == datetime(2026, 5, 4, tzinfo=UTC)
    assert (change.report.created, change.report.problems) == (1, ())


def test_workbook_when_the_calendar_begins_in_1904_then_the_same_day() -> None:
    def shape(book: Written) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

        book.epoch = CALENDAR_MAC_1904

    table = table_from(workbook(HEADERS, ("Marta", 1, date(2026, 5, 4), ""), more=shape))
    assert table.rows[0].cells[2] == "2026-05-04"


def test_workbook_when_names_stand_further_down_then_found_with_their_line() -> None:
    rows = [("Leads of the fair",), (), ("exported in May",), HEADERS, (), ("Marta", 1, None, None)]
    table = table_from(workbook(*rows))
    assert (table.header_line, table.rows[0].line) == (4, 6)
    assert table.problems == ()


def test_workbook_when_it_has_several_sheets_then_each_can_be_chosen() -> None:
    def add(book: Written) -> None:
        book.create_sheet("May").append(HEADERS)
        book["May"].append(("Lena", 1, None, "from May"))
        book.create_sheet("Secret").sheet_state = "hidden"

    content = workbook(HEADERS, ("Marta", 1), more=add)
    assert ListFile(io.BytesIO(content)).found.sheets == ("Sheet", "May")
    assert table_from(content, "May").rows[0].cells[3] == "from May"
    with pytest.raises(RejectedError, match="There are: Sheet, May"):
        table_from(content, "June")


def test_formula_when_its_result_is_kept_then_that_and_else_said_so() -> None:
    content = workbook(HEADERS, ("Marta", 1, None, '=A2&"!"'))
    told = table_from(content).rows[0].cells[3]
    assert "result of this formula is not in the file" in told
    with_result = {SHEET: lambda body: FORMULA.sub(rb'\1 t="str"\2<v>Marta!</v></c>', body)}
    assert table_from(altered(content, with_result)).rows[0].cells[3] == "Marta!"


FORMULA = re.compile(rb'(<c r="D2")[^>]*(><f>.*?</f>).*?</c>')


def test_formula_when_a_text_only_looks_like_one_then_it_stays_text(importer: Importer) -> None:
    def shape(book: Written) -> None:
        book.active["A2"].data_type = "s"

    importer.people_in(workbook(HEADERS, ("=cmd|'/c calc'!A1", "+351215550142"), more=shape))
    assert importer.book.all("prospect")[0].name == "=cmd|'/c calc'!A1"


def bomb(_: bytes) -> bytes:
    return b'<?xml version="1.0"?><sst><si><t>' + b"a" * (3 * 1024 * 1024) + b"</t></si></sst>"


def entities(body: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + body[body.index(b"<work") :]


def deep(body: bytes) -> bytes:
    return body.replace(b'<row r="2"', b'<row r="1999999999"')


def wide(body: bytes) -> bytes:
    return body.replace(b'r="D2"', b'r="ZZZ2"')


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/sharedStrings.xml": bomb}, "unpacks to far more"),
        ({"xl/media/picture.png": bomb}, "unpacks to far more"),
        ({SHEET: entities}, "instructions"),
        ({SHEET: deep}, "claims more than 1,048,576 rows"),
        ({SHEET: wide}, "over 2,000 columns"),
        ({SHEET: lambda body: body[:-40]}, "damaged"),
        ({"[Content_Types].xml": lambda body: body[:60]}, "damaged"),
    ],
)
def test_workbook_when_made_to_do_harm_then_one_sentence_refuses_it(
    parts: Mapping[str, Callable[[bytes], bytes]], words: str
) -> None:
    content = workbook(HEADERS, ("Marta", 1, None, "x"))
    with pytest.raises(RejectedError, match=words):
        table_from(altered(content, parts))


def test_workbook_when_its_size_is_a_lie_then_refused_before_it_is_unpacked() -> None:
    content = bytearray(workbook(HEADERS, ("Marta", 1, None, "x")))
    at = content.rindex(SHEET.encode()) - 46
    content[at + 24 : at + 28] = (LARGEST_PART + 1).to_bytes(4, "little")
    with pytest.raises(RejectedError, match="too large once unpacked"):
        table_from(bytes(content))


def test_workbook_when_it_claims_a_million_rows_then_only_what_is_there() -> None:
    content = altered(
        workbook(HEADERS, ("Marta", 1, None, "x")),
        {SHEET: lambda body: body.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')},
    )
    table = table_from(content)
    assert len(table.rows) == 1
    assert len(table.headers) == len(HEADERS)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_workbook_when_its_end_is_missing_then_said_so(share: float) -> None:
    content = workbook(HEADERS, *[("Marta", number, None, "x" * 50) for number in range(50)])
    with pytest.raises(RejectedError, match="not sent whole"):
        table_from(content[: int(len(content) * share)])


def test_workbook_when_its_name_says_csv_then_read_as_what_it_is() -> None:
    assert table_from(workbook(HEADERS, ("Marta", 1))).rows[0].cells[0] == "Marta"
