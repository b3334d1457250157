"""What the rooms below say, in the person's language.

Errors and reports carry English sentences; the window translates them where it shows them. A
sentence with values in it is recognised by its pattern, so that no room below knows of languages.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from companion.ui.said_sentences import SENTENCES

_CONTEXT = "Sentences"
_LONGEST = 2_000


def said(sentence: str) -> str:
    """Return a sentence of a lower room in the person's language; unknown ones as they are."""
    if len(sentence) > _LONGEST or not _has_translation():
        return sentence
    if (known := _translated(sentence)) != sentence:
        return known
    for pattern, template in _patterns():
        if found := pattern.fullmatch(sentence):
            return _filled(_translated(template), [said(part) for part in found.groups()])
    return sentence


def _filled(template: str, values: list[str]) -> str:
    pieces = re.split(r"\{\w*\}", template)
    filled = [piece for pair in zip(pieces, [*values, ""], strict=False) for piece in pair]
    return "".join(filled)


def _translated(template: str) -> str:
    return QCoreApplication.translate(_CONTEXT, template)


def _has_translation() -> bool:
    return _translated(SENTENCES[0]) != SENTENCES[0]


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences with values in them, those with most words of their own first."""
    open_ones = [each for each in SENTENCES if re.search(r"\{\w*\}", each)]
    open_ones.sort(key=lambda each: len(re.sub(r"\{\w*\}", "", each)), reverse=True)
    return [(_pattern(each), each) for each in open_ones]


def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{\w*\}", template)
    return re.compile("(.+?)".join(map(re.escape, pieces)), re.DOTALL)
