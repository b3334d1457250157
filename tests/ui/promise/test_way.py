from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from companion.domain.touches import TouchKind
from companion.services.views import TouchLine, Way
from companion.ui.promise.way import WayLine, way_places, way_sentence

FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def touches(*days: float) -> list[TouchLine]:
    return [TouchLine(FIRST + timedelta(days=each), TouchKind.FORM) for each in days]


def test_places_when_early_then_the_line_ends_at_the_typical_day() -> None:
    places = way_places(Way(3, 10, 7, 40), touches(0, 4, 8))
    assert (places.now, places.typical) == (0.25, 1.0)
    assert [place for place, _ in places.dots] == [0.0, 0.1, 0.2]


def test_places_when_later_than_typical_then_the_line_ends_today() -> None:
    places = way_places(Way(2, 40, 7, 10), touches(0, 40))
    assert (places.now, places.typical) == (1.0, 0.25)
    assert [place for place, _ in places.dots] == [0.0, 1.0]


def test_places_when_nothing_is_known_then_nothing_is_claimed() -> None:
    assert way_places(Way(0, 0), ()).typical is None
    assert way_places(Way(1, 0), touches(0)).dots == ((0.0, ""),)
    assert way_sentence(Way(1, 0)) == "Touch 1, day 0"


def test_dots_when_touches_are_close_then_each_is_seen_and_none_leaves_the_line(qtbot) -> None:
    line = WayLine()
    qtbot.addWidget(line)
    line.resize(120, 32)
    line.show_places(way_places(Way(4, 10, 7, 10), touches(0, 9.9, 10, 10)))
    line.show()
    places = [x for x, _ in line._dots()]
    assert all(later - earlier >= 10 for earlier, later in itertools.pairwise(places))
    assert places[0] == 0
    assert places[-1] <= 110
    line.show_places(way_places(Way(40, 10, 7, 10), touches(*[9] * 40)))
    assert 0 <= line._dots()[0][0] < line._dots()[-1][0] <= 110
