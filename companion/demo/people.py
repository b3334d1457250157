"""The invented company and the five people who work with Companion there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.demo.sources import read_source
from companion.domain.people import Organisation, Role, User

if TYPE_CHECKING:
    from companion.demo.calendars import Calendar
    from companion.demo.seeds import Seed

FOUNDED = -200
"""The business day on which the company's records begin."""


def make_organisation(seed: Seed, calendar: Calendar) -> Organisation:
    """Make the company."""
    name = read_source("company")["organisation"]
    return Organisation(seed.make_id(calendar.moment(FOUNDED, 0)), name)


def make_users(seed: Seed, calendar: Calendar) -> tuple[User, ...]:
    """Make a rep, a second rep, a marketer, a manager and an admin, in this order."""
    born = calendar.moment(FOUNDED, 0)
    return tuple(
        User(seed.make_id(born), each["name"], each["email"], Role(each["role"]))
        for each in read_source("company")["users"]
    )
