"""What a person can do for their own profile: have it examined, kept, taken along, told about.

Putting a backup back is ``Profiles.restore``: the profile must be closed for it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion import __version__
from companion.domain.errors import UnavailableError
from companion.services.checkups import Checkup
from companion.services.files import written_whole
from companion.store.backups import backups_of, made_at, make_backup
from companion.store.columns import to_fields
from companion.store.meta import read_meta
from companion.store.outbox import attention_count, unsent_count
from companion.store.tables import RECORD_TABLES
from companion.system.logs import LOGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from companion.domain.clock import Clock
    from companion.services.findings import Finding
    from companion.services.profiles import OpenProfile
    from companion.sync.routes import FindProxy

_MOST_LOG = 300_000
"""Bytes of the newest log that go into a bundle: more than anybody reads before sending it."""

_PACKED = zipfile.ZIP_DEFLATED
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s().-]*$)")
"""What a spreadsheet would take for a formula, and is no phone number."""

_OPEN = (
    "This file is NOT encrypted: whoever has it can read every prospect and call in it.\n"
    "Made by Companion {version} for {name} on {at}.\n"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the profile on this laptop: encrypted like it, and of no use on another one."""

    path: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One plain text of a support bundle."""

    name: str
    text: str


class Care:
    """The care of one open profile."""

    def __init__(self, profile: OpenProfile, checkup: Checkup, clock: Clock) -> None:
        self._profile = profile
        self._checkup = checkup
        self._clock = clock

    def examine(self) -> tuple[Finding, ...]:
        """Ask everything there is to ask; takes up to half a minute without a network."""
        program = self._checkup.check_program()
        return (*program, *self._checkup.check_profile(self._profile))

    def backups(self) -> tuple[Backup, ...]:
        """Return the backups, the newest first."""
        found = backups_of(self._profile.database.path)
        return tuple(Backup(each, made_at(each), each.stat().st_size) for each in found)

    def back_up(self) -> tuple[Backup, ...]:
        """Make a backup now and return all of them.

        Raises:
            CorruptError: the database is damaged; no backup was dropped.
            UnavailableError: ``disk_full`` …
        """
        make_backup(self._profile.database, self._clock.now())
        return self.backups()

    def export(self, path: Path) -> int:
        """Write everything of this profile into a ZIP of tables, in plain text; return the records.

        Raises:
            UnavailableError: ``not_written``.
        """
        with self._profile.database.read() as cx:
            name = read_meta(cx).user_name or ""
            tables = {entity: _rows(cx, entity) for entity in RECORD_TABLES}
        at = self._clock.now().astimezone().isoformat(" ", "minutes")
        parts = [("READ ME FIRST.txt", _OPEN.format(version=__version__, name=name, at=at))]
        parts += [(f"{entity}.csv", _table(rows)) for entity, rows in tables.items() if rows]
        _write(path, parts)
        return sum(map(len, tables.values()))

    def papers(self, findings: Sequence[Finding], versions: str) -> tuple[Paper, ...]:
        """Return what goes into a support bundle, for a person to read before it is sent.

        No words of customers, no names, no secrets: findings, versions, counts, ids, and the log.
        """
        with self._profile.database.read() as cx:
            meta = read_meta(cx)
            counts = {"unsent": unsent_count(cx), "to look at": attention_count(cx)}
        told = {
            **counts,
            "server": meta.server_url or "none",
            "server id": meta.server_id,
            "laptop id": meta.device_id,
            "cursor": meta.cursor,
            "last sync": meta.last_sync_at,
            "last contact": meta.contact_at,
            "clock off by seconds": meta.clock_off,
            "policy": self._profile.policy.path or "none",
        }
        lines = "\n".join(f"{name}: {value}" for name, value in told.items())
        return (
            Paper("findings.txt", findings_text(findings)),
            Paper("findings.json", "\n".join(json.dumps(asdict(each)) for each in findings)),
            Paper("state.txt", f"{versions}\n{lines}\n"),
            *self._logs(),
        )

    def write_bundle(self, path: Path, papers: Iterable[Paper]) -> None:
        """Write the papers into a ZIP.

        Raises:
            UnavailableError: ``not_written``.
        """
        _write(path, [(each.name, each.text) for each in papers])

    def _logs(self) -> Iterable[Paper]:
        for path in sorted((self._profile.folder / LOGS).glob("companion.log*"))[:2]:
            text = path.read_bytes()[-_MOST_LOG:].decode("utf-8", "replace")
            yield Paper(f"{path.name.replace('.', '-')}.txt", text)


def care_of(profile: OpenProfile, clock: Clock, find_proxy: FindProxy | None = None) -> Care:
    """Return the care of an open profile."""
    checkup = Checkup(profile.folder, profile.keychain, clock, find_proxy)
    return Care(profile, checkup, clock)


def findings_text(findings: Iterable[Finding]) -> str:
    """Write findings down, a line each, with what to do under it."""
    lines = []
    for each in findings:
        lines.append(f"[{each.verdict}] {each.check}: {each.sentence}")
        if each.advice:
            lines.append(f"    {each.advice}")
    return "\n".join(lines) + "\n"


def _rows(cx: Connection, entity: str) -> list[dict[str, Any]]:
    table = RECORD_TABLES[entity]
    rows = cx.execute(select(table).where(table.c.is_gone.is_(False)))
    return [{"id": row.id, **to_fields(entity, row)} for row in rows]


def _table(rows: Sequence[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(names)
    sheet.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"'{text}" if _FORMULA.match(text) else text


def _write(path: Path, parts: Iterable[tuple[str, str]]) -> None:
    try:
        with written_whole(path) as draft, zipfile.ZipFile(draft, "w", _PACKED) as packed:
            for name, text in parts:
                packed.writestr(name, text)
    except OSError as error:
        sentence = f"The file {path} cannot be written ({error.strerror}). Please choose another."
        raise UnavailableError(sentence, "not_written") from error
