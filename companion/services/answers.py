"""Approved answers while an objection is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import RankedAnswer
from companion.store.answers import fitting_answers

if TYPE_CHECKING:
    from companion.store.engine import Database


class Answers:
    """What marketing approved to say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rank(
        self, words: str, category: str | None, campaign_id: str | None, limit: int = 5
    ) -> tuple[RankedAnswer, ...]:
        """Return the answers that fit the words and the kind of objection, best first.

        The campaign's own come before those for every campaign, then those that resolved most;
        ``resolved_share`` is None for an answer never used here.
        """
        with self._database.read() as cx:
            found = fitting_answers(cx, words, category, campaign_id, limit)
        return tuple(
            RankedAnswer(
                answer=each.answer,
                resolved_share=each.resolved / each.uses if each.uses else None,
                uses=each.uses,
            )
            for each in found
        )
