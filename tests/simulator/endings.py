"""The ends: the log whole, every laptop as the server says, everybody told who must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.domain.people import Role
from companion.server.kept import row_fields
from companion.server.tables import RECORD_TABLES
from companion.store.columns import to_columns
from companion.wire.records import ENTITIES
from tests.simulator.truth import Kind, Truth, demand, written
from tests.simulator.views import look_at

if TYPE_CHECKING:
    from tests.simulator.laptops import Laptop
    from tests.simulator.servers import Server


def check_log(server: Server, truth: Truth) -> None:
    """Check that the log is gapless and ends at the counter, and that the records follow it."""
    seq, _, lines = server.counter()
    demand(seq == lines == truth.seq, f"counter {seq}, {lines} lines, read to {truth.seq}")
    there = records_of(server)
    for key, held in truth.records.items():
        row = there.get(key)
        demand((row is None) == held.is_deleted, f"{key} is there and should not be, or not")
        if row is None:
            continue
        for name, value in held.fields.items():
            kept = row[1].get(name)
            demand(
                written(kept) == written(value),
                f"{key} {name}: {value!r} was accepted, {kept!r} is kept",
            )


def records_of(server: Server) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    """Return every record of the server that is not deleted: revision and fields."""
    found: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    with server.database.read() as cx:
        for entity, table in RECORD_TABLES.items():
            mine = table.c.org == server.org, table.c.deleted_at.is_(None)
            for row in cx.execute(select(table).where(*mine)).mappings():
                fields: dict[str, Any] = {**row_fields(entity, row), **row["extra"]}
                found[entity, row["id"]] = row["rev"], fields
    return found


def visible_to(server: Server, laptop: Laptop) -> dict[tuple[str, str], Any]:
    """Return what a laptop's person may see, worked out from who owns which prospect."""
    there = records_of(server)
    user = laptop.seat.user
    owners = {}
    with server.database.read() as cx:
        table = RECORD_TABLES["prospect"]
        owners = {row.id: row.owner_id for row in cx.execute(select(table.c.id, table.c.owner_id))}

    def may_see(key: tuple[str, str], fields: dict[str, Any]) -> bool:
        place = ENTITIES[key[0]].prospect_field
        if place is None or user.role is Role.MANAGER:
            return True
        return owners[key[1] if place == "id" else fields[place]] == user.id

    return {key: row for key, row in there.items() if may_see(key, row[1])}


def check_equal(server: Server, laptop: Laptop) -> None:
    """Check that a laptop has what it may see, all of it and nothing else, and shows it."""
    wanted = visible_to(server, laptop)
    look = look_at(laptop)
    name = laptop.seat.name
    demand(not look.waiting(), f"{name} still has something to send", Kind.STUCK)
    edited = set(look.edits())
    have = {key: row for key, row in look.rows.items() if row.base is not None and not row.is_gone}
    demand(
        not wanted.keys() - have.keys(),
        f"{name} lacks {wanted.keys() - have.keys()}",
        Kind.DIVERGED,
    )
    demand(
        not have.keys() - wanted.keys(),
        f"{name} still has {have.keys() - wanted.keys()}",
        Kind.DIVERGED,
    )
    for key, (rev, fields) in wanted.items():
        row = have[key]
        demand(row.rev == rev, f"{name} has {key} at {row.rev}, not {rev}", Kind.DIVERGED)
        demand(written(row.base) == written(fields), f"{name} has another {key}", Kind.DIVERGED)
        if key not in edited:
            shown = tuple(to_columns(key[0], fields).values())
            demand(
                row.is_live and row.columns == shown, f"{name} shows another {key}", Kind.DIVERGED
            )


def check_told(server: Server, truth: Truth, laptops: list[Laptop]) -> None:
    """Check that whoever entered a value that met another's can see both, or has looked."""
    by_device = {each.devices[-1]: each for each in laptops}  # a copy knows nothing of before
    looks = {each.devices[-1]: look_at(each) for each in laptops}
    for line in truth.merged:
        key = line.entity, line.entity_id
        mine = by_device.get(line.device_id)
        if mine is not None and _is_concerned(mine, key, truth):
            row = {each.change_id: each for each in looks[line.device_id].outbox}.get(
                line.change_id
            )
            is_told = row is not None and row.losers is not None
            is_excused = line.change_id in mine.looked_at or (row is None and mine.images)
            demand(is_told or bool(is_excused), f"{mine.seat.name} is not told of {line.change_id}")
        for rival in {each["rival"] for each in line.losers} & by_device.keys():
            other = by_device[rival]
            if not _is_concerned(other, key, truth) or line.change_id in other.looked_at:
                continue
            demand(
                line.change_id in looks[rival].doubles,
                f"{other.seat.name} is not told that {line.change_id} met a value of theirs",
            )


def _is_concerned(laptop: Laptop, key: tuple[str, str], truth: Truth) -> bool:
    """Tell whether a record was this person's all the time: what leaves takes its history along."""
    held = truth.records[key]
    prospect_id = key[1] if key[0] == "prospect" else held.fields.get("prospect_id")
    if prospect_id is None or laptop.seat.user.role is Role.MANAGER:
        return True
    is_theirs = truth.owner(prospect_id) == laptop.seat.user.id
    return is_theirs and prospect_id not in truth.handed(laptop.seat.user.id)
