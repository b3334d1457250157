"""Asking the server how this laptop stands: at each start and every hour, before a round."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from companion.domain.errors import RejectedError, UnavailableError
from companion.store.contact import note_contact
from companion.store.meta import read_meta, write_meta

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.clock import Clock
    from companion.domain.people import DeviceState
    from companion.store.engine import Database
    from companion.sync.transport import Transport

log = logging.getLogger(__name__)

ASKED_EVERY = timedelta(hours=1)
"""So soon a laptop that stays online heeds what an admin has set anew."""


class Badge(Protocol):
    """The token of a laptop, kept where secrets are kept."""

    def is_changing(self) -> bool:
        """Tell whether a new token was begun and not finished."""
        ...

    def change(self, transport: Transport) -> None:
        """Make, or finish, a change to a new token; the old one serves until it is done."""
        ...


class Contact:
    """The question how this laptop stands. One per open line: it remembers that it asked."""

    def __init__(self, database: Database, clock: Clock, badge: Badge | None = None) -> None:
        self._database = database
        self._clock = clock
        self._badge = badge
        self._is_first = True

    def is_due(self, told_at: datetime | None) -> bool:
        """Tell whether it is time to ask; a clock that was set back must not put it off."""
        if self._is_first or told_at is None:
            return True
        return abs(self._clock.now() - told_at) >= ASKED_EVERY

    def run(self, transport: Transport) -> DeviceState:
        """Ask, keep what was told, and change the token if it is due.

        The device id is taken from the server, too: the token decides who this laptop is, and a
        sign-in that was cut off may have kept the one without the other.
        """
        told = transport.device()
        now = self._clock.now()
        with self._database.write() as cx:
            if read_meta(cx).device_id != told.device_id:
                write_meta(cx, device_id=told.device_id)
            write_meta(
                cx,
                told_at=now,
                lock_after_days=told.lock_after_days,
                barred_calls=told.barred_calls.value,
            )
            note_contact(cx, now, told.time)
        self._is_first = False
        self._change_token(transport, is_due=told.is_token_due)
        return told.state

    def _change_token(self, transport: Transport, *, is_due: bool) -> None:
        if self._badge is None:
            return
        try:
            if is_due or self._badge.is_changing():
                self._badge.change(transport)
        except (UnavailableError, RejectedError) as failure:  # the old token serves until then
            log.info("token not changed: %s", failure.code)
