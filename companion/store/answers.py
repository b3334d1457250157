"""The approved answers that fit, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from companion.store.campaigns import live_records
from companion.store.tables import answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from companion.domain.answers import Answer

_WORDS = 12
"""How many of the last words typed are looked up."""

_TELLING = 4
"""Length from which a word says something about what is meant."""

_STRONG = 0.5
"""An answer fits if its words count at least this share of the best one's."""

_CANDIDATES = text(
    "SELECT a.id, a.campaign_id, 0.0 AS score FROM answer AS a "
    "WHERE a.is_live AND a.status = 'published' "
    "AND (a.campaign_id IS NULL OR a.campaign_id = :campaign_id) "
    "AND (:category IS NULL OR a.category = :category)"
)
_FITTING = text(
    "SELECT a.id, a.campaign_id, -bm25(answer_word, 3.0, 2.0, 1.0) AS score FROM answer_word "
    "CROSS JOIN answer_entry AS e ON e.place = answer_word.rowid "
    "CROSS JOIN answer AS a ON a.id = e.answer_id "
    "WHERE answer_word MATCH :words AND a.is_live AND a.status = 'published' "
    "AND (a.campaign_id IS NULL OR a.campaign_id = :campaign_id) "
    "AND (:category IS NULL OR a.category = :category)"
)
_USES = text(
    "SELECT answer_id, count(*) AS uses, sum(handling = 'resolved') AS resolved FROM objection "
    "WHERE is_live AND answer_id IS NOT NULL GROUP BY answer_id"
)


@dataclass(frozen=True, slots=True)
class FittingAnswer:
    """An answer, how often it was used here, and how often the objection was resolved then."""

    answer: Answer
    uses: int
    resolved: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: str
    is_own: bool
    score: float
    uses: int
    resolved: int

    @property
    def success(self) -> float:
        return success(self.resolved, self.uses)


def fitting_answers(
    cx: Connection, words: str, category: str | None, campaign_id: str | None, limit: int
) -> list[FittingAnswer]:
    """Return published answers for a kind of objection and the words typed, best first.

    Those that fit the words well come first; among them the campaign's own, then those that
    resolved most. Others of the kind follow, so that there is a second thing to say.
    """
    found = _candidates(cx, words, category, campaign_id)
    best = max((each.score for each in found), default=0.0)
    ranked = sorted(
        found,
        key=lambda each: (
            each.score < best * _STRONG,
            not each.is_own,
            -each.success,
            -each.score,
            each.id,
        ),
    )[:limit]
    answers = published_answers(cx, (each.id for each in ranked))
    return [
        FittingAnswer(answers[each.id], each.uses, each.resolved)
        for each in ranked
        if each.id in answers
    ]


def success(resolved: int, uses: int) -> float:
    """Return the share of uses that resolved, for ranking.

    One resolved and one open use are added, so that a single lucky use proves little.
    """
    return (resolved + 1) / (uses + 2)


def published_answers(cx: Connection, ids: Iterable[str]) -> dict[str, Answer]:
    """Return those of these answers that may be used, by their ids."""
    is_published = answer.c.status == "published"
    found = live_records(cx, "answer", answer.c.id.in_(list(ids)), is_published)
    return {each.id: each for each in found}


def _candidates(
    cx: Connection, words: str, category: str | None, campaign_id: str | None
) -> list[_Candidate]:
    asked: dict[str, Any] = {"category": category or None, "campaign_id": campaign_id}
    match = _match(words)
    rows = list(cx.execute(_FITTING, {**asked, "words": match})) if match else []
    if category or not match:
        fitting = {row.id for row in rows}
        rows += [row for row in cx.execute(_CANDIDATES, asked) if row.id not in fitting]
    uses = {row.answer_id: (row.uses, row.resolved) for row in cx.execute(_USES)} if rows else {}
    return [
        _Candidate(row.id, row.campaign_id is not None, row.score, *uses.get(row.id, (0, 0)))
        for row in rows
    ]


def _match(words: str) -> str:
    """Write the typed words as a query: any of the telling ones, the last perhaps unfinished."""
    typed = [word for word in re.findall(r"\w+", words) if len(word) > 1][-_WORDS:]
    # Short words ("it", "is", "für") are rare among a few answers and would outweigh the rest.
    telling = [word for word in typed if len(word) >= _TELLING] or typed
    if typed and telling[-1] != typed[-1]:
        telling.append(typed[-1])
    if not telling:
        return ""
    return " OR ".join([*(f'"{word}"' for word in telling[:-1]), f'"{telling[-1]}"*'])
