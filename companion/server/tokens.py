"""The token a laptop shows: who that is, and how one token follows another.

The laptop makes the next token and tells us its hash, so a repeated or doubled request changes
nothing. The token before it stays good until the new one is first used: a lost reply locks nobody
out. One that was followed is remembered, because only a copy of the laptop can still show it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.exc import IntegrityError

from companion.domain.errors import DeniedError, DismissedError, RejectedError
from companion.domain.people import DeviceState, Role
from companion.server.logs import note
from companion.server.permissions import Actor
from companion.server.signatures import sign_wipe
from companion.server.tables import device, user
from companion.server.walls import enter
from companion.wire.messages import TOKEN_DAYS
from companion.wire.tokens import TOKEN_PREFIX

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.wire.messages import SignedWipe

TOKEN_LIFE = timedelta(days=TOKEN_DAYS)
_COPY = (
    "This laptop's data is also in use on another computer, or was put back from an older copy. "
    "Please ask for a new code and sign in again; nothing that is not sent is lost."
)


class Laptop(NamedTuple):
    """A signed-in laptop and the person it is signed in for.

    ``follows`` is whether it shows its new token while the one before is still good; ``wipe`` an
    order it gets with every refusal.
    """

    actor: Actor
    device_id: str
    state: DeviceState
    last_seen: datetime | None
    effective_at: datetime | None
    name: str = ""
    token_at: datetime | None = None
    follows: bool = False
    wipe: SignedWipe | None = None
    last_cursor: str | None = None


def token_digest(token: str) -> bytes:
    """Return what is kept of a token. It carries enough random bits that no slow hash is needed."""
    return sha256(token.encode("utf-8", "replace")).digest()


def authenticate(cx: Connection, token: str) -> Laptop:
    """Find the laptop that shows this token, and enter its organisation.

    Raises:
        DeniedError: ``unauthenticated``; ``device_cloned`` for a token that was followed.
        DismissedError: ``unauthenticated``, with the order to wipe.
    """
    shown = token_digest(token)
    is_ours = token.startswith(TOKEN_PREFIX)
    row = cx.execute(_laptop_query(), {"shown": shown}).first() if is_ours else None
    if row is None:
        raise _unknown()
    enter(cx, row.org)
    note(org=row.org, user=row.user_id, device=row.id)
    wipe = _outstanding(cx, row)
    if row.state == DeviceState.REVOKED or not row.is_active or row.deleted_at is not None:
        raise _unknown(wipe)
    if shown not in {row.token_sha256, row.prev_token_sha256}:
        raise is_a_copy()
    return Laptop(
        actor=Actor(row.org, row.user_id, Role(row.role), row.id),
        device_id=row.id,
        state=DeviceState(row.state),
        last_seen=row.last_seen,
        effective_at=row.effective_at,
        name=row.name,
        token_at=row.token_at,
        follows=shown == row.token_sha256 and row.prev_token_sha256 is not None,
        wipe=wipe,
        last_cursor=row.last_cursor,
    )


def check_reading(laptop: Laptop) -> None:
    """Check that a laptop may still fetch; one that is being emptied may only send.

    Raises:
        DeniedError: ``device_draining``; a ``DismissedError`` if it is to be wiped then.
    """
    if laptop.state is DeviceState.DRAINING:
        sentence = "This laptop may only send what it still holds."
        raise _denied(sentence, "device_draining", laptop.wipe)


def rotate_token(cx: Connection, token: str, following: str, now: datetime) -> None:
    """Let the token with this SHA-256 (hex) follow the one shown. Safe to repeat.

    Raises:
        DeniedError: as ``authenticate``.
        RejectedError: ``invalid``: it is another laptop's.
    """
    laptop = authenticate(cx, token)
    new = bytes.fromhex(following)
    mine = device.c.id == laptop.device_id
    current = cx.scalar(select(device.c.token_sha256).where(mine).with_for_update())
    if current == new:
        return
    values = {"token_sha256": new, "prev_token_sha256": token_digest(token), "token_at": now}
    try:
        with cx.begin_nested():
            cx.execute(update(device).where(mine).values(**values))
    except IntegrityError:
        raise RejectedError("This token cannot be taken. Please make another.") from None


def drop_followed(cx: Connection, laptop: Laptop) -> None:
    """Let the old token go: the one that follows it was used, so it arrived."""
    fields = device.c
    followed = {
        "spent_token_sha256": fields.prev_token_sha256,
        "prev_token_sha256": None,
    }
    is_mine = fields.id == laptop.device_id, fields.prev_token_sha256.is_not(None)
    cx.execute(update(device).where(*is_mine).values(**followed))


def is_a_copy() -> DeniedError:
    """Make the refusal for a copy of a laptop, which must become a laptop of its own."""
    return DeniedError(_COPY, "device_cloned")


@cache
def _laptop_query() -> Any:
    fields = device.c
    shown: Any = bindparam("shown")
    is_shown = (fields.token_sha256, fields.prev_token_sha256, fields.spent_token_sha256)
    return (
        select(device, user.c.role, user.c.is_active, user.c.deleted_at)
        .join(user, (user.c.org == fields.org) & (user.c.id == fields.user_id))
        .where(or_(*(each == shown for each in is_shown)))
        .order_by(fields.token_sha256 != shown)
    )


def _outstanding(cx: Connection, row: Row[Any]) -> SignedWipe | None:
    if row.wipe_nonce is None or row.wiped_at is not None:
        return None
    return sign_wipe(cx, row.id, row.wipe_nonce)


def _unknown(wipe: SignedWipe | None = None) -> DeniedError:
    return _denied("Please sign this laptop in again.", "unauthenticated", wipe)


def _denied(sentence: str, code: str, wipe: SignedWipe | None) -> DeniedError:
    if wipe is None:
        return DeniedError(sentence, code)
    return DismissedError(sentence, code, wipe.order, wipe.signature)
