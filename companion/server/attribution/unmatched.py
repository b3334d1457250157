"""Touches that no campaign was found for, grouped by what tells most about them.

A group is emptied by a rule that gives its value to a campaign, or set aside as one that will
never belong to any. What is set aside is kept by value, so that its next touches are too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, insert, select

from companion.domain.attribution import bare_page
from companion.domain.campaigns import MatchKind, MatchRule
from companion.domain.errors import RejectedError
from companion.server.attribution.reruns import apply_rules
from companion.server.attribution.verdicts import told_without_campaign, touches_without_campaign
from companion.server.tables import ignored_value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign
    from companion.server.attribution.verdicts import Told

LOOKED_AT = 4_000
"""How many touches without a campaign a view looks at, the newest ones."""

MOST = 20_000
"""How many of the newest ones a new rule is applied to at once."""

SHOWN = 100
"""How many groups one page shows, those with the most touches."""

_TELLING = ("utm_campaign", "utm_id", "form", "list_name", "landing_page", "utm_source")
"""What a group goes by: the first of these that a touch has."""

_BESIDE = ("utm_source", "utm_medium", "form", "list_name", "landing_page")


class Telling(NamedTuple):
    """A value that tells where touches come from; both empty where nothing does."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Touches of one telling value: how many, the newest's time, what else they say mostly."""

    telling: Telling
    count: int
    newest: datetime
    beside: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What is left to do: the groups, how many touches, and what was set aside."""

    groups: tuple[Group, ...]
    touches: int
    ignored: tuple[Telling, ...]
    is_whole: bool


def read_unmatched(cx: Connection, org: str) -> Unmatched:
    """Return the groups of touches without a campaign, those with the most touches first."""
    told = told_without_campaign(cx, org, LOOKED_AT)
    ignored = _ignored(cx, org)
    parted: dict[Telling, list[Told]] = defaultdict(list)
    for each in told:
        parted[telling_of(each.values)].append(each)
    groups = [_group(key, some) for key, some in parted.items() if key not in ignored]
    groups.sort(key=lambda each: (-each.count, each.telling))
    left = sum(each.count for each in groups)
    is_whole = sum(each.times for each in told) < LOOKED_AT
    return Unmatched(tuple(groups[:SHOWN]), left, tuple(sorted(ignored)), is_whole)


def give_rules(
    campaign: Campaign, tellings: Sequence[Telling], promise_id: str | None = None
) -> Campaign:
    """Return a campaign with a rule for each of these values.

    Raises:
        RejectedError: ``invalid``: one of them says nothing, or there are too many rules.
    """
    if any(not each.field for each in tellings):
        sentence = "Touches that say nothing cannot be found by a rule. Please set them aside."
        raise RejectedError(sentence)
    known = {rule.condition for rule in campaign.match_rules}
    made = [
        MatchRule(each.field, MatchKind.EXACT, each.value, promise_id)
        for each in dict.fromkeys(tellings)
    ]
    new = [rule for rule in made if rule.condition not in known]
    after = replace(campaign, match_rules=(*campaign.match_rules, *new))
    if problems := after.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    return after


def settle_touches(
    cx: Connection,
    org: str,
    tellings: Collection[Telling],
    actor_id: str | None,
    now: datetime,
) -> int:
    """Let the touches of these values belong to what the rules say by now; returns how many."""
    wanted = set(tellings)
    seen = touches_without_campaign(cx, org, MOST)
    return apply_rules(cx, org, (s for s in seen if telling_of(s.values) in wanted), actor_id, now)


def ignore(
    cx: Connection, org: str, tellings: Collection[Telling], user_id: str, now: datetime
) -> None:
    """Set values aside; a value set aside already stays so."""
    known = _ignored(cx, org)
    rows = [
        {
            "org": org,
            "value_sha256": _digest(each),
            "field": each.field,
            "value": each.value,
            "ignored_by": user_id,
            "ignored_at": now,
        }
        for each in dict.fromkeys(tellings)
        if each not in known
    ]
    if rows:
        cx.execute(insert(ignored_value), rows)


def take_back(cx: Connection, org: str, tellings: Collection[Telling]) -> None:
    """Bring values back that were set aside."""
    digests = [_digest(each) for each in tellings]
    mine = ignored_value.c.org == org, ignored_value.c.value_sha256.in_(digests)
    cx.execute(delete(ignored_value).where(*mine))


def telling_of(said: Sequence[tuple[str, str]]) -> Telling:
    """Return the value that tells most of what a touch says."""
    values = dict(said)
    for name in _TELLING:
        value = bare_page(values[name]) if name == "landing_page" else values[name]
        if value := value.casefold().strip():
            return Telling(name, value)
    return Telling("", "")


def _group(telling: Telling, told: Sequence[Told]) -> Group:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for each in told:
        for name, value in each.values:
            if value and name in _BESIDE and name != telling.field:
                said[name][value] += each.times
    beside = tuple((name, said[name].most_common(1)[0][0]) for name in _BESIDE if said[name])
    count, newest = sum(each.times for each in told), max(each.newest for each in told)
    return Group(telling, count, newest, beside)


def _ignored(cx: Connection, org: str) -> set[Telling]:
    columns = ignored_value.c
    rows: Any = cx.execute(select(columns.field, columns.value).where(columns.org == org))
    return {Telling(row.field, row.value) for row in rows}


def _digest(telling: Telling) -> bytes:
    return sha256(f"{telling.field}\n{telling.value}".encode()).digest()
