"""When there is a bug: it is logged, and a calm dialog offers to copy the details."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from companion import __version__
from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import MESSAGE

if TYPE_CHECKING:
    from types import TracebackType

_log = logging.getLogger(__name__)


class CrashDialog(QDialog):
    """Says that something went wrong with us, and gives the details to whoever wants them."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something went wrong"))
        take_size(self, 560, 380)
        self._details = details
        self.copy = Button(self.tr("Copy details"))
        self.copy.clicked.connect(self._on_copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Words(self.tr("Something went wrong on our side."), MESSAGE))
        calm = self.tr(
            "What you entered is kept. You can go on working; if it happens again, please send "
            "these details to whoever looks after Companion. They hold no words of customers."
        )
        column.addWidget(Words(calm, ink="muted"))
        column.addWidget(self._build_text(details), stretch=1)
        column.addLayout(self._build_buttons())

    def _build_text(self, details: str) -> QPlainTextEdit:
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Details"))
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setTabChangesFocus(True)
        return text

    def _build_buttons(self) -> QHBoxLayout:
        close = Button(self.tr("Go on"), is_main=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self._details)


def crash_details(error: BaseException) -> str:
    """Write down what helps to find a bug: where it happened, not the words that were in it."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    versions = f"Companion {__version__}, Qt {qt_version}, Python {platform.python_version()}"
    return f"{versions}, {platform.platform()}\n\n{frames}{type(error).__name__}\n"


class CrashHook:
    """Takes the place of ``sys.excepthook``: logs every bug, shows one dialog at a time."""

    def __init__(self) -> None:
        self._shown: CrashDialog | None = None  # without a parent, nobody else keeps it alive

    def install(self) -> None:
        """From now on bugs come here."""
        sys.excepthook = self

    def __call__(
        self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Log a bug and show it calmly."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = crash_details(error)  # not the exception itself: it may quote what was typed
        _log.critical("A bug\n%s", details)
        if self._shown is not None or QApplication.instance() is None:
            return
        self._shown = CrashDialog(details, QApplication.activeWindow())
        self._shown.finished.connect(self._on_finished)
        self._shown.open()

    def _on_finished(self) -> None:
        self._shown = None
