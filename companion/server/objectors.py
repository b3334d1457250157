"""Whoever asked not to be called is not called under their number, whosever record it stands in.

An objection is kept on the prospect who made it. It holds for every other prospect with the same
number as well: for those who are here, at once, and for those a list, a form or another program
brings later. Laptops hear of it as of any other change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, select

from companion.server.kept import portions
from companion.server.tables import prospect, prospect_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.wire.records import Fields

_SHARED = "Somebody with this number asked not to be called."

SHARED: Fields = {"do_not_call": True, "do_not_call_reason": _SHARED}
"""What is written on others with the number; their other numbers are nobody's objection."""


def phones_in(edits: Iterable[Edit]) -> set[str]:
    """Return the numbers that these edits write on prospects."""
    given = [each.fields.get("phones") for each in edits if each.entity == "prospect"]
    return {one for some in given if isinstance(some, list) for one in some if isinstance(one, str)}


def objected_among(cx: Connection, org: str, phones: Collection[str]) -> set[str]:
    """Return those of these numbers under which somebody asked not to be called."""
    found: set[str] = set()
    for some in portions(phones):
        query = _holders(org, some).where(
            prospect.c.do_not_call, prospect.c.do_not_call_reason != _SHARED
        )
        found |= {row.value for row in cx.execute(query)}
    return found


def who_follows(
    cx: Connection, org: str, before: Kept | None, after: Kept, objected: Collection[str]
) -> list[str]:
    """Return the prospects that are to be marked because of what was just written."""
    if after.entity != "prospect" or after.deleted_at is not None:
        return []
    phones = cast("list[str]", after.fields["phones"])
    if not after.fields["do_not_call"]:
        known = cast("list[str]", before.fields["phones"]) if before is not None else []
        fresh = set(phones) - set(known)
        return [] if fresh.isdisjoint(objected) else [after.id]
    is_known = before is not None and before.fields["do_not_call"]
    if not phones or is_known or after.fields["do_not_call_reason"] == _SHARED:
        return []
    rows = cx.execute(_holders(org, phones).where(~prospect.c.do_not_call))
    return sorted({row.prospect_id for row in rows} - {after.id})


def _holders(org: str, phones: Collection[str]) -> Any:
    columns = prospect_key.c.prospect_id, prospect_key.c.value
    return (
        select(*columns)
        .join(prospect, and_(prospect.c.org == org, prospect.c.id == prospect_key.c.prospect_id))
        .where(prospect_key.c.org == org, prospect_key.c.kind == "phone")
        .where(prospect_key.c.value.in_(list(phones)), prospect.c.deleted_at.is_(None))
    )
