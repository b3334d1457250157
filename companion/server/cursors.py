"""How far a laptop has read: a place in the log that is checked against the log itself.

The server keeps no place per laptop that would have to match; the laptop presents its own, and a
log that was replaced behind its back shows at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from companion.domain.errors import ConflictError
from companion.server.tables import change_log, org_sync

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

NOTHING_YET = "-"
"""Stands for the change id in a cursor before the first change."""

_LONGEST_NUMBER = 18


class Cursor(NamedTuple):
    """How far a laptop has read: ``epoch.seq.change_id``, opaque to it, verified here."""

    epoch: str
    seq: int
    change_id: str

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}.{self.change_id}"


def read_cursor(text: str) -> Cursor | None:
    """Read a cursor; empty means from the beginning.

    Raises:
        ConflictError: ``resync``; it is none of ours.
    """
    if not text:
        return None
    parts = text.split(".")
    is_whole = len(parts) == len(Cursor._fields) and parts[1].isascii() and parts[1].isdecimal()
    if not is_whole or len(parts[1]) > _LONGEST_NUMBER:
        raise resync()
    return Cursor(parts[0], int(parts[1]), parts[2])


def check_cursor(cx: Connection, org: str, cursor: Cursor | None) -> Cursor:
    """Check a cursor against the log and return where the log is now.

    Raises:
        ConflictError: ``resync``; the cursor is of another epoch, of the future, or of a log
            that was replaced by a backup.
    """
    seq, epoch = cx.execute(_counter(), {"org": org}).one()
    return check_against(cx, org, cursor, (seq, epoch))


def check_against(
    cx: Connection, org: str, cursor: Cursor | None, counter: tuple[int, str]
) -> Cursor:
    """Do the same, the counter and its epoch being known because they are locked."""
    seq, epoch = counter
    asked = seq if cursor is None else cursor.seq
    rows = cx.execute(_lines(), {"org": org, "newest": seq, "asked": asked})
    ids = {0: NOTHING_YET} | {row.seq: row.change_id for row in rows}
    if cursor is not None:
        is_ours = cursor.epoch == epoch and cursor.seq <= seq
        if not is_ours or ids.get(cursor.seq) != cursor.change_id:
            raise resync()
    return Cursor(epoch, seq, ids[seq])


@cache
def _counter() -> Select[Any]:
    return select(org_sync.c.seq, org_sync.c.epoch).where(org_sync.c.org == bindparam("org"))


@cache
def _lines() -> Select[Any]:
    """Read the two lines of the log that a cursor is checked by."""
    wanted = change_log.c.seq.in_([bindparam("newest"), bindparam("asked")])
    columns = change_log.c.seq, change_log.c.change_id
    return select(*columns).where(change_log.c.org == bindparam("org"), wanted)


def place_of(cx: Connection, org: str, cursor: Cursor) -> int | None:
    """Return the number a cursor of any epoch stands at in this log, or None if it has no place."""
    mine = change_log.c.org == org, change_log.c.seq == cursor.seq
    found = cx.scalar(select(change_log.c.change_id).where(*mine))
    known = NOTHING_YET if cursor.seq == 0 else found
    return cursor.seq if known == cursor.change_id else None


def check_floor(cx: Connection, org: str, cursor: Cursor | None) -> None:
    """Check that the feed still goes back as far as a cursor.

    Raises:
        ConflictError: ``too_old``; deletions may have been forgotten since.
    """
    floor = cx.scalar(select(org_sync.c.floor).where(org_sync.c.org == org)) or 0
    if cursor is not None and cursor.seq < floor:
        raise too_old()


def cursor_at(cx: Connection, org: str, newest: Cursor, seq: int) -> Cursor:
    """Return the cursor at a number of the log, which must be there."""
    mine = change_log.c.org == org, change_log.c.seq == seq
    change_id = cx.execute(select(change_log.c.change_id).where(*mine)).scalar_one()
    return Cursor(newest.epoch, seq, change_id)


def resync() -> ConflictError:
    """Make the refusal of a cursor that means nothing here."""
    sentence = (
        "The server's data was replaced. Companion fetches everything again; nothing is lost."
    )
    return ConflictError(sentence, "resync")


def too_old() -> ConflictError:
    """Make the refusal of a cursor from which the feed cannot go on."""
    sentence = "This laptop was away too long to go on from there. Companion fetches it all again."
    return ConflictError(sentence, "too_old")
