"""Gathers what the laptop's rooms below the window say: ``python -m tests.ui.sentences`` writes it.

lupdate reads texts of the window alone; these come from exceptions and reports, so their list is
made from the source and kept as a file of the window, for lupdate to find.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "companion" / "ui" / "said_sentences.py"
ROOMS = ("domain", "imports", "services", "store", "sync", "system", "wire")
_SENTENCE = re.compile(r"[ A-Z“{].*[a-z{}“”] .*[.…?]\s?", re.DOTALL)


def sentences() -> list[str]:
    """Return every sentence with a place ``{}`` for each value, once, in alphabetical order."""
    files = [path for room in ROOMS for path in (ROOT / "companion" / room).rglob("*.py")]
    kept = [each for each in files if "migrations" not in each.parts]
    return sorted({text for path in kept for text in _texts(path)})


def write_sentences() -> None:
    """Write the list that lupdate finds."""
    lines = [f"    QT_TRANSLATE_NOOP({'Sentences'!r}, {each!r})," for each in sentences()]
    body = "\n".join(line.replace("'Sentences'", '"Sentences"') for line in lines)
    KEPT.write_text(f"{_HEAD}{body}\n)\n# fmt: on\n{_TAIL}", encoding="utf-8")


_HEAD = '''"""What the rooms below the window say; ``tests.ui.sentences`` writes this file."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

# fmt: off
_FOUND: tuple[object, ...] = (
'''

_TAIL = '''
SENTENCES = tuple(map(str, _FOUND))
"""Each sentence once, with ``{}`` for a value."""
'''


def _texts(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    nodes = (node for node in ast.walk(tree) if id(node) not in explained | inner)
    texts = {text for node in nodes if (text := _template(node)) is not None}
    return {text for text in texts if _SENTENCE.fullmatch(text) and "SELECT" not in text}


def _template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(map(str, parts))
    return None


if __name__ == "__main__":
    write_sentences()
