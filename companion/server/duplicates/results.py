"""What two prospects become as one: which value of which field stands. Pure.

Of lists nothing is lost: both are kept, the survivor's first. Of a single value one stands, chosen
by a person; without a choice it is the survivor's, unless that is empty. Whoever must not be
called stays so, and the notes of both stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from companion.domain.legal_bases import LegalBasis
from companion.domain.prospects import LifecycleStage
from companion.server.merging import is_empty, is_same

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic import JsonValue

    from companion.wire.records import Fields

CHOOSABLE = (
    *("name", "company", "title", "time_zone", "owner_id", "lifecycle_stage"),
    *("data_source", "legal_basis", "legal_basis_note", "consented_on"),
)
"""Fields of which one value stands."""

JOINED = ("phones", "emails", "external_ids")
"""Fields of which both stand."""

_LISTS = "do_not_call_lists"

_NOTHING = {
    "lifecycle_stage": LifecycleStage.LEAD.value,
    "legal_basis": LegalBasis.UNKNOWN.value,
}
"""What a field says when nobody has said anything."""


class Line(NamedTuple):
    """A field of the preview: both values, the one that stands, and whether there is a choice."""

    field: str
    survivor: JsonValue
    other: JsonValue
    result: JsonValue
    is_choice: bool


def joined_fields(survivor: Fields, other: Fields, from_other: Collection[str] = ()) -> Fields:
    """Return all fields of the two as one; ``from_other`` names those the other's value is of."""
    result: Fields = {**other, **survivor}  # what newer versions wrote and this one does not know
    for name in CHOOSABLE:
        is_others = name in from_other or (
            _is_unsaid(name, survivor[name]) and not _is_unsaid(name, other[name])
        )
        result[name] = other[name] if is_others else survivor[name]
    for name in JOINED:
        result[name] = _both(survivor[name], other[name])
    result["do_not_call"] = bool(survivor["do_not_call"] or other["do_not_call"])
    result["do_not_call_reason"] = _texts(survivor, other, "do_not_call_reason", "; ")
    lists = _both(survivor[_LISTS], other[_LISTS])
    result[_LISTS] = sorted(lists, key=str)
    result["notes"] = _texts(survivor, other, "notes", "\n\n")
    return result


def lines_of(survivor: Fields, other: Fields, result: Fields) -> list[Line]:
    """Return the preview, field by field, without those that nobody filled."""
    names = (*CHOOSABLE, *JOINED, "do_not_call", "do_not_call_reason", _LISTS, "notes")
    sides = [(name, survivor[name], other[name]) for name in names]
    return [
        Line(name, one, two, result[name], name in CHOOSABLE and not is_same(one, two))
        for name, one, two in sides
        if not (is_empty(result[name]) or result[name] is False)
    ]


def late_fields(given: Fields, target: Fields, *, is_newer: bool) -> tuple[Fields, Fields]:
    """Return what an edit of a prospect that is gone does to the survivor, and what it leaves out.

    It was made by somebody who did not know of the merge. Lists and notes are added to, a bar to
    calling counts at once; another value stands only if there was none, or if it is newer than the
    merge.
    """
    lands: Fields = {}
    left_out: Fields = {}
    for name, value in given.items():
        present = target.get(name)
        if name in JOINED:
            lands[name] = _both(present, value)
        elif name == "notes":
            lands[name] = _joined_text(str(present or ""), str(value or ""), "\n\n")
        elif name == _LISTS:  # follows the numbers, which the ledger sees to
            continue
        elif name == "owner_id" or (name == "do_not_call" and not value):
            left_out[name] = value
        elif name == "do_not_call" or is_newer or _is_unsaid(name, present):
            lands[name] = value
        elif name == "do_not_call_reason":
            lands[name] = _joined_text(str(present or ""), str(value or ""), "; ")
        else:
            left_out[name] = value
    return lands, {name: v for name, v in left_out.items() if not is_same(v, target.get(name))}


def _is_unsaid(name: str, value: JsonValue) -> bool:
    return is_empty(value) or value == _NOTHING.get(name)


def _both(one: JsonValue, other: JsonValue) -> list[JsonValue]:
    found: list[JsonValue] = []
    for side in (one, other):
        for each in side if isinstance(side, list) else ():
            if each not in found:
                found.append(each)
    return found


def _texts(survivor: Fields, other: Fields, name: str, between: str) -> str:
    return _joined_text(str(survivor[name]), str(other[name]), between)


def _joined_text(one: str, other: str, between: str) -> str:
    if not other.strip() or other.strip() in one:
        return one
    return f"{one}{between}{other}" if one.strip() else other
