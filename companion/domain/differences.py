"""What changed between two texts, word by word, so that a person sees it in one glance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\s*(?:\w+(?:[-'’]\w+)*|[^\w\s]|$)")


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that share one fate, with the space before them."""

    change: Change
    text: str


def changed_words(before: str, after: str) -> tuple[Piece, ...]:
    """Part two texts into what was kept, removed and added, in reading order.

    Without what was removed the pieces join to ``after``. A single word that stayed between two
    changes is told as changed too: three marks in a row read worse than one.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    pieces: list[Piece] = []
    for old_from, old_to, new_from, new_to in _stretches(matcher):
        if _keys(old[old_from:old_to]) == _keys(new[new_from:new_to]):
            pieces.append(Piece(Change.KEPT, "".join(new[new_from:new_to])))
            continue
        pieces.append(Piece(Change.REMOVED, "".join(old[old_from:old_to])))
        pieces.append(Piece(Change.ADDED, "".join(new[new_from:new_to])))
    return tuple(each for each in pieces if each.text)


def is_changed(pieces: Iterable[Piece]) -> bool:
    """Tell whether anything was removed or added."""
    return any(each.change is not Change.KEPT for each in pieces)


def _keys(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _stretches(matcher: SequenceMatcher[str]) -> list[tuple[int, int, int, int]]:
    """Return where both texts agree or differ, changes that nearly touch joined into one."""
    codes = matcher.get_opcodes()
    stretches: list[tuple[int, int, int, int]] = []
    was_change = False
    for number, (tag, *place) in enumerate(codes):
        is_island = tag == "equal" and place[1] - place[0] == 1 and 0 < number < len(codes) - 1
        is_change = tag != "equal" or is_island
        if is_change and was_change:
            begun = stretches.pop()
            stretches.append((begun[0], place[1], begun[2], place[3]))
        else:
            stretches.append((place[0], place[1], place[2], place[3]))
        was_change = is_change
    return stretches
