"""How long each kind of data is kept: months, by rule of an admin; without a rule for ever."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from companion.domain.errors import RejectedError
from companion.domain.problems import Problem
from companion.server.rights_tables import retention_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

MOST_MONTHS = 240


class Lapsing(StrEnum):
    """The kinds of data that a rule can be about."""

    UNCALLED = "uncalled"
    CALLED = "called"
    WORDS = "words"
    IMPORTS = "imports"
    HOOKS = "hooks"
    EXPORTS = "exports"
    AUDIT = "audit"


FEWEST = {Lapsing.AUDIT: 2}
"""Months below which a kind is needed still: laptops send again for 35 days what was lost."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``mark`` is how far the log was gone through, for kinds that go by it."""

    kind: Lapsing
    months: int
    mark: int = 0
    ran_at: datetime | None = None


def read_rules(cx: Connection, org: str) -> dict[Lapsing, Rule]:
    """Return the rules by kind; kinds without one are kept for ever."""
    rows = cx.execute(select(retention_rule).where(retention_rule.c.org == org))
    found = (Rule(Lapsing(row.kind), row.months, row.mark, row.ran_at) for row in rows)
    return {each.kind: each for each in found}


def read_months(given: Mapping[str, str]) -> dict[Lapsing, int]:
    """Read months from a form; empty is for ever, and left out.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    found, problems = {}, []
    for kind in Lapsing:
        typed, fewest = given.get(kind.value, "").strip(), FEWEST.get(kind, 1)
        if not typed:
            continue
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_MONTHS))
        if not is_number or not fewest <= int(typed) <= MOST_MONTHS:
            sentence = f"Please give whole months, from {fewest} to {MOST_MONTHS}, or nothing."
            problems.append(Problem(kind.value, "invalid", sentence))
        else:
            found[kind] = int(typed)
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)
    return found


def keep_rules(cx: Connection, org: str, months: Mapping[Lapsing, int], now: datetime) -> None:
    """Keep these rules and no others; how far one has come stays with it."""
    before = read_rules(cx, org)
    cx.execute(delete(retention_rule).where(retention_rule.c.org == org))
    rows = [
        {
            "org": org,
            "kind": kind.value,
            "months": many,
            "mark": before[kind].mark if kind in before else 0,
            "set_at": now,
            "ran_at": before[kind].ran_at if kind in before else None,
        }
        for kind, many in months.items()
    ]
    if rows:
        cx.execute(insert(retention_rule), rows)


def note_rule(cx: Connection, org: str, kind: Lapsing, now: datetime, mark: int) -> None:
    """Note that a rule was carried out, and how far."""
    mine = retention_rule.c.org == org, retention_rule.c.kind == kind.value
    cx.execute(update(retention_rule).where(*mine).values(ran_at=now, mark=mark))


def months_before(now: datetime, months: int) -> datetime:
    """Return the same time of day so many months ago; the last day of a month stays one."""
    whole = now.year * 12 + now.month - 1 - months
    year, month = divmod(whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))
