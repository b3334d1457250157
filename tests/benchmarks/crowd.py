"""The rows of a large organisation, made from a seed, as PostgreSQL's COPY reads them.

Whole it is issue 8's company: 100 reps, three years, 7 million calls, 2 million objections, half a
million prospects, 500 campaigns with 3,000 promise versions, and all that marketing did about what
was heard. ``scale`` takes a share of the prospects and their calls and leaves the campaigns and
the people, so that what a page costs is compared at the same number of things to show.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CALLS, OBJECTIONS, PROSPECTS = 7_000_000, 2_000_000, 500_000
CAMPAIGNS, VERSIONS_EACH, REPS, ANSWERS = 500, 6, 100, 300
DECIDED_AT_ONCE = 200
DAYS = 3 * 365
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = NOW - timedelta(days=DAYS)
CALLS_EACH, DAYS_BETWEEN = CALLS // PROSPECTS, 4
"""A prospect is called fourteen times, every fourth day from their first touch on."""

WAITING = timedelta(days=7)
"""What was heard in these last days waits for a decision; everything before has one."""

MESSAGE = (
    "Your drivers photograph the note, your office sees it in a minute. No set-up fee, no new "
    "hardware. Most fleets of up to fifty vans are running within a week."
)
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

_PLACES = [(43, 65), (67, 98), (67, 80), (137, 158), (5, 12)]
_SPANS = [
    json.dumps({"part": "message", "start": first, "end": last, "words": MESSAGE[first:last]})
    for first, last in _PLACES
]
_NONE = r"\N"
_FITS = ["confirms", "unclear", "contradicts", "not_covered", "unrelated", _NONE]
_HANDLINGS = ["resolved", "deferred", "open"]
_OUTCOMES = ["meeting_booked", "follow_up", "info_sent", "not_now", "not_interested", "won", "lost"]
_USES = ["said", "adapted", "not_used", _NONE]
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
_DECISIONS = ["answered", "promise_changed", "accepted", "passed_to_product"]

COLUMNS = {
    "user": "name email role is_active",
    "campaign": """name code channel audience objective funnel_stage typical_days
        typical_touches status match_rules external_ids""",
    "promise": "campaign_id name",
    "promise_version": """promise_id number headline message offer proof_points call_to_action
        not_promised landing_page creative language published_at why_changed""",
    "answer": """category says reply concern questions proof version status published_at
        why_changed""",
    "prospect": """name company title phones emails time_zone owner_id lifecycle_stage
        do_not_call do_not_call_reason do_not_call_lists notes external_ids
        data_source legal_basis legal_basis_note""",
    "touch": "prospect_id occurred_at kind campaign_id utm landing_page form list_name",
    "call": """prospect_id rep_id started_at direction phone disposition outcome promise_use
        notes promise_version_id called_despite""",
    "objection": """call_id prospect_id category verbatim position promise_version_id span
        promise_fit handling behind_it answer_id""",
    "decision": """kind decided_by decided_at objection_ids note promise_id promise_version_id
        answer_id""",
    "proposal": "promise_version_id proposed_by proposed_at span wording why state note",
}
"""The columns of each entity in the order its rows have them, between the id and ``rev``."""

_NUMBERS = {entity: number for number, entity in enumerate(COLUMNS, start=1)}


def record_id(entity: str, number: int) -> str:
    """Return the id of the so-many-th record of an entity."""
    return f"01980000-{_NUMBERS[entity]:04x}-7000-8000-{number:012x}"


class Crowd:
    """The rows of one organisation. ``began`` is the last number its log had before them."""

    def __init__(self, org: str, scale: float, began: int = 0, seed: int = 1) -> None:
        self.org, self.rng = org, Random(seed)
        self.calls = round(CALLS * scale)
        self.objections = round(OBJECTIONS * scale)
        self.prospects = round(PROSPECTS * scale)
        self._rev = began
        self._step = self.calls / self.objections

    @property
    def rev(self) -> int:
        """Return the last number given out: every record has one of its own."""
        return self._rev

    def tables(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Return the lines of every entity, those first that others name."""
        yield "user", self._numbered("user", self._users())
        yield "campaign", self._numbered("campaign", self._campaigns())
        promises = (f"{record_id('campaign', n)}\tPromise {n}" for n in range(CAMPAIGNS))
        yield "promise", self._numbered("promise", promises)
        yield "promise_version", self._numbered("promise_version", self._versions())
        yield "answer", self._numbered("answer", self._answers())
        yield "prospect", self._numbered("prospect", self._prospects())
        yield "touch", self._numbered("touch", self._touches())
        talks = self._rev  # calls and what was heard on them share their numbers out
        yield "call", self._calls(talks)
        yield "objection", self._objections(talks)
        self._rev = talks + self.calls + self.objections
        yield "decision", self._numbered("decision", self._decisions())
        yield "proposal", self._numbered("proposal", self._proposals())

    def _numbered(self, entity: str, rows: Iterable[str]) -> Iterator[str]:
        for n, row in enumerate(rows):
            self._rev += 1
            yield self._line(record_id(entity, n), row, self._rev)

    def _line(self, id_: str, row: str, rev: int) -> str:
        return f"{self.org}\t{id_}\t{row}\t{rev}\t{_STAMP}\t{{}}\n"

    def _users(self) -> Iterator[str]:
        return (f"Rep {n}\trep{n}@crowd.example\trep\tt" for n in range(REPS))

    def _campaigns(self) -> Iterator[str]:
        for n in range(CAMPAIGNS):
            status = "live" if n % 5 < 3 else "ended"
            words = f"Campaign {n}\tc{n}\tsearch ad\tFleets\tReach them\tdecision"
            yield f"{words}\t30\t4\t{status}\t[]\t[]"

    def _versions(self) -> Iterator[str]:
        for n in range(CAMPAIGNS * VERSIONS_EACH):
            number = n % VERSIONS_EACH + 1
            published = START + timedelta(days=DAYS / VERSIONS_EACH * (number - 1))
            words = f"Every delivery note on one phone {n}\t{MESSAGE}\tThirty days free"
            rest = f'["A"]\tTry it\t[]\t\t\ten\t{published}\tSaid more plainly'
            yield f"{record_id('promise', n // VERSIONS_EACH)}\t{number}\t{words}\t{rest}"

    def _answers(self) -> Iterator[str]:
        for n in range(ANSWERS):
            words = f"It costs too much {n}\tIt pays for itself.\tFear\t[]\tA case"
            yield f"{KINDS[n % len(KINDS)]}\t{words}\t1\tpublished\t{START}\tNew"

    def _prospects(self) -> Iterator[str]:
        for n in range(self.prospects):
            owner = record_id("user", n % REPS)
            yield f"Person {n}\tFirm {n}\t\t[]\t[]\t\t{owner}\tlead\tf\t\t[]\t\t[]\t\tunknown\t"

    def _touches(self) -> Iterator[str]:
        for n in range(self.prospects):
            at = START + timedelta(days=DAYS * n / self.prospects - 1)
            place = f"form\t{record_id('campaign', self._campaign(n))}\t{{}}"
            if n % 25 == 0:  # nobody has said yet which campaign they came from
                place = f"form\t{_NONE}\t" + json.dumps(
                    {"utm_campaign": f"spring {n % 7919 % 300}"}
                )
            for number in range(1 + n % 2):
                when = at + timedelta(days=3 * number)
                yield f"{record_id('prospect', n)}\t{when}\t{place}\t\t\t"

    def _calls(self, began: int) -> Iterator[str]:
        for n in range(self.calls):
            draw = self.rng.random()
            at = self._call_at(n)
            person = self._person(n)
            end = f"no_answer\t{_NONE}\t{_NONE}"
            if draw < 0.45:
                end = f"connected\t{_OUTCOMES[int(draw * 1e6) % 7]}\t{_USES[int(draw * 1e5) % 4]}"
            people = f"{record_id('prospect', person)}\t{record_id('user', person % REPS)}"
            row = f"{people}\t{at}\toutbound\t\t{end}\t\t{self._version(person, at)}\t"
            # As many objections stand before a call as were heard on the calls before it.
            rev = began + 1 + n + -int(-n // self._step)
            yield self._line(record_id("call", n), row, rev)

    def _objections(self, began: int) -> Iterator[str]:
        for n in range(self.objections):
            call = self._call_of(n)
            person = self._person(call)
            draw = int(self.rng.random() * 1e9)
            chatter = " ".join([_WORDS[(draw >> shift) % 176] for shift in (3, 7, 11, 15, 19)])
            answer = record_id("answer", draw % 7919 % ANSWERS) if draw % 5 < 2 else _NONE
            row = "\t".join(
                (
                    record_id("call", call),
                    record_id("prospect", person),
                    KINDS[draw % 97 % 8],
                    f"{_SAID[draw % 10]} {chatter}\t0",
                    self._version(person, self._call_at(call)),
                    _SPANS[draw % 5] if draw % 3 else _NONE,
                    _FITS[draw % 89 % 6],
                    f"{_HANDLINGS[draw % 83 % 3]}\t\t{answer}",
                )
            )
            yield self._line(record_id("objection", n), row, began + 2 + call + n)

    def _decisions(self) -> Iterator[str]:
        decided = int(self.objections * (1 - WAITING / timedelta(days=DAYS)))
        for n, first in enumerate(range(0, decided, DECIDED_AT_ONCE)):
            those = range(first, min(first + DECIDED_AT_ONCE, decided))
            ids = json.dumps([record_id("objection", each) for each in those])
            at = self._call_at(self._call_of(those[-1])) + timedelta(days=2)
            kind, about = _DECISIONS[n % 4], n % CAMPAIGNS
            version = record_id("promise_version", about * VERSIONS_EACH + 5)
            named = f"{record_id('promise', about)}\t{version if n % 4 == 1 else _NONE}"
            answer = record_id("answer", n % ANSWERS) if n % 4 == 0 else _NONE
            who = record_id("user", n % REPS)
            yield f"{kind}\t{who}\t{at}\t{ids}\tWe say it plainly now.\t{named}\t{answer}"

    def _proposals(self) -> Iterator[str]:
        for n in range(CAMPAIGNS):
            who, version = record_id("user", n % REPS), record_id("promise_version", n * 6 + 5)
            state = "declined" if n % 10 else "open"
            yield f"{version}\t{who}\t{NOW}\t{_SPANS[n % 5]}\tplainer words\tclear\t{state}\t"

    def _call_of(self, objection: int) -> int:
        return int(objection * self._step)

    def _call_at(self, call: int) -> datetime:
        return START + timedelta(seconds=call * DAYS * 86_400 / self.calls)

    def _person(self, call: int) -> int:
        """Return whom a call was with: of those whose time it was, in turn."""
        newest, number = divmod(call, CALLS_EACH)
        return (newest - number * DAYS_BETWEEN * self.prospects // DAYS) % self.prospects

    def _campaign(self, person: int) -> int:
        """Return whose campaign a person came from; a few are much larger than the others."""
        spread = (person * 2_654_435_761 % 2**32) / 2**32
        return int(CAMPAIGNS * spread * spread)

    def _version(self, person: int, at: datetime) -> str:
        number = min(int((at - START) / timedelta(days=DAYS) * VERSIONS_EACH), VERSIONS_EACH - 1)
        return record_id("promise_version", self._campaign(person) * VERSIONS_EACH + number)
