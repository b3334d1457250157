from __future__ import annotations

from datetime import UTC, datetime, timedelta

from companion.services.rows import ProspectRow, TodayList
from companion.ui.today.model import Heading, Line, TodayModel, found_entries, today_entries

NOW = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)
TODAY = TodayList(
    due=(
        ProspectRow("1", "Marta Oliveira", "Fjordline", when=NOW - timedelta(hours=1)),
        ProspectRow("2", "Nora Vale", "Vale", is_do_not_call=True),
        ProspectRow("3", "", "Only a firm"),
    ),
    new=(ProspectRow("4", "Aiko\nTanabe", "Minato", "webinar", NOW - timedelta(hours=2)),),
    due_count=3,
    new_count=12,
)


def test_groups_when_empty_are_left_out() -> None:
    titles = [each.title for each in today_entries(TODAY, NOW) if isinstance(each, Heading)]
    assert titles == ["Due now", "New"]


def test_heading_when_more_are_waiting_counts_all() -> None:
    headings = [each for each in today_entries(TODAY, NOW) if isinstance(each, Heading)]
    assert headings[1].count == 12


def test_heading_when_more_wait_than_anybody_counts_says_so() -> None:
    assert (Heading("New", 10_000).number, Heading("New", 10_001).number) == ("10,000", "10,000+")


def test_line_when_there_is_no_name_shows_the_firm_once() -> None:
    line = today_entries(TODAY, NOW)[3]
    assert isinstance(line, Line)
    assert (line.name, line.under) == ("Only a firm", "")


def test_line_when_text_has_line_breaks_is_one_line() -> None:
    line = today_entries(TODAY, NOW)[-1]
    assert isinstance(line, Line)
    assert (line.name, line.under, line.when) == ("Aiko Tanabe", "Minato · webinar", "2 h")


def test_next_when_somebody_must_not_be_called_skips_them() -> None:
    model = TodayModel()
    model.show_entries(today_entries(TODAY, NOW))
    assert model.prospect_after("1") == "3"
    assert model.prospect_after("4") == "1"
    assert model.prospect_after("unknown") == "1"


def test_next_when_nobody_else_is_there_is_none() -> None:
    model = TodayModel()
    model.show_entries(found_entries([ProspectRow("1", "Marta", "")]))
    assert model.prospect_after("1") is None


def test_search_when_nothing_is_found_has_no_entries() -> None:
    assert found_entries([]) == []
