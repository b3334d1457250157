"""Several profiles: each in a folder of its own, and nothing of one touches another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.cli import _open_ones
from companion.domain.errors import RejectedError
from companion.services.profiles import Profiles
from companion.services.rosters import FILE, LONGEST_NAME, Roster
from companion.services.wipes import Wipes
from companion.store.meta import Meta
from companion.sync.transport import HttpTransport
from companion.system.instances import only_instance
from companion.wire.messages import WipeOrder
from tests.keychains import Box

if TYPE_CHECKING:
    from pathlib import Path

    from companion.domain.clock import Clock


def test_roster_when_there_is_one_profile_writes_nothing(tmp_path: Path) -> None:
    roster = Roster(tmp_path)
    roster.note_used(tmp_path)
    (only,) = roster.entries()
    assert (only.folder, only.name, only.is_set_up) == (tmp_path, "", False)
    assert list(tmp_path.iterdir()) == []


def test_roster_when_profiles_are_added_and_named_lists_them_from_any_of_them(
    tmp_path: Path,
) -> None:
    roster = Roster(tmp_path)
    second = roster.add("  Fjordline   Logistics ")
    third = roster.add("Leisewerk")
    roster.rename(tmp_path, "Work")
    roster.note_used(second)
    names = [(each.folder, each.name) for each in Roster(third).entries()]
    assert names == [(tmp_path, "Work"), (second, "Fjordline Logistics"), (third, "Leisewerk")]
    assert roster.by_use() == (second, tmp_path, third)
    assert second.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\x00b", "\u202e"])
def test_name_when_it_cannot_be_shown_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RejectedError):
        Roster(tmp_path).add(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"names": 3, "last": 1}', "[" * 50_000])
def test_roster_when_its_file_is_damaged_costs_names_and_no_profile(
    tmp_path: Path, text: str
) -> None:
    roster = Roster(tmp_path)
    second = roster.add("Second")
    (tmp_path / FILE).write_text(text)
    assert [each.folder for each in roster.entries()] == [tmp_path, second]
    roster.rename(second, "Second again")
    assert roster.entries()[1].name == "Second again"


def test_profiles_when_there_are_two_have_keys_databases_and_windows_of_their_own(
    tmp_path: Path, clock: Clock
) -> None:
    box, roster = Box(), Roster(tmp_path)
    second = roster.add("Second")
    for folder in (tmp_path, second):
        Profiles(folder, box, clock).work_alone("Rita Berg", "DE").close()
    keys = {name: key for name, key in box.kept.items() if name.startswith("database-key/")}
    assert len(keys) == len(set(keys.values())) == 2
    with only_instance(tmp_path), only_instance(second):
        pass
    with pytest.raises(RejectedError):
        roster.remove(second)

    Profiles(second, box, clock).sign_out(keeps_files=False)
    Profiles(second, box, clock).finish_sign_out()
    assert [each.is_set_up for each in roster.entries()] == [True, False]
    Profiles(tmp_path, box, clock).open().close()
    roster.remove(second)
    assert [each.folder for each in roster.entries()] == [tmp_path]


def test_wipe_when_of_the_first_profile_leaves_the_others(tmp_path: Path, clock: Clock) -> None:
    box, second = Box(), Roster(tmp_path).add("Second")
    for folder in (tmp_path, second):
        Profiles(folder, box, clock).work_alone("Rita Berg", "DE").close()
    wipes = Wipes(tmp_path, box, HttpTransport)
    order = WipeOrder(
        device_id="01900000-0000-7000-8000-000000000001", nonce="n" * 22, action="wipe"
    )
    wipes.begin(order, Meta(server_url="http://127.0.0.1:9"))
    wipes.finish()
    assert not (tmp_path / "data").exists()
    Profiles(second, box, clock).open().close()
    assert Roster(tmp_path).entries()[1].name == "Second"


def test_start_when_no_profile_is_named_asks_the_window_used_last_first(tmp_path: Path) -> None:
    roster = Roster(tmp_path)
    second = roster.add("Second")
    roster.note_used(second)
    assert _open_ones(tmp_path) == (tmp_path,)
    assert roster.by_use() == (second, tmp_path)
