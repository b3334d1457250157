"""Laptops: enrolment with a one-time code, when each was here, and which of its copies may send.

Codes and tokens are kept as SHA-256 only: both carry enough random bits that no slow hash is
needed, and a stolen database opens no door.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from companion.domain.errors import DeniedError
from companion.domain.people import DeviceState, Role
from companion.domain.problems import is_storable
from companion.server.signatures import public_key
from companion.server.tables import device, enrolment_code, organisation, user
from companion.server.tokens import is_a_copy, token_digest
from companion.server.walls import enter
from companion.wire.messages import Enroll, Enrolled
from companion.wire.tokens import TOKEN_PREFIX

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from companion.server.organisations import Identity
    from companion.server.tokens import Laptop

CODE_LIFE = timedelta(days=7)
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike
_CODE_GROUPS, _CODE_GROUP = 4, 4
_SEEN_EVERY = timedelta(minutes=1)


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
        DeniedError: ``code_unknown``, ``code_expired``, ``code_used``, ``forbidden`` when the
            laptop belongs to somebody else, or ``device_cloned`` when this is a copy of it.
    """
    owner = _enter_by_code(cx, asked)
    code = _usable_code(cx, asked, now)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    _keep_device(cx, owner, code, asked, token_digest(token), now)
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
        wipe_key=public_key(cx),
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
        "spent_token_sha256": None,
        "token_at": now,
        "app_version": asked.app_version if is_storable(asked.app_version) else "",
    }
    if owner is None:
        keys = {"org": code.org, "user_id": code.user_id, "id": asked.device_id}
        cx.execute(insert(device).values(**keys, **values, enrolled_at=now, turn=asked.turn))
        return
    if owner != (code.org, code.user_id):
        sentence = "This laptop's profile belongs to somebody else. Please use another profile."
        raise DeniedError(sentence, "forbidden")
    _check_return(cx, asked)
    cx.execute(update(device).where(device.c.id == asked.device_id).values(**values))


def _check_return(cx: Connection, asked: Enroll) -> None:
    """Let neither a copy of a laptop nor one that is to be wiped sign in as that laptop."""
    kept = device.c.turn, device.c.wipe_nonce, device.c.wiped_at
    known = cx.execute(select(*kept).where(device.c.id == asked.device_id)).one()
    if asked.turn < known.turn or known.wiped_at is not None:
        raise is_a_copy()
    if known.wipe_nonce is not None:
        sentence = "This laptop is to be wiped first. Please open Companion on it while online."
        raise DeniedError(sentence, "forbidden")


def is_seen_late(laptop: Laptop, now: datetime) -> bool:
    """Tell whether it is time to note again that the laptop was here."""
    return laptop.last_seen is None or now - laptop.last_seen >= _SEEN_EVERY


def note_push(
    cx: Connection,
    laptop: Laptop,
    turn: int,
    sent_at: datetime,
    now: datetime,
    effective_at: datetime | None,
) -> None:
    """Note a push, its turn and its latest edit, under the lock that orders pushes.

    Turn 0: the laptop counts none.

    Raises:
        DeniedError: ``device_cloned``: this turn was there before, in another push.
    """
    values: dict[str, Any] = {"mine": laptop.device_id, "seen": now}
    if turn:
        values |= {"turn_now": turn, "at": _nearest(sent_at)}
    if effective_at is not None:
        values["effective"] = effective_at
    if not cx.execute(_noting(tuple(values)), values).rowcount:
        raise is_a_copy()


_NOTED = {"seen": "last_seen", "turn_now": "turn", "at": "turn_at", "effective": "effective_at"}


@cache
def _noting(names: tuple[str, ...]) -> Any:
    values: dict[str, Any] = {_NOTED[name]: bindparam(name) for name in names if name in _NOTED}
    noting = update(device).where(device.c.id == bindparam("mine")).values(**values)
    if "turn_now" not in names:
        return noting
    turn: Any = bindparam("turn_now")
    is_again = and_(device.c.turn == turn, device.c.turn_at == bindparam("at"))
    return noting.where(or_(device.c.turn < turn, is_again))


def note_copy(cx: Connection, laptop: Laptop, sent_at: datetime, now: datetime) -> None:
    """Note that a copy of this laptop was here, for whoever looks after the laptops.

    A push sent before the latest one is no copy's: it was held up on its way, and the laptop has
    long sent it again.
    """
    is_later = device.c.id == laptop.device_id, device.c.turn_at < _nearest(sent_at)
    cx.execute(update(device).where(*is_later).values(copy_seen_at=now))


def note_seen(cx: Connection, laptop: Laptop, now: datetime, **values: Any) -> None:
    """Note that a laptop was here, and ``last_cursor`` or ``effective_at`` if given."""
    mine = device.c.id == laptop.device_id
    cx.execute(update(device).where(mine).values(last_seen=now, **values))


def _nearest(moment: datetime) -> datetime:
    """Return a time in UTC; one that no database can keep becomes the last one that can be."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _code_digest(code: str) -> bytes:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return token_digest(letters)
