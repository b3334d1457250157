"""The two hundred people to call: who they are, where they live, and when they first wrote."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from companion.demo.calendars import DAYS
from companion.demo.sources import read_lines, read_source
from companion.domain.external_ids import ExternalId
from companion.domain.prospects import Prospect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.demo.calendars import Calendar
    from companion.demo.campaigns import Offering
    from companion.demo.seeds import Seed
    from companion.domain.people import User

FRESH = {"logbook": (9, 70, 205), "friday": (34, 460), "neighbour": (130,), "night": (330,)}
"""The last prospects of a campaign wrote so many minutes ago; nobody has rung them yet."""

_SECOND_REPS_SHARE = 0.22
_MOBILE_EVERY = 3
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "ı": "i", "đ": "d", "å": "aa", "ä": "ae",
     "ö": "oe", "ü": "ue"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """One prospect on the day they wrote first; ``path`` is empty where chance decides.

    ``day`` is a business day's number, ``country`` an ISO 3166 code.
    """

    prospect: Prospect
    offering: Offering
    country: str
    day: int
    wrote_at: datetime
    path: str
    is_fresh: bool


def make_arrivals(
    seed: Seed, calendar: Calendar, offerings: Sequence[Offering], reps: Sequence[User]
) -> list[Arrival]:
    """Make every prospect, in the order of our list. ``reps`` are the demo rep and a second."""
    places, taken = read_source("places"), Counter[str]()
    rows = read_lines("prospects.txt", columns=6)
    made: list[Arrival] = []
    for offering in offerings:
        own = [row for row in rows if row[0] == offering.key]
        days = _arrival_days(seed, offering, len(own))
        fresh = FRESH.get(offering.key, ())
        for number, row in enumerate(own):
            is_fresh = number >= len(own) - len(fresh)
            ago = fresh[number - len(own)] if is_fresh else None
            wrote_at = _wrote_at(seed, calendar, days[number], ago)
            own_rep = is_fresh or not seed.happens(_SECOND_REPS_SHARE)
            prospect = _prospect(seed, row, places, taken, wrote_at, reps[0 if own_rep else 1])
            made.append(
                Arrival(prospect, offering, row[4], days[number], wrote_at, row[5], is_fresh)
            )
    return made


def _arrival_days(seed: Seed, offering: Offering, count: int) -> list[int]:
    waves = offering.waves or ((-3, DAYS - 2),)
    days = [day for first, last in waves for day in range(first, last + 1)]
    return seed.shuffled([days[number * len(days) // count] for number in range(count)])


def _wrote_at(seed: Seed, calendar: Calendar, day: int, minutes_ago: int | None) -> datetime:
    if minutes_ago is not None:
        return calendar.now.replace(microsecond=0) - timedelta(minutes=minutes_ago)
    weekend = (calendar.day(day + 1) - calendar.day(day)).days
    return calendar.moment(day, seed.number(6 * 60, 23 * 60)) + timedelta(
        days=seed.number(1, weekend) - 1
    )


def _prospect(
    seed: Seed,
    row: tuple[str, ...],
    places: dict[str, Any],
    taken: Counter[str],
    born_at: datetime,
    owner: User,
) -> Prospect:
    key, name, company, title, country, _ = row
    place = places[country]
    prospect_id = seed.make_id(born_at)
    return Prospect(
        id=prospect_id,
        name=name,
        company=company,
        title=title,
        phones=_phones(place, country, taken),
        emails=(_email(name, company),),
        time_zone=place["zone"],
        owner_id=owner.id,
        external_ids=(ExternalId("facebook", f"l:{seed.number(10**14, 10**15 - 1)}"),)
        if key == "friday"
        else (),
    )


def _phones(place: dict[str, Any], country: str, taken: Counter[str]) -> tuple[str, ...]:
    number = taken[country]
    taken[country] += 1
    names = ("phone", "mobile") if number % _MOBILE_EVERY == 0 else ("phone",)
    patterns = [place[name] for name in names if name in place]
    return tuple(_filled(pattern, place["from"] + number) for pattern in patterns)


def _filled(pattern: str, number: int) -> str:
    digits = pattern.count("#")
    return pattern.replace("#" * digits, f"{number:0{digits}d}")


def _email(name: str, company: str) -> str:
    person = _slug(name.removeprefix("Dr "), ".").split(".")
    return f"{person[0]}.{person[-1]}@{_slug(company, '-')[:30].strip('-')}.example"


def _slug(text: str, between: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = plain.encode("ascii", "ignore").decode("ascii").replace("'", "")
    return re.sub(r"[^a-z0-9]+", between, letters).strip(between)
