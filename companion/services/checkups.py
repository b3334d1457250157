"""What is wrong with this laptop, and what to do about it: the checks behind ``companion doctor``.

Each check is one question with one finding; a failure of one never keeps the others from being
asked. Nothing here changes a profile, and no finding holds anybody's words.
"""

from __future__ import annotations

import json
import platform
import secrets
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher

from companion import __version__
from companion.domain.errors import CompanionError
from companion.resources import resource_path
from companion.services.findings import Finding, Verdict
from companion.services.networks import check_network
from companion.services.profiles import Profiles
from companion.store.backups import backups_of, made_at
from companion.store.engine import open_database
from companion.store.file import KEY_BYTES
from companion.store.health import damage_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from companion.domain.clock import Clock
    from companion.services.profiles import OpenProfile
    from companion.sync.routes import FindProxy
    from companion.system.keychain import Keychain

LITTLE_ROOM = 200 * 1_000_000
"""Bytes of free disk below which a backup or an update may not fit."""

_OLD_DAYS = 14
_FIRST_SAFE_SQLITE = (3, 51, 3)
"""Older ones can damage a write-ahead log that two connections use (sqlite.org, 2026-03-13)."""


class Checkup:
    """The checks of one profile folder."""

    def __init__(
        self,
        folder: Path,
        keychain: Keychain,
        clock: Clock,
        find_proxy: FindProxy | None = None,
    ) -> None:
        self._find_proxy = find_proxy
        self._folder = folder
        self._keychain = keychain
        self._clock = clock
        self._profiles = Profiles(folder, keychain, clock)

    def check_program(self) -> Iterator[Finding]:
        """Check what the program needs wherever it is installed: ``companion --self-check``."""
        yield from self._asked(
            (
                ("version", self._version),
                ("resources", _resources),
                ("encryption", _encryption),
                ("keychain", self._keychain_works),
                ("disk", self._disk),
            )
        )

    def check_all(self) -> Iterator[Finding]:
        """Check the program, then the profile and its way to the server."""
        yield from self.check_program()
        if self._profiles.is_new():
            sentence = "Nobody has signed in on this laptop yet."
            yield Finding("profile", Verdict.FINE, sentence)
            return
        try:
            profile = self._profiles.open()
        except CompanionError as error:
            yield Finding("profile", Verdict.TROUBLE, error.sentence, _SUPPORT)
            return
        with closing(profile):
            yield from self.check_profile(profile)

    def check_profile(self, profile: OpenProfile) -> Iterator[Finding]:
        """Check a profile that is open, and its way to the server."""
        checks = (
            ("database", lambda: _database(profile)),
            ("backups", lambda: self._backups(profile)),
        )
        yield from self._asked(checks)
        yield from self._server(profile)

    def _asked(self, checks: tuple[tuple[str, Callable[[], Finding]], ...]) -> Iterator[Finding]:
        for name, check in checks:
            try:
                yield check()
            except CompanionError as error:
                yield Finding(name, Verdict.TROUBLE, error.sentence, _SUPPORT)

    def _version(self) -> Finding:
        parts = (
            f"Companion {__version__}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlcipher.sqlite_version}",
            platform.platform(),
        )
        if tuple(map(int, sqlcipher.sqlite_version.split("."))) < _FIRST_SAFE_SQLITE:
            advice = "Please update Companion: this SQLite can damage a database in rare cases."
            return Finding("version", Verdict.WARNING, f"{', '.join(parts)}.", advice)
        return Finding("version", Verdict.FINE, f"{', '.join(parts)}.")

    def _keychain_works(self) -> Finding:
        name, secret = f"check/{secrets.token_hex(8)}", secrets.token_hex(16)
        self._keychain.write(name, secret)
        self._keychain.forget(name)
        if self._keychain.notice:
            return Finding("keychain", Verdict.WARNING, self._keychain.notice)
        return Finding("keychain", Verdict.FINE, "The keychain keeps and returns secrets.")

    def _disk(self) -> Finding:
        free = shutil.disk_usage(self._folder).free
        sentence = f"{free // 1_000_000:,} MB are free where the profile lies."
        if free < LITTLE_ROOM:
            advice = "Please make room: saving stops when the disk is full."
            return Finding("disk", Verdict.WARNING, sentence, advice)
        return Finding("disk", Verdict.FINE, sentence)

    def _backups(self, profile: OpenProfile) -> Finding:
        there = backups_of(profile.database.path)
        if not there:
            sentence = "There is no backup yet; the first one is made within a week."
            return Finding("backups", Verdict.FINE, sentence)
        days = (self._clock.now() - made_at(there[0])).days
        sentence = "The newest backup is of today."
        if days:
            sentence = f"The newest backup is {days:,} days old."
        if days > _OLD_DAYS:
            advice = "Please make one now, on this page; if that fails, it says why."
            return Finding("backups", Verdict.WARNING, sentence, advice)
        return Finding("backups", Verdict.FINE, sentence)

    def _server(self, profile: OpenProfile) -> Iterator[Finding]:
        if profile.connect is None or profile.meta.server_url is None:
            sentence = "This profile works on this laptop only; there is no server to reach."
            yield Finding("server", Verdict.FINE, sentence)
            return
        way = profile.meta.server_url, profile.connect
        yield from check_network(*way, self._clock, self._find_proxy)


def _resources() -> Finding:
    count = 0
    for path in sorted(resource_path().rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".json":
                json.loads(content)
            count += 1
    if not count:
        advice = "Please install Companion again."
        return Finding("resources", Verdict.TROUBLE, "The program's own files are gone.", advice)
    return Finding("resources", Verdict.FINE, f"All {count} files of the program can be read.")


def _encryption() -> Finding:
    with tempfile.TemporaryDirectory(prefix="companion-check-") as temporary:
        path = Path(temporary) / "check.db"
        open_database(path, secrets.token_bytes(KEY_BYTES)).close()
        is_plain = path.read_bytes().startswith(b"SQLite format 3")
    if is_plain:
        advice = "Please do not use this program: it is not what we built."
        return Finding("encryption", Verdict.TROUBLE, "Databases are not encrypted.", advice)
    return Finding("encryption", Verdict.FINE, "An encrypted database can be made and migrated.")


def _database(profile: OpenProfile) -> Finding:
    with profile.database.read() as cx:
        damage = damage_of(cx)
    if damage:  # it reads past SQLite, so a page that was being written looks damaged, too
        with profile.database.write() as cx:
            damage = damage_of(cx)
    if damage:
        profile.database.doubt()
        return Finding("database", Verdict.TROUBLE, "The database is damaged.", _MENDING)
    return Finding("database", Verdict.FINE, "The database is whole.")


_MENDING = (
    "Please start Companion again: it sets the damaged file aside, saves what was not sent, and "
    "goes on from the last backup and the server."
)
_SUPPORT = "Please keep the profile's folder as it is, and send this page to your administrator."
