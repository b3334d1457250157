"""The icon beside the system's clock, where there is such a place; nothing fails where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from companion.ui.line.sentences import status_colour, status_words
from companion.ui.parts.shapes import draw_dot
from companion.ui.tokens import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QAction

    from companion.services.views import SyncStatus

_SIZE, _DOT = 64, 26
_SHOWN_FOR = 10_000
_LONGEST = 120
_SIGNS = str.maketrans({"<": "‹", ">": "›", "&": "＆"})
"""Some systems read a notice as markup, others do not: signs that mean nothing to either."""


class TrayIcon(QObject):
    """``asked`` comes when the icon is pressed, ``answered`` carries the link of a notice."""

    asked = Signal()
    answered = Signal(str)

    def __init__(self, icon: QIcon, actions: Sequence[QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._picture = icon
        self._told = ""
        self._menu = QMenu()  # a tray icon does not own its menu
        self._menu.addActions(list(actions))
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setContextMenu(self._menu)
        self._icon.setToolTip(self.tr("Companion"))
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(lambda: self.answered.emit(self._told))

    @property
    def words(self) -> str:
        """What the icon says when the mouse rests on it."""
        return self._icon.toolTip()

    def show(self, *, is_wanted: bool) -> None:
        """Be there, if it is wanted and the system has a place for it."""
        self._icon.setVisible(is_wanted and QSystemTrayIcon.isSystemTrayAvailable())

    def show_status(self, status: SyncStatus, now: datetime) -> None:
        """Show how the line stands: a dot on the icon, and its words."""
        words = status_words(status, now)
        self._icon.setToolTip(self.tr("Companion: {state}").format(state=words))
        name = status_colour(status)
        self._icon.setIcon(self._dotted(str(getattr(tokens_now(), name, name))))

    def tell(self, title: str, text: str, link: str) -> None:
        """Tell what came up, outside the window; a press on it asks for ``link``."""
        self._told = link
        if self._icon.isVisible() and QSystemTrayIcon.supportsMessages():
            self._icon.showMessage(plain(title), plain(text), self._picture, _SHOWN_FOR)

    def close(self) -> None:
        """Go away with the window."""
        self._icon.hide()
        self._menu.deleteLater()

    def _dotted(self, ground: str) -> QIcon:
        picture = self._picture.pixmap(_SIZE, _SIZE)
        dotted = QPixmap(picture)
        painter = QPainter(dotted)
        spot = QRectF(dotted.width() - _DOT, dotted.height() - _DOT, _DOT, _DOT)
        draw_dot(painter, spot, ground)
        painter.end()
        return QIcon(dotted)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.asked.emit()


def plain(text: str) -> str:
    """Return people's words as one short line that no system takes for markup."""
    flat = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    short = flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
    return short.translate(_SIGNS)
