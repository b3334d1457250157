"""Who prospects became that were merged on the server while a call with them was being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from companion.store.projections import portions
from companion.store.tables import successor
from companion.wire.messages import MERGED_INTO, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from companion.wire.messages import PullItem

_LONGEST_CHAIN = 100


def note_successors(cx: Connection, items: Sequence[PullItem]) -> None:
    """Take note of who became whom, and of who is somebody of their own again."""
    people = [each for each in items if each.entity == "prospect"]
    back = [each.id for each in people if each.verb is Verb.PUT]
    for some in portions(back):
        cx.execute(delete(successor).where(successor.c.prospect_id.in_(some)))
    rows = [
        {"prospect_id": each.id, "survivor_id": str(each.data[MERGED_INTO])}
        for each in people
        if each.verb is Verb.GONE and MERGED_INTO in each.data
    ]
    _keep(cx, rows)


def replace_successors(cx: Connection, became: Mapping[str, str]) -> None:
    """Know of these merges and of no others: who each prospect that is gone became."""
    cx.execute(delete(successor))
    _keep(cx, [{"prospect_id": gone, "survivor_id": each} for gone, each in became.items()])


def _keep(cx: Connection, rows: Sequence[dict[str, str]]) -> None:
    if rows:
        into = insert(successor)
        anew = into.on_conflict_do_update(
            index_elements=["prospect_id"], set_={"survivor_id": into.excluded.survivor_id}
        )
        cx.execute(anew, rows)


def who_now(cx: Connection, prospect_id: str) -> str:
    """Return who a prospect is now: themselves, unless they were merged."""
    found = prospect_id
    for _ in range(_LONGEST_CHAIN):
        mine = successor.c.prospect_id == found
        following = cx.scalar(select(successor.c.survivor_id).where(mine))
        if following is None:
            break
        found = following
    return found
