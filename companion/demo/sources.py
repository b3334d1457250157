"""Reads what we wrote for the demo: JSON, and tables of lines parted by ``|``."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from companion.resources import resource_path, resource_text


@cache
def read_source(name: str) -> Any:
    """Return one of the demo's JSON files, such as ``"calls"``. Read it; never change it."""
    return json.loads(resource_text("demo", f"{name}.json"))


def read_lines(*parts: str, columns: int) -> list[tuple[str, ...]]:
    """Return the lines of one of the demo's tables, each filled up to ``columns`` texts.

    Blank lines and lines that begin with ``#`` are left out.
    """
    lines = resource_text("demo", *parts).splitlines()
    wanted = [line for line in lines if line.strip() and not line.startswith("#")]
    return [_cells(line, columns) for line in wanted]


def read_picture(name: str) -> bytes:
    """Return one of the demo's creatives, a PNG."""
    return resource_path("demo", "creatives", f"{name}.png").read_bytes()


def _cells(line: str, columns: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in line.split("|")]
    return (*cells, *[""] * (columns - len(cells)))
