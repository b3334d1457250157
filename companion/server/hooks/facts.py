"""What bodies are written from: the records around what happened, read in bulk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.server.hooks.bodies import (
    AnswerPart,
    BarPart,
    CallPart,
    DecisionPart,
    ExternalIdPart,
    GonePart,
    MergedPart,
    ObjectionPart,
    Part,
    PartedPart,
    PersonPart,
    PromisePart,
    ProspectPart,
    VersionPart,
)
from companion.server.hooks.events import EventType
from companion.server.kept import kept_records
from companion.server.tables import category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from companion.server.hooks.events import Happening
    from companion.server.kept import Kept

_GONE = {EventType.CALL_WITHDRAWN, EventType.OBJECTION_WITHDRAWN}
_POINTS_AT = {
    "rep_id": "user",
    "decided_by": "user",
    "call_id": "call",
    "promise_version_id": "promise_version",
    "promise_id": "promise",
    "campaign_id": "campaign",
    "prospect_id": "prospect",
}


class Facts:
    """The records that some happenings are about, and those they name."""

    def __init__(self, cx: Connection, org: str, happened: Sequence[Happening]) -> None:
        self._cx, self._org = cx, org
        self._kept: dict[str, dict[str, Kept]] = {}
        for entity in {each.entity for each in happened}:
            self._read(entity, (each.record_id for each in happened if each.entity == entity))
        self._read("prospect", (each.prospect_id for each in happened))
        for field in ("call_id", "rep_id", "decided_by", "promise_version_id"):
            self._follow(field)
        self._follow("promise_id")
        self._follow("campaign_id")
        self._labels = self._read_labels() if "objection" in self._kept else {}

    def part(self, happening: Happening) -> Part:
        """Return the ``data`` of what happened, as the records stand now."""
        if happening.type in _GONE:
            return GonePart(record_id=happening.record_id)
        if happening.type is EventType.PROSPECT_MERGED:
            survivor = self._prospect(str(happening.prospect_id))
            return MergedPart(gone_prospect_id=happening.record_id, prospect=survivor)
        if happening.type is EventType.PROSPECT_PARTED:
            stayed = self._prospect(str(happening.prospect_id))
            return PartedPart(returned_prospect_id=happening.record_id, prospect=stayed)
        kept = self._kept[happening.entity][happening.record_id]
        return _WRITERS[happening.entity](self, kept)

    def call(self, kept: Kept) -> CallPart:
        """Write a call."""
        fields: Any = kept.fields
        began, ended = fields["started_at"], fields["ended_at"]
        return CallPart(
            call_id=kept.id,
            seconds=_seconds(began, ended),
            rep=self._person(fields["rep_id"]),
            prospect=self._prospect(fields["prospect_id"]),
            promise=self._promise(fields["promise_version_id"]),
            **_some(
                fields,
                "direction started_at ended_at phone disposition outcome promise_use notes",
            ),
        )

    def objection(self, kept: Kept) -> ObjectionPart:
        """Write an objection; its promise is the one of its call unless it names its own."""
        fields: Any = kept.fields
        call: Any = self._kept["call"][fields["call_id"]].fields
        span = fields["span"] or {"words": ""}
        return ObjectionPart(
            objection_id=kept.id,
            category_label=self._labels.get(fields["category"], fields["category"]),
            promise_words=span["words"],
            prospect=self._prospect(fields["prospect_id"]),
            promise=self._promise(fields["promise_version_id"] or call["promise_version_id"]),
            **_some(fields, "call_id category verbatim promise_fit handling behind_it answer_id"),
        )

    def answer(self, kept: Kept) -> AnswerPart:
        """Write an answer."""
        names = "version status category says reply concern proof campaign_id published_at"
        return AnswerPart(answer_id=kept.id, **_some(kept.fields, f"{names} why_changed"))

    def version(self, kept: Kept) -> VersionPart:
        """Write a version of a promise."""
        promise: Any = self._promise(kept.id)
        names = "message offer call_to_action landing_page language published_at why_changed"
        return VersionPart(**promise.model_dump(), **_some(kept.fields, names))

    def bar(self, kept: Kept) -> BarPart:
        """Write whether a prospect may be called."""
        fields: Any = kept.fields
        return BarPart(
            do_not_call=fields["do_not_call"],
            reason=fields["do_not_call_reason"],
            prospect=self._prospect(kept.id),
        )

    def decision(self, kept: Kept) -> DecisionPart:
        """Write a decision."""
        names = "kind decided_at note objection_ids promise_id promise_version_id answer_id"
        return DecisionPart(
            decision_id=kept.id,
            decided_by=self._person(str(kept.fields["decided_by"])),
            **_some(kept.fields, names),
        )

    def _person(self, user_id: str) -> PersonPart:
        return PersonPart(
            user_id=user_id, **_some(self._kept["user"][user_id].fields, "name email")
        )

    def _prospect(self, prospect_id: str) -> ProspectPart:
        fields: Any = self._kept["prospect"][prospect_id].fields
        return ProspectPart(
            prospect_id=prospect_id,
            external_ids=tuple(ExternalIdPart(**each) for each in fields["external_ids"]),
            **_some(fields, "name company phones emails"),
        )

    def _promise(self, version_id: str | None) -> PromisePart | None:
        if version_id is None:
            return None
        version: Any = self._kept["promise_version"][version_id].fields
        promise: Any = self._kept["promise"][version["promise_id"]].fields
        campaign: Any = self._kept["campaign"][promise["campaign_id"]].fields
        return PromisePart(
            promise_version_id=version_id,
            promise_id=version["promise_id"],
            number=version["number"],
            headline=version["headline"],
            campaign_id=promise["campaign_id"],
            campaign_name=campaign["name"],
            campaign_code=campaign["code"],
        )

    def _follow(self, field: str) -> None:
        """Read the records that a field of those already read points at."""
        kept = [each for found in self._kept.values() for each in found.values()]
        self._read(_POINTS_AT[field], [str(v) for each in kept if (v := each.fields.get(field))])

    def _read(self, entity: str, ids: Iterable[str | None]) -> None:
        mine = self._kept.setdefault(entity, {})
        mine |= kept_records(self._cx, self._org, entity, {each for each in ids if each} - {*mine})

    def _read_labels(self) -> dict[str, str]:
        query = select(category.c.code, category.c.label).where(category.c.org == self._org)
        return {row.code: row.label for row in self._cx.execute(query)}


_WRITERS: Mapping[str, Callable[[Facts, Kept], Part]] = {
    "call": Facts.call,
    "objection": Facts.objection,
    "answer": Facts.answer,
    "promise_version": Facts.version,
    "prospect": Facts.bar,
    "decision": Facts.decision,
}


def _some(fields: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names.split()}


def _seconds(began: str, ended: str | None) -> int | None:
    if ended is None:
        return None
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds())
