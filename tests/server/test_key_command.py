"""Keys of programs by command: made, listed, followed, revoked."""

from __future__ import annotations

import json

import pytest

from companion.domain.ids import new_id
from companion.server.commands import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("keys"))
    main(["init", "--data-dir", folder, "--organisation", "Acme", "--admin-email", "a@x.example"])
    return folder


def run(capsys, folder, *arguments):
    capsys.readouterr()
    code = main(["key", *arguments, "--data-dir", folder, "--json"])
    said = capsys.readouterr()
    return json.loads(said.out) if code == 0 else (code, said.err.strip())


def test_key_when_made_by_command_then_is_printed_once_and_lives_its_life(folder, capsys):
    made = run(capsys, folder, "create", "--name", "Forms", "--scope", "touches:write")
    assert made["key"].startswith("cp_key_")
    (listed,) = run(capsys, folder, "list")["keys"]
    assert (listed["name"], listed["scopes"], listed["used_at"]) == (
        "Forms",
        ["touches:write"],
        None,
    )
    assert made["key"] not in json.dumps(listed)
    followed = run(capsys, folder, "rotate", made["id"])
    assert followed["key"] not in {None, made["key"]}
    assert run(capsys, folder, "revoke", made["id"]) == {"id": made["id"], "revoked": True}
    code, said = run(capsys, folder, "rotate", made["id"])
    assert (code, "revoked already" in said) == (1, True)
    assert main(["key", "list", "--data-dir", folder]) == 0
    assert "revoked" in capsys.readouterr().out


def test_key_when_unknown_or_nameless_then_a_sentence_says_so(folder, capsys):
    assert run(capsys, folder, "revoke", new_id())[0] == 1
    refused = run(capsys, folder, "create", "--name", " ", "--scope", "calls:read")
    assert refused[0] == 1
    assert "name" in refused[1]
