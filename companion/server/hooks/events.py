"""What other programs can be told of, and when a change to a record is one of these things.

Pure: a record before and after goes in, what happened comes out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from companion.domain.answers import AnswerStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from companion.server.kept import Kept


class EventType(StrEnum):
    """The kinds of events; the first word is what it is about."""

    CALL_FINISHED = "call.finished"
    CALL_CORRECTED = "call.corrected"
    CALL_WITHDRAWN = "call.withdrawn"
    OBJECTION_HEARD = "objection.heard"
    OBJECTION_CORRECTED = "objection.corrected"
    OBJECTION_WITHDRAWN = "objection.withdrawn"
    ANSWER_PUBLISHED = "answer.published"
    ANSWER_RETIRED = "answer.retired"
    PROMISE_PUBLISHED = "promise.published"
    PROSPECT_DO_NOT_CALL = "prospect.do_not_call"
    PROSPECT_MAY_BE_CALLED = "prospect.may_be_called"
    PROSPECT_MERGED = "prospect.merged"
    PROSPECT_PARTED = "prospect.parted"
    DECISION_MADE = "decision.made"
    ENDPOINT_TEST = "endpoint.test"


MEANINGS: Mapping[EventType, str] = {
    EventType.CALL_FINISHED: "A call was logged.",
    EventType.CALL_CORRECTED: "Something on a logged call was changed.",
    EventType.CALL_WITHDRAWN: "A logged call was taken back.",
    EventType.OBJECTION_HEARD: "An objection was heard on a call.",
    EventType.OBJECTION_CORRECTED: "Something about an objection was changed.",
    EventType.OBJECTION_WITHDRAWN: "An objection was taken back.",
    EventType.ANSWER_PUBLISHED: "Marketing published an answer, or its next version.",
    EventType.ANSWER_RETIRED: "Reps shall not use an answer any more.",
    EventType.PROMISE_PUBLISHED: "A version of a promise was published.",
    EventType.PROSPECT_DO_NOT_CALL: "A prospect must not be called.",
    EventType.PROSPECT_MAY_BE_CALLED: "A prospect may be called again.",
    EventType.PROSPECT_MERGED: "Two prospects became one; calls and touches moved along.",
    EventType.PROSPECT_PARTED: "A merge was undone: who had become one are two again.",
    EventType.DECISION_MADE: "Marketing decided about objections.",
    EventType.ENDPOINT_TEST: "An admin tried the address out.",
}
"""What each kind says, for people."""

CHOOSABLE = tuple(each for each in EventType if each is not EventType.ENDPOINT_TEST)
"""What an address can ask to be told of; a test reaches it whatever it chose."""


class Happening(NamedTuple):
    """One thing that happened to one record, and the prospect it is about, if it is about one."""

    type: EventType
    entity: str
    record_id: str
    prospect_id: str | None
    at: datetime


class _Trio(NamedTuple):
    """The events of a record that is there, changes, and goes."""

    come: EventType
    changed: EventType
    gone: EventType


_CALL = _Trio(EventType.CALL_FINISHED, EventType.CALL_CORRECTED, EventType.CALL_WITHDRAWN)
_OBJECTION = _Trio(
    EventType.OBJECTION_HEARD, EventType.OBJECTION_CORRECTED, EventType.OBJECTION_WITHDRAWN
)
_MOVED = "prospect_id"


def happenings(before: Kept | None, after: Kept, at: datetime) -> list[Happening]:
    """Return what happened when a record became another; most changes are nothing to tell of."""
    look = _LOOKS.get(after.entity)
    found = look(before, after) if look else ()
    return [Happening(each, after.entity, after.id, after.prospect_id, at) for each in found]


def told_once(happened: Iterable[Happening]) -> list[Happening]:
    """Leave out what is said twice in one transaction, and corrections of what only then came."""
    once = {(each.type, each.record_id): each for each in happened}
    come = {each.record_id for each in once.values() if each.type in {_CALL.come, _OBJECTION.come}}
    changed = {_CALL.changed, _OBJECTION.changed}
    return [
        each for each in once.values() if each.type not in changed or each.record_id not in come
    ]


def _is_there(kept: Kept | None) -> bool:
    return kept is not None and kept.deleted_at is None


def _of_trio(trio: _Trio) -> Callable[[Kept | None, Kept], Iterable[EventType]]:
    def look(before: Kept | None, after: Kept) -> Iterable[EventType]:
        was, is_now = _is_there(before), _is_there(after)
        if before is None or was != is_now:
            return [trio.come] if is_now else [trio.gone] if was else []
        changed = {name for name, v in after.fields.items() if before.fields.get(name) != v}
        return [trio.changed] if is_now and changed - {_MOVED} else []

    return look


def _about_answer(before: Kept | None, after: Kept) -> Iterable[EventType]:
    was = _published(before)
    is_now = _published(after)
    if is_now and was != is_now:
        return [EventType.ANSWER_PUBLISHED]
    return [EventType.ANSWER_RETIRED] if was and not is_now else []


def _published(answer: Kept | None) -> object:
    """Return the published version of an answer, or nothing."""
    is_out = answer is not None and answer.fields["status"] == AnswerStatus.PUBLISHED.value
    return answer.fields["version"] if is_out and _is_there(answer) and answer else None


def _about_version(before: Kept | None, after: Kept) -> Iterable[EventType]:
    was = before is not None and before.fields["published_at"] is not None
    is_out = after.fields["published_at"] is not None and _is_there(after)
    return [EventType.PROMISE_PUBLISHED] if is_out and not was else []


def _about_prospect(before: Kept | None, after: Kept) -> Iterable[EventType]:
    was = before is not None and bool(before.fields["do_not_call"])
    is_now = bool(after.fields["do_not_call"])
    if was == is_now or not _is_there(after):
        return []
    return [EventType.PROSPECT_DO_NOT_CALL if is_now else EventType.PROSPECT_MAY_BE_CALLED]


def _about_decision(before: Kept | None, after: Kept) -> Iterable[EventType]:
    return [EventType.DECISION_MADE] if _is_there(after) and not _is_there(before) else []


_LOOKS: Mapping[str, Callable[[Kept | None, Kept], Iterable[EventType]]] = {
    "call": _of_trio(_CALL),
    "objection": _of_trio(_OBJECTION),
    "answer": _about_answer,
    "promise_version": _about_version,
    "prospect": _about_prospect,
    "decision": _about_decision,
}
