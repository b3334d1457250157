"""A desk: where a person who is signed in writes, in one transaction, from a form of ours.

The counter is locked before anything is read that is decided on, as every writer does.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.domain.errors import ConflictError
from companion.server.ledgers import Act, Ledger, lock_counter
from companion.server.pages.forms import check_token
from companion.server.pages.sessions import find_visitor
from companion.server.records import delete_record, patch_records, put_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pydantic import JsonValue
    from sqlalchemy import Connection
    from starlette.requests import Request

    from companion.server.pages.forms import Form
    from companion.server.pages.sessions import Visitor
    from companion.server.parts import Parts
    from companion.wire.records import Fields, Record


@dataclass(frozen=True, slots=True)
class Desk:
    """A writing transaction and whoever sits at it."""

    cx: Connection
    visitor: Visitor
    now: datetime

    @property
    def org(self) -> str:
        """Return the organisation written in."""
        return self.visitor.actor.org

    @property
    def user_id(self) -> str:
        """Return who writes."""
        return self.visitor.actor.user_id

    def put(self, record: Record) -> None:
        """Write a record as it shall be.

        Raises:
            RejectedError: it breaks a rule.
        """
        put_record(self.cx, self.org, record, self.user_id, self.now)

    def patch(self, entity: str, record_id: str, fields: Fields) -> None:
        """Change fields of a record that exists.

        Raises:
            RejectedError: that breaks a rule.
        """
        patch_records(self.cx, self.org, [(entity, record_id, fields)], self.user_id, self.now)

    def delete(self, entity: str, record_id: str) -> None:
        """Leave a tombstone where a record was.

        Raises:
            RejectedError: there is none, or it may not go.
        """
        delete_record(self.cx, self.org, entity, record_id, self.user_id, self.now)

    def note(self, entity: str, record_id: str, what: str, **fields: JsonValue) -> None:
        """Note in the log what was done to something that is no record."""
        ledger = Ledger(self.cx, self.org)
        ledger.note_act(Act(entity, record_id, what, self.user_id, self.now, fields))
        ledger.flush()


def changed_meanwhile() -> ConflictError:
    """Make the refusal of words written without knowing somebody else's; both are shown."""
    sentence = (
        "Somebody else has changed this while you were writing. Your words are still here, theirs "
        "stand beside them: take over what you need and save again."
    )
    return ConflictError(sentence, "changed_meanwhile")


@contextmanager
def at_desk(request: Request, parts: Parts, form: Form) -> Iterator[Desk]:
    """Open a desk for whoever sent a form; all of it is kept, or on any error nothing.

    Raises:
        DeniedError: ``sign_in_needed``, ``forbidden`` or ``stale_form``.
    """
    with parts.database.write() as cx:
        visitor = find_visitor(cx, request, parts)
        check_token(parts, visitor.session.secret, form.get("csrf"))
        lock_counter(cx, visitor.actor.org)
        yield Desk(cx, visitor, parts.clock.now())
