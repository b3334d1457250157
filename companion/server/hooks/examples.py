"""An example of each body, for whoever builds a receiver: invented, and valid by its schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from companion.server.hooks.bodies import (
    AnswerPart,
    BarPart,
    CallPart,
    DecisionPart,
    ExternalIdPart,
    GonePart,
    MergedPart,
    ObjectionPart,
    PartedPart,
    PersonPart,
    PromisePart,
    ProspectPart,
    TestPart,
    VersionPart,
    write_body,
)
from companion.server.hooks.events import EventType
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from companion.server.hooks.bodies import Part

_AT = datetime(2026, 11, 23, 9, 14, 30, tzinfo=UTC)


def _id(number: int) -> str:
    return f"01980000-0000-7000-8000-{number:012x}"


_REP = PersonPart(user_id=_id(1), name="Rita Novak", email="rita@example.com")
_PROSPECT = ProspectPart(
    prospect_id=_id(2),
    name="Ada Cole",
    company="Cole Freight",
    phones=("+493012345678",),
    emails=("ada@cole.example",),
    external_ids=(ExternalIdPart(system="hubspot", value="51"),),
)
_PROMISE = PromisePart(
    promise_version_id=_id(3),
    promise_id=_id(4),
    number=2,
    headline="Fleet papers in one day",
    campaign_id=_id(5),
    campaign_name="Fleet without paper",
    campaign_code="FLEET26",
)
_CALL = CallPart(
    call_id=_id(6),
    direction="outbound",
    started_at=_AT,
    ended_at=_AT.replace(minute=20),
    seconds=330,
    phone="+493012345678",
    disposition="connected",
    outcome="follow_up",
    promise_use="said",
    notes="Wants the price list.",
    rep=_REP,
    prospect=_PROSPECT,
    promise=_PROMISE,
)
_OBJECTION = ObjectionPart(
    objection_id=_id(7),
    call_id=_id(6),
    category="price_value",
    category_label="Price / value",
    verbatim="Twice what we pay today.",
    promise_words="in one day",
    promise_fit="not_covered",
    handling="deferred",
    behind_it="",
    answer_id=None,
    prospect=_PROSPECT,
    promise=_PROMISE,
)
_ANSWER = AnswerPart(
    answer_id=_id(8),
    version=1,
    status="published",
    category="price_value",
    says="That is twice what we pay.",
    reply="It replaces two things you pay for today.",
    concern="Paying for the same thing twice",
    proof="",
    campaign_id=_id(5),
    published_at=_AT,
    why_changed="",
)
_VERSION = VersionPart(
    **_PROMISE.model_dump(),
    message="Hand in today, drive tomorrow.",
    offer="First month free",
    call_to_action="Book a call",
    landing_page="https://www.example.com/fleet",
    language="en",
    published_at=_AT,
    why_changed="“One day” was read as 24 hours.",
)
_DECISION = DecisionPart(
    decision_id=_id(9),
    kind="answered",
    decided_at=_AT,
    decided_by=PersonPart(user_id=_id(10), name="Mara Lind", email="mara@example.com"),
    note="",
    objection_ids=(_id(7),),
    promise_id=None,
    promise_version_id=None,
    answer_id=_id(8),
)

_EXAMPLES: Mapping[EventType, Part] = {
    EventType.CALL_FINISHED: _CALL,
    EventType.CALL_CORRECTED: _CALL,
    EventType.CALL_WITHDRAWN: GonePart(record_id=_id(6)),
    EventType.OBJECTION_HEARD: _OBJECTION,
    EventType.OBJECTION_CORRECTED: _OBJECTION,
    EventType.OBJECTION_WITHDRAWN: GonePart(record_id=_id(7)),
    EventType.ANSWER_PUBLISHED: _ANSWER,
    EventType.ANSWER_RETIRED: _ANSWER.model_copy(update={"status": "retired"}),
    EventType.PROMISE_PUBLISHED: _VERSION,
    EventType.PROSPECT_DO_NOT_CALL: BarPart(
        do_not_call=True, reason="Asked for it on the phone", prospect=_PROSPECT
    ),
    EventType.PROSPECT_MAY_BE_CALLED: BarPart(do_not_call=False, reason="", prospect=_PROSPECT),
    EventType.PROSPECT_MERGED: MergedPart(gone_prospect_id=_id(11), prospect=_PROSPECT),
    EventType.PROSPECT_PARTED: PartedPart(returned_prospect_id=_id(11), prospect=_PROSPECT),
    EventType.DECISION_MADE: _DECISION,
    EventType.ENDPOINT_TEST: TestPart(sentence="This is a test from Companion."),
}


def example_of(kind: EventType) -> Any:
    """Return an example of a body of one kind, as JSON values."""
    return parse_json(write_body(kind, _AT.replace(minute=21), _EXAMPLES[kind]))
