"""The pictures of the line to the server: every state of the sync page, the lock, the farewell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from companion.domain.policies import FREE
from companion.services.browser_sign_in import BrowserSignIn
from companion.services.views import SyncState, SyncStatus
from companion.store.outbox import add_change, pending_changes
from companion.store.settlements import acknowledge, reject_locally
from companion.sync.transport import HttpTransport
from companion.ui.farewell import FarewellWindow
from companion.ui.passphrase import PassphraseWindow
from companion.ui.sign_in.dialog import AgainDialog
from companion.ui.theme import Theme, Wish
from companion.wire.messages import (
    ChangeOutcome,
    ChangeResult,
    CurrentRecord,
    Loser,
    Operation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from PySide6.QtWidgets import QWidget
    from sqlalchemy import Connection

    from companion.domain.policies import SignIn
    from companion.services.profiles import OpenProfile
    from companion.ui.window import Window
    from companion.wire.messages import Change
    from companion.wire.records import Fields

SERVER = "https://companion.fjordline.example"
_NOTES = (
    "Wants to hear about the trial with two vans before the fair in Bremen, and asked twice "
    "whether the drivers keep their paper notes in the first month."
)


def sync_states(
    theme: Theme, window: Window, profile: OpenProfile, now: datetime, settle: Callable[[], None]
) -> Iterator[tuple[str, QWidget]]:
    """Yield the sync page in each state, in both themes, then the lock and the farewell."""
    _fill(profile, now)
    window.line_presenter.stop()
    window.guard.page.show_server("https://companion.fjordline.example")
    window.show_sync_page()
    for name, status in _statuses(now).items():
        for wish in (Wish.LIGHT, Wish.DARK):
            theme.choose(wish)
            window._on_told(status)
            settle()
            yield f"sync-{name}-{wish}", window
    theme.choose(Wish.LIGHT)
    window._on_told(_statuses(now)["offline"])
    yield from _dialogs(window, settle)
    for wish in (Wish.LIGHT, Wish.DARK):
        theme.choose(wish)
        settle()
        yield f"sync-wiped-{wish}", _farewell(settle)
        for is_new, name in ((True, "choose"), (False, "ask")):
            passphrase = PassphraseWindow(is_new=is_new)
            passphrase.show()
            settle()
            yield f"passphrase-{name}-{wish}", passphrase
            passphrase.close()
    theme.choose(Wish.LIGHT)


def _statuses(now: datetime) -> dict[str, SyncStatus]:
    base = SyncStatus(
        SyncState.IN_STEP,
        unsent=2,
        attention=3,
        last_sync_at=now - timedelta(hours=3),
        locks_in=timedelta(days=13),
    )
    states = {
        "unsent": SyncState.IN_STEP,
        "offline": SyncState.OFFLINE,
        "network-sign-in": SyncState.NETWORK_SIGN_IN,
        "signed-out": SyncState.SIGN_IN_NEEDED,
        "another-server": SyncState.WRONG_SERVER,
        "not-safe": SyncState.NOT_SAFE,
        "copied": SyncState.COPIED,
        "draining": SyncState.DRAINING,
    }
    found = {name: replace(base, state=state) for name, state in states.items()}
    first = SyncStatus(SyncState.SYNCING, fetched=4500, ahead=15_500, seconds_left=134.0)
    found["first"] = first
    found["paused"] = SyncStatus(SyncState.PAUSED)
    found["clock-wrong"] = replace(base, clock_ahead=timedelta(hours=2, minutes=4))
    found["lock-near"] = replace(
        base, state=SyncState.OFFLINE, locks_in=timedelta(days=2), last_sync_at=now - timedelta(12)
    )
    found["locked"] = replace(
        base, state=SyncState.OFFLINE, locks_in=-timedelta(days=1), last_sync_at=now - timedelta(15)
    )
    return found


def _fill(profile: OpenProfile, now: datetime) -> None:
    """Leave two entries unsent, one refused, and two whose values met somebody else's."""
    database = profile.database
    with database.write() as cx:
        cx.exec_driver_sql("DELETE FROM outbox")
        rows = cx.exec_driver_sql("SELECT id FROM prospect WHERE is_live LIMIT 5").all()
        for number, row in enumerate(rows):
            fields: Fields = {"title": "Head of fleet"} if number == 3 else {"notes": _NOTES}
            at = now - timedelta(minutes=47 * (5 - number))
            add_change(cx, "prospect", row.id, Operation.PATCH, fields, at)
        refused, both, other, *_ = pending_changes(cx, now, 10, 1_000_000)
        sentence = "An email address is not one: “rita@”. Please mend it."
        reject_locally(cx, refused.change_id, "invalid", sentence)
        lost = "Asked not to be rung before ten; her deputy decides about the vans."
        acknowledge(cx, [_merged(cx, both, lost), _merged(cx, other, "Two vans")], now)


def _merged(cx: Connection, change: Change, lost: str) -> ChangeResult:
    kept = "Prefers a call after the fair"
    base = cx.exec_driver_sql("SELECT base FROM prospect WHERE id = ?", (change.id,)).scalar_one()
    fields = json.loads(base) | {"notes": kept}
    return ChangeResult(
        change_id=change.change_id,
        outcome=ChangeOutcome.MERGED,
        seq=1,
        record=CurrentRecord(entity=change.entity, id=change.id, rev=9, fields=fields),
        losers=(Loser(field="notes", kept=kept, lost=lost),),
    )


def _dialogs(window: Window, settle: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    window.page_presenter.refresh()
    settle()
    refused = next(card for card in window.page.cards if card.is_mendable)
    refused.edited.emit(refused.change_id)
    settle()
    dialog = QApplication.activeModalWidget() or window
    yield "sync-edit-and-send", dialog
    dialog.close()
    window.page.discarded.emit(refused.change_id)
    settle()
    dialog = QApplication.activeModalWidget() or window
    yield "sync-discard", dialog
    dialog.close()
    sign_in = AgainDialog(_refuse_code, nobody(), FREE, SERVER, window._lanes[0], window)
    sign_in.open()
    settle()
    yield "sync-sign-in-again", sign_in
    sign_in.close()


def nobody() -> BrowserSignIn:
    """Return a way through the browser that nobody takes in a picture."""
    return BrowserSignIn(HttpTransport, FREE)


def _refuse_code(code: str, device: str, way: SignIn) -> OpenProfile:
    raise AssertionError(code, device, way)  # nobody presses the button in a picture


def _farewell(settle: Callable[[], None]) -> QWidget:
    farewell = FarewellWindow()
    farewell.show()
    farewell.show_done("Fjordline Logistics")
    settle()
    return farewell
