"""Whoever must not be called is not called under their number, whosever record it stands in.

An objection is kept on the prospect who made it. It holds for every other prospect with the same
number as well: for those who are here, at once, and for those a list, a form or another program
brings later. What do-not-call lists say is kept apart from it, and follows the numbers of a
prospect. Laptops hear of both as of any other change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, select

from companion.domain.prospects import SHARED_OBJECTION
from companion.server.bars.digests import drop_digests, keep_digests
from companion.server.tables import prospect, prospect_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.bars.numbers import Bars
    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.wire.records import Fields

_SHARED: Mapping[str, Any] = {"do_not_call": True, "do_not_call_reason": SHARED_OBJECTION}
"""What is written on others with the number; their other numbers are nobody's objection."""

LISTS = "do_not_call_lists"
_TELLING = frozenset({"phones", LISTS})


def phones_in(edits: Iterable[Edit]) -> set[str]:
    """Return the numbers that these edits write on prospects."""
    given = [each.fields.get("phones") for each in edits if each.entity == "prospect"]
    return {one for some in given if isinstance(some, list) for one in some if isinstance(one, str)}


class Marks:
    """What one writing transaction has to write besides, because of what it writes."""

    def __init__(self, cx: Connection, org: str, bars: Bars) -> None:
        self._cx = cx
        self._org = org
        self._bars = bars
        self._holders: dict[str, set[str]] = {}  # who was written here with a number

    def after(self, edit: Edit, before: Kept | None, after: Kept) -> dict[str, Fields]:
        """Return the fields to write on prospects by id, after an edit was entered."""
        if after.entity != "prospect":
            return {}
        self._note_objection(before, after, edit.received_at)
        if after.deleted_at is not None:
            return {}
        phones = _phones(after)
        for each in phones:
            self._holders.setdefault(each, set()).add(after.id)
        found: dict[str, Fields] = {each: dict(_SHARED) for each in self._sharing(before, after)}
        if before is None or not _TELLING.isdisjoint(edit.fields):
            lists = self._bars.lists_of(phones)
            if lists != after.fields[LISTS]:
                found.setdefault(after.id, {})[LISTS] = list(lists)
        return found

    def _sharing(self, before: Kept | None, after: Kept) -> list[str]:
        """Return who is marked because of an objection: of others with the number, or theirs."""
        phones = _phones(after)
        if not after.fields["do_not_call"]:
            known = _phones(before) if before is not None else []
            fresh = set(phones) - set(known)
            return [after.id] if fresh and self._bars.is_objected(fresh) else []
        if not phones or not _objects(after) or (before is not None and _objects(before)):
            return []
        self._bars.note_objection(phones)
        here = {one for each in phones for one in self._holders[each]}
        return sorted((here | self._kept_with(phones)) - {after.id})

    def _kept_with(self, phones: Collection[str]) -> set[str]:
        is_theirs = and_(prospect.c.org == self._org, prospect.c.id == prospect_key.c.prospect_id)
        query = (
            select(prospect_key.c.prospect_id)
            .join(prospect, is_theirs)
            .where(prospect_key.c.org == self._org, prospect_key.c.kind == "phone")
            .where(prospect_key.c.value.in_(list(phones)), ~prospect.c.do_not_call)
            .where(prospect.c.deleted_at.is_(None))
        )
        return set(self._cx.scalars(query))

    def _note_objection(self, before: Kept | None, after: Kept, now: datetime) -> None:
        """Keep what somebody asked for who is deleted; let it go when they take it back."""
        if before is None or before.deleted_at is not None or not _objects(before):
            return
        if after.deleted_at is not None:
            keep_digests(self._cx, self._org, _phones(before), now)
        elif not after.fields["do_not_call"]:
            drop_digests(self._cx, self._org, _phones(before))


def _objects(kept: Kept) -> bool:
    """Tell whether somebody asked for it themselves."""
    return bool(kept.fields["do_not_call"]) and (
        kept.fields["do_not_call_reason"] != SHARED_OBJECTION
    )


def _phones(kept: Kept) -> list[str]:
    return cast("list[str]", kept.fields["phones"])
