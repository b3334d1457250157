from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from companion.server.commands import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = """First Name,Last Name,Company,Email,Phone,UTM Campaign,Created Date
Marta,Oliveira,Fjordline Logistics,marta@fjordline.example,+351 21 555 0142,fleet,2026-05-04
Lena,Marchetti,Studio Marchetti,lena@marchetti.example,030 123456,fleet,2026-05-04
=cmd,,,,,,
,,,not an email,,fleet,2026-05-04
"""
CAMPAIGNS = """Name,Code,Channel,Promise,Headline,Message
Summer fleet,fleet,search ad,Summer,Every note on one phone,No set-up fee.
"""
COUNTS = ("rows", "created", "updated", "unchanged", "rejected")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Path:
    folder = tmp_path / "server"
    monkeypatch.setenv("COMPANION_DATA_DIR", str(folder))
    assert main(["init", "--organisation", "Room", "--admin-email", "admin@room.example"]) == 0
    assert main(["user", "add", "--email", "ada@room.example", "--name", "Ada"]) == 0
    capsys.readouterr()
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def make(content: str | bytes, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def imported(capsys, *arguments: object) -> dict:
    """Run an import that succeeds and return the object it ends with."""
    assert main(["import", *map(str, arguments), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(told) == {*COUNTS, "problems"}
    assert told["rows"] == sum(told[name] for name in COUNTS[1:])
    assert all(set(each) == {"line", "field", "reason"} for each in told["problems"])
    return told


def refused(capsys, *arguments: object) -> str:
    """Run an import that is refused and return its sentence."""
    assert main(["import", *map(str, arguments)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    (sentence,) = shown.err.splitlines()
    return sentence


def test_import_when_run_twice_then_the_second_changes_nothing(server, file, capsys):
    people, campaigns = file(PEOPLE), file(CAMPAIGNS, "campaigns.csv")
    assert imported(capsys, "campaigns", campaigns)["created"] == 1
    first = imported(capsys, "prospects", people)
    assert [first[name] for name in COUNTS] == [4, 3, 0, 0, 1]
    assert {each["line"] for each in first["problems"]} == {3, 5}
    second = imported(capsys, "prospects", people)
    assert [second[name] for name in COUNTS] == [4, 0, 0, 3, 1]
    assert imported(capsys, "campaigns", campaigns)["unchanged"] == 1


def test_import_when_dry_then_the_next_one_still_creates_everything(server, file, capsys):
    people = file(PEOPLE)
    dry = imported(capsys, "prospects", people, "--dry-run")
    assert imported(capsys, "prospects", people) == dry


def test_import_when_a_region_is_given_then_local_phones_are_read_with_it(server, file, capsys):
    people = file(PEOPLE)
    told = imported(capsys, "prospects", people, "--region", "germany")
    assert {each["line"] for each in told["problems"]} == {5}


def test_import_when_columns_are_mapped_by_hand_then_they_count(server, file, capsys):
    people = file("Wer=wo,Rest\nMarta,hello\n")
    told = imported(capsys, "prospects", people, "--map", "Wer=wo=name", "--map", "*=notes")
    assert (told["created"], told["problems"]) == (1, [])


def test_import_when_its_source_and_basis_are_named_then_everybody_new_has_them(
    server, file, capsys
):
    people = file(PEOPLE)
    said = ("--source", "fair", "--legal-basis", "consent", "--legal-basis-note", "By card")
    assert imported(capsys, "prospects", people, *said)["created"] == 3
    with closing(sqlite3.connect(server / "companion.sqlite3")) as database:
        said = "SELECT DISTINCT data_source, legal_basis, legal_basis_note FROM prospect"
        assert database.execute(said).fetchall() == [("fair", "consent", "By card")]


def test_import_when_shown_to_a_person_then_counts_first_and_the_report_last(
    server, file, capsys, tmp_path
):
    people, report = file(PEOPLE), tmp_path / "report.csv"
    assert main(["import", "prospects", str(people), "--report", str(report)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "4 rows, 3 created, 0 updated, 0 unchanged, 1 rejected."
    assert shown[1].startswith("  line 3, Phone: ")
    assert shown[-1] == f"The report is in {report}."
    assert main(["import", "prospects", str(people), "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Nothing was written. There would be: 4 rows")


def test_report_when_saved_then_has_every_problem_and_no_formula(server, file, capsys, tmp_path):
    people = file("Name,=Phone\nMarta,@x\n" + "Lena,-y\n" * 20)
    report = tmp_path / "report.csv"
    told = imported(capsys, "prospects", people, "--map", "=Phone=phone", "--report", report)
    rows = list(csv.reader(report.read_text("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["rows", "21"]
    start = rows.index(["line", "outcome", "field", "reason"]) + 1
    assert len(rows[start:]) == len(told["problems"]) == 21
    assert {row[2] for row in rows[start:]} == {"'=Phone"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_report_when_it_would_overwrite_the_list_then_it_is_refused(server, file, capsys, tmp_path):
    people = file(PEOPLE)
    assert "overwrite" in refused(capsys, "prospects", people, "--report", people)
    assert "folder" in refused(capsys, "prospects", people, "--report", tmp_path)
    assert people.read_text() == PEOPLE


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        ("Name,Email\n", None),
        (b"PK\x03\x04" + bytes(200), "as XLSX"),
        (bytes(range(256)) * 20, "no readable text"),
        ("a,b\n1,2\n", "--map"),
        ("Deal ID,Deal Name\n1,Big\n", "deals"),
    ],
)
def test_import_when_the_file_cannot_be_used_then_a_sentence_says_what_to_do(
    server, file, capsys, content, word
):
    path = file(content)
    if word is None:
        assert imported(capsys, "prospects", path)["rows"] == 0
    else:
        assert word in refused(capsys, "prospects", path)


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (("--owner", "nobody@room.example"), "nobody@room.example"),
        (("--map", "Nowhere=name"), "no column “Nowhere”"),
        (("--map", "Company=nonsense"), "no field “nonsense”"),
    ],
)
def test_import_when_a_flag_names_what_is_not_there_then_nothing_is_written(
    server, file, capsys, flags, word
):
    people = file(PEOPLE)
    assert word in refused(capsys, "prospects", people, *flags)
    assert imported(capsys, "prospects", people)["created"] == 3


def test_import_when_there_is_no_file_then_a_sentence_says_so(server, capsys, tmp_path):
    assert "no file" in refused(capsys, "prospects", tmp_path / "none.csv")
    assert "folder" in refused(capsys, "campaigns", tmp_path)


def test_import_when_the_server_is_not_set_up_then_says_how(tmp_path, monkeypatch, file, capsys):
    monkeypatch.setenv("COMPANION_DATA_DIR", str(tmp_path / "fresh"))
    assert "companion-server init" in refused(capsys, "prospects", file(PEOPLE))


@pytest.mark.parametrize(
    "flags", [("--map", "Name"), ("--map", "=name"), ("--region", "Atlantis"), ("--ownr", "x")]
)
def test_import_when_a_flag_cannot_be_read_then_it_is_misuse(server, file, capsys, flags):
    with pytest.raises(SystemExit) as caught:
        main(["import", "prospects", str(file(PEOPLE)), *flags])
    assert caught.value.code == 2
    assert flags[0] in capsys.readouterr().err


def test_import_when_an_owner_is_named_then_what_is_new_is_theirs(server, file, capsys):
    imported(capsys, "prospects", file("Name\nMarta\n"))
    named = file("Name\nMarta\nLena\n")
    told = imported(capsys, "prospects", named, "--owner", " ADA@room.example ")
    assert (told["created"], told["unchanged"] + told["updated"]) == (1, 1)
    with closing(sqlite3.connect(server / "companion.sqlite3")) as database:
        owned = "SELECT p.name, u.name FROM prospect p JOIN user u ON u.id = p.owner_id"
        assert ("Lena", "Ada") in database.execute(owned).fetchall()


def test_import_when_run_as_a_program_then_one_object_ends_the_output(server, file):
    done = subprocess.run(
        [sys.executable, "-m", "companion.server", "import", "prospects", file(PEOPLE), "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout)["rows"] == 4
