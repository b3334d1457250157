from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from companion.domain.ids import new_id
from companion.server.commands import main
from companion.server.database import Database, make_engine
from companion.server.devices import enroll
from companion.server.dismissals import note_wiped
from companion.server.organisations import find_identity
from companion.server.tables import device
from companion.wire.messages import Enroll, WipeAck

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path, capsys):
    folder = str(tmp_path)
    main(
        ["init", "--data-dir", folder, "--organisation", "Acme", "--admin-email", "a@acme.example"]
    )
    main(["user", "add", "--data-dir", folder, "--email", "ada@acme.example", "--name", "Ada"])
    capsys.readouterr()
    return folder


def run(capsys, folder, *arguments):
    code = main(["device", *arguments, "--data-dir", folder, "--json"])
    said = capsys.readouterr()
    return json.loads(said.out) if code == 0 else (code, said.err.strip())


def signed_in(capsys, folder, name="Ada's laptop"):
    main(["enroll-code", "--data-dir", folder, "--email", "ada@acme.example", "--json"])
    code = json.loads(capsys.readouterr().out)["code"]
    asked = Enroll(code=code, device_id=new_id(), device_name=name, app_version="0.1.0")
    with opened(folder) as database, database.write() as cx:
        return enroll(cx, asked, find_identity(cx), NOW).device_id


def opened(folder):
    return closing(Database(make_engine(f"sqlite:///{folder}/companion.sqlite3")))


def test_list_when_nobody_is_signed_in_then_says_so(folder, capsys):
    assert run(capsys, folder, "list") == {"devices": []}
    assert main(["device", "list", "--data-dir", folder]) == 0
    assert capsys.readouterr().out == "No laptop is signed in yet.\n"


def test_list_when_laptops_are_signed_in_then_each_has_a_line(folder, capsys):
    one = signed_in(capsys, folder, "Her\nlaptop")
    (row,) = run(capsys, folder, "list")["devices"]
    assert (row["id"], row["user_name"], row["state"]) == (one, "Ada", "active")
    assert (row["app_version"], row["last_seen"], row["last_cursor"]) == ("0.1.0", None, None)
    assert main(["device", "list", "--data-dir", folder]) == 0
    assert (
        capsys.readouterr().out == f"{one}  Ada  Her laptop  active  never seen  Companion 0.1.0\n"
    )


@pytest.mark.parametrize(
    ("command", "state", "is_ordered"),
    [
        (["drain"], "draining", False),
        (["revoke"], "revoked", False),
        (["wipe"], "draining", True),
        (["wipe", "--now"], "revoked", True),
    ],
)
def test_command_when_given_a_laptop_then_it_stands_so(folder, capsys, command, state, is_ordered):
    laptop, other = signed_in(capsys, folder), signed_in(capsys, folder)
    row = run(capsys, folder, *command, laptop)
    assert (row["state"], row["wipe_ordered_at"] is not None) == (state, is_ordered)
    rows = {each["id"]: each["state"] for each in run(capsys, folder, "list")["devices"]}
    assert rows == {laptop: state, other: "active"}
    assert main(["device", "list", "--data-dir", folder]) == 0
    assert ("to be wiped" in capsys.readouterr().out) is is_ordered


def test_list_when_a_laptop_was_wiped_then_says_when(folder, capsys):
    laptop = signed_in(capsys, folder)
    run(capsys, folder, "wipe", laptop)
    with opened(folder) as database, database.write() as cx:
        nonce = cx.execute(device.select()).one().wipe_nonce
        note_wiped(cx, WipeAck(device_id=laptop, nonce=nonce), NOW)
    assert run(capsys, folder, "list")["devices"][0]["wiped_at"] is not None
    main(["device", "list", "--data-dir", folder])
    assert f"wiped {NOW:%Y-%m-%d}" in capsys.readouterr().out
    code, said = run(capsys, folder, "wipe", laptop)
    assert (code, said) == (1, "This laptop was wiped already.")


@pytest.mark.parametrize("command", ["drain", "revoke", "wipe"])
def test_command_when_the_laptop_is_unknown_then_says_where_to_look(folder, capsys, command):
    code, said = run(capsys, folder, command, "nobody")
    assert code == 1
    assert "companion-server device list" in said


@pytest.mark.parametrize("days", ["-1", "soon", "366"])
def test_setting_when_the_days_cannot_be_then_names_the_variable(folder, capsys, days):
    assert main(["device", "list", "--data-dir", folder, f"--lock-after-days={days}"]) == 2
    assert "COMPANION_LOCK_AFTER_DAYS" in capsys.readouterr().err
