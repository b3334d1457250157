"""What people do between two syncs: reps with the window, marketing and managers on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.domain.calls import Call, Disposition
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.ids import new_id
from companion.domain.objections import Objection
from companion.domain.promises import PromiseVersion
from companion.domain.prospects import Prospect
from companion.server.records import delete_record, patch_records, put_records
from companion.services.outbox import Outbox
from companion.store.outbox import add_change, add_records
from companion.wire.messages import Operation

if TYPE_CHECKING:
    from random import Random

    from companion.domain.clock import Clock
    from tests.simulator.laptops import Laptop
    from tests.simulator.servers import Server
    from tests.simulator.template import Template

TEXTS = {
    "prospect": ("notes", "company", "title"),
    "call": ("notes",),
    "objection": ("verbatim",),
    "follow_up": ("what",),
}
"""The fields that people write into; each value is written once in a schedule."""

NEWER = "mood"
"""A field that only a newer version knows."""


class People:
    """Everybody's hands, guided by one source of random numbers."""

    def __init__(self, rng: Random, template: Template, server: Server, clock: Clock) -> None:
        self._rng = rng
        self._template = template
        self._server = server
        self._clock = clock
        self._count = 0

    def word(self) -> str:
        """Return a value that nobody entered before."""
        self._count += 1
        return f"value {self._count}"

    # -- at a laptop ---------------------------------------------------------------------

    def edit(self, laptop: Laptop) -> str:
        """Enter something in the window; returns what it was, for the trace."""
        does = self._rng.choices(
            [self._patch, self._call, self._new_prospect, self._delete, self._invalid],
            [60, 14, 8, 10, 3],
        )[0]
        return does(laptop)

    def _patch(self, laptop: Laptop) -> str:
        entity = self._rng.choice(["prospect", "prospect", "prospect", *TEXTS])
        if (record_id := self._any(laptop, entity)) is None:
            return "nothing to edit"
        name = self._rng.choice(TEXTS[entity])
        if entity == "prospect" and laptop.seat.name == "laptop2" and self._rng.random() < 0.3:
            name = NEWER
        fields: dict[str, Any] = {name: self.word()}
        if laptop.seat.user.role.value == "manager" and self._rng.random() < 0.15:
            entity, record_id = "prospect", self._any(laptop, "prospect") or record_id
            fields = {"owner_id": self._rng.choice(self._template.users[:2]).id}
        self._add(laptop, entity, record_id, Operation.PATCH, fields)
        return f"{entity} {record_id[-4:]} {fields}"

    def _call(self, laptop: Laptop) -> str:
        if (prospect_id := self._any(laptop, "prospect")) is None:
            return "nobody to call"
        now, rep = laptop.clock.now(), laptop.seat.user.id
        call = Call(
            new_id(), prospect_id, rep, now, disposition=Disposition.CONNECTED, notes=self.word()
        )
        heard = Objection(new_id(), call.id, prospect_id, "budget", self.word())
        step = FollowUp(new_id(), prospect_id, rep, now, self.word(), call.id)
        with laptop.database.write() as cx:
            add_records(cx, [call, heard, step][: self._rng.randint(1, 3)], now)
        return f"call with {prospect_id[-4:]}"

    def _new_prospect(self, laptop: Laptop) -> str:
        made = Prospect(new_id(), self.word(), owner_id=laptop.seat.user.id)
        with laptop.database.write() as cx:
            add_records(cx, [made], laptop.clock.now())
        return f"new prospect {made.id[-4:]}"

    def _delete(self, laptop: Laptop) -> str:
        entity = self._rng.choice(["call", "follow_up", "objection", "prospect"])
        if (record_id := self._any(laptop, entity)) is None:
            return "nothing to delete"
        self._add(laptop, entity, record_id, Operation.DELETE, {})
        return f"delete {entity} {record_id[-4:]}"

    def _invalid(self, laptop: Laptop) -> str:
        if (record_id := self._any(laptop, "prospect")) is None:
            return "nothing to spoil"
        self._add(laptop, "prospect", record_id, Operation.PATCH, {"emails": ["no address"]})
        return f"invalid {record_id[-4:]}"

    def _add(
        self, laptop: Laptop, entity: str, record_id: str, op: Operation, fields: dict[str, Any]
    ) -> None:
        with laptop.database.write() as cx:
            add_change(cx, entity, record_id, op, fields, laptop.clock.now())

    def _any(self, laptop: Laptop, entity: str) -> str | None:
        query = f'SELECT id FROM "{entity}" WHERE is_live ORDER BY id'
        with laptop.database.read() as cx:
            found = [row[0] for row in cx.exec_driver_sql(query)]
        return self._rng.choice(found) if found else None

    def attend(self, laptop: Laptop) -> str:
        """Look at one line of the sync page and do something about it."""
        outbox = Outbox(laptop.database, laptop.clock)
        lines = [each for each in outbox.lines() if each.state != "pending"]
        if not lines:
            return "nothing to look at"
        line = self._rng.choice(lines)
        is_discarded = self._rng.random() < 0.5
        about = line.entity, line.record_id
        laptop.looked_at.add(line.change_id)
        try:
            if is_discarded:
                laptop.excused |= _unsent_of(laptop, about, line.change_id)
                outbox.discard(line.change_id)
            else:
                outbox.resend(line.change_id)
                laptop.excused.add(line.change_id)
        except RejectedError as error:
            return f"cannot: {error.code}"
        laptop.forgiven.add(about)
        return f"{'discard' if is_discarded else 'resend'} {line.state} {line.change_id[-4:]}"

    # -- on the pages --------------------------------------------------------------------

    def market(self) -> str:
        """Change something of marketing's, or a prospect, on the server."""
        rng, now = self._rng, self._clock.now()
        kind = rng.choice(["campaign", "version", "prospect", "prospect"])
        with self._server.database.write() as cx:
            org, who = self._server.org, self._template.marketer.id
            if kind == "version":
                promise_id, number = self._template.version.promise_id, self._count + 2
                made = PromiseVersion(new_id(), promise_id, number, self.word(), "Words.")
                put_records(cx, org, [made], who, now)
                return "new version"
            record_id = self._template.campaign.id
            fields: dict[str, Any] = {"name": self.word()}
            if kind == "prospect":
                if (found := self._prospect_there(cx)) is None:
                    return "no prospect left"
                record_id, fields = found, {rng.choice(TEXTS["prospect"]): self.word()}
            patch_records(cx, org, [(kind, record_id, fields)], who, now)
            return f"{kind} {record_id[-4:]} {fields}"

    def reassign(self) -> str:
        """Give a prospect to a rep, or to nobody."""
        with self._server.database.write() as cx:
            if (record_id := self._prospect_there(cx)) is None:
                return "no prospect left"
            owner = self._rng.choice([self._template.users[0].id, self._template.users[1].id, None])
            edit = ("prospect", record_id, {"owner_id": owner})
            who = self._template.marketer.id
            patch_records(cx, self._server.org, [edit], who, self._clock.now())
        return f"{record_id[-4:]} to {owner and owner[-4:]}"

    def remove(self) -> str:
        """Delete a prospect or a call on the server."""
        entity = self._rng.choice(["prospect", "call"])
        with self._server.database.write() as cx:
            if (record_id := self._prospect_there(cx, entity)) is None:
                return "nothing left"
            who = self._template.marketer.id
            delete_record(cx, self._server.org, entity, record_id, who, self._clock.now())
        return f"{entity} {record_id[-4:]}"

    def _prospect_there(self, cx: Any, entity: str = "prospect") -> str | None:
        query = f'SELECT id FROM "{entity}" WHERE deleted_at IS NULL ORDER BY id'
        found = [row[0] for row in cx.exec_driver_sql(query)]
        return self._rng.choice(found) if found else None


def _unsent_of(laptop: Laptop, about: tuple[str, str], change_id: str) -> set[str]:
    """Return what is given up with a refused edit: giving up a record gives up its later edits."""
    query = (
        "SELECT change_id FROM outbox WHERE entity = ? AND entity_id = ? AND state <> 'acked'"
        " AND (change_id = ? OR EXISTS (SELECT 1 FROM outbox AS made WHERE made.change_id = ?"
        " AND made.op = 'create' AND made.state <> 'acked'))"
    )
    with laptop.database.read() as cx:
        return {row[0] for row in cx.exec_driver_sql(query, (*about, change_id, change_id))}
