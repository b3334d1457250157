"""Records of a list as a table keeps them, some hundred together."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

from companion.imports.separators import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

PORTION = 500
"""How many rows are taken over together."""


def pack(records: Iterable[Record]) -> bytes:
    """Write records as a table keeps them."""
    rows = [[each.line, each.cells, each.is_open + 2 * each.is_short] for each in records]
    return zlib.compress(json.dumps(rows, ensure_ascii=True).encode(), 1)


def unpack(packed: bytes) -> list[Record]:
    """Read records as a table keeps them."""
    return [
        Record(line, tuple(cells), bool(marks & 1), bool(marks & 2))
        for line, cells, marks in json.loads(zlib.decompress(packed))
    ]
