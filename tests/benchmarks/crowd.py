"""Fills a PostgreSQL with two years of a large organisation, from a seed, by COPY.

Whole it is 7 million calls, 2 million objections, 2 million prospects, 500 campaigns and 3,000
promise versions; ``scale`` takes a share of the people and their calls and leaves the campaigns,
so that what a page costs is compared at the same number of things to show.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from companion.server.figures.recount import recount
from companion.server.tables import RECORD_TABLES, call, objection, prospect, touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import psycopg
    from sqlalchemy import Index

    from companion.server.database import Database

CALLS, OBJECTIONS, PROSPECTS = 7_000_000, 2_000_000, 2_000_000
CAMPAIGNS, VERSIONS_EACH, REPS = 500, 6, 200
DAYS = 730
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = NOW - timedelta(days=DAYS)
MESSAGE = (
    "Your drivers photograph the note, your office sees it in a minute. No set-up fee, no new "
    "hardware. Most fleets of up to fifty vans are running within a week."
)
SPANS = [(43, 65), (67, 98), (67, 80), (137, 158), (5, 12)]
KINDS = [
    "price_value",
    "budget",
    "authority",
    "need",
    "timing",
    "status_quo",
    "competitor",
    "stall",
]
FITS = ["confirms", "unclear", "contradicts", "not_covered", "unrelated", None]
HANDLINGS = ["resolved", "deferred", "open"]
OUTCOMES = ["meeting_booked", "follow_up", "info_sent", "not_now", "not_interested", "won", "lost"]
USES = ["said", "adapted", "not_used", None]
LARGE = (prospect, touch, call, objection)

_STAMP = json.dumps({"*": [1, "", 1_700_000_000_000_000]})
_ENDS = ("ne", "r", "st", "l")
_WORDS = [f"{a}{b}{c}" for a in "bdfklmnprst" for b in ("a", "e", "o", "ui") for c in _ENDS]
_SAID = [
    "price",
    "phones",
    "later",
    "setup",
    "contract",
    "boss",
    "drivers",
    "trust",
    "twice",
    "paper",
]

COLUMNS = {
    entity: names.split()
    for entity, names in {
        "user": "name email role is_active",
        "campaign": """name code channel audience objective funnel_stage typical_days
            typical_touches status match_rules external_ids""",
        "promise": "campaign_id name",
        "promise_version": """promise_id number headline message offer proof_points call_to_action
            not_promised landing_page creative language published_at why_changed""",
        "prospect": """name company title phones emails time_zone owner_id lifecycle_stage
            do_not_call do_not_call_reason notes external_ids""",
        "touch": "prospect_id occurred_at kind campaign_id utm landing_page form",
        "call": """prospect_id rep_id started_at direction phone disposition outcome promise_use
            notes promise_version_id""",
        "objection": """call_id prospect_id category verbatim position promise_version_id span
            promise_fit handling behind_it""",
    }.items()
}
"""The columns of each entity in the order its rows have them, after the id."""


def record_id(kind: int, number: int) -> str:
    """Return the id of the so-many-th record of a kind."""
    return f"01980000-{kind:04x}-7000-8000-{number:012x}"


class Crowd:
    """The rows of one organisation, made from a seed."""

    def __init__(self, org: str, scale: float, seed: int = 1) -> None:
        self.org, self.rng = org, Random(seed)
        self.calls = round(CALLS * scale)
        self.objections = round(OBJECTIONS * scale)
        self.prospects = round(PROSPECTS * scale)

    def fill(self, cx: psycopg.Connection, database: Database) -> None:
        """Write everything, then count it. ``cx`` may set aside triggers; indexes come last."""
        cx.execute("SET session_replication_role = replica")  # the rows are known to be whole
        indexes = [each for table in LARGE for each in table.indexes]
        for index in indexes:
            cx.execute(f'DROP INDEX "{index.name}"')
        for entity, rows in self._tables():
            _copy(cx, self.org, entity, rows)
        for index in indexes:
            cx.execute(_create(index))
        cx.execute("ANALYZE")
        with database.write() as writing:
            recount(writing, self.org)
        cx.execute(
            "INSERT INTO waiting_objection (org, objection_id, promise_id, category, heard_at) "
            "SELECT h.org, h.objection_id, v.promise_id, h.category, h.heard_at FROM heard h "
            "JOIN promise_version v ON v.org = h.org AND v.id = h.promise_version_id "
            "WHERE h.heard_at > %s",
            [NOW - timedelta(days=7)],
        )
        cx.execute("VACUUM ANALYZE")

    def _tables(self) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
        yield "user", self._users()
        yield "campaign", self._campaigns()
        yield "promise", self._promises()
        yield "promise_version", self._versions()
        yield "prospect", self._prospects()
        yield "touch", self._touches()
        yield "call", self._calls()
        yield "objection", self._objections()

    def _users(self) -> Iterator[tuple[Any, ...]]:
        for n in range(REPS):
            yield record_id(1, n), f"Rep {n}", f"rep{n}@crowd.example", "rep", True

    def _campaigns(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CAMPAIGNS):
            status = "live" if n % 5 < 3 else "ended"
            words = f"Campaign {n}", f"c{n}", "search ad", "Fleets", "Reach them", "decision"
            yield record_id(2, n), *words, 30, 4, status, "[]", "[]"

    def _promises(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CAMPAIGNS):
            yield record_id(3, n), record_id(2, n), f"Promise {n}"

    def _versions(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CAMPAIGNS * VERSIONS_EACH):
            number = n % VERSIONS_EACH + 1
            published = START + timedelta(days=DAYS / VERSIONS_EACH * (number - 1))
            texts = f"Every delivery note on one phone {n}", MESSAGE, "Thirty days free", '["A"]'
            rest = "Try it", "[]", "", "", "en", published, "Said more plainly"
            yield record_id(4, n), record_id(3, n // VERSIONS_EACH), number, *texts, *rest

    def _prospects(self) -> Iterator[tuple[Any, ...]]:
        for n in range(self.prospects):
            owner = record_id(1, n % REPS)
            rest = "lead", False, "", "", "[]"
            yield record_id(5, n), f"Person {n}", f"Firm {n}", "", "[]", "[]", "", owner, *rest

    def _touches(self) -> Iterator[tuple[Any, ...]]:
        for n in range(self.prospects):
            rng = Random(n)
            at = START + timedelta(seconds=rng.random() * DAYS * 80_000)
            for number in range(1 + n % 2):
                when = at + timedelta(days=3 * number)
                place = (
                    record_id(5, n),
                    when,
                    "form",
                    record_id(2, self._campaign(n)),
                    "{}",
                    *[""] * 3,
                )
                yield record_id(6, 2 * n + number), *place

    def _calls(self) -> Iterator[tuple[Any, ...]]:
        seconds = DAYS * 86_400
        for n in range(self.calls):
            draw = self.rng.random()
            at = START + timedelta(seconds=n * seconds / self.calls)
            is_connected = draw < 0.45
            end = OUTCOMES[int(draw * 1e6) % 7] if is_connected else None
            use = USES[int(draw * 1e5) % 4] if is_connected else None
            person = n % self.prospects
            yield (
                record_id(7, n),
                record_id(5, person),
                record_id(1, person % REPS),
                at,
                "outbound",
                "",
                "connected" if is_connected else "no_answer",
                end,
                use,
                "",
                self._version(person, at),
            )

    def _objections(self) -> Iterator[tuple[Any, ...]]:
        step = self.calls / self.objections
        for n in range(self.objections):
            number = int(n * step)
            person = number % self.prospects
            at = START + timedelta(seconds=number * DAYS * 86_400 / self.calls)
            draw = int(self.rng.random() * 1e9)
            first, last = SPANS[draw % 5]
            words = {"part": "message", "start": first, "end": last, "words": MESSAGE[first:last]}
            chatter = (_WORDS[(draw >> shift) % 176] for shift in (3, 7, 11, 15, 19))
            yield (
                record_id(8, n),
                record_id(7, number),
                record_id(5, person),
                KINDS[draw % 97 % 8],
                f"{_SAID[draw % 10]} {' '.join(chatter)}",
                0,
                self._version(person, at),
                json.dumps(words) if draw % 3 else None,
                FITS[draw % 89 % 6],
                HANDLINGS[draw % 83 % 3],
                "",
            )

    def _campaign(self, person: int) -> int:
        """Return whose campaign a person came from; a few are much larger than the others."""
        spread = (person * 2_654_435_761 % 2**32) / 2**32
        return int(CAMPAIGNS * spread * spread)

    def _version(self, person: int, at: datetime) -> str:
        number = min(int((at - START) / timedelta(days=DAYS) * VERSIONS_EACH), VERSIONS_EACH - 1)
        return record_id(4, self._campaign(person) * VERSIONS_EACH + number)


def _copy(cx: psycopg.Connection, org: str, entity: str, rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(["org", "id", *COLUMNS[entity], "rev", "field_rev", "extra"])
    assert {*COLUMNS[entity]} <= {each.name for each in RECORD_TABLES[entity].c}
    with cx.cursor().copy(f'COPY "{entity}" ({names}) FROM STDIN') as copy:
        for values in rows:
            copy.write_row((org, *values, 1, _STAMP, "{}"))


def _create(index: Index) -> str:
    names = ", ".join(f'"{each.name}"' for each in index.columns)
    return f'CREATE INDEX "{index.name}" ON "{index.table.name}" ({names})'
