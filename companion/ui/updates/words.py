"""How it stands with updates, in words: for the strip, the care page and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from companion import __version__
from companion.services.updates import UpdateState
from companion.ui.dates import ago
from companion.ui.said import said

if TYPE_CHECKING:
    from datetime import datetime

    from companion.services.updates import UpdateStatus

translate = QCoreApplication.translate
_MEGA = 1_000_000


def update_words(status: UpdateStatus, now: datetime) -> str:
    """Say how it stands, in one or two sentences."""
    release = status.release
    if status.state is UpdateState.READY and release is not None:
        words = translate("Updates", "Companion {version} is here and verified; you have {own}.")
        return words.format(version=release.version, own=__version__)
    if status.state is UpdateState.FETCHING and release is not None:
        words = translate("Updates", "Fetching Companion {version}: {done:.1f} of {size:.1f} MB")
        done, size = status.done / _MEGA, release.size / _MEGA
        return words.format(version=release.version, done=done, size=size)
    if status.state is UpdateState.LOOKING:
        return translate("Updates", "Looking for an update …")
    if status.state is UpdateState.CURRENT:
        return _current(status, now)
    own = translate("Updates", "You have Companion {version}.").format(version=__version__)
    return f"{own} {said(status.sentence)}".strip()


def _current(status: UpdateStatus, now: datetime) -> str:
    own = translate("Updates", "You have Companion {version}.").format(version=__version__)
    if status.checked_at is None:
        return own
    looked = translate("Updates", "There was nothing newer {ago}.")
    return f"{own} {looked.format(ago=ago(status.checked_at, now))}"
