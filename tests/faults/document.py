"""Writes ``docs/faults.md`` from the matrix and the tests that stand beside it.

python -m tests.faults.document
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.faults.matrix import ROWS

FOLDER = Path(__file__).resolve().parent
DOCUMENT = FOLDER.parents[1] / "docs" / "faults.md"
HEAD = """\
# Faults, and where each is made to happen

What may go wrong between a laptop and its server, what must hold then, and the test that does it to
the real thing. Everywhere: when the fault is over, the outbox is empty or waits for a person, every
laptop holds what the server holds, and each change stands once in the log.

Written by `python -m tests.faults.document` from `tests/faults/`; a test fails when it is stale.

| # | Fault | What must hold | How it is made to happen |
|---|---|---|---|
"""
MISSING = "**no test yet**"


def files_of(number: int) -> list[Path]:
    """Return the files that test a row of the matrix."""
    return sorted(FOLDER.glob(f"test_{number:02}_*.py"))


def make_document() -> str:
    """Return the document as it must be now."""
    return HEAD + "".join(
        f"| {row.number} | {row.fault} | {row.expected} | {_told(row.number)} |\n" for row in ROWS
    )


def _told(number: int) -> str:
    return "<br>".join(_link(path) for path in files_of(number)) or MISSING


def _link(path: Path) -> str:
    """Say what a file does, in the first line of its own docstring, and lead to it."""
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    done = " ".join(words.partition("\n\n")[0].split()).replace("|", "\\|")
    return f"{done} [`{path.stem}`](../tests/faults/{path.name})"


if __name__ == "__main__":
    DOCUMENT.write_text(make_document(), "utf-8")
