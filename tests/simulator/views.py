"""What a person sees at a laptop, looked at after every step, and what they must never see.

The rules here are written once more, on purpose: what is shown is compared with the copy and the
edits in the file, and with what was shown before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from companion.domain.people import Role
from companion.store.columns import to_columns
from companion.store.meta import read_meta
from companion.store.tables import RECORD_TABLES, SYNC_COLUMNS
from companion.wire.records import parse_json
from tests.simulator.truth import Kind, Truth, demand, give_up, written

if TYPE_CHECKING:
    from companion.domain.people import User
    from companion.store.meta import Meta
    from tests.simulator.laptops import Laptop

Key = tuple[str, str]

_QUERIES = {
    entity: f'SELECT {", ".join([*SYNC_COLUMNS, *to_columns(entity, {})])} FROM "{entity}"'
    for entity in RECORD_TABLES
}
_OUTBOX = (
    "SELECT n, change_id, entity, entity_id, op, fields, state, losers, acked_at, base_rev,"
    " next_at, code FROM outbox ORDER BY n"
)


@dataclass
class Row:
    """One record as the file has it."""

    rev: int
    base: dict[str, Any] | None
    is_gone: bool
    is_live: bool
    columns: tuple[Any, ...]


@dataclass
class Look:
    """All that a laptop has at one moment."""

    meta: Meta
    rows: dict[Key, Row] = field(default_factory=dict)
    outbox: list[Any] = field(default_factory=list)
    doubles: set[str] = field(default_factory=set)

    def edits(self) -> dict[Key, list[Any]]:
        """Return the edits that are not settled, by record, in order."""
        found: dict[Key, list[Any]] = {}
        for each in self.outbox:
            if each.state != "acked":
                found.setdefault((each.entity, each.entity_id), []).append(each)
        return found

    def waiting(self) -> list[Any]:
        """Return what waits for the server, and not for the person who must look at another."""
        held: set[Any] = set()
        found = []
        for each in self.outbox:
            about = each.entity, each.entity_id
            fields: Any = parse_json(each.fields)
            names = {value for value in fields.values() if isinstance(value, str)}
            if each.state == "rejected" or (
                each.state == "pending" and (about in held or names & held)
            ):
                held |= {about, each.entity_id} if each.op == "create" else {about}
            elif each.state == "pending":
                found.append(each)
        return found


def look_at(laptop: Laptop) -> Look:
    """Read a laptop whole."""
    with laptop.database.read() as cx:
        look = Look(read_meta(cx))
        for entity, query in _QUERIES.items():
            for record_id, rev, base, is_gone, is_live, *columns in cx.exec_driver_sql(query):
                copy: Any = parse_json(base) if base else None
                row = Row(rev, copy, bool(is_gone), bool(is_live), tuple(columns))
                look.rows[entity, record_id] = row
        look.outbox = list(cx.exec_driver_sql(_OUTBOX))
        look.doubles = {row[0] for row in cx.exec_driver_sql("SELECT change_id FROM double")}
    return look


def check_view(laptop: Laptop, look: Look, truth: Truth) -> None:
    """Check what a person sees now, also against what they saw before.

    Raises:
        BrokenPromiseError: something vanished, went back, or is shown wrong.
    """
    _check_saved(laptop, look, truth)
    edits = look.edits()
    if look.meta.epoch != laptop.epoch:
        laptop.shown.clear()
        laptop.revs.clear()
        laptop.epoch = look.meta.epoch
    shown: dict[Key, dict[str, Any]] = {}
    # Who begins anew and does not find a record there keeps it for an edit of theirs, as gone and
    # of no revision; what is shown of it is checked below.
    revs = {key: row.rev for key, row in look.rows.items() if row.rev or not row.is_gone}
    for key, rev in laptop.revs.items():
        demand(
            revs.get(key, rev) >= rev,
            f"{key} went back from revision {rev} to {revs.get(key)}",
            Kind.DIVERGED,
        )
    laptop.revs = revs
    for key, row in look.rows.items():
        fields = seen(row, edits.get(key, []))
        demand(
            (fields is not None) == row.is_live,
            f"{key} is {'shown' if row.is_live else 'hidden'} and should not be",
            Kind.DIVERGED,
        )
        if fields is None:
            continue
        wanted = tuple(to_columns(key[0], fields).values())
        demand(row.columns == wanted, f"{key} shows {row.columns}, not {wanted}", Kind.DIVERGED)
        shown[key] = fields
    for key, before in laptop.shown.items():
        if key in shown and key not in laptop.forgiven:
            _check_forward(key, before, shown[key], edits.get(key, []), truth)
        elif key not in laptop.forgiven:
            _check_leave(laptop, key, before, edits.get(key, []), look, truth)
    laptop.forgiven.clear()
    laptop.shown = shown


def seen(row: Row, edits: list[Any]) -> dict[str, Any] | None:
    """Return a record's fields as they must be shown, or None if it is not there."""
    if row.base is None and not row.is_gone and not any(each.op == "create" for each in edits):
        return None
    fields = None if row.is_gone else row.base
    for each in edits:
        if each.op == "delete":
            fields = None
        else:
            under = fields if fields is not None else (row.base or {})
            fields = {**under, **_fields(each)}
    return fields


def _fields(edit: Any) -> dict[str, Any]:
    fields: Any = parse_json(edit.fields)
    return fields


def _check_saved(laptop: Laptop, look: Look, truth: Truth) -> None:
    """Every edit is in the outbox until it is in the log, and settled only when it is there."""
    here = {each.change_id: each for each in look.outbox}
    for change_id in laptop.saved - laptop.excused:
        demand(
            change_id in here or change_id in truth.ids,
            f"{laptop.seat.name} saved {change_id}; it is neither here nor in the log",
        )
    for each in look.outbox:
        if each.state != "acked" or each.change_id in truth.ids:
            continue
        demand(
            look.meta.epoch != truth.epoch,
            f"{laptop.seat.name} takes {each.change_id} for sent; the log does not have it",
        )
    laptop.saved |= here.keys()


def _check_forward(
    key: Key, before: dict[str, Any], now: dict[str, Any], edits: list[Any], truth: Truth
) -> None:
    own = [_fields(each) for each in edits if each.op != "delete"]
    for name, old in before.items():
        new = now.get(name)
        if written(old) == written(new) or any(name in fields for fields in own):
            continue
        was, is_now = (truth.since.get((*key, name, written(each))) for each in (old, new))
        demand(
            is_now is not None, f"{key} {name} shows {new!r}, which nobody accepted", Kind.DIVERGED
        )
        if is_now is None or was is None:
            is_listed = (*key, name, written(old)) in truth.lost
            demand(is_listed, f"{key} {name}: {old!r} gave way to {new!r} and is listed nowhere")
        else:
            demand(
                was[0] <= is_now[1],
                f"{key} {name} went back from {old!r} to {new!r}",
                Kind.DIVERGED,
            )


def _check_leave(
    laptop: Laptop, key: Key, before: dict[str, Any], edits: list[Any], look: Look, truth: Truth
) -> None:
    """Check that a record may not be shown any more: deleted, or another's."""
    if any(each.op == "delete" for each in edits):
        return
    held = truth.records.get(key)
    if _is_anothers(_prospect_of(key, before), laptop.seat.user, truth):
        return
    if held is None or held.is_deleted:
        is_own = held is None and any(each.op == "create" for each in edits)
        demand(not is_own, f"{key} was made here and is not shown")
        return
    if key in truth.ever_deleted:
        return
    give_up(f"{key} is not shown any more")


def _is_anothers(prospect_id: str | None, user: User, truth: Truth) -> bool:
    """Tell whether a prospect went to somebody else, or is not theirs since a restore."""
    if prospect_id is None or prospect_id in truth.handed(user.id):
        return prospect_id is not None
    return user.role is Role.REP and truth.owner(prospect_id) != user.id


def _prospect_of(key: Key, fields: dict[str, Any]) -> str | None:
    return key[1] if key[0] == "prospect" else fields.get("prospect_id")
