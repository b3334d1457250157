"""Which verbatims say the same thing in other words.

Words are compared, not meanings: "So who pays for the phones then?" is like "who will pay the
phones", and a paraphrase that shares no word stands alone. That is honest and needs no service.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

ALIKE = 62
"""From this share (of 100) of common words on, two verbatims say the same."""

COMPARED = 300
"""How many characters of a verbatim are compared: the rest of a monologue says nothing more."""

LEADERS = 150
"""With how many different sayings one is compared; further ones each stand alone."""

_WORDS = re.compile(r"\w+")
_FILLING_WORDS = """
a about also am an and any are as at be been but by can could did do does for from get got
had has have he her his how i if in is it its just me my no not now of on one or our out
own really say says she should so some than that the their them then there these they this
to too us very want was we well were what when where which who why will with would yes you
your
"""
_FILLING = frozenset(_FILLING_WORDS.split())


def group_alike(said: Iterable[T], words_of: Callable[[T], str]) -> list[list[T]]:
    """Group what says the same, the largest group first; each keeps the order it came in.

    The first of a group speaks for it: later ones are compared with it alone, so the work grows
    with the number of different sayings, of which at most ``LEADERS`` are compared.
    """
    leaders: list[str] = []
    groups: list[list[T]] = []
    alone: list[list[T]] = []
    for each in said:
        words = telling_words(words_of(each))
        place = _place(words, leaders)
        if place is not None:
            groups[place].append(each)
        elif words and len(leaders) < LEADERS:
            leaders.append(words)
            groups.append([each])
        else:
            alone.append([each])
    return sorted([*groups, *alone], key=len, reverse=True)


def telling_words(text: str) -> str:
    """Return the words of a text that tell something, in lower case, one space between them.

    A text of filling words alone ("Why would I?") keeps them all.
    """
    words = _WORDS.findall(text[:COMPARED].casefold())
    return " ".join([word for word in words if word not in _FILLING] or words)


def _place(words: str, leaders: list[str]) -> int | None:
    found = process.extractOne(words, leaders, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    return found[2] if found else None
