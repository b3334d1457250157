"""What an administrator preset holds below the window, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import RejectedError
from companion.domain.policies import CLOSED, Policy, SignIn
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.store.contact import note_contact
from companion.store.meta import write_meta
from companion.system.keychain import FolderKeychain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from companion.domain.clock import Clock

HOME = "https://companion.example.com"
PRESET = Policy(server=HOME, sign_in=frozenset({SignIn.BROWSER}), lock_after_days=3)


def profiles_of(folder: Path, clock: Clock, policy: Policy) -> Profiles:
    return Profiles(folder, FolderKeychain(folder), clock, no_network, policy)


def no_network(base_url: str, token: object = None, server_id: str | None = None):
    raise AssertionError(f"{base_url} was asked")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda each: each.work_alone("Rita", "DE"), "closed_by_policy"),
        (lambda each: each.look_around(), "closed_by_policy"),
        (lambda each: each.sign_in(HOME, "code", "laptop"), "closed_by_policy"),
        (lambda each: each.sign_in(HOME, "code", "x", way=SignIn.LINK), "closed_by_policy"),
        (
            lambda each: each.sign_in("companion.example.net", "code", "x", way=SignIn.BROWSER),
            "another_server",
        ),
    ],
)
def test_way_when_the_policy_does_not_have_it_is_refused_before_anything_is_done(
    tmp_path: Path, clock: Clock, act: Callable[[Profiles], object], code: str
) -> None:
    with pytest.raises(RejectedError) as refusal:
        act(profiles_of(tmp_path, clock, PRESET))

    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_profile_when_the_policy_is_broken_opens_and_says_so(tmp_path: Path, clock: Clock) -> None:
    profiles_of(tmp_path, clock, Policy()).work_alone("Rita", "DE").close()
    broken = Policy(sign_in=CLOSED.sign_in, updates=False, trouble="The policy file is broken.")

    opened = profiles_of(tmp_path, clock, broken).open()

    assert opened.notice.startswith("The policy file is broken.")
    opened.close()


def test_lock_when_the_policy_has_fewer_days_than_the_server_comes_earlier(
    tmp_path: Path, clock: Clock
) -> None:
    profiles_of(tmp_path, clock, Policy()).work_alone("Rita", "DE").close()
    opened = profiles_of(tmp_path, clock, PRESET).open()
    with opened.database.write() as cx:
        write_meta(cx, server_url=HOME, lock_after_days=14)
        note_contact(cx, clock.now())

    suite = open_suite(opened, clock)

    locks_in = suite.line.status().locks_in
    assert locks_in is not None
    assert locks_in.days == 3
    assert suite.about.profile().lock_after_days == 3
    opened.close()


def test_profile_when_another_server_is_preset_since_opens_and_sends_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    profiles_of(tmp_path, clock, Policy()).work_alone("Rita", "DE").close()
    opened = profiles_of(tmp_path, clock, Policy()).open()
    with opened.database.write() as cx:
        write_meta(cx, server_url="https://companion.example.net")
    opened.close()

    opened = profiles_of(tmp_path, clock, PRESET).open()
    status = open_suite(opened, clock).line.sync().status

    assert HOME in status.sentence
    assert "does not talk to https://companion.example.net" in status.sentence
    opened.close()
