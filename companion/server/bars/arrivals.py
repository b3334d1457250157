"""From a file that was sent to numbers in the database, without ever holding it whole."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from companion.imports.lists import ListFile
from companion.imports.numbers import read_numbers
from companion.server.bars.lists import (
    MOST_PROBLEMS,
    BarredList,
    add_numbers,
    count_list,
    drop_list,
    read_list,
)
from companion.server.walls import enter

if TYPE_CHECKING:
    from companion.server.database import Database

_TOGETHER = 100_000
"""How many lines are written in one transaction: in order, since a tree takes them quicker so."""


def bring_numbers(database: Database, org: str, list_id: str, source: BinaryIO) -> None:
    """Read a list that was begun into the database, where it waits to be looked at.

    Raises:
        RejectedError: it is no list of numbers; nothing of it is kept.
        UnavailableError: the database is out of reach or its disk is full.
    """
    with database.read() as cx:
        enter(cx, org)
        begun = read_list(cx, org, list_id)
    with ExitStack() as undo:
        undo.callback(_leave_nothing, database, org, begun)
        _bring(database, org, begun, source)
        undo.pop_all()


def _bring(database: Database, org: str, begun: BarredList, source: BinaryIO) -> None:
    lines, refused = 0, 0
    problems: list[tuple[int, str]] = []
    given = read_numbers(ListFile(source), begun.region or None)
    while some := list(islice(given, _TOGETHER)):
        lines += len(some)
        for each in some:
            refused += not each.phones
            if each.problems and len(problems) < MOST_PROBLEMS:
                problems += ((told.line, told.reason) for told in each.problems)
        with database.write() as cx:
            enter(cx, org)
            phones = sorted({phone for each in some for phone in each.phones})
            add_numbers(cx, org, begun.number, phones)
    with database.write() as cx:
        enter(cx, org)
        count_list(cx, org, begun.id, lines, refused, problems[:MOST_PROBLEMS])


def _leave_nothing(database: Database, org: str, begun: BarredList) -> None:
    with database.write() as cx:
        enter(cx, org)
        drop_list(cx, org, begun)
