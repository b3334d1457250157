"""What customers said: each line is used once before any is used again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.demo.answers import fitting_answers
from companion.demo.sources import read_lines, read_source
from companion.domain.calls import Call, Outcome
from companion.domain.objections import STALL, Handling, Objection, PromiseFit
from companion.domain.promises import PromisePart, PromiseVersion, Span, part_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from companion.demo.campaigns import Offering
    from companion.demo.prospects import Arrival
    from companion.demo.seeds import Seed
    from companion.domain.answers import Answer

PRICE = "price_value"

_MANY = {0: 46.0, 1: 39.0, 2: 12.0, 3: 3.0}
_MANY_BESIDE_PRICE = {0: 64.0, 1: 31.0, 2: 5.0}
_REFUSED = frozenset({Outcome.NOT_INTERESTED, Outcome.NOT_NOW, Outcome.LOST, Outcome.NOT_A_FIT})
_ONLY_ON = {
    STALL: {Outcome.FOLLOW_UP, Outcome.NOT_NOW, Outcome.INFO_SENT},
    "timing": {Outcome.FOLLOW_UP, Outcome.NOT_NOW},
    "brush_off": {Outcome.NOT_INTERESTED, Outcome.INFO_SENT, Outcome.DO_NOT_CALL},
    "fit": {Outcome.NOT_A_FIT},
}
_ANSWER_USED = 0.65
_HANDLED: Mapping[Outcome, dict[Handling, float]] = {
    Outcome.MEETING_BOOKED: {Handling.RESOLVED: 8, Handling.DEFERRED: 2},
    Outcome.WON: {Handling.RESOLVED: 9, Handling.DEFERRED: 1},
    Outcome.QUALIFIED: {Handling.RESOLVED: 7, Handling.DEFERRED: 3},
    Outcome.FOLLOW_UP: {Handling.RESOLVED: 4, Handling.DEFERRED: 5, Handling.OPEN: 1},
    Outcome.INFO_SENT: {Handling.RESOLVED: 3, Handling.DEFERRED: 5, Handling.OPEN: 2},
    Outcome.NOT_NOW: {Handling.DEFERRED: 8, Handling.OPEN: 2},
}
_UNHANDLED = {Handling.OPEN: 8.0, Handling.DEFERRED: 2.0}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing customers say: against which versions, about which words, with what behind it."""

    versions: frozenset[int]
    category: str
    words: str
    promise_fit: PromiseFit
    verbatim: str
    behind_it: str
    countries: frozenset[str]


class Heard:
    """Chooses what is heard on a call, from one campaign's lines."""

    def __init__(self, seed: Seed, offering: Offering, answers: Sequence[Answer]) -> None:
        self._seed = seed
        self._offering = offering
        self._answers = answers
        rows = read_lines("objections", f"{offering.key}.txt", columns=7)
        self._lines = [_line(row) for row in rows]
        self._uses = dict.fromkeys(self._lines, 0)
        self._chances: dict[str, float] = read_source("calls")["price_chance"].get(offering.key, {})

    def on_call(self, call: Call, arrival: Arrival) -> list[Objection]:
        """Make the objections of one connected call."""
        version = self._offering.version_at(call.started_at)
        outcome = call.outcome or Outcome.FOLLOW_UP
        fitting = [
            line
            for line in self._lines
            if version.number in line.versions
            and outcome in _ONLY_ON.get(line.category, {outcome})
            and (not line.countries or arrival.country in line.countries)
        ]
        lines = self._chosen(fitting, version.number, outcome)
        return [
            self._objection(call, version, outcome, line, position)
            for position, line in enumerate(lines)
        ]

    def _chosen(self, fitting: list[Line], version: int, outcome: Outcome) -> list[Line]:
        if outcome is Outcome.NOT_A_FIT:
            return self._freshest([line for line in fitting if line.category == "fit"], 1)
        if not self._chances:
            least = 1 if outcome in _REFUSED else 0
            return self._freshest(fitting, max(self._seed.weighed(_MANY), least))
        is_price = self._seed.happens(self._chances[str(version)])
        price = [line for line in fitting if line.category == PRICE]
        rest = [line for line in fitting if line.category != PRICE]
        least = 1 if outcome in _REFUSED and not is_price else 0
        many = self._seed.weighed(_MANY_BESIDE_PRICE)
        return self._freshest(price, int(is_price)) + self._freshest(rest, max(many, least))

    def _freshest(self, lines: list[Line], many: int) -> list[Line]:
        by_use = sorted(self._seed.shuffled(lines), key=lambda line: self._uses[line])
        chosen: list[Line] = []
        for line in by_use:
            if len(chosen) < many and line.category not in {each.category for each in chosen}:
                chosen.append(line)
                self._uses[line] += 1
        return chosen

    def _objection(
        self, call: Call, version: PromiseVersion, outcome: Outcome, line: Line, position: int
    ) -> Objection:
        handling = self._seed.weighed(_HANDLED.get(outcome, _UNHANDLED))
        answers = fitting_answers(
            self._answers, line.category, self._offering.campaign.id, call.started_at
        )
        used = handling is Handling.RESOLVED and answers and self._seed.happens(_ANSWER_USED)
        return Objection(
            id=self._seed.make_id(call.started_at),
            call_id=call.id,
            prospect_id=call.prospect_id,
            category=line.category,
            verbatim=line.verbatim,
            position=position,
            promise_version_id=version.id,
            span=find_span(version, line.words) if line.words else None,
            promise_fit=line.promise_fit,
            handling=handling,
            behind_it=line.behind_it,
            answer_id=self._seed.one_of(answers).id if used else None,
        )


def find_span(version: PromiseVersion, words: str) -> Span:
    """Find words in the promise, looking into the message first.

    Raises:
        ValueError: this version does not say these words.
    """
    for part in (PromisePart.MESSAGE, *PromisePart):
        start = part_text(version, part).find(words)
        if start >= 0:
            return Span(part, start, start + len(words), words)
    message = f"version {version.number} of “{version.headline}” does not say “{words}”"
    raise ValueError(message)


def _line(row: tuple[str, ...]) -> Line:
    versions, category, words, fit, verbatim, behind_it, countries = row
    return Line(
        frozenset(int(number) for number in versions.split(",")),
        category,
        words,
        PromiseFit(fit),
        verbatim,
        behind_it,
        frozenset(countries.split()),
    )
