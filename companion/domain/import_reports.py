"""What became of a file: every row imported, updated, unchanged, or reported with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ImportKind(StrEnum):
    """What a file lists."""

    PROSPECTS = "prospects"
    CAMPAIGNS = "campaigns"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row, or a field of it, was not taken. ``line`` counts from 1 as an editor does."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The truth about one import: the four counts add up to ``rows`` (the header not counted).

    ``problems`` holds at least one entry per rejected row, and also what was left out of rows
    that were taken (a phone that could not be read, say). ``unmapped`` names columns not used.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[RowProblem, ...] = ()
    unmapped: tuple[str, ...] = ()
    is_dry_run: bool = False
