"""Messages of every released version decode for ever, and today's values encode to them exactly."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from companion.wire import messages
from companion.wire.messages import Message
from companion.wire.records import ENTITIES, check_record, from_fields, to_fields, write_json
from tests.wire.examples import MESSAGES, RECORDS

GOLDEN = Path(__file__).parent / "golden"
NEWEST = GOLDEN / f"v{messages.SCHEMA}"


def golden(folder: str) -> list[Path]:
    return sorted(GOLDEN.glob(f"v*/{folder}/*.json"))


def test_golden_when_a_noun_or_message_is_added_then_there_is_one_of_each() -> None:
    kinds = {each.__name__ for each in Message.__subclasses__()}
    parts = {"Limits", "Change", "CurrentRecord", "Loser", "ChangeResult", "PullItem", "Doubled"}
    parts |= {"EntityDigest", "Run"}
    assert {type(each).__name__ for each in MESSAGES.values()} == kinds - parts
    assert set(RECORDS) == set(ENTITIES)
    assert {each.stem for each in (NEWEST / "records").iterdir()} == set(RECORDS)
    assert {each.stem for each in (NEWEST / "messages").iterdir()} == set(MESSAGES)


@pytest.mark.parametrize("entity", RECORDS)
def test_record_when_written_then_exactly_as_golden(entity: str) -> None:
    record = RECORDS[entity]
    written = {"entity": entity, "id": record.id, "fields": to_fields(record)}
    assert json.loads(write_json(written)) == _read(NEWEST / "records" / f"{entity}.json")


@pytest.mark.parametrize("entity", RECORDS)
def test_record_when_an_example_then_every_field_is_filled_and_right(entity: str) -> None:
    record = RECORDS[entity]
    check_record(record)
    for field in dataclasses.fields(record):
        assert getattr(record, field.name) not in (None, "", ()), field.name
        if field.default is not dataclasses.MISSING:
            assert getattr(record, field.name) != field.default, field.name


@pytest.mark.parametrize("path", golden("records"), ids=lambda path: path.stem)
def test_record_when_a_golden_file_is_read_then_the_value(path: Path) -> None:
    held = _read(path)
    record = from_fields(held["entity"], held["id"], held["fields"])
    if path.is_relative_to(NEWEST):
        assert record == RECORDS[held["entity"]]


@pytest.mark.parametrize("name", MESSAGES)
def test_message_when_written_then_exactly_as_golden(name: str) -> None:
    written = MESSAGES[name].model_dump_json()
    assert json.loads(written) == _read(NEWEST / "messages" / f"{name}.json")


@pytest.mark.parametrize("path", golden("messages"), ids=lambda path: path.stem)
def test_message_when_a_golden_file_is_read_then_the_value(path: Path) -> None:
    kind = type(MESSAGES[path.stem])
    message = kind.model_validate_json(path.read_text(encoding="utf-8"))
    if path.is_relative_to(NEWEST):
        assert message == MESSAGES[path.stem]


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
