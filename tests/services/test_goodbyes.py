"""A real server hears that a laptop signed out: at once, or when it can be reached again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from companion.server.tables import device
from companion.services.profiles import Profiles
from tests.keychains import Box
from tests.salesroom import serving

if TYPE_CHECKING:
    from pathlib import Path

    from companion.services.profiles import OpenProfile
    from tests.conftest import SetClock
    from tests.offices import Office


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def profiles(tmp_path: Path, box: Box, clock: SetClock) -> Profiles:
    folder = tmp_path / "laptop"
    folder.mkdir()
    return Profiles(folder, box, clock)


def sign_in(profiles: Profiles, office: Office, address: str) -> OpenProfile:
    return profiles.sign_in(address, office.code_for(office.rep), "laptop")


def sign_out(profiles: Profiles) -> None:
    profiles.sign_out(keeps_files=False)
    profiles.finish_sign_out()


def states(office: Office) -> list[str]:
    with office.database.read() as cx:
        return list(cx.scalars(select(device.c.state).order_by(device.c.enrolled_at)))


def waiting(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "laptop").glob("signed-out-*.json"))


def test_sign_out_when_the_server_can_be_reached_then_it_shuts_the_laptop_out(
    profiles: Profiles, office: Office, tmp_path: Path
) -> None:
    with serving(office.app) as client:
        sign_in(profiles, office, client.address).close()
        assert states(office) == ["active"]
        sign_out(profiles)
        profiles.tell_signed_out()
        assert states(office) == ["revoked"]
    assert waiting(tmp_path) == []


def test_sign_out_when_the_server_is_away_then_it_is_told_later_and_nothing_kept_opens_anything(
    profiles: Profiles, office: Office, tmp_path: Path, box: Box, clock: SetClock
) -> None:
    with serving(office.app) as client:
        port = int(client.address.rsplit(":", 1)[1])
        sign_in(profiles, office, client.address).close()
        token = box.secret("device-token")
        sign_out(profiles)
    profiles.tell_signed_out()
    (note,) = waiting(tmp_path)
    assert token
    assert token not in note.read_text("utf-8")
    assert (box.kept, states(office)) == ({}, ["active"])
    with serving(office.app, port) as client:
        sign_in(Profiles(note.parent, box, clock), office, client.address).close()
        Profiles(note.parent, box, clock).tell_signed_out()
    assert sorted(states(office)) == ["active", "revoked"], "the new sign-in is another laptop"
    assert waiting(tmp_path) == []


def test_sign_out_when_the_keychain_has_lost_the_key_then_it_is_possible_all_the_same(
    profiles: Profiles, office: Office, tmp_path: Path, box: Box
) -> None:
    with serving(office.app) as client:
        sign_in(profiles, office, client.address).close()
    box.kept.clear()
    sign_out(profiles)
    assert (profiles.is_new(), waiting(tmp_path)) == (True, [])
