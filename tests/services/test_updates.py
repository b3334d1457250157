"""Updates as a rep meets them: rarely looked for, kept over restarts, checked again at the end."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import RejectedError, UnavailableError
from companion.domain.policies import CLOSED, Channel, Policy
from companion.domain.releases import is_newer, is_version
from companion.server.releases.repository import Offer
from companion.services.profiles import Profiles
from companion.services.updates import FOLDER, Updates, UpdateState, updates_of
from companion.system.keychain import FolderKeychain
from companion.system.machine import system_name
from tests.repositories import Depot, keys_in, serving_depot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import SetClock


@pytest.fixture(scope="module")
def _signers(tmp_path_factory: pytest.TempPathFactory):
    return keys_in(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture
def depot(tmp_path: Path, _signers) -> Iterator[Depot]:
    with serving_depot(tmp_path / "depot", _signers) as served:
        yield served


@pytest.fixture
def begin(depot: Depot, tmp_path: Path, clock: SetClock) -> Callable[..., Updates]:
    """Start the program again, as the version given."""

    def begin(version: str = "0.1.0", **given: object) -> Updates:
        folder = tmp_path / "profile"
        connect = lambda: depot.connect(folder / "updates")  # noqa: E731 - short
        return Updates(folder, connect, clock, version=version, rng=Random(1), **given)

    return begin


def test_update_when_there_is_a_newer_version_then_it_is_ready_and_still_is_after_a_restart(
    depot: Depot, begin, clock: SetClock
) -> None:
    depot.offer()
    updates = begin()
    assert updates.status().state is UpdateState.CURRENT

    status = updates.run()

    assert (status.state, status.checked_at) == (UpdateState.READY, clock.now())
    assert status.release is not None
    assert (status.release.version, status.done) == ("0.2.0", status.release.size)
    again = begin()
    assert again.status() == status
    assert again.installer().read_bytes() == b"a new Companion" * 9_000


def test_update_when_it_was_installed_then_its_file_goes_with_the_next_look(
    depot: Depot, begin
) -> None:
    depot.offer()
    updates = begin()
    updates.run()
    path = updates.installer()

    after = begin(version="0.2.0")
    assert after.status().state is UpdateState.CURRENT
    assert after.run().state is UpdateState.CURRENT
    assert not path.exists()
    with pytest.raises(RejectedError):
        after.installer()


def test_update_when_an_older_version_is_offered_then_it_is_not_taken(depot: Depot, begin) -> None:
    depot.offer("0.0.9")
    assert begin().run().state is UpdateState.CURRENT
    assert not any(each.endswith(".deb") for each in depot.asked)


def test_update_when_one_comes_that_is_newer_still_then_it_takes_the_others_place(
    depot: Depot, begin
) -> None:
    depot.offer()
    updates = begin()
    updates.run()
    earlier = updates.installer()
    depot.offer("0.3.0")
    assert updates.run().release.version == "0.3.0"
    assert not earlier.exists()
    assert updates.installer().name.startswith("sales-call-companion_0.3.0")


def test_update_when_its_file_was_changed_on_the_laptop_then_it_is_not_handed_over(
    depot: Depot, begin
) -> None:
    depot.offer()
    updates = begin()
    updates.run()
    path = updates.installer()
    path.write_bytes(b"something else")

    with pytest.raises(UnavailableError) as failure:
        updates.installer()

    assert failure.value.code == "update_damaged"
    assert not path.exists()
    assert updates.status().state is UpdateState.FAILED
    assert updates.run().state is UpdateState.READY


def test_update_when_looking_fails_then_what_is_ready_stays_ready(depot: Depot, begin) -> None:
    depot.offer()
    updates = begin()
    updates.run()
    (depot.metadata / "timestamp.json").write_text("{}")
    assert updates.run().state is UpdateState.READY
    assert "not signed" in begin(version="0.2.0").run().sentence


def test_update_while_it_is_fetched_then_its_progress_can_be_seen_and_closing_ends_it(
    depot: Depot, begin
) -> None:
    depot.offer(content=b"x" * 3_000_000)
    updates = begin()
    seen = []
    first = threading.Event()
    arrived = updates._on_arrived

    def watch(release, done):
        arrived(release, done)
        seen.append(updates.status())
        if done:
            first.set()
            updates.hang_up()

    updates._on_arrived = watch
    updates.run()
    assert first.is_set()
    assert seen[-1].state is UpdateState.FETCHING
    assert 0 < seen[-1].done < seen[-1].release.size
    assert updates.status().state is UpdateState.FAILED
    assert begin().status().state is UpdateState.CURRENT


def test_updates_when_asked_how_long_to_wait_then_it_is_rare_and_never_the_same(
    depot: Depot, begin, clock: SetClock
) -> None:
    updates = begin()
    waits = {updates.seconds_to_next() for _ in range(5)}
    assert len(waits) == 5
    assert all(300 <= wait <= 900 for wait in waits), "soon after the very first start"
    updates.run()
    assert all(43_200 <= updates.seconds_to_next() <= 129_600 for _ in range(5))
    clock.move(hours=23)
    assert all(1_800 <= updates.seconds_to_next() <= 5_400 for _ in range(5))
    clock.move(days=-30)
    assert updates.seconds_to_next() < 1_000, "a clock that was set back puts nothing off"
    (depot.metadata / "timestamp.json").unlink()
    assert updates.run().state is UpdateState.FAILED
    assert updates.seconds_to_next() <= timedelta(hours=3).total_seconds()


def test_updates_when_they_are_somebody_elses_affair_then_nothing_is_asked(
    tmp_path: Path, clock: SetClock
) -> None:
    updates = Updates(tmp_path, None, clock, reason="Your company updates Companion.")
    assert updates.run().state is UpdateState.OFF
    assert updates.status().sentence == "Your company updates Companion."
    assert updates.seconds_to_next() is None
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def under(depot: Depot, clock: SetClock, tmp_path: Path):
    """Open the updates of a profile that is signed in at a server, under a policy."""
    root, folder = tmp_path / "root.json", tmp_path / "home"
    root.write_bytes(depot.root)
    folder.mkdir()
    profile = Profiles(folder, FolderKeychain(folder), clock).work_alone("Rita", "DE")

    def under(policy: Policy, server: str = "https://127.0.0.1:9") -> Updates:
        held = replace(profile, policy=policy, meta=replace(profile.meta, server_url=server))
        return updates_of(held, clock, root=root)

    yield under
    profile.close()


def test_policy_when_it_turns_updates_off_then_nobody_is_asked_and_nothing_is_kept(
    under, depot: Depot, tmp_path: Path
) -> None:
    depot.offer()
    updates = under(Policy(updates=False, update_source=depot.url), depot.url)
    assert updates.run().state is UpdateState.OFF
    assert "Your company updates Companion" in updates.status().sentence
    assert updates.seconds_to_next() is None
    assert depot.asked == []
    assert not (tmp_path / "home" / FOLDER).exists()
    assert under(CLOSED, depot.url).run().state is UpdateState.OFF, "a policy nobody can read"
    assert depot.asked == []


def test_policy_when_it_names_source_and_channel_then_they_and_no_others_are_asked(
    under, depot: Depot
) -> None:
    file = depot.folder.parent / f"sales-call-companion_0.3.0_{system_name()}.deb"
    file.write_bytes(b"for the brave")
    depot.at().add(Offer(file, "0.3.0", system_name(), "beta", {}), depot.signers)
    beta = under(Policy(channel=Channel.BETA, update_source=depot.url))
    assert beta.run().release.version == "0.3.0"
    stable = under(Policy(channel=Channel.STABLE, update_source=depot.url))
    assert stable.run().state is UpdateState.CURRENT


def test_policy_when_another_server_is_preset_then_the_profiles_own_is_not_asked(
    under, depot: Depot
) -> None:
    elsewhere = under(Policy(server="https://127.0.0.1:9"), depot.url)
    assert elsewhere.run().state is UpdateState.FAILED
    assert depot.asked == []


def test_note_when_it_cannot_be_understood_then_nothing_is_offered(
    begin, tmp_path: Path, depot: Depot
) -> None:
    depot.offer()
    begin().run()
    note = tmp_path / "profile" / "updates" / "update.json"
    elsewhere = tmp_path / "evil.deb"
    elsewhere.write_bytes(b"evil")
    whole = note.read_text()
    path = str(tmp_path / "profile/updates/files/sales-call-companion_0.2.0_amd64.deb")
    assert path in whole
    for broken in ("{", "[]", whole.replace("0.2.0", "../9"), whole.replace(path, str(elsewhere))):
        note.write_text(broken)
        assert begin().status().state is UpdateState.CURRENT


def test_versions_when_compared_then_numbers_count_and_not_letters() -> None:
    assert is_newer("0.10.0", "0.9.9")
    assert not is_newer("0.9.0", "0.9.0")
    assert [is_version(each) for each in ("1.2.3", "1.2", "v1.2.3", "1.2.3-rc1", "01.2.3")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert system_name().count("-") == 1
