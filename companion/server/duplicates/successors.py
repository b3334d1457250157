"""Who a prospect became: what comes late for one that is gone must land on who it is now.

A laptop that was offline while two prospects were merged still writes for the one that is gone.
Nothing of that is refused or revived: it lands on the survivor, however often that was merged on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select

from companion.server.duplicate_tables import merged_record, prospect_merge

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_LONGEST_CHAIN = 100


class Succession(NamedTuple):
    """Who a prospect that is gone became, through which merge, and when that was."""

    merge_id: str
    survivor_id: str
    merged_at: datetime


class Successors:
    """The successions of one organisation, as one writing transaction sees them."""

    def __init__(self, cx: Connection, org: str) -> None:
        self._cx, self._org = cx, org

    def of(self, gone_id: str) -> Succession | None:
        """Return who a prospect became in the end, and the first merge that led there."""
        first = self._next(gone_id)
        if first is None:
            return None
        survivor = first.survivor_id
        for _ in range(_LONGEST_CHAIN):
            following = self._next(survivor)
            if following is None:
                break
            survivor = following.survivor_id
        return first._replace(survivor_id=survivor)

    def origin_of(self, record_id: str) -> str | None:
        """Return the prospect that a record hung on before it moved with a merge, or None."""
        columns = prospect_merge.c
        query = (
            select(columns.gone_id)
            .join(merged_record, merged_record.c.merge_id == columns.id)
            .where(columns.org == self._org, merged_record.c.org == self._org)
            .where(merged_record.c.record_id == record_id, columns.undone_at.is_(None))
        )
        found: str | None = self._cx.scalar(query.order_by(columns.id).limit(1))
        return found

    def note_late(self, merge_id: str, entity: str, record_id: str) -> None:
        """Note that a record came late, so that undoing the merge takes it back, too."""
        row = {"org": self._org, "merge_id": merge_id, "entity": entity, "record_id": record_id}
        there = [merged_record.c[name] == value for name, value in row.items()]
        if self._cx.execute(select(merged_record.c.org).where(*there)).first() is None:
            self._cx.execute(insert(merged_record), row)

    def _next(self, gone_id: str) -> Succession | None:
        columns = prospect_merge.c
        mine = columns.org == self._org, columns.gone_id == gone_id, columns.undone_at.is_(None)
        query = select(columns.id, columns.survivor_id, columns.merged_at).where(*mine)
        row = self._cx.execute(query.order_by(columns.merged_at.desc()).limit(1)).first()
        return Succession(*row) if row is not None else None
