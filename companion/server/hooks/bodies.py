"""The bodies that webhooks carry: ids, and what a receiver needs so that it need not ask back.

One definition: what is sent, the schemas in ``/openapi.json`` and docs/webhooks.md come from here.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - pydantic reads it at run time
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from companion.server.hooks.events import EventType

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(BaseModel):
    """A part of a body."""

    model_config = ConfigDict(frozen=True)


class ExternalIdPart(Part):
    """The id that another system gave a record."""

    system: str
    value: str


class PersonPart(Part):
    """A colleague: the rep of a call, say."""

    user_id: str
    name: str
    email: str


class ProspectPart(Part):
    """A prospect. Phones are E.164, best first, as emails are."""

    prospect_id: str
    name: str
    company: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    external_ids: tuple[ExternalIdPart, ...]


class PromisePart(Part):
    """The version of a promise that was in force, and the campaign it is of."""

    promise_version_id: str
    promise_id: str
    number: int
    headline: str
    campaign_id: str
    campaign_name: str
    campaign_code: str


class CallPart(Part):
    """A call: how the line ended (``disposition``) and what the talk achieved (``outcome``)."""

    call_id: str
    direction: str
    started_at: datetime
    ended_at: datetime | None
    seconds: int | None
    phone: str
    disposition: str
    outcome: str | None
    promise_use: str | None
    notes: str
    rep: PersonPart
    prospect: ProspectPart
    promise: PromisePart | None


class ObjectionPart(Part):
    """An objection in the customer's words; ``promise_words`` are those it pushed against."""

    objection_id: str
    call_id: str
    category: str
    category_label: str
    verbatim: str
    promise_words: str
    promise_fit: str | None
    handling: str
    behind_it: str
    answer_id: str | None
    prospect: ProspectPart
    promise: PromisePart | None


class GonePart(Part):
    """A record that was taken back: nothing but its id."""

    record_id: str


class AnswerPart(Part):
    """Marketing's approved reply to an objection."""

    answer_id: str
    version: int
    status: str
    category: str
    says: str
    reply: str
    concern: str
    proof: str
    campaign_id: str | None
    published_at: datetime | None
    why_changed: str


class VersionPart(PromisePart):
    """A published version of a promise, with its words."""

    message: str
    offer: str
    call_to_action: str
    landing_page: str
    language: str
    published_at: datetime
    why_changed: str


class BarPart(Part):
    """Whether a prospect may be called."""

    do_not_call: bool
    reason: str
    prospect: ProspectPart


class MergedPart(Part):
    """A prospect that became part of another: ``prospect`` is who they are now."""

    gone_prospect_id: str
    prospect: ProspectPart


class PartedPart(Part):
    """Two prospects that are two again: ``prospect`` is who had stayed, without the other."""

    returned_prospect_id: str
    prospect: ProspectPart


class DecisionPart(Part):
    """What marketing did about a group of objections."""

    decision_id: str
    kind: str
    decided_at: datetime
    decided_by: PersonPart
    note: str
    objection_ids: tuple[str, ...]
    promise_id: str | None
    promise_version_id: str | None
    answer_id: str | None


class TestPart(Part):
    """What a test says."""

    sentence: str


PARTS: Mapping[EventType, type[Part]] = {
    EventType.CALL_FINISHED: CallPart,
    EventType.CALL_CORRECTED: CallPart,
    EventType.CALL_WITHDRAWN: GonePart,
    EventType.OBJECTION_HEARD: ObjectionPart,
    EventType.OBJECTION_CORRECTED: ObjectionPart,
    EventType.OBJECTION_WITHDRAWN: GonePart,
    EventType.ANSWER_PUBLISHED: AnswerPart,
    EventType.ANSWER_RETIRED: AnswerPart,
    EventType.PROMISE_PUBLISHED: VersionPart,
    EventType.PROSPECT_DO_NOT_CALL: BarPart,
    EventType.PROSPECT_MAY_BE_CALLED: BarPart,
    EventType.PROSPECT_MERGED: MergedPart,
    EventType.PROSPECT_PARTED: PartedPart,
    EventType.DECISION_MADE: DecisionPart,
    EventType.ENDPOINT_TEST: TestPart,
}
"""What ``data`` is, by the kind of event."""


def write_body(kind: EventType, at: datetime, data: Part) -> str:
    """Write a body as JSON text: exactly these bytes are signed, and sent on every try."""
    stamp = at.isoformat().replace("+00:00", "Z")
    return to_json({"type": kind.value, "timestamp": stamp, "data": data}).decode()


def schema_of(kind: EventType) -> dict[str, Any]:
    """Return the JSON schema of the body of one kind of event."""
    data = PARTS[kind].model_json_schema(mode="serialization")
    parts = data.pop("$defs", {})
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.value,
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": kind.value},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
        },
    }
    return schema | ({"$defs": parts} if parts else {})
