"""Messages of the protocol: exact types, unknown members ignored."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from companion.wire.messages import Enroll, Hello, Push, utc_text
from tests.wire.examples import AT, MESSAGES


def _given(name: str, **changed: object) -> str:
    return json.dumps(json.loads(MESSAGES[name].model_dump_json()) | changed)


def test_message_when_a_newer_peer_adds_members_then_ignored() -> None:
    read = Hello.model_validate_json(_given("hello", mood="good"))
    assert read == MESSAGES["hello"]


@pytest.mark.parametrize(
    "changed",
    [
        {"product": "another-product"},
        {"server_id": "seven"},
        {"server_id": "0198AAAA-0000-7000-8000-000000000001"},
        {"api": 1},
        {"api": [1]},
        {"time": "2026-05-04T09:30:00"},
        {"schema": ["1", 1]},
    ],
)
def test_hello_when_not_of_this_exact_shape_then_no_companion_server(
    changed: dict[str, object],
) -> None:
    with pytest.raises(ValidationError):
        Hello.model_validate_json(_given("hello", **changed))


def test_push_when_it_has_too_many_changes_then_refused() -> None:
    change = json.loads(MESSAGES["push"].model_dump_json())["changes"][0]
    with pytest.raises(ValidationError):
        Push.model_validate_json(_given("push", changes=[change] * 501))


@pytest.mark.parametrize(
    "changed", [{"base_rev": -1}, {"base_rev": "1"}, {"op": "upsert"}, {"id": ""}, {"fields": []}]
)
def test_push_when_a_change_is_malformed_then_refused(changed: dict[str, object]) -> None:
    change = json.loads(MESSAGES["push"].model_dump_json())["changes"][0]
    with pytest.raises(ValidationError):
        Push.model_validate_json(_given("push", changes=[change | changed]))


def test_enroll_when_the_code_is_empty_then_refused() -> None:
    with pytest.raises(ValidationError):
        Enroll.model_validate_json(_given("enroll", code=""))


def test_time_when_written_then_utc_with_z() -> None:
    assert utc_text(AT) == "2026-05-04T09:30:15.250000Z"
