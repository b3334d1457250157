"""Ranking 2,000 answers as an objection is typed, against the bare full-text query it stands on.

Both sides run in the same encrypted database. Ours reads what marketing allowed for this campaign,
how often each answer resolved what it was used against, and the whole text of the best.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import text

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.ids import new_id
from companion.domain.objections import Handling, Objection, default_categories
from companion.services.answers import Answers
from companion.store.answers import match_of
from companion.store.engine import open_database
from companion.store.replica import put_base
from tests.benchmarks.rows import Row, alternate, compare, hand_over

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWERS, OBJECTIONS, SHOWN = 2_000, 20_000, 3
SENTENCES = (
    "it is about twice what we pay for paper now",
    "I have to think about it and ask my boss first",
    "we looked at another one in spring and it rang forty times",
    "who says that works in a kitchen as old as ours",
)
_WORDS = [word for sentence in SENTENCES for word in sentence.split()]
_BARE = text(
    "SELECT rowid FROM answer_word WHERE answer_word MATCH :words ORDER BY rank LIMIT :shown"
)


def measure(folder: Path) -> Row:
    """Type every sentence on both sides; the figure is the p95 of one key in milliseconds."""
    database = open_database(folder / "laptop.sqlite3", bytes(range(32)))
    campaign_id = new_id()
    with database.write() as cx:
        for records in _records(campaign_id):
            put_base(cx, records)
    answers = Answers(database)
    keys = [sentence[:length] for sentence in SENTENCES for length in range(1, len(sentence) + 1)]
    kinds = [None, *(each.code for each in default_categories()[:3])]

    def ours(number: int, typed: str) -> object:
        return answers.rank(typed, kinds[number % len(kinds)], campaign_id, SHOWN)

    def bare(_number: int, typed: str) -> object:
        words = match_of(typed)
        with database.read() as cx:
            return cx.execute(_BARE, {"words": words, "shown": SHOWN}).all() if words else ()

    figures = alternate(lambda: _p95(keys, ours), lambda: _p95(keys, bare))
    database.close()
    return compare(
        0,
        f"answer ranking, one key, p95, {ANSWERS:,} answers, {OBJECTIONS:,} objections",
        "bare FTS5 rank in the same database",
        "ms",
        figures,
        2.5,
        unequal="ours allows by campaign and kind, ranks by what resolved, and reads the answers",
    )


def _records(campaign_id: str) -> tuple[list[Answer], list[Objection]]:
    dice = random.Random(ANSWERS)
    kinds = [each.code for each in default_categories()]
    answers = [
        Answer(
            id=new_id(),
            category=kinds[number % len(kinds)],
            says=_said(dice, 9),
            reply=_said(dice, 22),
            concern=_said(dice, 6),
            campaign_id=campaign_id if number % 4 == 0 else None,
            status=AnswerStatus.PUBLISHED,
        )
        for number in range(ANSWERS)
    ]
    objections = [
        Objection(
            id=new_id(),
            call_id=new_id(),
            prospect_id=new_id(),
            category=kinds[number % len(kinds)],
            verbatim=_said(dice, 8),
            handling=dice.choice(list(Handling)),
            answer_id=dice.choice(answers).id if number % 3 == 0 else None,
        )
        for number in range(OBJECTIONS)
    ]
    return answers, objections


def _said(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(words))


def _p95(keys: list[str], look: Callable[[int, str], object]) -> float:
    taken = []
    for number, typed in enumerate(keys):
        began = perf_counter()
        look(number, typed)
        taken.append((perf_counter() - began) * 1_000)
    return quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        hand_over([measure(Path(temporary))])
