"""What the status line says for each state, in a person's words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from companion.services.views import SyncState
from companion.ui.dates import age_in_words, ago, time_left
from companion.ui.said import said

if TYPE_CHECKING:
    from datetime import datetime

    from companion.services.views import SyncStatus

translate = QCoreApplication.translate

_GOOD = (SyncState.IN_STEP, SyncState.ALONE)
_BAD = (SyncState.DISK_FULL, SyncState.DAMAGED, SyncState.NOT_SAFE, SyncState.WRONG_SERVER)
_WARNED_FROM = timedelta(days=3)
_CALM = (SyncState.STARTING, SyncState.SYNCING, SyncState.PAUSED, SyncState.OFFLINE)


def status_colour(status: SyncStatus) -> str:
    """Return the token of the dot: good, warning, bad, or muted while it is under way."""
    if status.attention or status.state not in (*_GOOD, *_CALM):
        return "bad" if status.state in _BAD else "warning"
    if status.clock_ahead or is_lock_near(status):
        return "warning"
    if status.state is SyncState.OFFLINE:
        return "warning"
    return "good" if status.state in _GOOD else "muted"


def status_words(status: SyncStatus, now: datetime) -> str:
    """Say how things stand: what needs the person first, what is unsent, and the last success."""
    parts = [_attention(status), _state(status), _lock(status), _clock(status), _unsent(status)]
    if status.last_sync_at is not None and status.state is not SyncState.ALONE:
        words = translate("Line", "last sync {ago}")
        parts.append(words.format(ago=ago(status.last_sync_at, now)))
    return " · ".join(part for part in parts if part)


def is_lock_near(status: SyncStatus) -> bool:
    """Tell whether the window locks soon, or did, so that it is worth a word."""
    return status.locks_in is not None and status.locks_in < _WARNED_FROM


def clock_advice(status: SyncStatus) -> str:
    """Say that the laptop's clock is wrong and what that means; empty while it is right."""
    off = status.clock_ahead
    if not off:
        return ""
    words = translate(
        "Line",
        "This laptop's clock is {age} ahead of the server's. Please set it. Nothing is lost and "
        "everything arrives in order, but the dates below may be wrong.",
    )
    if off < timedelta():
        words = translate(
            "Line",
            "This laptop's clock is {age} behind the server's. Please set it. Nothing is lost and "
            "everything arrives in order, but the dates below may be wrong.",
        )
    return words.format(age=age_in_words(abs(off)))


def lock_advice(status: SyncStatus) -> str:
    """Say when the window locks and what keeps it open; empty while that is far."""
    if status.locks_in is None or not is_lock_near(status):
        return ""
    if status.is_locked:
        return translate("Line", "Companion is locked until it reaches the server.")
    words = translate(
        "Line", "In {age} Companion locks on this laptop, unless it reaches the server before."
    )
    return words.format(age=age_in_words(status.locks_in))


def _lock(status: SyncStatus) -> str:
    if status.locks_in is None or not is_lock_near(status):
        return ""
    if status.is_locked:
        return translate("Line", "Locked")
    return translate("Line", "locks in {age}").format(age=age_in_words(status.locks_in))


def _clock(status: SyncStatus) -> str:
    return translate("Line", "this laptop's clock is wrong") if status.clock_ahead else ""


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
        SyncState.SYNCING: _syncing(status),
        SyncState.PAUSED: translate("Line", "Fetching is paused"),
        SyncState.OFFLINE: translate("Line", "Offline. Everything is kept on this laptop"),
        SyncState.NETWORK_SIGN_IN: translate("Line", "The network here wants you to sign in first"),
        SyncState.PROXY_SIGN_IN: translate("Line", "The proxy wants a name and a password"),
        SyncState.NOT_SAFE: translate("Line", "The connection is not safe. Nothing was sent"),
        SyncState.SIGN_IN_NEEDED: translate("Line", "Please sign in again"),
        SyncState.COPIED: translate("Line", "This laptop is a copy. Please sign in again"),
        SyncState.DRAINING: _draining(status),
        SyncState.WIPED: translate("Line", "This laptop was emptied by your company"),
        SyncState.WRONG_SERVER: translate("Line", "Another server answered. Nothing was sent"),
        SyncState.UPDATE_NEEDED: translate("Line", "Please update Companion to sync again"),
        SyncState.DISK_FULL: translate("Line", "The disk is full. Please make room"),
        SyncState.DAMAGED: translate(
            "Line", "The database is damaged. Please start Companion again"
        ),
    }[status.state]


def _syncing(status: SyncStatus) -> str:
    if not status.is_first or not status.fetched:
        return translate("Line", "Sending and fetching")
    words = translate("Line", "Fetching for the first time: {count} records so far")
    if status.ahead:
        words = translate(
            "Line", "Fetching for the first time: {count} records so far, at most {ahead} to come"
        )
    write = QLocale().toString
    parts = [words.format(count=write(status.fetched), ahead=write(status.ahead or 0))]
    if status.seconds_left:
        parts.append(time_left(status.seconds_left))
    return " · ".join(parts)


def _draining(status: SyncStatus) -> str:
    if status.unsent:
        return translate("Line", "This laptop is being retired. It still sends")
    return translate("Line", "This laptop is retired. All is sent")


def _draining_advice(status: SyncStatus) -> str:
    if status.unsent:
        return translate(
            "Line", "Your company is taking it back. Please leave it online until all is sent."
        )
    return translate(
        "Line",
        "Your company is taking it back. All you saved is on the server; you may hand it in.",
    )


def state_advice(status: SyncStatus) -> str:
    """Say what the person can do about the state; what the line itself says where we know less."""
    if status.state in (SyncState.IN_STEP, SyncState.SYNCING, SyncState.STARTING):
        return ""
    if status.state is SyncState.OFFLINE and status.is_locked:
        return ""  # the lock's own sentence says what to do
    advice = {
        SyncState.ALONE: translate(
            "Line", "There is no server. You can join one at any time from the File menu."
        ),
        SyncState.PAUSED: translate(
            "Line",
            "What came is kept, and what you save is still sent. It goes on from there when you "
            "like, or when Companion starts again.",
        ),
        SyncState.OFFLINE: translate(
            "Line", "You can go on working. It is sent by itself when the network is back."
        ),
        SyncState.NETWORK_SIGN_IN: translate(
            "Line", "Open a page in your browser and sign in to the network, then sync again."
        ),
        SyncState.NOT_SAFE: translate(
            "Line",
            "Somebody else answers at your server's address, or its certificate has run out. In a "
            "hotel or a train, sign in to the network in your browser first; elsewhere please tell "
            "whoever looks after Companion.",
        ),
        SyncState.SIGN_IN_NEEDED: translate(
            "Line", "Ask your manager for a new code. What is not sent stays on this laptop."
        ),
        SyncState.COPIED: translate(
            "Line",
            "Its data is also in use on another computer, or was put back from an older copy. "
            "Ask your manager for a new code: this laptop becomes one of its own, and what is "
            "not sent goes up then.",
        ),
        SyncState.DRAINING: _draining_advice(status),
        SyncState.WRONG_SERVER: translate(
            "Line",
            "Nothing was taken from it either. Please try another network. If your company has a "
            "new server, ask whoever looks after Companion how to move.",
        ),
        SyncState.DISK_FULL: translate(
            "Line", "Please free some space on this disk. What was saved before is safe."
        ),
    }
    return advice.get(status.state, said(status.sentence))
