"""Taking a list of people over, against the least that could: plain ``csv`` and ``executemany``.

Ours is the page itself, asked by HTTP of a server process: the list is sent, staged in the
database, looked over, compared with who is there, and written in portions with its log, its keys
and its report; every person comes by a touch of a campaign whose rule and promise are found. Plain
puts the cells of the same file into one table. Memory is the server's peak.
"""

from __future__ import annotations

import csv
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import psycopg

from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.ids import new_id
from companion.domain.people import Role, User
from companion.domain.promises import Promise, PromiseVersion
from companion.server.chores import set_up
from companion.server.database import Database, make_engine
from companion.server.records import put_records
from tests.benchmarks.rows import Row, alternate, compare, hand_over
from tests.postgres import running_postgres
from tests.promiseroom import PASSWORD, Browser
from tests.server.pages.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from companion.wire.records import Record

SHORT, LONG = 10_000, 100_000
ROUNDS = 3
MOST_SECONDS = 60.0
MOST_GROWTH = 1.25
MOST_TIMES = 60.0
_HEADERS = "First Name,Last Name,Company,Email,Phone,UTM Source,UTM Campaign,Created Date,Notes"
_ADMIN = "admin@room.example"
_LOOK_SECONDS = 0.25
_CREATE = f"CREATE TABLE person ({', '.join(f'{name} TEXT' for name in 'abcdefghi')})"


def measure(folder: Path) -> Iterator[Row]:
    """Measure on SQLite and on PostgreSQL."""
    files = {each: _written(folder / f"{each}.csv", each) for each in (SHORT, LONG)}
    number = count()
    with running_postgres() as server:
        places: dict[str, Callable[[], str]] = {
            "SQLite": lambda: f"sqlite:///{folder / f'{next(number)}.sqlite3'}",
            "PostgreSQL": server.new_database,
        }
        for name, place in places.items():
            yield from _measured(name, place, files)


def _measured(name: str, place: Callable[[], str], files: dict[int, Path]) -> Iterator[Row]:
    figures = alternate(
        lambda: _ours(place(), files[SHORT])[0], lambda: _plain(place(), files[SHORT]), ROUNDS
    )
    unequal = "plain reads no phone, compares nobody, keeps no log and reports nothing"
    peer = "plain csv and executemany"
    subject = f"import of {SHORT:,} people, {name}"
    yield compare(0, subject, peer, "s", figures, MOST_TIMES, unequal=unequal)
    short, long = _ours(place(), files[SHORT]), _ours(place(), files[LONG])
    subject = f"import of {LONG:,} people, {name}"
    plain = _plain(place(), files[LONG])
    yield compare(0, subject, peer, "s", ([long[0]], [plain]), MOST_TIMES, unequal=unequal)
    yield compare(0, subject, "a minute", "s", ([long[0]], [MOST_SECONDS]), 1.0)
    subject = f"peak memory of the server, {LONG:,} people, {name}"
    yield compare(0, subject, f"{SHORT:,}", "MB", ([long[1]], [short[1]]), MOST_GROWTH)


def _ours(address: str, path: Path) -> tuple[float, float]:
    """Take a list over on a new server: the seconds from sending it to its report, and MB."""
    database = Database(make_engine(address))
    admin = User(new_id(), "Admin", _ADMIN, Role.ADMIN)
    room = set_up(database, "Room & Sons", admin, PASSWORD, datetime.now(UTC))
    with database.write() as cx:
        put_records(cx, room["organisation_id"], _campaign(), admin.id, datetime.now(UTC))
    database.close()
    with tempfile.TemporaryDirectory() as folder, _server(address, folder) as (browser, process):
        began = perf_counter()
        page = browser.get("/admin/imports")
        with path.open("rb") as sent:
            answer = browser.session.post(
                f"{browser.address}/admin/imports",
                form_of(page, "/admin/imports") | {"kind": "prospects"},
                files={"list": ("people.csv", sent)},
                headers={"Origin": browser.address},
                allow_redirects=False,
                timeout=300,
            )
        place = answer.headers["Location"]
        form = form_of(browser.get(place), place) | {"act": "take"}
        assert browser.post(place, **form).status_code == 303
        while "Refresh" in (page := browser.get(place)).headers:
            time.sleep(_LOOK_SECONDS)
        seconds = perf_counter() - began
        assert "Undo the whole list" in page.text
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        return seconds, int(peak[1]) / 1024 if peak else 0.0


def _campaign() -> tuple[Record, ...]:
    rule = MatchRule("utm_campaign", MatchKind.EXACT, "fleet")
    campaign = Campaign(new_id(), "Fleet without paper", "fl-26", match_rules=(rule,))
    promise = Promise(new_id(), campaign.id, "Main promise")
    published = datetime(2026, 1, 1, tzinfo=UTC)
    version = PromiseVersion(new_id(), promise.id, 1, "No paper", "Nothing", published_at=published)
    return campaign, promise, version


@contextmanager
def _server(address: str, folder: str) -> Iterator[tuple[Browser, subprocess.Popen[str]]]:
    surroundings = os.environ | {"COMPANION_DATABASE_URL": address, "COMPANION_DATA_DIR": folder}
    command = [sys.executable, "-m", "companion.server", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings
    ) as process:
        try:
            ready = next(line for line in process.stdout or () if "ready at" in line)
            browser = Browser(ready.split()[-1])
            assert browser.sign_in(_ADMIN).status_code == 303
            yield browser, process
        finally:
            process.terminate()


def _plain(address: str, path: Path) -> float:
    began = perf_counter()
    with path.open(encoding="utf-8", newline="") as written:
        rows = csv.reader(written)
        next(rows)
        if address.startswith("sqlite"):
            plain = sqlite3.connect(address.removeprefix("sqlite:///"))
            plain.execute("PRAGMA journal_mode = WAL")
            plain.execute("PRAGMA synchronous = FULL")
            plain.execute(_CREATE)
            plain.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            plain.commit()
            plain.close()
        else:
            with psycopg.connect(address) as connection, connection.cursor() as cursor:
                cursor.execute(_CREATE)
                cursor.executemany(
                    "INSERT INTO person VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", rows
                )
    return perf_counter() - began


def _written(path: Path, many: int) -> Path:
    with path.open("w", encoding="utf-8") as written:
        written.write(_HEADERS + "\n")
        for n in range(many):
            written.write(
                f"First{n % 977},Last{n},Firm {n % 5000},p{n}@firm{n % 5000}.example,"
                f"+4930{1000000 + n},google,fleet,2026-05-04,met at the fair\n"
            )
    return path


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over(measure(Path(temporary)))
