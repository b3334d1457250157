"""Finding prospects who look like one person: by phone, by email, and by name with company.

Phones are E.164 and emails lower case wherever they are kept, so sharing one is a look at an
index. Names are compared within small groups that share the beginning of a name, whatever the
order of its words; comparing everybody with everybody would take hours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import delete, func, insert, select

from companion.server.duplicate_tables import likely_pair
from companion.server.kept import portions
from companion.server.record_tables import prospect, prospect_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

PHONE, EMAIL, NAME = "phone", "email", "name"
"""Why two prospects look alike."""

MOST_PAIRS = 2_000
LARGEST_GROUP = 60
"""Names or keys that more people share say nothing: a switchboard, "info@", "Smith"."""

_ALIKE = 90
_COMPANY_ALIKE = 85
_CERTAIN = 100
_BEGINNING = 4
_LEGAL = re.compile(
    r"\b(gmbh|ag|kg|ug|se|mbh|inc|llc|ltd|limited|corp|co|plc|sa|sarl|srl|bv|nv|oy|ab|as)\b"
)


class Likely(NamedTuple):
    """Two prospects, the older first, why they look alike, and how much of a hundred."""

    one_id: str
    other_id: str
    reason: str
    score: int


class _Named(NamedTuple):
    id: str
    name: str
    company: str


def find_pairs(cx: Connection, org: str) -> list[Likely]:
    """Return the pairs that look most alike, the surest first."""
    found: dict[tuple[str, str], Likely] = {}
    for each in (*_sharing(cx, org), *_sounding_alike(cx, org)):
        key = each.one_id, each.other_id
        if key not in found or found[key].score < each.score:
            found[key] = each
    return sorted(found.values(), key=lambda each: (-each.score, each))[:MOST_PAIRS]


def keep_pairs(cx: Connection, org: str, found: Iterable[Likely], now: datetime) -> int:
    """Keep what was found in the place of what was; what a person dismissed stays dismissed."""
    columns = likely_pair.c
    mine = columns.org == org
    gone = select(columns.one_id, columns.other_id).where(mine, columns.dismissed_at.is_not(None))
    dismissed = {(row.one_id, row.other_id) for row in cx.execute(gone)}
    cx.execute(delete(likely_pair).where(mine, columns.dismissed_at.is_(None)))
    rows = [
        {"org": org, **each._asdict(), "found_at": now}
        for each in found
        if (each.one_id, each.other_id) not in dismissed
    ]
    for some in portions(rows):
        cx.execute(insert(likely_pair), some)
    return len(rows)


def _sharing(cx: Connection, org: str) -> Iterator[Likely]:
    """Yield the pairs that share a phone or an email."""
    columns = prospect_key.c
    for kind in (PHONE, EMAIL):
        mine = columns.org == org, columns.kind == kind
        many = func.count()
        shared = select(columns.value).where(*mine).group_by(columns.value)
        shared = shared.having(many > 1, many <= LARGEST_GROUP)
        rows = cx.execute(
            select(columns.value, columns.prospect_id).where(*mine, columns.value.in_(shared))
        )
        groups: dict[str, list[str]] = defaultdict(list)
        for value, prospect_id in rows:
            groups[value].append(prospect_id)
        yield from _pairs(groups.values(), kind)


def _pairs(groups: Iterable[list[str]], reason: str) -> Iterator[Likely]:
    for group in groups:
        for one, other in combinations(sorted(group), 2):
            yield Likely(one, other, reason, _CERTAIN)


def _sounding_alike(cx: Connection, org: str) -> Iterator[Likely]:
    """Yield pairs whose names are nearly the same, and whose companies are, if both have one."""
    columns = prospect.c.id, prospect.c.name, prospect.c.company
    mine = prospect.c.org == org, prospect.c.deleted_at.is_(None), prospect.c.name != ""
    groups: dict[str, list[_Named]] = defaultdict(list)
    for prospect_id, name, company in cx.execute(select(*columns).where(*mine)):
        who = _Named(prospect_id, default_process(name), _company(company))
        for beginning in {word[:_BEGINNING] for word in who.name.split() if len(word) > 1}:
            groups[beginning].append(who)
    for group in groups.values():
        for small in _small(group):
            for one, other in combinations(sorted(small), 2):
                if score := _likeness(one, other):
                    yield Likely(one.id, other.id, NAME, score)


def _small(group: list[_Named]) -> Iterator[list[_Named]]:
    """Part a group that is too large by company."""
    if len(group) <= LARGEST_GROUP:
        yield group
        return
    parts: dict[str, list[_Named]] = defaultdict(list)
    for each in group:
        parts[each.company[:_BEGINNING]].append(each)
    yield from (part for part in parts.values() if len(part) <= LARGEST_GROUP)


def _likeness(one: _Named, other: _Named) -> int:
    """Return how alike two people are, of a hundred; 0 if they are not."""
    name = fuzz.token_sort_ratio(one.name, other.name, score_cutoff=_ALIKE)
    if not name:
        return 0
    if not (one.company and other.company):
        return 0 if one.company == other.company else min(round(name), _ALIKE) - 10
    company = fuzz.token_set_ratio(one.company, other.company, score_cutoff=_COMPANY_ALIKE)
    return min(round((name + company) / 2), _CERTAIN - 1) if company else 0


def _company(text: str) -> str:
    return " ".join(_LEGAL.sub(" ", default_process(text)).split())
