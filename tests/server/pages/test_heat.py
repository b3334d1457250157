from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.server.pages.charts import columns, trend_path
from companion.server.pages.heat import heat_of

TEXT = "No set-up fee.\nNo new hardware.\n"
PLACES = st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(1, 9))


@given(st.lists(PLACES, max_size=6))
def test_heat_when_words_overlap_counts_each_letter_and_loses_none(places) -> None:
    rows = [("message", first, first + length, count) for first, length, count in places]
    lines = heat_of(rows).lines("message", TEXT)
    assert "\n".join("".join(each.text for each in line) for line in lines) == TEXT
    for line in lines:
        for piece in line:
            for place in range(piece.first, piece.last):
                assert piece.count == sum(n for _, a, b, n in rows if a <= place < b)
            assert (piece.level > 0) == (piece.count > 0)
            assert piece.level <= 3


def test_heat_when_nothing_was_chosen_is_the_plain_text() -> None:
    (line,) = heat_of([]).lines("headline", "One price")
    assert [(each.text, each.count) for each in line] == [("One price", 0)]
    assert heat_of([("offer", 5, 9, 2)]).lines("offer", "") == [[]]


def test_trend_when_a_week_is_unknown_is_broken_there() -> None:
    assert trend_path([1.0, None, 0.5, 0.0], 1.0) == "M0.0 8.0h8.3M66.7 50.0L100.0 92.0"
    assert trend_path([], 1.0) == ""


def test_columns_when_drawn_leave_nothing_out_and_keep_to_one_scale() -> None:
    found = columns([0, 2, 4], 4)
    assert [each.height for each in found] == [50.0, 100.0]
    assert columns([0, 0], 0) == []
