"""The approved answers that fit, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template
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

_ALLOWED = (
    "a.is_live AND a.status = 'published' "
    "AND (a.campaign_id IS NULL OR a.campaign_id = :campaign_id) "
    "AND (:category IS NULL OR a.category = :category)"
)
_OF_THE_KIND = Template(
    "SELECT a.id, a.campaign_id, 0.0 AS score FROM answer AS a WHERE $allowed"
).substitute(allowed=_ALLOWED)
_BY_WORDS = Template(
    "SELECT a.id, a.campaign_id, -bm25(answer_word, 3.0, 2.0, 1.0) AS score FROM answer_word "
    "CROSS JOIN answer_entry AS e ON e.place = answer_word.rowid "
    "CROSS JOIN answer AS a ON a.id = e.answer_id "
    "WHERE answer_word MATCH :words AND $allowed"
).substitute(allowed=_ALLOWED)
_BY_BOTH = Template(
    "SELECT id, campaign_id, max(score) AS score FROM ($by_words UNION ALL $kind) GROUP BY id"
).substitute(by_words=_BY_WORDS, kind=_OF_THE_KIND)
_RANKED = Template(
    # The database chooses: reading thousands of rows only to drop them would cost the most.
    "WITH found AS MATERIALIZED ($found), used AS MATERIALIZED ("
    "SELECT answer_id, count(*) AS uses, sum(handling = 'resolved') AS resolved "
    "FROM objection WHERE is_live AND answer_id IS NOT NULL GROUP BY answer_id) "
    "SELECT found.id, coalesce(uses, 0) AS uses, coalesce(resolved, 0) AS resolved "
    "FROM found LEFT JOIN used ON used.answer_id = found.id "
    "ORDER BY score < :strong * (SELECT max(score) FROM found), found.campaign_id IS NULL, "
    # As in ``success``: one resolved and one open use are added.
    "(coalesce(resolved, 0) + 1.0) / (coalesce(uses, 0) + 2) DESC, score DESC, found.id "
    "LIMIT :limit"
)
_RANKED_OF_THE_KIND, _RANKED_BY_WORDS, _RANKED_BY_BOTH = (
    text(_RANKED.substitute(found=found)) for found in (_OF_THE_KIND, _BY_WORDS, _BY_BOTH)
)


@dataclass(frozen=True, slots=True)
class FittingAnswer:
    """An answer, how often it was used here, and how often the objection was resolved then."""

    answer: Answer
    uses: int
    resolved: int


def fitting_answers(
    cx: Connection, words: str, category: str | None, campaign_id: str | None, limit: int
) -> list[FittingAnswer]:
    """Return published answers for a kind of objection and the words typed, best first.

    Those that fit the words well come first; among them the campaign's own, then those that
    resolved most. Others of the kind follow, so that there is a second thing to say.
    """
    match = match_of(words)
    asked: dict[str, Any] = {
        "category": category or None,
        "campaign_id": campaign_id,
        "strong": _STRONG,
        "limit": limit,
    }
    if not match:
        rows = cx.execute(_RANKED_OF_THE_KIND, asked).all()
    else:
        query = _RANKED_BY_BOTH if category else _RANKED_BY_WORDS
        rows = cx.execute(query, {**asked, "words": match}).all()
    answers = published_answers(cx, [row.id for row in rows])
    return [
        FittingAnswer(answers[row.id], row.uses, row.resolved) for row in rows if row.id in answers
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


def match_of(words: str) -> str:
    """Write the typed words as a query: any of the telling ones, the last perhaps unfinished."""
    typed = [word for word in re.findall(r"\w+", words) if len(word) > 1][-_WORDS:]
    # Short words ("it", "is", "für") are rare among a few answers and would outweigh the rest.
    telling = [word for word in typed if len(word) >= _TELLING] or typed
    if typed and telling[-1] != typed[-1]:
        telling.append(typed[-1])
    if not telling:
        return ""
    return " OR ".join([*(f'"{word}"' for word in telling[:-1]), f'"{telling[-1]}"*'])
