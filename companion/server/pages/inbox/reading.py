"""The inbox as its reader sees it: what waits, by promise and kind, alike with alike.

A view looks at the newest ``WINDOW`` objections that wait, however many there are; older ones
come up as these are decided.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import is_storable
from companion.server.pages.inbox.heard import (
    Heard,
    PromiseName,
    promise_names,
    select_heard,
    to_heard,
)
from companion.server.pages.inbox.likeness import group_alike
from companion.server.pages.numbers import Kind, find_kinds, kind_of
from companion.server.permissions import MARKETING
from companion.server.tables import (
    assignment,
    objection,
    waiting_objection,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row, Select

    from companion.server.permissions import Actor

WINDOW = 500
"""How many of the newest objections that wait one view looks at."""

AT_ONCE = 200
"""How many of a group stand on its page, and so are decided together."""

GROUPS = 25
"""How many groups one view shows, the most frequent ones; a link leads to all."""

MOST = 1_000
"""Up to here what waits is counted; beyond it is "more than"."""

NO_PROMISE = "none"
"""Stands in an address for the promise of calls whose prospect had seen none."""


@dataclass(frozen=True, slots=True)
class Group:
    """What waits under one promise and of one kind; ``sayings`` are alike with alike."""

    promise: PromiseName | None
    kind: Kind
    sayings: list[list[Heard]]

    @property
    def path(self) -> str:
        """Return the address of the group's page."""
        return f"/inbox/{self.promise.id if self.promise else NO_PROMISE}/{self.kind.code}"

    @property
    def all(self) -> list[Heard]:
        """Return everything in the group."""
        return list(chain.from_iterable(self.sayings))

    @property
    def count(self) -> int:
        """Return how many objections are in the group."""
        return sum(map(len, self.sayings))

    @property
    def newest(self) -> datetime:
        """Return when the last of them was heard."""
        return max(each.heard_at for each in self.all)

    @property
    def assignees(self) -> list[str]:
        """Return who looks after some of it, by how much."""
        found = Counter(each.assignee for each in self.all if each.assignee)
        return [name for name, _ in found.most_common()]


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything in one view; ``older`` more wait than it looks at, or more than that."""

    groups: list[Group]
    older: int

    @property
    def has_many_older(self) -> bool:
        """Tell whether even more wait than were counted."""
        return self.older >= MOST - WINDOW

    @property
    def count(self) -> int:
        """Return how many objections stand in the view."""
        return sum(each.count for each in self.groups)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to see: of whom (a user's id, "nobody"), on which promise."""

    assignee: str = ""
    promise_id: str = ""


def count_waiting(cx: Connection, actor: Actor) -> int:
    """Return how many objections wait, counted up to ``MOST``; none for who may not see them."""
    if actor.role not in MARKETING.roles:
        return 0
    mine = select(waiting_objection.c.objection_id).where(waiting_objection.c.org == actor.org)
    return cx.scalar(select(func.count()).select_from(mine.limit(MOST).subquery())) or 0


def read_inbox(cx: Connection, actor: Actor, wish: Wish, now: datetime) -> Inbox:
    """Read what waits, the largest group first."""
    newest = _wished(_places(actor.org), wish).order_by(waiting_objection.c.heard_at.desc())
    # Chosen first, then looked up: else everything that waits is looked up to be sorted.
    query = _waiting(actor).where(waiting_objection.c.objection_id.in_(newest.limit(WINDOW)))
    rows = cx.execute(query.order_by(waiting_objection.c.heard_at.desc())).all()
    places: dict[tuple[str | None, str], list[Row[Any]]] = {}
    for row in rows:
        places.setdefault((row.promise_id, row.category), []).append(row)
    names = promise_names(cx, actor.org, {promise_id for promise_id, _ in places}, now)
    kinds = find_kinds(cx, actor.org)
    groups = [
        _group(actor, within, names.get(promise_id), kind_of(kinds, category))
        for (promise_id, category), within in places.items()
    ]
    groups.sort(key=lambda each: (each.count, each.newest), reverse=True)
    older = count_waiting(cx, actor) - len(rows) if len(rows) == WINDOW else 0
    return Inbox(groups, older)


def read_group(
    cx: Connection, actor: Actor, promise_id: str, category: str, now: datetime, like: str = ""
) -> Group:
    """Read the newest of one group, or of it only what is like one objection (by its id).

    The group is empty when everything in it has been decided.

    Raises:
        RejectedError: ``not_found``: there is no such promise.
    """
    if not is_storable(category):
        raise RejectedError("There is no such kind of objection.", "not_found")
    wanted = None if promise_id == NO_PROMISE else promise_id
    names = promise_names(cx, actor.org, {wanted}, now)
    if wanted is not None and wanted not in names:
        raise RejectedError("There is no such promise, or not any more.", "not_found")
    is_there = waiting_objection.c.promise_id == wanted, waiting_objection.c.category == category
    query = _waiting(actor).where(*is_there).order_by(waiting_objection.c.heard_at.desc())
    rows = cx.execute(query.limit(AT_ONCE)).all()
    kind = kind_of(find_kinds(cx, actor.org), category)
    group = _group(actor, rows, names.get(wanted), kind)
    alike = [each for each in group.sayings if like in {heard.id for heard in each}]
    return Group(group.promise, group.kind, alike or group.sayings)


def _waiting(actor: Actor) -> Select[Any]:
    place = and_(objection.c.org == actor.org, objection.c.id == waiting_objection.c.objection_id)
    query = select_heard(actor.org).add_columns(waiting_objection.c.promise_id)
    return query.join(waiting_objection, place).where(waiting_objection.c.org == actor.org)


def _places(org: str) -> Select[Any]:
    """Ask for the ids of what waits, with who looks after it."""
    is_given = (
        assignment.c.org == org,
        assignment.c.objection_id == waiting_objection.c.objection_id,
    )
    query = select(waiting_objection.c.objection_id).outerjoin(assignment, and_(*is_given))
    return query.where(waiting_objection.c.org == org)


def _wished(query: Select[Any], wish: Wish) -> Select[Any]:
    if wish.assignee == "nobody":
        query = query.where(assignment.c.user_id.is_(None))
    elif is_record_id(wish.assignee):
        query = query.where(assignment.c.user_id == wish.assignee)
    if is_record_id(wish.promise_id):
        query = query.where(waiting_objection.c.promise_id == wish.promise_id)
    return query


def _group(actor: Actor, rows: Iterable[Row[Any]], named: PromiseName | None, kind: Kind) -> Group:
    heard = [to_heard(row, actor) for row in rows]
    return Group(named, kind, group_alike(heard, lambda each: each.words))
