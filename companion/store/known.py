"""By what every prospect of the laptop can be recognised, beside the database for one long list.

A list asks for its people a few hundred at a time. Walking through all prospects each time would
take longer with every portion, and an index kept for it would make every save and every sync pay.
So one walk is written down, and made again when somebody else has written meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from companion.domain.prospects import Prospect

_TABLE = (
    "CREATE TABLE known (kind TEXT, value TEXT, id TEXT, PRIMARY KEY (kind, value, id))"
    " WITHOUT ROWID"
)
_EVERYBODY = text(
    "SELECT 'email', e.value, p.id FROM prospect p, json_each(p.emails) e WHERE p.is_live "
    "UNION ALL "
    "SELECT 'phone', e.value, p.id FROM prospect p, json_each(p.phones) e WHERE p.is_live "
    "UNION ALL "
    "SELECT 'id:' || json_extract(e.value, '$.system'), json_extract(e.value, '$.value'), p.id "
    "FROM prospect p, json_each(p.external_ids) e WHERE p.is_live "
    "UNION ALL "
    "SELECT 'name', p.name || char(0) || p.company, p.id FROM prospect p WHERE p.is_live"
)
_MARK = text(
    "SELECT (SELECT max(n) FROM outbox), (SELECT max(rev) FROM prospect),"
    " (SELECT count(*) FROM prospect WHERE is_live)"
)


class Known:
    """Who carries which email, phone, id or name. ``kept`` is a database beside the laptop's."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._kept.execute(_TABLE)
        self._mark: tuple[Any, ...] | None = None

    def renew(self, cx: Connection) -> None:
        """Walk through everybody, unless nobody has written since ``note``."""
        mark = tuple(cx.execute(_MARK).one())
        if mark == self._mark:
            return
        self._kept.execute("DELETE FROM known")
        self._add(map(tuple, cx.execute(_EVERYBODY)))
        self._mark = mark

    def note(self, cx: Connection, written: Iterable[Prospect]) -> None:
        """Take note of prospects as they were written just now, in this transaction."""
        self._add(row for each in written for row in _keys(each))
        self._mark = tuple(cx.execute(_MARK).one())

    def ids(self, kind: str, values: Iterable[str]) -> Iterator[str]:
        """Yield who carries one of these; some may have lost it since."""
        query = "SELECT id FROM known WHERE kind = ? AND value = ?"
        for value in values:
            for (found,) in self._kept.execute(query, (kind, value)).fetchall():
                yield found

    def _add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._kept.execute("BEGIN")
        self._kept.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", rows)
        self._kept.execute("COMMIT")


def _keys(prospect: Prospect) -> Iterator[tuple[str, str, str]]:
    yield from (("email", each, prospect.id) for each in prospect.emails)
    yield from (("phone", each, prospect.id) for each in prospect.phones)
    for each in prospect.external_ids:
        yield f"id:{each.system}", each.value, prospect.id
    yield "name", f"{prospect.name}\0{prospect.company}", prospect.id
