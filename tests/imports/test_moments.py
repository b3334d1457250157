"""Dates as programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.imports.moments import is_month_first, read_moment

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-15 09:12:00", datetime(2026, 3, 15, 9, 12, tzinfo=UTC)),
        ("2026-03-15T09:12:00-0500", datetime(2026, 3, 15, 14, 12, tzinfo=UTC)),
        ("2026-07-01T11:54:49.95+00:00", datetime(2026, 7, 1, 11, 54, 49, 950000, UTC)),
        ("2010-10-14T12:00:00.000Z-0300", datetime(2010, 10, 14, 15, tzinfo=UTC)),
        ("2020-12-30 3:15:52", datetime(2020, 12, 30, 3, 15, 52, tzinfo=UTC)),
        ("15.03.2026 09:12", datetime(2026, 3, 15, 9, 12, tzinfo=UTC)),
        ("03/04/2026 1:05 PM", datetime(2026, 4, 3, 13, 5, tzinfo=UTC)),
        ("1767225600000", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2037-01-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("31.31.2026", None),
        ("soon", None),
    ],
)
def test_moment_when_written_so_then_read_so(text: str, moment: datetime | None) -> None:
    assert read_moment(text, month_first=False, latest=NOW) == moment


@pytest.mark.parametrize(
    ("texts", "region", "expected"),
    [
        (["01/02/2026", "01/15/2026"], "DE", True),
        (["01/02/2026", "15/01/2026"], "US", False),
        (["01.02.2026"], "US", False),
        (["01/02/2026"], "US", True),
        (["01/02/2026"], "GB", False),
    ],
)
def test_month_first_when_a_column_tells_then_believed(
    texts: list[str], region: str, expected: bool
) -> None:
    assert is_month_first(texts, region) is expected


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("0123456789-/.:TZ+ APM"), max_size=30))
def test_any_text_when_read_then_no_error(text: str) -> None:
    read_moment(text, month_first=True, latest=NOW)
