"""The text of an export: CSV as everybody reads it, with cells that nothing calculates from."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from companion.imports.inert_cells import inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from companion.server.exports.layouts import Layout, Told

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Begins a file, so that spreadsheets read it as UTF-8."""

WRITTEN, DONE = "written", "done"
"""The states of a file of an order: whole under its other name, and named."""

_PIECE = 64 * 1024


def waiting_name(file_id: str) -> str:
    """Return the other name, under which a file waits until it is committed."""
    return f".{file_id}.part"


def line_of(cells: Iterable[str]) -> str:
    """Write one line."""
    text = io.StringIO()
    csv.writer(text).writerow([inert(each) for each in cells])
    return text.getvalue()


def written(layout: Layout, told: Iterable[Told]) -> Iterator[bytes]:
    """Yield a whole file, in pieces."""
    waiting = [MARK + line_of(layout.headers)]
    size = 0
    for each in told:
        line = line_of(layout.row(each))
        waiting.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()
