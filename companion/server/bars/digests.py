"""What is left of an objection when the person is not here any more: a number nobody can read.

Whoever asked not to be called and was then erased must not be rung up because a list brings their
number again. Only a keyed digest of it stays. Its key is the organisation's own (``org_sync``), so
two organisations' digests tell nothing of each other; whoever has the database has the key too,
and can try numbers out, as matching them must.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from companion.domain.prospects import SHARED_OBJECTION
from companion.server.bar_tables import barred_digest
from companion.server.kept import portions
from companion.server.record_tables import prospect
from companion.server.tables import org_sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


def digest_of(key: bytes, phone: str) -> str:
    """Return the digest of a number (E.164)."""
    return hmac.digest(key, phone.encode(), "sha256").hex()


def number_key(cx: Connection, org: str) -> bytes:
    """Return the key of an organisation's digests."""
    return bytes(
        cx.execute(select(org_sync.c.number_key).where(org_sync.c.org == org)).scalar_one()
    )


def keep_digests(cx: Connection, org: str, phones: Iterable[str], now: datetime) -> int:
    """Keep numbers barred whose people go; return how many were not yet."""
    key = number_key(cx, org)
    wanted = {digest_of(key, each) for each in phones}
    for some in portions(wanted):
        mine = barred_digest.c.org == org, barred_digest.c.digest.in_(some)
        wanted -= set(cx.scalars(select(barred_digest.c.digest).where(*mine)))
    if wanted:
        cx.execute(
            insert(barred_digest),
            [{"org": org, "digest": each, "since": now} for each in sorted(wanted)],
        )
    return len(wanted)


def drop_digests(cx: Connection, org: str, phones: Iterable[str]) -> None:
    """Let numbers be called again: whoever has them now agreed."""
    key = number_key(cx, org)
    for some in portions(digest_of(key, each) for each in phones):
        mine = barred_digest.c.org == org, barred_digest.c.digest.in_(some)
        cx.execute(delete(barred_digest).where(*mine))


def keep_objections_of(cx: Connection, org: str, prospect_ids: Sequence[str], now: datetime) -> int:
    """Keep the numbers barred of those among these people who asked not to be called."""
    phones: list[str] = []
    for some in portions(prospect_ids):
        asked = prospect.c.do_not_call, prospect.c.do_not_call_reason != SHARED_OBJECTION
        mine = prospect.c.org == org, prospect.c.id.in_(some)
        for found in cx.scalars(select(prospect.c.phones).where(*mine, *asked)):
            phones += found
    return keep_digests(cx, org, phones, now) if phones else 0
