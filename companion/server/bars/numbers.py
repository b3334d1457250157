"""What stands against calling a number, as one transaction sees it: asked in one statement.

Three things can: somebody who has it asked not to be called, so did somebody who was erased since,
or it stands on a do-not-call list.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, bindparam, literal, select, union_all

from companion.domain.prospects import SHARED_OBJECTION
from companion.server.among import is_among
from companion.server.bar_tables import barred_digest, barred_list, barred_number
from companion.server.bars.digests import digest_of, number_key
from companion.server.kept import portions
from companion.server.record_tables import prospect, prospect_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import CompoundSelect, Connection

LIVE = "live"
"""The state of a list that counts."""

_OBJECTION, _LIST, _ERASED = "objection", "list", "erased"


class Bars:
    """Numbers looked up so far. ``key`` is that of the organisation's digests, if it is known."""

    def __init__(self, cx: Connection, org: str, key: bytes | None = None) -> None:
        self._cx = cx
        self._org = org
        self._key = key
        self._asked: set[str] = set()
        self._objected: set[str] = set()
        self._lists: dict[str, set[str]] = defaultdict(set)

    def look_up(self, phones: Iterable[str]) -> None:
        """Ask about those of these numbers that were not asked about yet."""
        for some in portions(set(phones) - self._asked):
            self._asked.update(some)
            self._ask(some)

    def note_objection(self, phones: Iterable[str]) -> None:
        """Take note of an objection this transaction writes."""
        self._objected.update(phones)

    def forget_objection(self, phones: Iterable[str]) -> None:
        """Take note that nobody with these numbers objects any more."""
        self._asked.update(phones)
        self._objected.difference_update(phones)

    def is_objected(self, phones: Iterable[str]) -> bool:
        """Tell whether somebody with one of these numbers asked not to be called."""
        self.look_up(phones)
        return not self._objected.isdisjoint(phones)

    def lists_of(self, phones: Iterable[str]) -> list[str]:
        """Return the names of the lists on which one of these numbers stands, in their order."""
        self.look_up(phones)
        return sorted({name for each in phones for name in self._lists.get(each, ())})

    def _ask(self, phones: list[str]) -> None:
        key = self._key = self._key or number_key(self._cx, self._org)
        by_digest = {digest_of(key, each): each for each in phones}
        asked = {"org": self._org, "phones": phones, "digests": list(by_digest)}
        for row in self._cx.execute(_standing_against(self._cx.dialect.name), asked):
            if row.what == _LIST:
                self._lists[row.value].add(row.name)
            else:
                self._objected.add(by_digest.get(row.value, row.value))


@cache
def _standing_against(dialect: str) -> CompoundSelect[Any]:
    return union_all(_objections(dialect), _listed(dialect), _digests(dialect))


def _objections(dialect: str) -> Any:
    is_theirs = and_(
        prospect.c.org == bindparam("org"), prospect.c.id == prospect_key.c.prospect_id
    )
    return (
        select(
            literal(_OBJECTION, String).label("what"),
            prospect_key.c.value.label("value"),
            literal("", String).label("name"),
        )
        .join(prospect, is_theirs)
        .where(prospect_key.c.org == bindparam("org"), prospect_key.c.kind == "phone")
        .where(is_among(dialect, prospect_key.c.value, "phones"))
        .where(prospect.c.deleted_at.is_(None), prospect.c.do_not_call)
        .where(prospect.c.do_not_call_reason != SHARED_OBJECTION)
    )


def _listed(dialect: str) -> Any:
    is_its = and_(
        barred_number.c.org == bindparam("org"),
        barred_number.c.list_number == barred_list.c.number,
    )
    return (
        select(literal(_LIST, String), barred_number.c.phone, barred_list.c.name)
        .join(barred_number, is_its)
        .where(barred_list.c.org == bindparam("org"), barred_list.c.state == LIVE)
        .where(is_among(dialect, barred_number.c.phone, "phones"))
    )


def _digests(dialect: str) -> Any:
    return select(literal(_ERASED, String), barred_digest.c.digest, literal("", String)).where(
        barred_digest.c.org == bindparam("org"),
        is_among(dialect, barred_digest.c.digest, "digests"),
    )
