"""A list of what was erased beside the database: what a restored backup does not know yet.

A backup brings people back who were erased after it was made. The list lies in the data folder,
outside whatever a restore replaces, and holds ids, counts and times alone. Before the server
serves, everybody on it is erased once more, however the old data came back
(docs/decisions/040).
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import insert, select

from companion.domain.ids import is_record_id
from companion.server.kept import portions
from companion.server.ledgers import Act, Ledger
from companion.server.organisations import organisations
from companion.server.rights.erasing import Reason, erase_people
from companion.server.tables import erased_record, erasure, prospect
from companion.wire.messages import utc_text
from companion.wire.records import parse_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.server.database import Database

NAME = "erased.jsonl"

Entry = dict[str, Any]
"""One erasure: its receipt, and ``records`` as ``[entity, id]`` each."""


def keep_journal(folder: Path, cx: Connection, org: str | None = None) -> None:
    """Add what the database says was erased, and the list does not have yet, to the list."""
    known = {each["id"] for each in read_journal(folder)}
    mine = [] if org is None else [erasure.c.org == org]
    rows = cx.execute(select(erasure).where(*mine).order_by(erasure.c.erased_at)).all()
    fresh = [_entry(cx, row) for row in rows if row.id not in known]
    if not fresh:
        return
    opened = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "ab") as file:
        file.write(b"".join(write_json(each) + b"\n" for each in fresh))
        file.flush()
        os.fsync(file.fileno())


def read_journal(folder: Path) -> list[Entry]:
    """Return the list, oldest first; a last line that was cut off is left out."""
    path = folder / NAME
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [cast("Entry", parse_json(line)) for line in lines if line]


def erase_again(database: Database, folder: Path, now: datetime) -> int:
    """Erase whoever is on the list and not erased in the database; return how many people.

    Their ids are refused again also where the data of a backup does not have them yet: a laptop
    may still bring them.
    """
    by_org: dict[str, list[Entry]] = defaultdict(list)
    for each in read_journal(folder):
        by_org[each["org"]].append(each)
    with database.read() as cx:
        there = {each.id for each in organisations(cx)} & by_org.keys()
    erased = 0
    for org in sorted(there):
        with database.write() as cx:
            erased += _erase_again(cx, org, by_org[org], now)
    return erased


def _erase_again(cx: Connection, org: str, entries: Sequence[Entry], now: datetime) -> int:
    known = set(cx.scalars(select(erasure.c.id).where(erasure.c.org == org)))
    missing = [each for each in entries if each["id"] not in known]
    ids = [id_ for each in missing for entity, id_ in each["records"] if entity == "prospect"]
    back = [
        found
        for some in portions(ids)
        for found in cx.scalars(
            select(prospect.c.id).where(prospect.c.org == org, prospect.c.id.in_(some))
        )
    ]
    if back:
        erase_people(cx, org, back, Reason.RESTORED, None, now)
    for each in missing:
        _refuse_again(cx, org, each, now)
    return len(back)


def _refuse_again(cx: Connection, org: str, entry: Mapping[str, Any], now: datetime) -> None:
    """Put a receipt back, and the ids that are to be refused; laptops are told of people anew."""
    at = datetime.fromisoformat(entry["erased_at"])
    receipt = {name: entry[name] for name in ("id", "why", "erased_by", "counts")}
    cx.execute(insert(erasure).values(org=org, erased_at=at, **receipt))
    pairs = [(entity, id_) for entity, id_ in entry["records"] if is_record_id(id_)]
    there = _there(cx, org, [id_ for _, id_ in pairs])
    ledger = Ledger(cx, org)
    rows = []
    for entity, id_ in pairs:
        if id_ in there:
            continue
        is_person = entity == "prospect"
        seq = ledger.note_act(Act(entity, id_, "erase", None, now)) if is_person else 0
        common = {"org": org, "erasure_id": entry["id"], "erased_at": at}
        rows.append({**common, "id": id_, "entity": entity, "seq": seq})
    ledger.flush()
    if rows:
        cx.execute(insert(erased_record), rows)


def _there(cx: Connection, org: str, ids: Iterable[str]) -> set[str]:
    query = select(erased_record.c.id).where(erased_record.c.org == org)
    return {
        each
        for some in portions(ids)
        for each in cx.scalars(query.where(erased_record.c.id.in_(some)))
    }


def _entry(cx: Connection, row: Any) -> Entry:
    mine = erased_record.c.org == row.org, erased_record.c.erasure_id == row.id
    records = cx.execute(select(erased_record.c.entity, erased_record.c.id).where(*mine))
    return {
        "org": row.org,
        "id": row.id,
        "why": row.why,
        "erased_by": row.erased_by,
        "erased_at": utc_text(row.erased_at),
        "counts": row.counts,
        "records": [list(each) for each in records],
    }
