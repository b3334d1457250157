"""Laptops: enrolment with a one-time code, and the token each one shows from then on.

Codes and tokens are kept as SHA-256 only: both carry enough random bits that no slow hash is
needed, and a stolen database opens no door.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, or_, select, update

from companion.domain.errors import DeniedError
from companion.domain.people import DeviceState, Role
from companion.domain.problems import is_storable
from companion.server.permissions import Actor
from companion.server.tables import device, enrolment_code, organisation, user
from companion.server.walls import enter
from companion.wire.messages import TOKEN_PREFIX, Enroll, Enrolled

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from companion.server.organisations import Identity

CODE_LIFE = timedelta(days=7)
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike
_CODE_GROUPS, _CODE_GROUP = 4, 4
_SEEN_EVERY = timedelta(minutes=1)


class Laptop(NamedTuple):
    """A signed-in laptop and the person it is signed in for."""

    actor: Actor
    device_id: str
    state: DeviceState
    last_seen: datetime | None
    effective_at: datetime | None


def add_code(
    cx: Connection, org: str, user_id: str, now: datetime, life: timedelta = CODE_LIFE
) -> str:
    """Make a one-time code that signs one laptop in for a person, and return it, this once."""
    groups = (
        "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_GROUP))
        for _ in range(_CODE_GROUPS)
    )
    code = "-".join(groups)
    cx.execute(
        insert(enrolment_code).values(
            org=org,
            code_sha256=_code_digest(code),
            user_id=user_id,
            created_at=now,
            expires_at=now + life,
        )
    )
    return code


def enroll(cx: Connection, asked: Enroll, identity: Identity, now: datetime) -> Enrolled:
    """Sign a laptop in. The same laptop may ask again with its code: its reply may be lost.

    Raises:
        DeniedError: ``code_unknown``, ``code_expired``, ``code_used``, or ``forbidden`` when the
            laptop belongs to somebody else.
    """
    owner = _enter_by_code(cx, asked)
    code = _usable_code(cx, asked, now)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    _keep_device(cx, owner, code, asked, _digest(token), now)
    is_code = enrolment_code.c.code_sha256 == _code_digest(asked.code)
    cx.execute(update(enrolment_code).where(is_code).values(device_id=asked.device_id))
    return Enrolled(
        server_id=identity.server_id,
        epoch=identity.epoch,
        organisation_id=code.org,
        organisation_name=code.organisation_name,
        user_id=code.user_id,
        user_name=code.user_name,
        role=Role(code.role),
        device_id=asked.device_id,
        token=token,
    )


def _enter_by_code(cx: Connection, asked: Enroll) -> tuple[str, str] | None:
    """Enter the organisation of a code; return whose the laptop was before, in any of them."""
    is_asked = device.c.id == asked.device_id
    known = cx.execute(select(device.c.org, device.c.user_id).where(is_asked)).first()
    is_code = enrolment_code.c.code_sha256 == _code_digest(asked.code)
    enter(cx, cx.scalar(select(enrolment_code.c.org).where(is_code)) or "nowhere")
    return None if known is None else (known.org, known.user_id)


def _usable_code(cx: Connection, asked: Enroll, now: datetime) -> Row[Any]:
    code = cx.execute(
        select(
            enrolment_code,
            user.c.name.label("user_name"),
            user.c.role,
            user.c.is_active,
            organisation.c.name.label("organisation_name"),
        )
        .join(user, (user.c.org == enrolment_code.c.org) & (user.c.id == enrolment_code.c.user_id))
        .join(organisation, organisation.c.id == enrolment_code.c.org)
        .where(enrolment_code.c.code_sha256 == _code_digest(asked.code))
        .with_for_update(of=enrolment_code)
    ).first()
    if code is None or not code.is_active:
        sentence = "This code is not known here. Please check it, or ask for a new one."
        raise DeniedError(sentence, "code_unknown")
    if code.device_id not in {None, asked.device_id}:
        sentence = "This code was used on another laptop. Please ask for a new one."
        raise DeniedError(sentence, "code_used")
    if code.expires_at <= now:
        raise DeniedError("This code has expired. Please ask for a new one.", "code_expired")
    return code


def _keep_device(
    cx: Connection,
    owner: tuple[str, str] | None,
    code: Row[Any],
    asked: Enroll,
    token_sha256: bytes,
    now: datetime,
) -> None:
    values = {
        "name": asked.device_name if is_storable(asked.device_name) else "",
        "state": DeviceState.ACTIVE.value,
        "token_sha256": token_sha256,
        "prev_token_sha256": None,
        "app_version": asked.app_version if is_storable(asked.app_version) else "",
    }
    if owner is None:
        keys = {"org": code.org, "user_id": code.user_id, "id": asked.device_id}
        cx.execute(insert(device).values(**keys, **values, enrolled_at=now))
    elif owner == (code.org, code.user_id):
        cx.execute(update(device).where(device.c.id == asked.device_id).values(**values))
    else:
        sentence = "This laptop's profile belongs to somebody else. Please use another profile."
        raise DeniedError(sentence, "forbidden")


def authenticate(cx: Connection, token: str) -> Laptop:
    """Find the laptop that shows this token, and enter its organisation.

    Raises:
        DeniedError: ``unauthenticated``.
    """
    is_ours = token.startswith(TOKEN_PREFIX)
    row = cx.execute(_laptop_query(_digest(token))).first() if is_ours else None
    if row is None:
        raise DeniedError("Please sign this laptop in again.", "unauthenticated")
    enter(cx, row.org)
    actor = Actor(row.org, row.user_id, Role(row.role), row.id)
    state = DeviceState(row.state)
    return Laptop(actor, row.id, state, row.last_seen, row.effective_at)


def _laptop_query(token_sha256: bytes) -> Any:
    return (
        select(
            device.c.org,
            device.c.id,
            device.c.user_id,
            device.c.state,
            device.c.last_seen,
            device.c.effective_at,
            user.c.role,
        )
        .join(user, (user.c.org == device.c.org) & (user.c.id == device.c.user_id))
        .where(
            or_(device.c.token_sha256 == token_sha256, device.c.prev_token_sha256 == token_sha256)
        )
        .where(device.c.state != DeviceState.REVOKED.value)
        .where(user.c.is_active, user.c.deleted_at.is_(None))
    )


def check_reading(laptop: Laptop) -> None:
    """Check that a laptop may still fetch; one that is being emptied may only send.

    Raises:
        DeniedError: ``device_draining``.
    """
    if laptop.state is DeviceState.DRAINING:
        raise DeniedError("This laptop may only send what it still holds.", "device_draining")


def is_seen_late(laptop: Laptop, now: datetime) -> bool:
    """Tell whether it is time to note again that the laptop was here."""
    return laptop.last_seen is None or now - laptop.last_seen >= _SEEN_EVERY


def note_seen(cx: Connection, laptop: Laptop, now: datetime, **values: Any) -> None:
    """Note that a laptop was here, and ``last_cursor`` or ``effective_at`` if given."""
    mine = device.c.id == laptop.device_id
    cx.execute(update(device).where(mine).values(last_seen=now, **values))


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()


def _code_digest(code: str) -> bytes:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return _digest(letters)
