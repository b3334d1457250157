"""Chance that can be repeated: one seed gives the same people, calls and ids every time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

from companion.domain.ids import id_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

T = TypeVar("T")


class Seed:
    """A seeded source of choices and ids."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - sample content, no secret

    def make_id(self, born_at: datetime) -> str:
        """Make the id of a record born at a moment."""
        milliseconds = int(born_at.timestamp() * 1000)
        return id_from(milliseconds, self._chance.getrandbits(74))

    def number(self, least: int, most: int) -> int:
        """Choose a whole number, both ends included."""
        return self._chance.randint(least, most)

    def happens(self, chance: float) -> bool:
        """Tell whether something with this chance (0 to 1) happens."""
        return self._chance.random() < chance

    def one_of(self, things: Sequence[T]) -> T:
        """Choose one thing; each is as likely."""
        return things[self._chance.randrange(len(things))]

    def weighed(self, weights: dict[T, float]) -> T:
        """Choose one key of ``weights``; a heavier one is likelier."""
        return self._chance.choices(list(weights), list(weights.values()))[0]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return the things in a chance order."""
        return self._chance.sample(list(things), len(things))
