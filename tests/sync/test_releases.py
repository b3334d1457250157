"""What an update server, or whoever sits before it, may try: each is refused in its own words."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import RejectedError, UnavailableError
from companion.server.releases.keys import DAILY, RELEASES, ROOT
from companion.sync.releases import Releases
from tests.repositories import INSTALLER, SYSTEM, Depot, keys_in, serving_depot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from securesystemslib.signer import CryptoSigner


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CryptoSigner]:
    return keys_in(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture
def depot(tmp_path: Path, signers: dict[str, CryptoSigner]) -> Iterator[Depot]:
    with serving_depot(tmp_path / "depot", signers) as served:
        served.offer()
        yield served


@pytest.fixture
def laptop(tmp_path: Path) -> Path:
    return tmp_path / "laptop"


def refusal(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(UnavailableError) as failure:
        work()
    return failure.value.code, failure.value.sentence


def newest(depot: Depot, laptop: Path) -> str | None:
    found = depot.connect(laptop).newest()
    return found.version if found else None


def test_release_when_all_is_signed_then_it_comes_whole_with_its_notes_and_its_progress(
    depot: Depot, laptop: Path
) -> None:
    source, told = depot.connect(laptop), []

    release = source.newest()
    assert release is not None
    path = source.fetch(release, told.append)

    assert (release.version, release.installer, release.notes_in("de_DE")) == (
        "0.2.0",
        INSTALLER,
        "Schneller.",
    )
    assert path.read_bytes() == b"a new Companion" * 9_000
    assert told[-1] == release.size
    assert told == sorted(told)
    assert len(told) > 1


def test_release_when_a_folder_is_the_source_then_it_comes_from_there(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    depot.url = str(depot.folder)
    source = depot.connect(laptop)
    release = source.newest()
    assert release is not None
    assert source.fetch(release, lambda _: None).read_bytes() == b"a new Companion" * 9_000
    depot.url = str(tmp_path / "nowhere")
    assert refusal(depot.connect(laptop).newest)[0] == "no_updates"


def test_release_when_it_lies_here_already_then_it_is_not_fetched_again(
    depot: Depot, laptop: Path
) -> None:
    for _ in range(2):
        source = depot.connect(laptop)
        release = source.newest()
        assert release is not None
        source.fetch(release, lambda _: None)
    assert len([each for each in depot.asked if each.endswith(INSTALLER)]) == 1


def test_release_when_there_is_none_for_this_system_then_there_is_none(
    depot: Depot, laptop: Path
) -> None:
    for channel, system in (("stable", "macos-arm64"), ("early", SYSTEM)):
        assert depot.connect(laptop, channel=channel, system=system).newest() is None


def test_laptop_when_the_keys_were_replaced_then_it_follows_from_the_root_it_was_built_with(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    built_in = depot.root
    others = keys_in(tmp_path / "others")
    depot.signers = others | {"spare": depot.signers["spare"]}
    depot.at().renew(depot.signers)
    depot.offer("0.3.0")
    found = depot.connect(laptop, built_in).newest()
    assert found is not None
    assert found.version == "0.3.0"


# -- the attacks -----------------------------------------------------------------------


def test_freeze_when_the_list_is_held_back_until_it_expires_then_it_is_refused(
    depot: Depot, laptop: Path
) -> None:
    depot.at(datetime.now(UTC) - timedelta(days=8)).refresh(depot.signers)

    code, sentence = refusal(lambda: newest(depot, laptop))

    assert code == "update_stale"
    assert "holds updates back" in sentence


def test_rollback_when_an_older_state_is_served_then_it_is_refused(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    shutil.copytree(depot.metadata, tmp_path / "older")
    depot.offer("0.3.0")
    assert newest(depot, laptop) == "0.3.0"
    shutil.copytree(tmp_path / "older", depot.metadata, dirs_exist_ok=True)

    code, sentence = refusal(lambda: newest(depot, laptop))

    assert code == "update_older"
    assert "older list than before" in sentence


@pytest.mark.parametrize("part", ["targets", "snapshot"])
def test_mix_and_match_when_an_older_part_stands_under_a_newer_number_then_it_is_refused(
    depot: Depot, laptop: Path, part: str
) -> None:
    before = _last(depot, part)
    depot.offer("0.3.0")
    _last(depot, part).write_bytes(before.read_bytes())

    code, sentence = refusal(lambda: newest(depot, laptop))

    assert code == "update_mixed"
    assert "do not belong together" in sentence


def test_endless_data_when_more_comes_than_was_announced_then_the_download_is_ended(
    depot: Depot, laptop: Path
) -> None:
    source = depot.connect(laptop)
    release = source.newest()
    assert release is not None
    (served,) = (depot.folder / "targets").glob(f"*.{INSTALLER}")
    with served.open("ab") as file:
        file.truncate(release.size + 50_000_000)

    told: list[int] = []
    code, sentence = refusal(lambda: source.fetch(release, told.append))

    assert code == "update_endless"
    assert "more than was announced" in sentence
    assert told[-1] < release.size + 1_000_000
    assert not (laptop / "files" / INSTALLER).exists()


def test_endless_data_when_a_list_has_no_end_then_the_download_is_ended(
    depot: Depot, laptop: Path
) -> None:
    (depot.metadata / "timestamp.json").write_bytes(b" " * 5_000_000)
    assert refusal(lambda: newest(depot, laptop))[0] == "update_endless"


def test_bit_flip_when_one_bit_of_the_installer_is_another_then_it_is_thrown_away(
    depot: Depot, laptop: Path
) -> None:
    source = depot.connect(laptop)
    release = source.newest()
    assert release is not None
    (served,) = (depot.folder / "targets").glob(f"*.{INSTALLER}")
    _flip(served, 70_000)

    code, sentence = refusal(lambda: source.fetch(release, lambda _: None))

    assert code == "update_damaged"
    assert "damaged, or was changed on the way" in sentence
    assert not (laptop / "files" / INSTALLER).exists()


@pytest.mark.parametrize("part", ["timestamp", "snapshot", "targets"])
def test_bit_flip_when_one_bit_of_a_list_is_another_then_it_is_not_signed(
    depot: Depot, laptop: Path, part: str
) -> None:
    path = _last(depot, part)
    text = path.read_text("utf-8")
    year = json.loads(text)["signed"]["expires"][:4]
    path.write_text(text.replace(year, str(int(year) ^ 1)))

    code, sentence = refusal(lambda: newest(depot, laptop))

    assert code == "update_unsigned"
    assert "not signed as it must be" in sentence


def test_stranger_when_all_is_signed_with_keys_of_their_own_then_nothing_of_it_is_believed(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    with serving_depot(tmp_path / "theirs", keys_in(tmp_path / "their-keys")) as theirs:
        theirs.offer("9.0.0")
        assert refusal(theirs.connect(laptop, depot.root).newest)[0] == "update_unsigned"


def test_thief_when_only_the_daily_key_is_theirs_then_no_installer_of_theirs_is_believed(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    thief = keys_in(tmp_path / "their-keys") | {DAILY: depot.signers[DAILY]}
    served = depot.folder.parent / "evil.deb"
    served.write_bytes(b"evil")
    depot.signers = {name: thief[name] for name in (RELEASES, DAILY)}
    depot.offer("9.0.0")
    assert refusal(lambda: newest(depot, laptop))[0] == "update_unsigned"


def test_root_when_one_of_strangers_follows_ours_then_it_is_refused(
    depot: Depot, laptop: Path, tmp_path: Path
) -> None:
    theirs = keys_in(tmp_path / "their-keys")
    built_in = depot.root
    depot.at().renew(theirs)
    assert ROOT in theirs
    assert refusal(depot.connect(laptop, built_in).newest)[0] == "update_unsigned"


def test_server_when_it_offers_no_updates_or_is_a_portal_then_says_so(
    station, laptop: Path, depot: Depot
) -> None:
    depot.url = station.url
    asked = depot.connect(laptop)
    answers = {404: "no_updates", 302: "network_sign_in", 503: "server_failed"}
    for status, code in answers.items():
        station.answer = lambda exchange, status=status: exchange.reply(b"", status=status)
        assert refusal(asked.newest)[0] == code
    assert "authorization" not in station.seen[0].headers


def test_address_when_it_is_plain_http_elsewhere_then_it_is_refused(
    depot: Depot, laptop: Path
) -> None:
    with pytest.raises(RejectedError):
        Releases("http://updates.example.com", laptop, depot.root, "stable", SYSTEM)


def _last(depot: Depot, part: str) -> Path:
    if part == "timestamp":
        return depot.metadata / "timestamp.json"
    found = depot.metadata.glob(f"*.{part}.json")
    return max(found, key=lambda path: int(path.name.partition(".")[0]))


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
