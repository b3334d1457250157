"""Offering a release by the commands alone, and by our own server, to a laptop that checks it."""

from __future__ import annotations

import io
import json
import stat

import pytest

from companion.server.commands import main
from companion.server.database import Database, make_engine
from companion.server.schema import migrate
from companion.server.settings import read_settings
from companion.sync.releases import Releases
from tests.repositories import PASSPHRASE
from tests.salesroom import open_app, serving


@pytest.fixture
def run(capsys, monkeypatch):
    def run(*arguments, passphrase=PASSPHRASE):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{passphrase}\n"))
        code = main(["release", *map(str, arguments)])
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err.strip()

    return run


@pytest.fixture
def database(tmp_path):
    database = Database(make_engine(f"sqlite:///{tmp_path / 'companion.sqlite3'}"))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def places(tmp_path, run):
    keys, repository = tmp_path / "keys", tmp_path / "releases"
    assert run("keys", keys, "--passphrase-stdin", "--json") == {"keys": str(keys)}
    made = run("init", repository, "--keys", keys, "--passphrase-stdin", "--json")
    assert made == {"root": str(repository / "metadata" / "1.root.json")}
    return keys, repository


def offer(run, places, tmp_path, *more, version="0.2.0", **given):
    keys, repository = places
    file = tmp_path / f"companion-{version}.deb"
    file.write_bytes(b"an installer")
    (tmp_path / "news.txt").write_text("Schneller.\n")
    about = ("--version", version, "--system", "linux-amd64", "--passphrase-stdin", "--json")
    notes = ("--notes", f"de={tmp_path / 'news.txt'}")
    return run("add", repository, file, "--keys", keys, *about, *notes, *more, **given)


def test_keys_when_made_then_only_their_owner_reads_them_and_the_offline_ones_are_sealed(places):
    keys, _ = places
    for path in keys.glob("*.pem"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert (b"ENCRYPTED" in path.read_bytes()) is (path.stem != "daily")
    assert len(list(keys.glob("*.pem"))) == 4


def test_release_when_offered_by_our_server_then_a_laptop_takes_it(run, places, tmp_path, database):
    assert offer(run, places, tmp_path) == {"version": "0.2.0", "system": "linux-amd64"}
    assert run("refresh", places[1], "--keys", places[0], "--json") == {"refreshed": True}
    flags = {"--data-dir": str(tmp_path), "--releases": str(places[1])}
    with serving(open_app(read_settings(flags, {}), database)) as client:
        root = (places[1] / "metadata" / "1.root.json").read_bytes()
        address = f"{client.address}/updates"
        source = Releases(address, tmp_path / "laptop", root, "stable", "linux-amd64")
        release = source.newest()
        assert release is not None
        assert (release.version, release.notes_in("de")) == ("0.2.0", "Schneller.")
        assert source.fetch(release, lambda _: None).read_bytes() == b"an installer"
        source.hang_up()
        for strange in ("metadata/..%2Fkeys", "keys/daily.pem", "metadata/.hidden", "targets/none"):
            assert client.get(f"/updates/{strange}").status_code == 404


def test_refresh_when_the_passphrase_is_not_there_then_it_is_not_needed(run, places):
    keys, repository = places
    for name in ("root", "spare", "releases"):
        (keys / f"{name}.pem").unlink()
    assert run("refresh", repository, "--keys", keys, "--json") == {"refreshed": True}


def test_release_when_something_is_wrong_then_says_what_and_signs_nothing(run, places, tmp_path):
    keys, repository = places
    before = sorted(path.name for path in (repository / "metadata").iterdir())
    assert "does not open" in offer(run, places, tmp_path, passphrase="another one")
    assert "is not a version" in offer(run, places, tmp_path, version="2.0")
    assert "is not a channel" in offer(run, places, tmp_path, "--channel", "Stable!")
    assert "cannot be read" in offer(run, places, tmp_path, "--notes", "de")
    assert "keys in" in run("keys", keys, "--passphrase-stdin")
    assert "at least 12" in run("keys", tmp_path / "new", "--passphrase-stdin", passphrase="short")
    again = run("init", repository, "--keys", keys, "--passphrase-stdin")
    assert "a repository in" in again
    assert sorted(path.name for path in (repository / "metadata").iterdir()) == before


def test_release_when_a_file_of_this_name_is_up_then_another_content_is_refused(
    run, places, tmp_path
):
    offer(run, places, tmp_path)
    assert offer(run, places, tmp_path)["version"] == "0.2.0"
    file = tmp_path / "companion-0.2.0.deb"
    file.write_bytes(b"another")
    keys, repository = places
    about = ("--version", "0.2.0", "--system", "linux-amd64", "--passphrase-stdin")
    said = run("add", repository, file, "--keys", keys, *about)
    assert "give it a new version" in said


def test_renew_when_the_root_key_was_replaced_then_the_spare_one_vouches_for_it(
    run, places, tmp_path
):
    keys, repository = places
    others = tmp_path / "others"
    run("keys", others, "--passphrase-stdin", "--json")
    (others / "spare.pem").write_bytes((keys / "spare.pem").read_bytes())
    made = run("renew", repository, "--keys", others, "--passphrase-stdin", "--json")
    assert made == {"root": str(repository / "metadata" / "2.root.json")}
