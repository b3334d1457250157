"""``docs/protocol.md`` is true: its examples decode, its lists are whole, its paths are served."""

from __future__ import annotations

import json
import re

import pytest

from companion.server.app import make_app
from companion.server.database import Database, make_engine
from companion.server.organisations import make_identity
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.wire import messages
from companion.wire.messages import ChangeOutcome, Limits, Message, RejectionCode, Verb
from tests.documents.protocol import BEGINS, DOCUMENT, records_section
from tests.salesroom import NOW

TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json (\w+)\n(.*?)```", TEXT, re.DOTALL)
TITLES = set(re.findall(r"^### (GET|POST) (\S+)$", TEXT, re.MULTILINE))


@pytest.fixture
def described(tmp_path):
    database = Database(make_engine(f"sqlite:///{tmp_path / 'server.sqlite3'}"))
    migrate(database)
    with database.write() as cx:
        make_identity(cx, NOW)
    app = make_app(read_settings({"--data-dir": str(tmp_path)}, {}), database)
    yield app.openapi()
    database.close()


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_example_when_read_by_the_wire_then_it_is_that_message(name: str, example: str) -> None:
    kind = getattr(messages, name)
    message = kind.model_validate_json(example)
    given = json.loads(example)
    assert given.items() <= json.loads(message.model_dump_json()).items()


def test_examples_when_counted_then_every_request_and_answer_has_one() -> None:
    inner = {"Limits", "Change", "CurrentRecord", "Loser", "ChangeResult", "PullItem", "Doubled"}
    inner |= {"EntityDigest", "Refusal", "Run"}
    kinds = {each.__name__ for each in Message.__subclasses__()}
    assert {name for name, _ in EXAMPLES} == kinds - inner


def test_paths_when_compared_with_the_description_then_the_same(described) -> None:
    served = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
        if path.startswith("/v1/")
    }
    assert served == TITLES


def test_statuses_when_compared_with_the_description_then_each_is_explained(described) -> None:
    named = set(map(int, re.findall(r"\b([45]\d\d)\b", TEXT.split("## The requests")[0])))
    given = {
        int(status)
        for path, operations in described["paths"].items()
        for operation in operations.values()
        for status in operation["responses"]
        if path.startswith("/v1/") and status != "200"
    }
    assert given <= named


@pytest.mark.parametrize("word", [*ChangeOutcome, *RejectionCode, *Verb])
def test_word_when_it_travels_then_it_is_explained(word: str) -> None:
    assert f"`{word}`" in TEXT


def test_limits_when_they_change_then_the_example_changes() -> None:
    example = json.loads(dict(EXAMPLES)["Hello"])
    assert example["limits"] == Limits().model_dump()


def test_records_when_a_field_changes_then_the_tables_are_written_anew() -> None:
    held = TEXT.partition(BEGINS)[2].strip()
    assert held == records_section(), "please run: .venv/bin/python -m tests.documents.protocol"
