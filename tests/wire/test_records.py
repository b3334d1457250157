"""Records on the wire: strict, whole, and kind to fields that only a newer peer knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.answers import Answer, Decision
from companion.domain.calls import Call
from companion.domain.campaigns import Campaign
from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.objections import Category, Objection
from companion.domain.people import User
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.proposals import Proposal
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.wire.records import (
    ENTITIES,
    check_patch,
    check_record,
    entity_of,
    field_names,
    from_fields,
    parse_json,
    split_fields,
    to_fields,
    write_json,
)
from tests.wire.examples import RECORDS, record_id

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_MOMENT = st.integers(0, 7_000_000_000_000_000).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
_TYPES = (
    User,
    Category,
    Campaign,
    Promise,
    PromiseVersion,
    Answer,
    Prospect,
    Touch,
    Call,
    Objection,
    FollowUp,
    Decision,
    Proposal,
)


def _records() -> st.SearchStrategy:
    st.register_type_strategy(datetime, _MOMENT)
    st.register_type_strategy(str, _TEXT)
    return st.one_of(*(st.builds(each, id=st.just(record_id(1))) for each in _TYPES))


@settings(max_examples=50, deadline=None)
@given(_records())
def test_any_record_when_written_and_read_then_the_same(record) -> None:
    entity = entity_of(record).name
    travelled = parse_json(write_json(to_fields(record)))
    assert from_fields(entity, record.id, travelled) == record


@settings(max_examples=50, deadline=None)
@given(_records())
def test_any_record_when_each_field_is_a_patch_then_taken(record) -> None:
    fields = parse_json(write_json(to_fields(record)))
    for name, value in fields.items():
        check_patch(entity_of(record).name, {name: value})


@pytest.mark.parametrize("entity", ENTITIES)
def test_entity_when_listed_then_its_references_come_before_it(entity: str) -> None:
    order = list(ENTITIES)
    kind = ENTITIES[entity]
    for field, target in kind.references.items():
        assert field in get_type_hints(kind.record_type)
        assert order.index(target) < order.index(entity)


def test_fields_when_unknown_then_parted_off_and_echoed_unchanged() -> None:
    given_fields = to_fields(RECORDS["prospect"]) | {"mood": {"deep": [1, None, "x"]}}
    known, extra = split_fields("prospect", given_fields)
    assert extra == {"mood": {"deep": [1, None, "x"]}}
    assert set(known) == field_names("prospect")
    assert from_fields("prospect", RECORDS["prospect"].id, given_fields) == RECORDS["prospect"]
    check_patch("prospect", {"mood": 1})


def test_fields_when_missing_then_defaults() -> None:
    assert from_fields("prospect", record_id(1), {"name": "Ann"}) == Prospect(record_id(1), "Ann")


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("prospect", "name", 7),
        ("prospect", "name", None),
        ("prospect", "phones", "+4930901820"),
        ("prospect", "phones", [7]),
        ("prospect", "do_not_call", "yes"),
        ("prospect", "do_not_call", 1),
        ("prospect", "lifecycle_stage", "friend"),
        ("prospect", "external_ids", [{"system": "hubspot"}]),
        ("call", "started_at", "2026-05-04T09:30:00"),
        ("call", "started_at", "2026-05-04T09:30:00+02:00"),
        ("call", "started_at", 1_700_000_000),
        ("call", "started_at", None),
        ("campaign", "typical_days", "21"),
        ("campaign", "typical_days", 21.5),
        ("campaign", "starts_on", "2026-05-04T09:30:00Z"),
        ("touch", "utm", {"utm_source": 7}),
        ("objection", "span", {"part": "message", "start": "0", "end": 1, "words": "x"}),
    ],
)
def test_field_when_of_the_wrong_type_then_refused_by_name(
    entity: str, field: str, value: object
) -> None:
    whole = to_fields(RECORDS[entity]) | {field: value}
    for check in (
        lambda: from_fields(entity, record_id(1), whole),
        lambda: check_patch(entity, {field: value}),
    ):
        with pytest.raises(RejectedError) as caught:
            check()
        assert caught.value.code == "invalid"
        assert caught.value.problems[0].field.split(".")[0] == field


def test_record_when_its_id_is_none_or_rules_are_broken_then_every_problem() -> None:
    with pytest.raises(RejectedError) as caught:
        check_record(Prospect("seven", "", emails=("nobody",)))
    assert [each.field for each in caught.value.problems] == ["id", "emails"]


def test_entity_when_unknown_then_refused_with_what_to_do() -> None:
    with pytest.raises(RejectedError, match="update") as caught:
        from_fields("gadget", record_id(1), {})
    assert caught.value.code == "unknown_entity"


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "", "{", "'x'"])
def test_json_when_not_strict_then_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_json(text)
