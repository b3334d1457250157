"""One run of a standing order: calls written to a folder, each of them exactly once.

An order keeps the number of the log it has looked up to, and what it told of each call. A file is
written whole under another name, then what it tells is committed, then it gets its name: whoever
dies in between either has told nothing, or finds the file and only names it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, insert, literal, select, union_all, update

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.ids import new_id
from companion.server.export_tables import export_file, export_order, exported_call
from companion.server.exports.files import DONE, MARK, WRITTEN, line_of, waiting_name
from companion.server.exports.layouts import LAYOUTS
from companion.server.exports.orders import note_run, of_order
from companion.server.exports.reading import Choice, tell
from companion.server.ledgers import lock_counter
from companion.server.record_tables import call, objection
from companion.server.tables import erased_record, org_sync
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from companion.server.database import Database
    from companion.server.exports.layouts import Layout


BATCH = 2_000
"""How many calls one file has at most, and how many are held in memory."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one run of an order wrote: names of files, calls new in them, calls corrected."""

    files: tuple[str, ...]
    calls: int
    corrections: int


def run_order(database: Database, folder: Path, org: str, order_id: str, now: datetime) -> Done:
    """Write what is new of an order, and what was corrected of what it told before.

    Raises:
        RejectedError: ``not_found``.
        UnavailableError: ``export_folder``: it cannot be written; nothing was told.
    """
    calls, corrections = 0, 0
    names = _name_waiting(database, folder, org, order_id)
    while (found := _next(database, org, order_id)) is not None:
        told = _write_files(folder, found)
        if not _commit(database, org, found, told, now):
            for file_id, _, _ in told:  # another process has just told the same
                _waiting(folder, file_id).unlink(missing_ok=True)
            break
        names += _name_waiting(database, folder, org, order_id)
        calls, corrections = calls + len(found.fresh), corrections + len(found.changed)
    done = Done(tuple(names), calls, corrections)
    _note_run(database, org, order_id, done, now)
    return done


@dataclass(frozen=True, slots=True)
class _Found:
    """What an order has to tell: ids, digests and lines of calls, up to a number of the log."""

    order: Row[Any]
    layout: Layout
    newest: int
    upto: int
    fresh: list[tuple[str, bytes, str]]
    changed: list[tuple[str, bytes, str]]

    def file_name(self, kind: str) -> str:
        """Return a name that no other file of this order has."""
        stem = "".join(c if c.isalnum() else "-" for c in self.order.name.lower()).strip("-")
        return f"{stem}-{kind}-{self.order.mark + 1}-{self.upto}.csv"


def _next(database: Database, org: str, order_id: str) -> _Found | None:
    """Read what comes next in one snapshot; None when there is nothing."""
    with database.read() as cx:
        enter(cx, org)
        order = cx.execute(select(export_order).where(*of_order(org, order_id))).first()
        if order is None:
            raise RejectedError("There is no such export.", "not_found")
        newest = cx.scalar(select(org_sync.c.seq).where(org_sync.c.org == org)) or 0
        changes = cx.execute(_changes(org, order.mark, newest)).all()
        if not changes:
            return None
        upto = changes[-1].rev if len(changes) == BATCH else newest
        ids = list(dict.fromkeys(row.call_id for row in changes))
        choice = Choice(owner_id=order.owner_id, campaign_id=order.campaign_id)
        query = select(call).where(*choice.conditions(org), call.c.id.in_(ids))
        rows = cx.execute(query.order_by(call.c.started_at, call.c.id)).mappings().all()
        known = _digests(cx, org, order_id, ids)
        layout = LAYOUTS[order.layout]
        lines = [(each.call.call_id, line_of(layout.row(each))) for each in tell(cx, org, rows)]
    told = [(call_id, sha256(line.encode()).digest(), line) for call_id, line in lines]
    fresh = [each for each in told if each[0] not in known]
    changed = [each for each in told if each[0] in known and known[each[0]] != each[1]]
    return _Found(order, layout, newest, upto, fresh, changed)


def _changes(org: str, since: int, until: int) -> Any:
    calls = select(call.c.rev, call.c.id.label("call_id")).where(
        call.c.org == org, call.c.rev > since, call.c.rev <= until
    )
    heard = select(objection.c.rev, objection.c.call_id).where(
        objection.c.org == org, objection.c.rev > since, objection.c.rev <= until
    )
    both = union_all(calls, heard).subquery()
    return select(both).order_by(both.c.rev).limit(literal(BATCH))


def _digests(cx: Connection, org: str, order_id: str, ids: list[str]) -> dict[str, bytes]:
    mine = exported_call.c.org == org, exported_call.c.order_id == order_id
    query = select(exported_call.c.call_id, exported_call.c.digest).where(*mine)
    rows = cx.execute(query.where(exported_call.c.call_id.in_(ids)))
    return {row.call_id: row.digest for row in rows}


def _write_files(folder: Path, found: _Found) -> list[tuple[str, str, int]]:
    """Write the files under other names; return the id, name and lines of each."""
    told = []
    for kind, lines in (("calls", found.fresh), ("corrections", found.changed)):
        if lines:
            file_id = new_id()
            _write(_waiting(folder, file_id), found.layout, (line for _, _, line in lines))
            told.append((file_id, found.file_name(kind), len(lines)))
    return told


def _write(path: Path, layout: Layout, lines: Iterable[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), 0o640)
            file.write(MARK + line_of(layout.headers))
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unwritable(path, error) from error


def _commit(
    database: Database, org: str, found: _Found, told: list[tuple[str, str, int]], now: datetime
) -> bool:
    """Commit what the files tell, unless another process has: then its files are the ones.

    Nor when somebody was erased since it was read: the next look reads without them.
    """
    with database.write() as cx:
        enter(cx, org)
        lock_counter(cx, org)
        gone = erased_record.c.org == org, erased_record.c.seq > found.newest
        if cx.scalar(select(exists().where(*gone))):
            return False
        mine = (*of_order(org, found.order.id), export_order.c.mark == found.order.mark)
        if not cx.execute(update(export_order).where(*mine).values(mark=found.upto)).rowcount:
            return False
        key = {"org": org, "order_id": found.order.id}
        rows = [{**key, "call_id": each[0], "digest": each[1]} for each in found.fresh]
        if rows:
            cx.execute(insert(exported_call), rows)
        for call_id, digest, _ in found.changed:
            which = exported_call.c.org == org, exported_call.c.call_id == call_id
            again = update(exported_call).where(*which, exported_call.c.order_id == found.order.id)
            cx.execute(again.values(digest=digest))
        files = [
            {**key, "id": each[0], "name": each[1], "state": WRITTEN, "rows": each[2]}
            for each in told
        ]
        if files:
            cx.execute(insert(export_file), [{**each, "written_at": now} for each in files])
    return True


def _name_waiting(database: Database, folder: Path, org: str, order_id: str) -> list[str]:
    """Give files that are committed their names; a run that died before it did left some."""
    mine = export_file.c.org == org, export_file.c.order_id == order_id
    with database.read() as cx:
        enter(cx, org)
        waiting = cx.execute(select(export_file).where(*mine, export_file.c.state == WRITTEN))
        files = waiting.all()
    for each in files:
        there, named = _waiting(folder, each.id), folder / each.name
        try:
            if there.exists():
                there.replace(named)
        except OSError as error:
            raise _unwritable(named, error) from error
    if files:
        with database.write() as cx:
            enter(cx, org)
            done = update(export_file).where(*mine, export_file.c.id.in_([f.id for f in files]))
            cx.execute(done.values(state=DONE))
    return [each.name for each in files]


def _note_run(database: Database, org: str, order_id: str, done: Done, now: datetime) -> None:
    calls = "1 call" if done.calls == 1 else f"{done.calls:,} calls"
    said = f"{calls}, {done.corrections:,} corrected"
    with database.write() as cx:
        enter(cx, org)
        note_run(cx, org, order_id, said, now)


def _waiting(folder: Path, file_id: str) -> Path:
    return folder / waiting_name(file_id)


def _unwritable(path: Path, error: OSError) -> UnavailableError:
    sentence = f"The folder {path.parent} cannot be written: {error.strerror}. Nothing was told."
    return UnavailableError(sentence, "export_folder")
