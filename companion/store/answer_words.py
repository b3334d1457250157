"""The words of the approved answers, to find those that fit what is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, text

from companion.store.tables import answer, answer_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_PORTION = 500

_ADD = text(
    "INSERT INTO answer_word(rowid, says, concern, reply) "
    "VALUES ((SELECT place FROM answer_entry WHERE answer_id = :id), :says, :concern, :reply)"
)
_REMOVE = text("DELETE FROM answer_word WHERE rowid = :old_place")


def index_answers(cx: Connection, ids: Sequence[str]) -> None:
    """Make the word index agree with these answers as they are now, gone ones included."""
    for start in range(0, len(ids), _PORTION):
        _index_portion(cx, ids[start : start + _PORTION])


def _index_portion(cx: Connection, ids: Sequence[str]) -> None:
    old = select(answer_entry.c.place).where(answer_entry.c.answer_id.in_(ids))
    if places := [{"old_place": place} for place in cx.scalars(old)]:
        cx.execute(_REMOVE, places)
        gone = delete(answer_entry).where(answer_entry.c.place == bindparam("old_place"))
        cx.execute(gone, places)
    columns = answer.c
    query = select(columns.id, columns.says, columns.concern, columns.reply).where(
        columns.id.in_(ids), columns.is_live, columns.status == "published"
    )
    if rows := [dict(row._mapping) for row in cx.execute(query)]:  # noqa: SLF001 - its public name
        cx.execute(insert(answer_entry), [{"answer_id": row["id"]} for row in rows])
        cx.execute(_ADD, rows)
