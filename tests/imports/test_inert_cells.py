from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.imports.inert_cells import as_meant, inert


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "+49 30 12", "+1-2"]
)
def test_cell_when_a_spreadsheet_would_calculate_it_then_it_is_made_plain(cell):
    assert inert(cell) == f"'{cell}"
    assert as_meant(inert(cell)) == cell


@pytest.mark.parametrize("cell", ["+493012345678", "", "Ada", "'tis", "1=1", "a@b.example"])
def test_cell_when_harmless_then_it_stays_as_it_is(cell):
    assert inert(cell) == as_meant(cell) == cell


@given(st.text(alphabet="'=+-@\t\ra1", max_size=6))
def test_cell_when_made_inert_then_it_is_read_as_it_was(cell):
    assert as_meant(inert(cell)) == cell
    assert inert(cell)[:1] not in set("=+-@\t\r") or inert(cell)[1:].isdigit()
