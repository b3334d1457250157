"""The sync page: every edit that is unsent, refused or doubled, with what to do about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from companion.services.views import OutboxLine
from companion.store import attention
from companion.store.prospects import titles_of
from companion.wire.messages import utc_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from companion.domain.changes import Changes
    from companion.domain.clock import Clock
    from companion.store.attention import OutboxEntry
    from companion.store.engine import Database
    from companion.wire.messages import Loser
    from companion.wire.records import Fields

_SENTENCES = {
    "invalid": "The server cannot take this as it is. Please mend it and send it again.",
    "forbidden": "You may not change this. Please ask whoever looks after Companion.",
    "gone": "This was removed on the server. Copy what you need, then discard it.",
    "too_large": "This is too long to be sent. Please shorten it and send it again.",
    "unknown_entity": "The server does not know this kind of entry yet. It must be updated.",
    "erased": "This person was erased on the server. Nothing about them was taken or kept.",
    "id_reuse": "The server already has another entry under this number. Please send it again.",
}
NOT_ENCRYPTED = "Not encrypted: whoever has this file can read it. Delete it when it is used."
"""Stands at the top of whatever leaves the laptop in clear."""

_WORDS = (
    *("name", "verbatim", "behind_it", "notes", "what", "wording", "why"),
    *("headline", "message", "says", "reply"),
)
"""Fields that hold a person's own words, to be copied from a refused edit."""

_MENDABLE = (*_WORDS, "company", "title", "phones", "emails", "do_not_call_reason")
"""Fields that can be mended on the sync page: texts, and lists of texts."""


class Outbox:
    """What this laptop still has to tell the server."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def lines(self) -> tuple[OutboxLine, ...]:
        """Return every edit that is not settled, oldest first."""
        with self._database.read() as cx:
            entries = attention.outbox_lines(cx)
            titles = titles_of(cx, {each.prospect_id for each in entries})
        return tuple(_line(each, titles) for each in entries)

    def resend(self, change_id: str, fields: Fields | None = None) -> Changes:
        """Send a refused edit again, mended if ``fields`` are given; or enter a lost value again.

        Raises:
            RejectedError: ``unknown_change``; ``too_large``.
        """
        now = self._clock.now()
        with self._database.write() as cx:
            entry = attention.read_entry(cx, change_id)
            if fields is None and entry.losers:
                fields = {loser.field: loser.lost for loser in entry.losers}
            return attention.resend(cx, change_id, fields, now)

    def mend(self, change_id: str, words: Mapping[str, str]) -> Changes:
        """Send a refused edit again with other ``words``, by field as ``lines`` gave them.

        Raises:
            RejectedError: ``unknown_change``; ``too_large``.
        """
        with self._database.read() as cx:
            fields = dict(attention.read_entry(cx, change_id).change.fields)
        for name, text in words.items():
            is_list = isinstance(fields.get(name), list)
            fields[name] = [*filter(None, map(str.strip, text.splitlines()))] if is_list else text
        return self.resend(change_id, fields)

    def discard(self, change_id: str) -> Changes:
        """Give up a refused edit, or leave a doubled value as it was kept.

        Raises:
            RejectedError: ``unknown_change``; ``not_refused``: it may still reach the server.
        """
        with self._database.write() as cx:
            return attention.discard(cx, change_id)

    def export_all(self) -> str:
        """Write every edit that is not on the server out as JSON, for a person to keep elsewhere.

        It is not encrypted, and its first lines say so.
        """
        with self._database.read() as cx:
            entries = attention.outbox_lines(cx)
        whole = {
            "warning": NOT_ENCRYPTED,
            "exported_at": utc_text(self._clock.now()),
            "entries": [_whole(each) for each in entries],
        }
        return json.dumps(whole, ensure_ascii=False, indent=2)

    def export(self, change_id: str) -> str:
        """Write one edit out as JSON, whole, for a person to keep elsewhere.

        Raises:
            RejectedError: ``unknown_change``.
        """
        with self._database.read() as cx:
            entry = attention.read_entry(cx, change_id)
        told = {"warning": NOT_ENCRYPTED, **_whole(entry)}
        return json.dumps(told, ensure_ascii=False, indent=2)


def _whole(entry: OutboxEntry) -> dict[str, JsonValue]:
    change = entry.change.model_dump(mode="json")
    change["client_at"] = utc_text(entry.change.client_at)
    return {
        "change": change,
        "state": entry.state,
        "code": entry.code,
        "message": entry.message,
    }


def _line(entry: OutboxEntry, titles: Mapping[str, str]) -> OutboxLine:
    change = entry.change
    own = [change.fields.get(name) for name in _WORDS]
    return OutboxLine(
        change_id=change.change_id,
        entity=change.entity,
        record_id=change.id,
        title=titles.get(entry.prospect_id, ""),
        entered_at=change.client_at,
        state="doubled" if entry.losers else entry.state,
        code=entry.code,
        sentence=_sentence(entry),
        text="\n".join(each for each in own if isinstance(each, str) and each.strip()),
        words=_mendable(change.fields) if entry.state == "rejected" else (),
        lost=_told(entry.losers[0].lost) if _is_one_value(entry.losers) else "",
        field=entry.losers[0].field if _is_one_value(entry.losers) else "",
    )


def _mendable(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = []
    for name in _MENDABLE:
        value = fields.get(name)
        if isinstance(value, str):
            found.append((name, value))
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            found.append((name, "\n".join(map(str, value))))
    return tuple(found)


def _is_one_value(losers: tuple[Loser, ...]) -> bool:
    return len(losers) == 1 and losers[0].field != attention.DELETED


def _sentence(entry: OutboxEntry) -> str:
    if entry.losers:
        return " ".join(_both(each) for each in entry.losers)
    return entry.message or _SENTENCES.get(entry.code, "")


def _both(loser: Loser) -> str:
    if loser.field == attention.DELETED:
        return "One of you deleted this while the other edited it. It was kept."
    return f"Kept “{_told(loser.kept)}”, also entered “{_told(loser.lost)}”."


def _told(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
