"""Two laptops edited the same field of one record without knowing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.outbox import Outbox
from tests.sync.test_doubles import _clash, _sentences

if TYPE_CHECKING:
    from tests.conftest import SetClock
    from tests.offices import Desk, Office


def test_double_when_two_laptops_enter_one_field_then_both_people_are_told(
    office: Office, desk: Desk, second: Desk, clock: SetClock
) -> None:
    held = office.prospects[0].id
    _clash(desk, second, clock, held)
    for each in (desk, second):
        assert each.seen(held).notes == "The second"
        assert _sentences(each) == ["Kept “The second”, also entered “The first”."]
        assert each.attention() == 1
        assert Outbox(each.database, clock).lines()[0].title == office.prospects[0].name
