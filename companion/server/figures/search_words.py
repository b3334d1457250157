"""Words as they are searched: no case, no accents, nothing but letters and digits.

Both databases search exactly these, so that they find the same.
"""

from __future__ import annotations

import re
import unicodedata

_STROKES = str.maketrans("øłđðıħŧ", "olddiht")
"""Letters that Unicode does not take apart although people type them without the stroke."""

_SIGNS = r"\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese and Japanese, which part no words: each sign is one."""

_WORD = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")

_LONGEST = 100


def search_words(text: str) -> list[str]:
    """Return the words of a text, folded, in order."""
    bare = text.casefold().translate(_STROKES).replace("æ", "ae").replace("œ", "oe")
    whole = bare if bare.isascii() else _without_accents(bare)
    return [word[:_LONGEST] for word in _WORD.findall(whole)]


def _without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in parted if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain)


def version_word(version_id: str) -> str:
    """Return the word that stands for a version among the words heard on it."""
    return f"v{version_id.replace('-', '')}"
