"""The binding to Qt itself: PySide6 6.12.0 crashes on Python 3.11 (docs/decisions/004)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_none_when_qt_returns_nothing_keeps_its_references() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        thing.setObjectName("name")
        thing.parent()
    assert sys.getrefcount(None) > before - 500
