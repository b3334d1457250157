"""Laptops as whoever looks after them sees them: listed, emptied, shut out, wiped.

Draining lets what a laptop still holds come up and gives it nothing more. Revoking shuts it out.
Wiping does either first and then has the laptop forget everything, by an order it can verify.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from companion.domain.errors import DeniedError, RejectedError
from companion.domain.people import DeviceState
from companion.server.tables import device, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.wire.messages import SignOut, WipeAck


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One laptop of the list. ``copy_seen_at`` is when a copy of it last tried to send.

    ``wipe_ordered_at`` and ``wiped_at`` are None while there was no such order or answer.
    """

    id: str
    name: str
    user_id: str
    user_name: str
    email: str
    state: DeviceState
    app_version: str
    enrolled_at: datetime
    last_seen: datetime | None
    last_cursor: str | None
    copy_seen_at: datetime | None
    wipe_ordered_at: datetime | None
    wiped_at: datetime | None


def list_devices(cx: Connection, org: str) -> tuple[DeviceRow, ...]:
    """Return every laptop of an organisation, by person and name."""
    rows = cx.execute(
        select(
            *(device.c[name] for name in _LISTED),
            user.c.name.label("user_name"),
            user.c.email,
        )
        .join(user, (user.c.org == device.c.org) & (user.c.id == device.c.user_id))
        .where(device.c.org == org)
        .order_by(user.c.name, device.c.name, device.c.id)
    )
    return tuple(
        DeviceRow(**{**row._mapping, "state": DeviceState(row.state)})  # noqa: SLF001 - its documented, public name
        for row in rows
    )


def drain_device(cx: Connection, org: str, device_id: str) -> None:
    """Let a laptop send what it still holds and fetch nothing more.

    Raises:
        RejectedError: ``unknown_device``; ``device_revoked``: it cannot send any more.
    """
    if _state(cx, org, device_id) is DeviceState.REVOKED:
        sentence = "This laptop is shut out already, so it cannot send what it holds."
        raise RejectedError(sentence, "device_revoked")
    _change(cx, org, device_id, state=DeviceState.DRAINING.value)


def revoke_device(cx: Connection, org: str, device_id: str) -> None:
    """Shut a laptop out at once; what it holds stays on it, readable to its person.

    Raises:
        RejectedError: ``unknown_device``.
    """
    _state(cx, org, device_id)
    _change(cx, org, device_id, state=DeviceState.REVOKED.value)


def order_wipe(
    cx: Connection, org: str, device_id: str, now: datetime, *, is_at_once: bool = False
) -> None:
    """Have a laptop forget everything at its next contact, after sending what it still holds.

    ``is_at_once`` is for a stolen one: what is unsent goes with the rest. Repeating the order keeps
    its nonce; ``is_at_once`` may be added later.

    Raises:
        RejectedError: ``unknown_device``; ``wiped_already``.
    """
    known = _row(cx, org, device_id)
    if known.wiped_at is not None:
        raise RejectedError("This laptop was wiped already.", "wiped_already")
    is_out = is_at_once or known.state == DeviceState.REVOKED
    state = DeviceState.REVOKED if is_out else DeviceState.DRAINING
    ordered = {"wipe_nonce": known.wipe_nonce or secrets.token_urlsafe(32)}
    ordered_at = known.wipe_ordered_at or now
    _change(cx, org, device_id, state=state.value, wipe_ordered_at=ordered_at, **ordered)


def note_wiped(cx: Connection, told: WipeAck, now: datetime) -> datetime:
    """Note that a laptop is wiped, and return since when. Safe to repeat.

    Raises:
        DeniedError: ``forbidden``: no such order was given.
    """
    is_it = device.c.id == told.device_id, device.c.wipe_nonce.is_not(None)
    enter(cx, cx.scalar(select(device.c.org).where(*is_it)) or "nowhere")
    row = cx.execute(
        select(device.c.wipe_nonce, device.c.wiped_at).where(*is_it).with_for_update()
    ).first()
    nonce = "" if row is None else row.wipe_nonce
    if row is None or not secrets.compare_digest(nonce.encode(), told.nonce.encode()):
        raise DeniedError("No such order was given.", "forbidden")
    if row.wiped_at is not None:
        wiped_at: datetime = row.wiped_at
        return wiped_at
    done = {"wiped_at": now, "state": DeviceState.REVOKED.value, "last_seen": now}
    cx.execute(update(device).where(*is_it).values(**done))
    return now


def sign_out_device(cx: Connection, told: SignOut, now: datetime) -> None:
    """Shut out a laptop that forgot its token, whose hash proves it. Safe to repeat.

    Raises:
        DeniedError: ``forbidden``: that was not its token.
    """
    is_it = device.c.id == told.device_id
    enter(cx, cx.scalar(select(device.c.org).where(is_it)) or "nowhere")
    tokens = device.c.token_sha256, device.c.prev_token_sha256
    row = cx.execute(select(*tokens).where(is_it).with_for_update()).first()
    shown = bytes.fromhex(told.token_sha256)
    if not any(secrets.compare_digest(shown, each) for each in row or () if each):
        raise DeniedError("That was not this laptop's token.", "forbidden")
    left = {"state": DeviceState.REVOKED.value, "last_seen": now}
    cx.execute(update(device).where(is_it).values(**left))


_LISTED = (
    "id",
    "name",
    "user_id",
    "state",
    "app_version",
    "enrolled_at",
    "last_seen",
    "last_cursor",
    "copy_seen_at",
    "wipe_ordered_at",
    "wiped_at",
)


def _state(cx: Connection, org: str, device_id: str) -> DeviceState:
    return DeviceState(_row(cx, org, device_id).state)


def _row(cx: Connection, org: str, device_id: str) -> Any:
    is_it = device.c.org == org, device.c.id == device_id
    row = cx.execute(select(device).where(*is_it).with_for_update()).first()
    if row is None:
        sentence = "There is no such laptop. Please take its id from: companion-server device list"
        raise RejectedError(sentence, "unknown_device")
    return row


def _change(cx: Connection, org: str, device_id: str, **values: Any) -> None:
    is_it = device.c.org == org, device.c.id == device_id
    cx.execute(update(device).where(*is_it).values(**values))
