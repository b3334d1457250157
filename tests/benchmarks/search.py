"""Search as you type among 100,000 prospects, against the sorted ``LIKE`` it must be as whole as.

Both sides run in the same encrypted database and read the same folded words.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import text

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.store.engine import open_database
from companion.store.folding import fold
from companion.store.replica import put_base
from companion.store.search import find_prospects
from tests.benchmarks.rows import ROUNDS, Row, alternate, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

SIZES = (20_000, 100_000)
SHOWN = 50
_FIRST = [
    "Anna",
    "Jörg",
    "Marta",
    "Zoë",
    "Aiko",
    "Samuel",
    "Lena",
    "Pieter",
    "Łukasz",
    "Núria",
    "Ömer",
    "Siobhán",
    "Tom",
    "Ines",
]
_LAST = [
    "Okoro",
    "Müller",
    "van",
    "Dam",
    "Oliveira",
    "Tanabe",
    "Reinhardt",
    "Šimić",
    "O'Brien",
    "Haugland",
    "Kranz",
    "Weiß",
]
_FIRMS = [
    "Logistics",
    "Bakery",
    "Clinics",
    "Freight",
    "Studio",
    "Foods",
    "Hotels",
    "Farms",
    "Tools",
    "Media",
]
_LIKE = text(
    "SELECT prospect_id FROM search_entry WHERE words LIKE :typed ORDER BY words LIMIT :shown"
)


def people(size: int) -> list[Prospect]:
    """Make prospects from a seed; parts repeat as they do in a real book."""
    dice = random.Random(size)
    made = []
    for number in range(size):
        name = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}{dice.choice(('', '', 'er', 'sen'))}"
        firm = f"{dice.choice(_LAST)} {dice.choice(_FIRMS)} {number % 977}"
        phone = f"+4930{dice.randrange(10**6, 10**7)}"
        mail = f"{fold(name).replace(' ', '.')}{number}@firm{number % 4_999}.example"
        made.append(Prospect(new_id(), name, firm, phones=(phone,), emails=(mail,)))
    return made


def typed_words() -> list[str]:
    """Return what is typed, key by key: names, firms, numbers, pieces from the middle."""
    whole = ["jorg mul", "okoro fre", "030 4711", "anna kranz", "haug", "reinh", "@firm12", "brien"]
    return [word[:length] for word in whole for length in range(1, len(word) + 1)]


def measure(size: int, folder: Path) -> Row:
    """Type every word on both sides; the figure is the p95 of one key in milliseconds."""
    database = open_database(folder / f"{size}.sqlite3", bytes(range(32)))
    made = people(size)
    with database.write() as cx:
        for start in range(0, size, 2_000):
            put_base(cx, made[start : start + 2_000])
    keys = typed_words()
    with database.read() as cx:
        figures = alternate(
            lambda: _p95(keys, lambda typed: find_prospects(cx, typed, SHOWN)),
            lambda: _p95(keys, lambda typed: _like(cx, typed)),
            ROUNDS if size < SIZES[-1] else 5,
        )
    database.close()
    is_goal = size == SIZES[-1]
    return compare(
        9 if is_goal else 0,
        f"search key, p95, {size:,} prospects",
        "sorted LIKE in the same database",
        "ms",
        figures,
        1 / 15 if is_goal else 1.0,
    )


def _p95(keys: list[str], find: Callable[[str], object]) -> float:
    taken = []
    for typed in keys:
        began = perf_counter()
        find(typed)
        taken.append((perf_counter() - began) * 1_000)
    return quantiles(taken, n=20)[-1]


def _like(cx: Connection, typed: str) -> object:
    return cx.execute(_LIKE, {"typed": f"%{fold(typed)}%", "shown": SHOWN}).all()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for each in SIZES:
            hand_over([measure(each, Path(temporary))])
