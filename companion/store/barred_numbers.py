"""What is left here of an objection when the person was erased: a number nobody can read.

A list imported on this laptop without a network must not bring it back as one that may be called.
The key is this laptop's own and never leaves it.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from companion.domain.prospects import SHARED_OBJECTION
from companion.store.projections import portions
from companion.store.tables import barred_digest, meta, prospect
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def keep_objection(cx: Connection, prospect_id: str) -> None:
    """Keep the numbers of a prospect barred who asked for it, before they go."""
    asked = prospect.c.do_not_call, prospect.c.do_not_call_reason != SHARED_OBJECTION
    query = select(prospect.c.phones).where(prospect.c.id == prospect_id, *asked)
    phones = parse_json(cx.scalar(query) or "[]")
    if isinstance(phones, list) and phones:
        key = _key(cx)
        rows = [{"digest": _digest(key, str(each))} for each in phones]
        cx.execute(insert(barred_digest).on_conflict_do_nothing(), rows)


def objected_among(cx: Connection, phones: Collection[str]) -> set[str]:
    """Return those of these numbers that somebody had who objected and is not here any more."""
    if cx.scalar(select(barred_digest.c.digest).limit(1)) is None:
        return set()
    key = _key(cx)
    by_digest = {_digest(key, each): each for each in phones}
    found: set[str] = set()
    for some in portions(list(by_digest)):
        query = select(barred_digest.c.digest).where(barred_digest.c.digest.in_(some))
        found |= {by_digest[each] for each in cx.scalars(query)}
    return found


def _key(cx: Connection) -> bytes:
    kept = cx.scalar(select(meta.c.number_key))
    if kept is not None:
        return bytes(kept)
    made = secrets.token_bytes(32)
    cx.execute(update(meta).values(number_key=made))
    return made


def _digest(key: bytes, phone: str) -> str:
    return hmac.digest(key, phone.encode(), "sha256").hex()
