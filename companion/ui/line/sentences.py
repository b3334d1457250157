"""What the status line says for each state, in a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion.services.views import SyncState
from companion.ui.dates import ago

if TYPE_CHECKING:
    from datetime import datetime

    from companion.services.views import SyncStatus

translate = QCoreApplication.translate

_GOOD = (SyncState.IN_STEP, SyncState.ALONE)
_CALM = (SyncState.STARTING, SyncState.SYNCING, SyncState.OFFLINE)


def status_colour(status: SyncStatus) -> str:
    """Return the token of the dot: good, warning, bad, or muted while it is under way."""
    if status.attention or status.state not in (*_GOOD, *_CALM):
        return "bad" if status.state in (SyncState.DISK_FULL, SyncState.DAMAGED) else "warning"
    if status.state is SyncState.OFFLINE:
        return "warning"
    return "good" if status.state in _GOOD else "muted"


def status_words(status: SyncStatus, now: datetime) -> str:
    """Say how things stand: what needs the person first, what is unsent, and the last success."""
    parts = [_attention(status), _state(status), _unsent(status)]
    if status.last_sync_at is not None and status.state is not SyncState.ALONE:
        words = translate("Line", "last sync {ago}")
        parts.append(words.format(ago=ago(status.last_sync_at, now)))
    return " · ".join(part for part in parts if part)


def _attention(status: SyncStatus) -> str:
    if not status.attention:
        return ""
    if status.attention == 1:
        return translate("Line", "1 needs your attention")
    return translate("Line", "{count} need your attention").format(count=status.attention)


def _unsent(status: SyncStatus) -> str:
    if status.unsent and status.state is not SyncState.ALONE:
        return translate("Line", "{count} not sent yet").format(count=status.unsent)
    return ""


def _state(status: SyncStatus) -> str:
    in_step = "" if status.unsent else translate("Line", "All sent")
    return {
        SyncState.ALONE: translate("Line", "Kept on this laptop only"),
        SyncState.STARTING: translate("Line", "Starting"),
        SyncState.IN_STEP: in_step,
        SyncState.SYNCING: translate("Line", "Sending and fetching"),
        SyncState.OFFLINE: translate("Line", "Offline. Everything is kept on this laptop"),
        SyncState.NETWORK_SIGN_IN: translate("Line", "The network here wants you to sign in first"),
        SyncState.NOT_SAFE: translate("Line", "The connection is not safe. Nothing was sent"),
        SyncState.SIGN_IN_NEEDED: translate("Line", "Please sign in again"),
        SyncState.COPIED: translate("Line", "This laptop is a copy. Please sign in again"),
        SyncState.DRAINING: _draining(status),
        SyncState.WIPED: translate("Line", "This laptop was emptied by your company"),
        SyncState.WRONG_SERVER: translate("Line", "Another server answered. Nothing was sent"),
        SyncState.UPDATE_NEEDED: translate("Line", "Please update Companion to sync again"),
        SyncState.DISK_FULL: translate("Line", "The disk is full. Please make room"),
        SyncState.DAMAGED: translate("Line", "The database is damaged. Please ask for help"),
    }[status.state]


def _draining(status: SyncStatus) -> str:
    if status.unsent:
        return translate("Line", "This laptop is being retired. It still sends")
    return translate("Line", "This laptop is retired. All is sent")


def state_advice(status: SyncStatus) -> str:
    """Say what the person can do about the state; what the line itself says where we know less."""
    if status.state in (SyncState.IN_STEP, SyncState.SYNCING, SyncState.STARTING):
        return ""
    advice = {
        SyncState.ALONE: translate(
            "Line", "There is no server. You can join one at any time from the File menu."
        ),
        SyncState.OFFLINE: translate(
            "Line", "You can go on working. It is sent by itself when the network is back."
        ),
        SyncState.NETWORK_SIGN_IN: translate(
            "Line", "Open a page in your browser and sign in to the network, then sync again."
        ),
        SyncState.SIGN_IN_NEEDED: translate(
            "Line", "Ask your manager for a new code. What is not sent stays on this laptop."
        ),
        SyncState.WRONG_SERVER: translate(
            "Line", "Check the address of the server, or the network you are in."
        ),
        SyncState.DISK_FULL: translate(
            "Line", "Please free some space on this disk. What was saved before is safe."
        ),
    }
    return advice.get(status.state, status.sentence)
