"""Keys as this system and this language name them, the same on every cap."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

_FORMAT = QKeySequence.SequenceFormat


def native_keys(keys: str) -> str:
    """Return a shortcut such as ``Ctrl+Return`` as a person knows it: Ctrl+Enter, Strg+Enter."""
    portable = QKeySequence(keys).toString(_FORMAT.PortableText).replace("Return", "Enter")
    return QKeySequence(portable).toString(_FORMAT.NativeText)


def cap_words(keys: str) -> str:
    """Return the same with spaces, as it is drawn on a cap: Ctrl Enter."""
    return native_keys(keys).replace("+", " ")
