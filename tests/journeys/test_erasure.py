"""Somebody asks to be forgotten: afterwards no byte of theirs is in any file, here or on a laptop.

A real server process, its pages over HTTP, and laptops that keep real encrypted databases. The
values are looked for in the bytes of the files, so that what no query shows counts as well.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from companion.domain.calls import Disposition
from companion.domain.clock import SystemClock
from companion.domain.drafts import CallDraft, ObjectionDraft
from companion.domain.ids import new_id
from companion.store.backups import keep_backup
from companion.system.logs import logging_to
from tests.bytes import files_with
from tests.laptops import RealLaptop
from tests.patience import until
from tests.promiseroom import Browser
from tests.server.pages.forms import send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.windows import ServerProcess

REP, ADMIN = "rep@example.com", "admin@example.com"
NAME, PHONE, EMAIL = "Zdeňka Krátkožvýkalová", "+420602123456", "zdenka@kratko.example"
WORDS = "To by nám odborář nikdy nedovolil"
LATER = "Volala jsem jí ještě jednou"
VALUES = (NAME, "Krátkožvýk", PHONE, "602123456", EMAIL, WORDS, "odborář", LATER)
"""What must be nowhere: as UTF-8, and digits as E.164 has them and as the country writes them."""


@dataclass
class _Codes:
    """What a laptop asks an organisation for when it signs in."""

    server: ServerProcess

    def code_for(self, _user: Any) -> str:
        return str(self.server.command("enroll-code", "--email", REP)["code"])


@pytest.fixture
def admin(server: ServerProcess, tmp_path: Path) -> Browser:
    """Fill the server as its admin would, and sign her in."""
    made = server.command("init", "--organisation", "Example Ltd", "--admin-email", ADMIN)
    server.command("user", "add", "--email", REP, "--name", "Ada Rep")
    rows = [("Name", "Company", "Phone", "Email", "Notes")]
    rows += [
        (f"Nobody {n}", "Plain Ltd", f"+49301234{n:04}", f"{n}@plain.example", "")
        for n in range(40)
    ]
    rows += [
        (NAME, "Kratko s.r.o.", PHONE, EMAIL, ""),
        ("Colleague Of Hers", "", "+420602000000", "", f"Ask {NAME} first"),
    ]
    with (tmp_path / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    taken = server.command("import", "prospects", str(tmp_path / "leads.csv"), "--owner", REP)
    (tmp_path / "leads.csv").unlink()
    assert taken["created"] == 42
    server.log = tmp_path / "server.log"
    server.serve()
    browser = Browser(server.address)
    assert browser.sign_in(ADMIN, made["password"]).status_code == 303
    return browser


@pytest.fixture
def laptops(server: ServerProcess, admin: Browser, tmp_path: Path) -> Iterator[list[RealLaptop]]:
    """Two laptops of the rep: one that is online, and one that will be away."""
    made = [RealLaptop(tmp_path / name, server.address) for name in ("near", "away")]
    with logging_to(tmp_path / "near"):
        for each in made:
            each.sign_in(_Codes(server), None)
            each.sync()
        yield made
        for each in made:
            each.close()


def test_person_when_erased_then_no_byte_of_theirs_is_left_anywhere(
    server: ServerProcess, admin: Browser, laptops: list[RealLaptop], tmp_path: Path
) -> None:
    near, away = laptops
    (who,) = near.suite.prospects.search(NAME)
    call(near, who.prospect_id, WORDS)
    near.sync()
    away.sync()
    near.suite.calls.keep_draft(CallDraft(new_id(), who.prospect_id, new_id(), notes=WORDS))
    for each in laptops:
        assert keep_backup(each.profile.database, SystemClock().now() + timedelta(days=8))
        assert traces(each) >= {NAME, WORDS}
    assert traces_of_server(server, tmp_path) >= {NAME, PHONE, EMAIL, WORDS}

    done = send(admin, f"/admin/rights/{who.prospect_id}", confirm=NAME)
    assert done.status_code == 303
    until(lambda: "Written anew" in admin.get(done.headers["Location"]).text, "not cleaned")
    near.sync()
    call(away, who.prospect_id, LATER)
    away.sync()
    away.sync()

    for each in laptops:
        assert traces(each) == set()
    assert [line.code for line in away.suite.outbox.lines()] == ["erased"]
    assert near.suite.prospects.search("Nobody 7")
    assert traces_of_server(server, tmp_path) == set()
    server.stop()
    said = (tmp_path / "server.log").read_text()
    assert "/admin/rights" in said
    assert not any(each in said for each in VALUES)
    assert traces_of_server(server, tmp_path) == set()


def call(laptop: RealLaptop, prospect_id: str, words: str) -> None:
    """Log a call with an objection in somebody's own words."""
    heard = ObjectionDraft(new_id(), "trust_proof", words)
    now = SystemClock().now()
    laptop.suite.calls.finish_call(
        CallDraft(
            new_id(),
            prospect_id,
            new_id(),
            started_at=now,
            ended_at=now,
            phone=PHONE,
            disposition=Disposition.CONNECTED,
            objections=(heard,),
            notes=words,
        )
    )


def traces(laptop: RealLaptop) -> set[str]:
    """Return the values in the files of a laptop: as they lie there, and decrypted page by page."""
    key = bytes.fromhex(laptop.keychain.secret("database-key") or "")
    return {each.split(": ")[1] for each in files_with(laptop.folder, VALUES, key)}


def traces_of_server(server: ServerProcess, folder: Path) -> set[str]:
    """Return the values in the files of the server's database; PostgreSQL's tables on its disk."""
    url = server.database_url
    if url.startswith("sqlite"):
        found = {each for path in folder.glob("server.db*") for each in _in_file(path)}
        assert (folder / "server.db").exists()
        return found
    with psycopg.connect(url.replace("companion@", "postgres@"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        data = connection.execute("SHOW data_directory").fetchone()[0]
        oid = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()[0]
    return {each.split(": ")[1] for each in files_with(Path(data) / "base" / str(oid), VALUES)}


def _in_file(path: Path) -> set[str]:
    whole = path.read_bytes().lower()
    return {
        each for each in VALUES if each.lower().encode() in whole or each.encode().lower() in whole
    }
