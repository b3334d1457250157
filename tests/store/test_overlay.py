"""The server's copy and the outbox laid over it, against a model, in any order of events."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, text

from companion.domain.errors import RejectedError
from companion.domain.prospects import Prospect
from companion.store.attention import discard, outbox_lines, resend
from companion.store.columns import read_records, record_columns
from companion.store.outbox import add_change, pending_changes
from companion.store.replica import apply_page
from companion.store.search import find_prospects
from companion.store.settlements import acknowledge
from companion.store.tables import outbox, prospect, search_entry
from companion.wire.messages import (
    Change,
    ChangeOutcome,
    ChangeResult,
    CurrentRecord,
    Operation,
    PullItem,
    Verb,
)
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from companion.store.engine import Database

IDS = [f"01900000-0000-7000-8000-{number:012x}" for number in range(4)]
NAMES = ["Anna", "Børge", "Chloé", "Dilan"]
REFUSED = "refused"
START = datetime(2026, 11, 23, tzinfo=UTC)

ids = st.sampled_from(IDS)
names = st.sampled_from(NAMES)
notes = st.sampled_from(["", "one", "two", REFUSED])


@dataclass
class Server:
    """The rules of sync.md 3.4 and 3.5 as far as a laptop can tell them."""

    seq: int = 0
    records: dict[str, tuple[int, dict[str, Any] | None]] = field(default_factory=dict)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: list[PullItem] = field(default_factory=list)
    answered: dict[str, tuple[ChangeOutcome, int]] = field(default_factory=dict)

    @property
    def seq_of_feed(self) -> int:
        return self.log[-1].seq if self.log else 0

    def edit(self, record_id: str, fields: dict[str, Any] | None) -> None:
        before = self.last.get(record_id, {"newer_field": 7})  # an edit revives what it was
        self.seq += 1
        after = None if fields is None else {**before, **fields}
        if after is not None:
            self.last[record_id] = after
        self.records[record_id] = (self.seq, after)
        verb = Verb.GONE if after is None else Verb.PUT
        self.log.append(
            PullItem(
                seq=self.seq, verb=verb, entity="prospect", id=record_id, rev=self.seq,
                data=after or {},
            )
        )  # fmt: skip

    def take(self, change: Change) -> ChangeResult:
        outcome, seq = self.answered.get(change.change_id, (None, 0))
        if outcome is None:
            outcome = self._apply(change)
            seq = self.seq
            self.answered[change.change_id] = (outcome, seq)
        elif outcome is not ChangeOutcome.REJECTED:
            outcome = ChangeOutcome.DUPLICATE
        rev, fields = self.records.get(change.id, (0, None))
        record = CurrentRecord(
            entity="prospect", id=change.id, rev=rev, fields=fields or {}, is_deleted=fields is None
        )
        return ChangeResult(
            change_id=change.change_id,
            outcome=outcome,
            seq=seq,
            record=record if rev else None,
            code="invalid" if outcome is ChangeOutcome.REJECTED else None,
        )

    def _apply(self, change: Change) -> ChangeOutcome:
        if change.fields.get("notes") == REFUSED:
            self.seq += 1
            return ChangeOutcome.REJECTED
        self.edit(change.id, None if change.op is Operation.DELETE else change.fields)
        return ChangeOutcome.APPLIED


class Overlay(RuleBasedStateMachine):
    """A laptop, a server, another laptop editing on the server, and a line that loses things."""

    database: Database

    @initialize()
    def begin(self) -> None:
        with self.database.write() as cx:
            cx.execute(delete(outbox))
            cx.execute(delete(prospect))
            cx.execute(delete(search_entry))
            cx.execute(text("INSERT INTO search_gram(search_gram) VALUES ('delete-all')"))
        self.server = Server()
        self.now = START
        self.cursor = 0
        self.copies: dict[str, tuple[int, dict[str, Any] | None, dict[str, Any] | None]] = {}
        self.edits: list[dict[str, Any]] = []
        self.pages: list[list[PullItem]] = []
        self.replies: list[list[ChangeResult]] = []

    # -- what the person does ---------------------------------------------------------
    @rule(record_id=ids, name=names, note=notes)
    def create(self, record_id: str, name: str, note: str) -> None:
        if record_id in self.copies or any(each["id"] == record_id for each in self.edits):
            return
        fields = to_fields(Prospect(record_id, name, notes=note))
        self._enter(record_id, Operation.CREATE, fields)

    @rule(record_id=ids, name=names)
    def rename(self, record_id: str, name: str) -> None:
        if self._seen(record_id) is not None:
            self._enter(record_id, Operation.PATCH, {"name": name})

    @rule(record_id=ids, note=notes)
    def annotate(self, record_id: str, note: str) -> None:
        if self._seen(record_id) is not None:
            self._enter(record_id, Operation.PATCH, {"notes": note})

    @rule(record_id=ids)
    def remove(self, record_id: str) -> None:
        if self._seen(record_id) is not None:
            self._enter(record_id, Operation.DELETE, {})

    @rule(name=names, is_mended=st.booleans())
    def send_again(self, name: str, is_mended: bool) -> None:
        edit = next((each for each in self.edits if each["state"] == "rejected"), None)
        if edit is None:
            return
        fields = {**edit["fields"], "notes": "mended", "name": name} if is_mended else None
        with self.database.write() as cx:
            resend(cx, edit["change_id"], fields, self.now)
            rows = cx.execute(select(outbox.c.change_id, outbox.c.n)).all()
        edit["change_id"] = next(row.change_id for row in rows if row.n == edit["n"])
        edit["fields"] = fields or edit["fields"]
        edit["state"] = "pending"

    @rule()
    def give_up(self) -> None:
        edit = next((each for each in self.edits if each["state"] == "rejected"), None)
        if edit is None:
            return
        with self.database.write() as cx:
            discard(cx, edit["change_id"])
        if edit["op"] is Operation.CREATE:
            self.edits = [each for each in self.edits if each["id"] != edit["id"]]
        else:
            self.edits.remove(edit)

    @precondition(lambda self: self.edits and self.edits[0]["state"] == "pending")
    @rule()
    def try_to_give_up_what_may_be_sent(self) -> None:
        with self.database.write() as cx, pytest.raises(RejectedError):
            discard(cx, self.edits[0]["change_id"])

    # -- what others do ---------------------------------------------------------------
    @rule(record_id=ids, name=names)
    def other_laptop_edits(self, record_id: str, name: str) -> None:
        self.server.edit(record_id, {"name": name})

    @rule(record_id=ids)
    def other_laptop_removes(self, record_id: str) -> None:
        if record_id in self.server.records:
            self.server.edit(record_id, None)

    # -- what the line does -----------------------------------------------------------
    @rule(count=st.integers(1, 5), is_lost=st.booleans(), is_doubled=st.booleans())
    def push(self, count: int, is_lost: bool, is_doubled: bool) -> None:
        with self.database.read() as cx:
            changes = pending_changes(cx, self.now, count, 10**6)
        results = [self.server.take(change) for change in changes]
        if is_doubled:
            results = [self.server.take(change) for change in changes]
        self.replies.append(results)
        if not is_lost:
            self._acknowledge(results)

    @precondition(lambda self: self.replies)
    @rule(data=st.data())
    def late_reply(self, data: st.DataObject) -> None:
        results = list(data.draw(st.sampled_from(self.replies)))
        self._acknowledge([*reversed(results), *results])

    @rule(wait=st.integers(1, 100))
    def told_to_wait(self, wait: int) -> None:
        with self.database.read() as cx:
            changes = pending_changes(cx, self.now, 1, 10**6)
        if not changes:
            return
        with self.database.write() as cx:
            result = ChangeResult(
                change_id=changes[0].change_id, outcome=ChangeOutcome.RETRY, after=wait
            )
            acknowledge(cx, [result], self.now)
        with self.database.read() as cx:
            sent = {each.id for each in pending_changes(cx, self.now, 100, 10**6)}
        assert changes[0].id not in sent
        self.now += timedelta(seconds=wait)

    @rule(count=st.integers(1, 5))
    def pull(self, count: int) -> None:
        newest = {item.id: item for item in self.server.log if item.seq > self.cursor}
        page = sorted(newest.values(), key=lambda item: item.seq)[:count]
        self.pages.append(page)
        self._apply_page(page)

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def late_page(self, data: st.DataObject) -> None:
        self._apply_page(data.draw(st.sampled_from(self.pages)))

    # -- what must hold after every step ----------------------------------------------
    @invariant()
    def what_is_seen_is_the_copy_with_the_edits_laid_over_it(self) -> None:
        expected = {
            record_id: (seen.get("name"), seen.get("notes", ""))
            for record_id in IDS
            if (seen := self._seen(record_id)) is not None
        }
        with self.database.read() as cx:
            query = select(*record_columns("prospect")).where(prospect.c.is_live)
            shown = read_records("prospect", cx.execute(query))
        assert {each.id: (each.name, each.notes) for each in shown} == expected

    @invariant()
    def no_copy_is_edited_or_gets_older(self) -> None:
        with self.database.read() as cx:
            rows = cx.execute(
                select(prospect.c.id, prospect.c.rev, prospect.c.base, prospect.c.is_gone)
            ).all()
        kept = {
            row.id: (row.rev, bool(row.is_gone), json.loads(row.base) if row.base else None)
            for row in rows
            if row.rev
        }
        assert kept == {
            record_id: (rev, fields is None, last)
            for record_id, (rev, fields, last) in self.copies.items()
        }

    @invariant()
    def no_edit_is_lost_before_it_is_settled(self) -> None:
        with self.database.read() as cx:
            lines = outbox_lines(cx)
        assert [(each.change.change_id, each.state) for each in lines] == [
            (each["change_id"], each["state"]) for each in self.edits
        ]

    @invariant()
    def the_search_finds_what_is_seen_and_nothing_else(self) -> None:
        for name in NAMES:
            expected = {
                record_id
                for record_id in IDS
                if (seen := self._seen(record_id)) and seen.get("name") == name
            }
            with self.database.read() as cx:
                assert set(find_prospects(cx, name, 50)) == expected

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        for _ in range(60):  # bounded: whatever happened, a quiet line settles it
            self.push(200, is_lost=False, is_doubled=False)
            self.pull(500)
            if self.cursor == self.server.seq_of_feed and not self._is_sending():
                break
        self.what_is_seen_is_the_copy_with_the_edits_laid_over_it()
        waiting = {each["id"] for each in self.edits if each["state"] == "rejected"}
        assert {each["id"] for each in self.edits} <= waiting
        for record_id in set(IDS) - waiting:
            _, fields = self.server.records.get(record_id, (0, None))
            assert self._seen(record_id) == fields

    def _is_sending(self) -> bool:
        with self.database.read() as cx:
            return bool(pending_changes(cx, self.now, 1, 10**6))

    # -- the model --------------------------------------------------------------------
    def _enter(self, record_id: str, op: Operation, fields: dict[str, Any]) -> None:
        with self.database.write() as cx:
            add_change(cx, "prospect", record_id, op, fields, self.now)
            row = cx.execute(select(outbox).order_by(outbox.c.n.desc()).limit(1)).one()
        self.edits.append(
            {
                "change_id": row.change_id, "n": row.n, "id": record_id, "op": op,
                "fields": fields, "state": "pending",
            }
        )  # fmt: skip

    def _seen(self, record_id: str) -> dict[str, Any] | None:
        _, fields, last = self.copies.get(record_id, (0, None, None))
        seen = fields
        for edit in self.edits:
            if edit["id"] != record_id:
                continue
            if edit["op"] is Operation.DELETE:
                seen = None
            else:
                seen = {**(seen if seen is not None else last or {}), **edit["fields"]}
        return seen

    def _acknowledge(self, results: list[ChangeResult]) -> None:
        with self.database.write() as cx:
            acknowledge(cx, results, self.now)
        first: dict[str, ChangeResult] = {}
        for result in results:
            first.setdefault(result.change_id, result)
        for edit in list(self.edits):
            result = first.get(edit["change_id"])
            if result is None:
                continue
            accepted = result.outcome is not ChangeOutcome.REJECTED
            if accepted or edit["state"] == "pending":
                edit["state"] = "acked" if accepted else "rejected"
                if result.record is not None:
                    known = None if result.record.is_deleted else result.record.fields
                    self._lift(edit["id"], result.record.rev, known)
        self.edits = [each for each in self.edits if each["state"] != "acked"]

    def _apply_page(self, page: list[PullItem]) -> None:
        with self.database.write() as cx:
            apply_page(cx, page, "cursor")
        for item in page:
            self._lift(item.id, item.rev, item.data if item.verb is Verb.PUT else None)
            self.cursor = max(self.cursor, item.seq)

    def _lift(self, record_id: str, rev: int, fields: dict[str, Any] | None) -> None:
        known, _, last = self.copies.get(record_id, (0, None, None))
        if rev > known:
            self.copies[record_id] = (rev, fields, last if fields is None else fields)


def test_overlay_when_anything_happens_in_any_order_then_nothing_is_lost_or_older(
    database: Database,
) -> None:
    machine = type("OverlayOfThisRun", (Overlay,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("COMPANION_FAULT_ROUNDS", "15")),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
