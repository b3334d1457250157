"""The same files through ``companion-server import``: the same counts, and once only."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from companion.server.commands import main
from tests.real_files.test_crm import CAMPAIGNS, NOT_PEOPLE, PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = ("rows", "created", "updated", "unchanged", "rejected")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("fresh")
    setting_up = ["init", "--organisation", "Room", "--admin-email", "admin@room.example"]
    assert main([*setting_up, "--data-dir", str(folder)]) == 0
    return folder


@pytest.fixture
def server(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "server"
    shutil.copytree(fresh, folder)
    monkeypatch.setenv("COMPANION_DATA_DIR", str(folder))
    return folder


def imported(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, ...]:
    assert main(["import", *arguments, "--region", "US", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    return tuple(told[name] for name in COUNTS)


@pytest.mark.parametrize("name", PEOPLE)
def test_people_when_imported_twice_then_exactly_this_and_then_nothing(server, crm, name, capsys):
    path = str(crm / name)
    rows, created, updated, unchanged, rejected, *_ = PEOPLE[name]
    expected = (rows, created, updated, unchanged, rejected)
    assert imported(capsys, "prospects", path, "--dry-run") == expected
    assert imported(capsys, "prospects", path) == expected
    assert imported(capsys, "prospects", path) == (rows, 0, 0, rows - rejected, rejected)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_campaigns_when_imported_twice_then_exactly_this_and_then_nothing(
    server, crm, name, capsys
):
    rows, *_, rejected = CAMPAIGNS[name][:5]
    assert imported(capsys, "campaigns", str(crm / name)) == CAMPAIGNS[name][:5]
    again = imported(capsys, "campaigns", str(crm / name))
    assert again == (rows, 0, 0, rows - rejected, rejected)


@pytest.mark.parametrize("name", NOT_PEOPLE)
def test_other_lists_when_imported_as_people_then_one_sentence_says_what_to_do(
    server, crm, name, capsys
):
    assert main(["import", "prospects", str(crm / name)]) == 1
    shown = capsys.readouterr()
    (sentence,) = shown.err.splitlines()
    assert NOT_PEOPLE[name][3] in sentence
    assert shown.out == ""
