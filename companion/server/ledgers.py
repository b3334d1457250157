"""The change log while one transaction writes in it: every writer goes through here.

A ledger locks the organisation's counter first (so numbers are handed out in commit order), works
out each edit against what is kept, and writes everything at the end in a few statements. Pages,
imports, the demo and pushes use the same one, so nothing reaches a record without its log line.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, update

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.domain.problems import is_storable
from companion.server.access import Access, access_changes, revoked_at
from companion.server.categories import check_unused
from companion.server.database import announce
from companion.server.duplicates.landings import land, landed_late
from companion.server.duplicates.successors import Successors
from companion.server.edits import WHOLE_NUMBER, check_edit, server_edit
from companion.server.figures.upkeep import Upkeep
from companion.server.hooks.events import Happening, happenings
from companion.server.hooks.outbox import note_events
from companion.server.kept import write_records
from companion.server.merging import Merge, microseconds
from companion.server.metrics import COUNTER_WAIT
from companion.server.permissions import (
    check_operation,
    check_person,
    check_proposal,
    check_prospect,
)
from companion.server.rows import Writing
from companion.server.settling import settle
from companion.server.surroundings import Surroundings
from companion.server.tables import access_event, change_log, org_sync
from companion.server.waiting import note_written
from companion.wire.messages import ChangeOutcome, Loser, Operation
from companion.wire.records import known_entity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from companion.server.duplicates.successors import Succession
    from companion.server.edits import Edit
    from companion.server.kept import Kept
    from companion.server.permissions import Actor
    from companion.wire.records import Fields, Record

_NOTHING = Merge({}, {}, ())


class Entered(NamedTuple):
    """What became of one edit, and its record now."""

    seq: int
    outcome: ChangeOutcome
    kept: Kept
    losers: tuple[Loser, ...]


class Act(NamedTuple):
    """Something done on a page beside the records: ``what`` to which thing, by whom, when.

    ``fields`` may say more, and never holds a secret: whoever reads the audit trail sees it.
    """

    entity: str
    id: str
    what: str
    actor_id: str | None
    at: datetime
    fields: Mapping[str, JsonValue] = MappingProxyType({})


class Ledger:
    """The change log of one organisation, its counter locked until the transaction ends."""

    def __init__(self, cx: Connection, org: str) -> None:
        self._cx = cx
        self._org = org
        self.seq, self.epoch, number_key = lock_counter(cx, org)
        self.surroundings = Surroundings(cx, org, number_key)
        self._written: dict[tuple[str, str], tuple[Kept, Record, bool]] = {}
        self._lines: list[dict[str, Any]] = []
        self._access: list[dict[str, Any]] = []
        self._happened: list[Happening] = []
        self._successors = Successors(cx, org)

    def enter(self, edit: Edit, actor: Actor | None = None) -> Entered:
        """Enter one edit; ``flush`` writes it. Without an actor it is the server's own.

        Raises:
            RejectedError: it cannot be taken; nothing of it was entered.
        """
        check_edit(edit)
        known_entity(edit.entity)
        before = self.surroundings.kept(edit.entity, edit.id)
        landing = land(edit, before, self.surroundings, self._successors)
        if actor is not None:
            self._check_before(actor, edit, before)
        if landing.succession is not None and landing.is_of_gone_prospect and before is not None:
            return self._enter_late(edit, before, landing.succession)
        edit = landing.edit
        if before is not None and (edit.entity, edit.op) == ("category", Operation.DELETE):
            check_unused(self._cx, self._org, str(before.fields["code"]))
        settled = settle(edit, before, self.seq + 1)
        if settled.record is not None:
            self._check_after(actor, edit, settled.kept, before, landing.origin)
            self._write(settled.kept, settled.record, is_new=before is None)
            self._happened += happenings(before, settled.kept, edit.received_at)
            if landing.succession is not None:
                self._successors.note_late(landing.succession.merge_id, edit.entity, edit.id)
        self.seq += 1
        losers = settled.merge.losers
        outcome = ChangeOutcome.MERGED if losers else ChangeOutcome.APPLIED
        self._lines.append(self._line(edit, settled.merge) | {"outcome": outcome.value})
        entered = Entered(self.seq, outcome, settled.kept, losers)
        for access in access_changes(before, settled.kept):
            self.tell(access, edit)
        if edit.entity == "prospect":
            self._mark(edit, before, settled.kept)
        return entered

    def _enter_late(self, edit: Edit, gone: Kept, succession: Succession) -> Entered:
        """Enter an edit of a prospect that is gone on who they are now; the line names the gone."""
        target = self.surroundings.kept("prospect", succession.survivor_id)
        if target is None:
            raise RejectedError("This prospect is not on the server.", "gone")
        landed, losers = landed_late(edit, target, succession)
        settled = settle(landed, target, self.seq + 1)
        if settled.record is not None:
            self.surroundings.check_references(settled.kept, target)
            self._write(settled.kept, settled.record, is_new=False)
            self._happened += happenings(target, settled.kept, edit.received_at)
        self.seq += 1
        outcome = ChangeOutcome.MERGED if losers else ChangeOutcome.APPLIED
        merge = replace(settled.merge, losers=tuple(losers), rivals=("",) * len(losers))
        self._lines.append(self._line(edit, merge) | {"outcome": outcome.value})
        entered = Entered(self.seq, outcome, gone, tuple(losers))
        self._mark(landed, target, settled.kept)
        return entered

    def _mark(self, cause: Edit, before: Kept | None, after: Kept) -> None:
        """Write on prospects that they must not be called, because of what an edit says."""
        for each, fields in self.surroundings.marks_after(cause, before, after).items():
            self.enter(_marking(each, fields, cause))

    def happen(self, happening: Happening) -> None:
        """Tell whoever listens of something that no single record's change says."""
        self._happened.append(happening)

    def hush(self) -> None:
        """Tell other programs nothing of what was entered since the last flush."""
        self._happened = []

    def tell(self, access: Access, edit: Edit) -> None:
        """Enter a change of access: a line of its own, after that of the edit it comes from."""
        self.seq += 1
        told = replace(edit, change_id=new_id(), body_sha256=None, fields={}, client_at=None)
        line = self._line(told, _NOTHING) | {"op": access.kind, "base_rev": 0}
        self._lines.append(line | {"outcome": ChangeOutcome.APPLIED.value})
        at = edit.received_at
        self._access.append({"org": self._org, "seq": self.seq, "at": at, **access._asdict()})

    def reject(self, edit: Edit, error: RejectedError) -> int:
        """Enter a refusal: it takes a number too, so that the log stays gapless."""
        self.seq += 1
        line = self._line(edit, _NOTHING) | {
            "entity": edit.entity if is_storable(edit.entity) else "?",
            "base_rev": min(edit.base_rev or 0, WHOLE_NUMBER),
            "fields": None,
            "outcome": ChangeOutcome.REJECTED.value,
            "code": error.code,
            "message": error.sentence,
        }
        self._lines.append(line)
        return self.seq

    def note_act(self, act: Act) -> int:
        """Enter something a person did that changes no record, so that the log tells it too."""
        self.seq += 1
        self._lines.append(
            {
                "org": self._org,
                "seq": self.seq,
                "change_id": new_id(),
                "body_sha256": None,
                "device_id": None,
                "actor_id": act.actor_id,
                "entity": act.entity,
                "entity_id": act.id,
                "op": act.what,
                "base_rev": 0,
                "fields": dict(act.fields) or None,
                "prior": None,
                "losers": None,
                "outcome": ChangeOutcome.APPLIED.value,
                "code": None,
                "message": None,
                "client_at": None,
                "received_at": act.at,
                "effective_at": act.at,
            }
        )
        return self.seq

    def flush(self) -> None:
        """Write what was entered, and the counter."""
        if not self._lines:
            return
        written = list(self._written.values())
        upkeep = Upkeep(self._cx, self._org, written)
        writing = Writing(self._cx)
        write_records(self._cx, writing, self._org, written)
        upkeep.count(writing)
        writing.insert(change_log, self._lines)
        writing.settle()
        note_written(self._cx, self._org, written)
        note_events(self._cx, self._org, self._happened)
        self._happened = []
        if self._access:
            self._cx.execute(insert(access_event), self._access)
            self._access = []
        self._cx.execute(_move(), {"mine": self._org, "reached": self.seq})
        announce(self._cx, self._org, self.seq)
        self._written.clear()
        self._lines.clear()

    def _check_before(self, actor: Actor, edit: Edit, before: Kept | None) -> None:
        check_operation(actor, edit, before)
        if before is None and edit.op is not Operation.CREATE:
            return  # there is nothing to protect, and settling says so
        check_person(actor, edit, before)
        check_proposal(actor, edit, before)
        if before is not None and before.prospect_id is not None:
            self._check_prospect(actor, edit, before.prospect_id, before)

    def _check_after(
        self,
        actor: Actor | None,
        edit: Edit,
        after: Kept,
        before: Kept | None,
        origin: str | None,
    ) -> None:
        self.surroundings.check_references(after, before)
        is_child = after.entity != "prospect" and after.prospect_id is not None
        if actor is not None and before is None and is_child:
            self._check_prospect(actor, edit, origin or after.prospect_id, None)

    def _check_prospect(
        self, actor: Actor, edit: Edit, prospect_id: str | None, before: Kept | None
    ) -> None:
        """Check whose prospect it is; what a person made while it was theirs may come late."""
        owner = self.surroundings.owner(prospect_id)
        if prospect_id is None or actor.may_see(is_of_prospect=True, owner_id=owner):
            return
        made_at = microseconds(edit.effective_at) if before is None else before.made_at
        ended_at = revoked_at(self._cx, self._org, actor.user_id, prospect_id)
        is_late = ended_at is not None and made_at <= microseconds(ended_at)
        if (is_late and "owner_id" not in edit.fields) or self._moved_from(actor, before):
            return
        check_prospect(actor, owner)

    def _moved_from(self, actor: Actor, before: Kept | None) -> bool:
        """Tell whether a record hung on a prospect of theirs before a merge moved it on."""
        if before is None or before.entity == "prospect":
            return False
        origin = self._successors.origin_of(before.id)
        return origin is not None and actor.may_see(
            is_of_prospect=True, owner_id=self.surroundings.owner(origin)
        )

    def _write(self, after: Kept, record: Record, *, is_new: bool) -> None:
        key = after.entity, after.id
        if key in self._written:
            is_new = self._written[key][2]
        self._written[key] = after, record, is_new
        self.surroundings.keep(after)

    def _line(self, edit: Edit, merge: Merge) -> dict[str, Any]:
        return {
            "org": self._org,
            "seq": self.seq,
            "change_id": edit.change_id,
            "body_sha256": edit.body_sha256,
            "device_id": edit.device_id,
            "actor_id": edit.actor_id,
            "entity": edit.entity,
            "entity_id": edit.id,
            "op": edit.op.value,
            "base_rev": edit.base_rev or 0,
            "fields": edit.fields,
            "prior": merge.prior or None,
            "losers": [
                {**each.model_dump(), "rival": rival}
                for each, rival in zip(merge.losers, merge.rivals, strict=True)
            ]
            or None,
            "code": None,
            "message": None,
            "client_at": edit.client_at,
            "received_at": edit.received_at,
            "effective_at": edit.effective_at,
        }


@cache
def _lock() -> Any:
    return (
        update(org_sync)
        .where(org_sync.c.org == bindparam("mine"))
        .values(seq=org_sync.c.seq + 0)
        .returning(org_sync.c.seq, org_sync.c.epoch, org_sync.c.number_key)
    )


@cache
def _move() -> Any:
    mine = org_sync.c.org == bindparam("mine")
    return update(org_sync).where(mine).values(seq=bindparam("reached"))


def _marking(prospect_id: str, fields: Fields, cause: Edit) -> Edit:
    """Make the server's own edit that follows from another."""
    marked = server_edit("prospect", prospect_id, Operation.PATCH, fields, None, cause.received_at)
    return replace(marked, effective_at=cause.effective_at)


def lock_counter(cx: Connection, org: str) -> tuple[int, str, bytes]:
    """Lock the counter of an organisation until the transaction ends.

    Returns its number, its epoch, and the key of its digests. The first thing every writer does,
    before it reads anything it will decide on.
    """
    began = time.perf_counter()
    seq, epoch, number_key = cx.execute(_lock(), {"mine": org}).one()
    if cx.dialect.name != "sqlite":  # there, the whole transaction waited for its turn
        COUNTER_WAIT.observe(time.perf_counter() - began)
    return seq, epoch, bytes(number_key)
