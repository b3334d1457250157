"""Qt keeps the owner of a method it calls by a weak reference, so a profile must allow one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from companion.services.profiles import OpenProfile


class Bell(QObject):
    rung = Signal()


def test_profile_when_connected_again_and_again_is_closed_by_the_signal(
    profile: OpenProfile,
) -> None:
    # The interpreter lets the first such failure pass unseen, and not the second.
    bell = Bell()
    others = [replace(profile, notice=str(number)) for number in range(3)]
    for each in others:
        bell.rung.connect(each.close)
    bell.rung.emit()
