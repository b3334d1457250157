"""A search of the list: words and filters, which a rep may keep under a name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from companion.domain.problems import Problem, fits, joined, needs_text
from companion.domain.prospects import LifecycleStage  # noqa: TC001 - read at run time by the store

MOST_COUNTED = 10_000
"""Nobody reads a larger number of people to call, and to count them takes longer than to list them.
One more stands for all above it."""

NAME = 60
"""Longest name of a saved search, in characters."""


class DueBy(StrEnum):
    """By when a next step is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody must be like to be found; what is None or empty does not matter.

    ``campaign_id`` is the campaign they originate from.
    """

    text: str = ""
    campaign_id: str | None = None
    due: DueBy | None = None
    stage: LifecycleStage | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for more than words."""
        return replace(self, text="") != Search()

    @property
    def is_blank(self) -> bool:
        """Whether it asks for nothing."""
        return not self.text.strip() and not self.is_filtered


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name."""

    name: str
    search: Search

    def problems(self) -> list[Problem]:
        """List what must be mended before this search can be kept."""
        named = needs_text("name", self.name, "the search a name", NAME)
        blank = Problem("search", "blank", "Please type words or choose a filter first.")
        return joined(
            named, [blank] if self.search.is_blank else [], fits("text", self.search.text)
        )
