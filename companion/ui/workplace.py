"""Where the three columns stand: side by side, with the list as a drawer, or the form alone."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.ui.tokens import colour, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from companion.ui.call_form.view import FormView
    from companion.ui.promise.view import PromiseView
    from companion.ui.today.view import TodayView

WIDE = 1100
"""Narrower than this, the list becomes a drawer."""

NARROW = 760
"""Narrower than this, the form stands alone with a reminder of the promise."""

_LIST = 256
_FORM = 416
_FORM_LEAST = 360


class Arrangement(Enum):
    """How the columns stand."""

    COLUMNS = "columns"
    DRAWER = "drawer"
    COMPACT = "compact"


class UprightRule(QWidget):
    """A thin line between two columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        QPainter(self).fillRect(self.rect(), colour(tokens_now().line))


class Workplace(QWidget):
    """The columns. ``arranged`` comes when they stand differently."""

    arranged = Signal()

    def __init__(self, today: TodayView, promise: PromiseView, form: FormView) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._today, self._promise, self._form = today, promise, form
        self._rule = UprightRule()
        self._arrangement: Arrangement | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(today)
        self._row.addWidget(promise, stretch=1)
        self._row.addWidget(self._rule)
        self._row.addWidget(form)
        today.installEventFilter(self)
        today.list.installEventFilter(self)
        today.search.installEventFilter(self)
        today.opened.connect(lambda _: self.close_drawer())

    @property
    def arrangement(self) -> Arrangement:
        """How the columns stand now."""
        return self._arrangement or Arrangement.COLUMNS

    def open_list(self) -> None:
        """Put the keyboard into the search, wherever the list is."""
        if self.arrangement is not Arrangement.COLUMNS:
            self._today.show()
            self._today.raise_()
        self._today.take_focus()

    def close_drawer(self) -> None:
        """Put the drawer away; a list that is a column stays."""
        if self.arrangement is not Arrangement.COLUMNS:
            self._today.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape in the drawer puts it away."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and not self._today.search.text()
        ):
            self.close_drawer()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement for the width."""
        super().resizeEvent(event)
        width = self.width()
        if width >= WIDE:
            self._arrange(Arrangement.COLUMNS)
        else:
            self._arrange(Arrangement.DRAWER if width >= NARROW else Arrangement.COMPACT)
        if self._arrangement is not Arrangement.COLUMNS:
            self._today.setGeometry(0, 0, min(_LIST + 48, width - 24), self.height())

    def _arrange(self, arrangement: Arrangement) -> None:
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        is_column = arrangement is Arrangement.COLUMNS
        is_compact = arrangement is Arrangement.COMPACT
        self._row.removeWidget(self._today)
        if is_column:
            self._row.insertWidget(0, self._today)
            self._today.setFixedWidth(_LIST)
        else:
            self._today.setMinimumWidth(0)
            self._today.setMaximumWidth(16_777_215)
        self._today.setVisible(is_column)
        self._promise.setVisible(not is_compact)
        self._rule.setVisible(not is_compact)
        self._form.set_compact(is_compact=is_compact)
        self._form.setMinimumWidth(0 if is_compact else _FORM_LEAST)
        self._form.setMaximumWidth(16_777_215 if is_compact else _FORM)
        if not is_compact:
            self._form.setFixedWidth(_FORM if is_column else _FORM_LEAST)
        self.arranged.emit()
