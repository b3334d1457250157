"""Rows that stand in one cell, or that a quotation mark glued together, are told apart again."""

from __future__ import annotations

from companion.imports.lists import table_from


def test_rows_when_each_stands_in_one_cell_then_taken_apart() -> None:
    table = table_from(b'"Name,Email,Phone"\n"Ann,a@x.example,1"\n"""Bo, Jr"",b@x.example,2"\n')
    assert table.headers == ("Name", "Email", "Phone")
    assert [row.cells for row in table.rows] == [
        ("Ann", "a@x.example", "1"),
        ("Bo, Jr", "b@x.example", "2"),
    ]


def test_row_when_it_alone_stands_in_one_cell_then_taken_apart_and_told() -> None:
    table = table_from(b'Name,Email,Phone\nAnn,a@x.example,1\n"Bo,b@x.example,2"\n')
    assert table.rows[1].cells == ("Bo", "b@x.example", "2")
    assert [(each.line, each.reason) for each in table.problems] == [
        (3, "This row stood in one cell; it was taken apart.")
    ]


def test_row_when_its_only_cell_is_a_name_with_a_comma_then_left_as_it_is() -> None:
    table = table_from(b'Name,Email\nAnn,a@x.example\n"Doe, John",\n"Doe, Jane"\n')
    assert [row.cells for row in table.rows[1:]] == [("Doe, John", ""), ("Doe, Jane", "")]


def test_rows_when_a_quotation_mark_glues_them_then_parted_and_each_told() -> None:
    table = table_from(
        b'Name,Email,Note\nAnn,a@x.example,"19 inch\nBo,b@x.example,5" pipe\nCy,c,d\n'
    )
    assert [row.cells for row in table.rows] == [
        ("Ann", "a@x.example", "19 inch"),
        ("Bo", "b@x.example", "5 pipe"),
        ("Cy", "c", "d"),
    ]
    assert [row.line for row in table.rows] == [2, 3, 4]
    assert {each.line for each in table.problems} == {2, 3}


def test_cell_when_it_holds_lines_of_its_own_then_one_row() -> None:
    table = table_from(b'Name,Email,Note\nAnn,a@x.example,"one\ntwo"\n')
    assert [row.cells for row in table.rows] == [("Ann", "a@x.example", "one\ntwo")]
    assert table.problems == ()
