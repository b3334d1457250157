"""A do-not-call list of 200,000 numbers into the database, against plain ``csv`` + ``executemany``.

The floor keeps the cells as they are in a table of the same columns; ours finds the column, reads
every number as E.164, tells bad lines, and counts whom the list would bar.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.server.bars.arrivals import bring_numbers
from companion.server.bars.lists import NewList, begin_list
from companion.server.chores import set_up
from companion.server.database import Database, make_engine
from tests.benchmarks.rows import Row, alternate, compare, hand_over
from tests.promiseroom import PASSWORD

NUMBERS, ROUNDS = 200_000, 5
_TABLE = (
    "CREATE TABLE number (org TEXT, phone TEXT, list INTEGER, PRIMARY KEY (org, phone, list)) "
    "WITHOUT ROWID"
)


def measure(folder: Path) -> Row:
    """Bring the same file in on both sides, into files of their own; seconds each time."""
    listed, now = folder / "numbers.csv", datetime.now(UTC)
    drawn = random.Random(7).sample(range(10**8), NUMBERS)
    lines = (f"{n};+49171{each:08d}\n" for n, each in enumerate(drawn))
    listed.write_text("Nr;Telefon\n" + "".join(lines), "utf-8")
    database = Database(make_engine(f"sqlite:///{folder / 'server.sqlite3'}"))
    admin = User(new_id(), "Ada", "ada@x.example", Role.ADMIN)
    org = set_up(database, "Numbers", admin, PASSWORD, now)["organisation_id"]
    floors = (folder / f"{number}.sqlite3" for number in range(99))
    figures = alternate(
        lambda: _bring(database, org, listed, now), lambda: _execute(next(floors), listed), ROUNDS
    )
    database.close()
    return compare(
        0,
        f"a do-not-call list of {NUMBERS:,} numbers",
        "csv + executemany",
        "s",
        figures,
        4.0,
        unequal="ours reads each number as E.164, tells bad lines, and grows one database",
    )


def _bring(database: Database, org: str, listed: Path, now: datetime) -> float:
    new = NewList(new_id(), "Robinson list", "", None, "DE", listed.name, replaces=False)
    with database.write() as cx:
        begin_list(cx, org, new, None, now)
    began = perf_counter()
    with listed.open("rb") as source:
        bring_numbers(database, org, new.id, source)
    return perf_counter() - began


def _execute(path: Path, listed: Path) -> float:
    with closing(sqlite3.connect(path)) as plain, listed.open(encoding="utf-8") as source:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute(_TABLE)
        began = perf_counter()
        rows = csv.reader(source, delimiter=";")
        next(rows)
        add = "INSERT OR IGNORE INTO number VALUES ('x', ?, 1)"
        plain.executemany(add, ((row[1],) for row in rows))
        plain.commit()
        return perf_counter() - began


def main() -> None:
    """Measure in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        hand_over([measure(Path(folder))])


if __name__ == "__main__":
    main()
