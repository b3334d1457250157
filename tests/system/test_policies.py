"""The administrator's file: what it presets, and that a broken one opens nothing it may close."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from companion.domain.errors import RejectedError
from companion.domain.policies import Channel, Policy, SignIn
from companion.system.policies import FILE, KEYS, policy_folders, read_policy

WHOLE = """
server = "companion.example.com"
sign_in = ["browser", "link"]
telemetry = false
lock_after_days = 5

[updates]
enabled = false
channel = "beta"
source = "https://updates.example.com/companion"
"""


def policy_of(folder: Path, text: str | bytes) -> Policy:
    (folder / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_policy((folder,))


def test_policy_when_there_is_no_file_leaves_everything_to_the_person(tmp_path: Path) -> None:
    policy = read_policy((tmp_path, tmp_path / "none", Path("/dev/null")))

    assert policy == Policy()
    assert policy.may_update()
    assert all(policy.allows(way) for way in SignIn)
    assert policy.lock_days(14) == 14
    assert policy.lock_days(0) == 0


def test_policy_when_everything_is_preset_is_read_whole(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, WHOLE)

    assert policy == Policy(
        path=str(tmp_path / FILE),
        server="https://companion.example.com",
        sign_in=frozenset({SignIn.BROWSER, SignIn.LINK}),
        updates=False,
        channel=Channel.BETA,
        update_source="https://updates.example.com/companion",
        telemetry=False,
        lock_after_days=5,
    )


def test_policy_when_a_way_or_a_server_is_not_open_refuses_it(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, WHOLE)

    policy.check_way(SignIn.BROWSER)
    policy.check_server("https://companion.example.com")
    with pytest.raises(RejectedError) as closed:
        policy.check_way(SignIn.ALONE)
    with pytest.raises(RejectedError) as another:
        policy.check_server("https://companion.example.net")
    assert (closed.value.code, another.value.code) == ("closed_by_policy", "another_server")


def test_policy_when_the_server_asks_for_fewer_days_hears_it(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, WHOLE)

    assert [policy.lock_days(asked) for asked in (0, 3, 14)] == [5, 3, 5]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("server = ", "Invalid value"),
        (b"\xff\xfe", "utf-8"),
        ("x" * 70_000, "too long"),
        ('sever = "https://companion.example.com"', "“sever” is not known"),
        ("[update]\nenabled = false", "“update.enabled” is not known"),
        ('[updates]\nenabled = "no"', "“updates.enabled” must be true or false"),
        ('server = "http://companion.example.com"', "“server” is not the address"),
        ('sign_in = "browser"', "“sign_in” must be a list of browser, code"),
        ("lock_after_days = 0", "from 1 to 365"),
        ("lock_after_days = true", "from 1 to 365"),
        ("telemetry = true", "sends nothing of the kind"),
        ('updates.channel = "nightly"', "must be one of stable, beta"),
    ],
)
def test_policy_when_broken_says_why_and_opens_nothing(
    tmp_path: Path, text: str | bytes, word: str
) -> None:
    policy = policy_of(tmp_path, text)

    assert word in policy.trouble
    assert str(tmp_path / FILE) in policy.trouble
    assert not policy.may_update()
    assert not any(policy.allows(way) for way in SignIn)
    assert policy.lock_days(0) == 14
    with pytest.raises(RejectedError) as refusal:
        policy.check_way(SignIn.CODE)
    assert refusal.value.sentence == policy.trouble


def test_policy_when_one_line_is_wrong_keeps_what_was_read_well(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, WHOLE.replace('"beta"', '"nightly"'))

    assert policy.server == "https://companion.example.com"
    assert policy.allows(SignIn.BROWSER)
    assert policy.channel is None
    assert not policy.may_update()
    assert policy.trouble


def test_policy_when_it_is_there_but_cannot_be_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    policy = read_policy((tmp_path,))

    assert replace(policy, trouble="") == replace(policy_of_nothing(), path=policy.path)
    assert policy.trouble


def policy_of_nothing() -> Policy:
    return Policy(sign_in=frozenset(), updates=False, telemetry=False, lock_after_days=14)


def test_policy_folder_when_the_environment_names_another_stays_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = policy_folders()
    for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME", "COMPANION_POLICY"):
        monkeypatch.setenv(name, str(tmp_path))

    assert policy_folders() == before


def test_policy_when_documented_then_every_key_is_there() -> None:
    document = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")

    assert set(re.findall(r"^\| `([a-z_.]+)` \|", document, re.MULTILINE)) == KEYS
