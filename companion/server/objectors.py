"""Whoever must not be called is not called under their number, whosever record it stands in.

An objection is kept on the prospect who made it. It holds for every other prospect with the same
number as well: for those who are here, at once, and for those a list, a form or another program
brings later. What do-not-call lists say is kept apart from it, and follows the numbers of a
prospect. Laptops hear of both as of any other change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from companion.domain.prospects import SHARED_OBJECTION
from companion.server.bars.digests import drop_digests, keep_digests
from companion.server.tables import prospect_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.bars.numbers import Bars
    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.wire.records import Fields

_SHARED: Mapping[str, Any] = {"do_not_call": True, "do_not_call_reason": SHARED_OBJECTION}
"""What is written on others with the number; their other numbers are nobody's objection."""

LISTS = "do_not_call_lists"
_FREE: Mapping[str, Any] = {"do_not_call": False, "do_not_call_reason": ""}
_TELLING = frozenset({"phones", LISTS})


def phones_in(edits: Iterable[Edit]) -> set[str]:
    """Return the numbers that these edits write on prospects."""
    given = [each.fields.get("phones") for each in edits if each.entity == "prospect"]
    return {one for some in given if isinstance(some, list) for one in some if isinstance(one, str)}


class Marks:
    """What one writing transaction has to write besides, because of what it writes.

    ``kept`` returns a prospect as the transaction sees it.
    """

    def __init__(
        self, cx: Connection, org: str, bars: Bars, kept: Callable[[str, str], Kept | None]
    ) -> None:
        self._cx = cx
        self._org = org
        self._bars = bars
        self._kept = kept
        self._here: dict[str, set[str]] = {}  # who was written here with a number

    def after(self, edit: Edit, before: Kept | None, after: Kept) -> dict[str, Fields]:
        """Return the fields to write on prospects by id, after an edit was entered."""
        if after.entity != "prospect":
            return {}
        phones = _phones(after)
        if after.deleted_at is None:
            for each in phones:
                self._here.setdefault(each, set()).add(after.id)
        found = self._objection_marks(before, after, edit.received_at)
        if after.deleted_at is None and (before is None or not _TELLING.isdisjoint(edit.fields)):
            lists = self._bars.lists_of(phones)
            if lists != after.fields[LISTS]:
                found.setdefault(after.id, {})[LISTS] = list(lists)
        return found

    def _objection_marks(
        self, before: Kept | None, after: Kept, now: datetime
    ) -> dict[str, Fields]:
        phones = _phones(after)
        did = before is not None and before.deleted_at is None and _objects(before)
        if after.deleted_at is not None:
            if did:
                keep_digests(self._cx, self._org, phones, now)
            return {}
        if _objects(after):
            if did or not phones:
                return {}
            self._bars.note_objection(phones)
            marked = [each for each in self._others(after) if not each.fields["do_not_call"]]
            return {each.id: dict(_SHARED) for each in marked}
        if did and not after.fields["do_not_call"]:
            return self._lifted(after)
        fresh = set(phones) - set(_phones(before) if before is not None else ())
        is_marked = after.fields["do_not_call"] or not fresh or not self._bars.is_objected(fresh)
        return {} if is_marked else {after.id: dict(_SHARED)}

    def _lifted(self, agreed: Kept) -> dict[str, Fields]:
        """Return whom else to free when somebody takes back what they asked for.

        Others with the number are free again, unless yet another of them asked for it, too.
        """
        drop_digests(self._cx, self._org, _phones(agreed))
        others = self._others(agreed)
        still = {one for each in others if _objects(each) for one in _phones(each)}
        free = set(_phones(agreed)) - still
        self._bars.forget_objection(free)
        return {
            each.id: dict(_FREE)
            for each in others
            if _is_shared(each)
            and still.isdisjoint(_phones(each))
            and not self._bars.is_objected(_phones(each))
        }

    def _others(self, kept: Kept) -> list[Kept]:
        """Return who else has a number of somebody, as this transaction sees them."""
        phones = set(_phones(kept))
        query = select(prospect_key.c.prospect_id).where(
            prospect_key.c.org == self._org,
            prospect_key.c.kind == "phone",
            prospect_key.c.value.in_(sorted(phones)),
        )
        ids = {*self._cx.scalars(query), *(one for each in phones for one in self._here[each])}
        found = (self._kept("prospect", each) for each in sorted(ids - {kept.id}))
        return [
            each
            for each in found
            if each and each.deleted_at is None and not phones.isdisjoint(_phones(each))
        ]


def _is_shared(kept: Kept) -> bool:
    return bool(kept.fields["do_not_call"]) and not _objects(kept)


def _objects(kept: Kept) -> bool:
    """Tell whether somebody asked for it themselves."""
    return bool(kept.fields["do_not_call"]) and (
        kept.fields["do_not_call_reason"] != SHARED_OBJECTION
    )


def _phones(kept: Kept) -> list[str]:
    return cast("list[str]", kept.fields["phones"])
