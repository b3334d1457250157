"""Tables are read whatever program wrote them, or refused with a sentence that helps."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.errors import RejectedError
from companion.imports.lists import read_table, table_from

if TYPE_CHECKING:
    from companion.imports.tables import Table


@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [
        ("utf8_mark.csv", "utf-8", ","),
        ("utf16le_mark.csv", "utf-16-le", ","),
        ("utf16be_mark.csv", "utf-16-be", ","),
        ("utf16le_bare.csv", "utf-16-le", "\t"),
    ],
)
def test_encoding_when_a_mark_or_zero_bytes_tell_it_then_letters_are_right(
    files: Path, name: str, encoding: str, separator: str
) -> None:
    table = read_table(files / name)
    assert (table.encoding, table.separator) == (encoding, separator)
    assert table.headers == ("Name", "Email")
    assert table.rows[0].cells == ("Dörte Voss", "doerte@voss.example")


def test_encoding_when_nothing_else_fits_then_cp1252(files: Path) -> None:
    table = read_table(files / "german_semicolon_cp1252.csv")
    assert (table.encoding, table.separator) == ("cp1252", ";")
    assert table.rows[0].cells[1] == "Häußler"
    assert table.rows[0].cells[6] == "Rückruf – dringend"


def test_encoding_when_utf8_is_damaged_in_one_place_then_the_rest_stays_right() -> None:
    table = table_from("Name\nJörg Häußler Müller Öde\n".encode() + b"Zo\xe9\n")
    assert table.rows[0].cells == ("Jörg Häußler Müller Öde",)
    assert [each.line for each in table.problems] == [3]


@pytest.mark.parametrize(
    ("name", "separator"), [("tabs.csv", "\t"), ("pipes.csv", "|"), ("french_semicolon.csv", ";")]
)
def test_separator_when_any_of_the_usual_then_found(files: Path, name: str, separator: str) -> None:
    assert read_table(files / name).separator == separator


def test_separator_when_decimal_commas_stand_in_a_semicolon_file_then_semicolon() -> None:
    table = table_from(b"Name;Budget\nAnn;1,5\nBo;2,5\n")
    assert table.headers == ("Name", "Budget")


def test_separator_when_excel_declares_it_then_believed(files: Path) -> None:
    table = read_table(files / "excel_sep.csv")
    assert (table.separator, table.header_line, table.rows[0].line) == (";", 2, 3)


def test_lines_when_cells_hold_line_ends_then_the_first_line_of_each_row(files: Path) -> None:
    table = read_table(files / "multiline.csv")
    assert [row.line for row in table.rows] == [2, 4]
    assert table.rows[0].cells[3] == "12 Quay Street\nFloor 3"
    assert table.rows[1].cells[0] == 'Hal "Hal" Ito'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_when_ends_differ_then_counted_alike(end: str) -> None:
    table = table_from(f"Name,Email{end}{end}Ann,a@x.example{end}Bo,b@x.example{end}".encode())
    assert [row.line for row in table.rows] == [3, 4]


def test_header_when_junk_and_blank_rows_stand_above_then_found(files: Path) -> None:
    table = read_table(files / "junk_above.csv")
    assert table.header_line == 4
    assert table.headers[:2] == ("Lead ID", "Contact")
    assert [row.line for row in table.rows] == [5, 6, 8]


def test_header_when_repeated_or_empty_then_told_apart() -> None:
    table = table_from(b"Name,Name,,Name,Email\na,b,c,d,e\n")
    assert table.headers == ("Name", "Name (2)", "Column 3", "Name (3)", "Email")


def test_header_when_its_words_are_unknown_then_the_first_row() -> None:
    table = table_from(b"a,b,c\n1,2,3\n")
    assert (table.headers, len(table.rows)) == (("a", "b", "c"), 1)


def test_rows_when_short_long_or_with_an_open_quote_then_told(files: Path) -> None:
    table = read_table(files / "ragged.csv")
    assert [(row.line, bool(row.refusal)) for row in table.rows] == [
        (2, False),
        (3, True),
        (4, False),
        (5, True),
        (6, False),
    ]
    assert table.rows[4].cells[0] == "Cinque"
    assert [each.line for each in table.problems] == [2]


def test_nul_bytes_when_in_a_cell_then_left_out_and_told(files: Path) -> None:
    table = read_table(files / "nul_bytes.csv")
    assert table.rows[0].cells[0] == "Nul"
    assert [each.field for each in table.problems] == ["Name"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("really_a_workbook.csv", "save it as XLSX or CSV"),
        ("binary.csv", "no readable text"),
        ("empty.csv", "empty"),
        ("no_header.csv", "names its columns"),
        (".", "folder"),
        ("nowhere.csv", "no file"),
    ],
)
def test_file_when_it_is_no_table_then_a_sentence_says_what_to_do(
    files: Path, name: str, word: str
) -> None:
    with pytest.raises(RejectedError, match=word) as caught:
        read_table(files / name)
    assert caught.value.sentence.endswith(".")


def test_file_when_it_is_a_device_or_impossible_name_then_refused() -> None:
    for path in (Path(os.devnull), Path("nul\0name.csv")):
        with pytest.raises(RejectedError):
            read_table(path)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_when_read_then_a_table_or_a_sentence(content: bytes) -> None:
    _table_or_sentence(content)


@settings(max_examples=50, deadline=None)
@given(
    st.text(st.sampled_from('ab"\n\r,;\t|\0 é='), max_size=200),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_csv_like_text_when_read_then_a_table_or_a_sentence(text: str, encoding: str) -> None:
    table = _table_or_sentence(text.encode(encoding))
    if table is not None:
        lines = [row.line for row in table.rows]
        assert lines == sorted(set(lines))
        assert all(line > table.header_line for line in lines)


def _table_or_sentence(content: bytes) -> Table | None:
    with suppress(RejectedError):
        table = table_from(content)
        assert all(len(row.cells) == len(table.headers) for row in table.rows)
        assert len(set(table.headers)) == len(table.headers)
        return table
    return None
