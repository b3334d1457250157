"""Where the three columns stand: side by side, with the list as a drawer, or the form alone."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.ui.parts.seams import WIDTH as SEAM
from companion.ui.parts.seams import Seamed

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from companion.ui.call_form.view import FormView
    from companion.ui.promise.view import PromiseView
    from companion.ui.today.view import TodayView

WIDE = 1100
"""Narrower than this, the list becomes a drawer."""

NARROW = 760
"""Narrower than this, the form stands alone with a reminder of the promise."""

_LIST_SHARE, _FORM_SHARE = 0.2, 0.325
_LIST_USUAL, _FORM_USUAL = (256, 380), (416, 520)
"""How wide list and form are until somebody chooses: a share of the window, within these."""

_DRAWER = 304
_LIST_LEAST, _LIST_MOST = 208, 480
_FORM_LEAST, _FORM_MOST = 360, 680
_PROMISE_LEAST = 340
_UNBOUND = 16_777_215


class Arrangement(Enum):
    """How the columns stand."""

    COLUMNS = "columns"
    DRAWER = "drawer"
    COMPACT = "compact"


class Workplace(QWidget):
    """The columns; only the list and an empty page until ``take_in``. ``arranged`` comes when they
    stand differently, ``sized`` when a person chose other widths for the list and the form.
    """

    arranged = Signal()
    sized = Signal(int, int)

    def __init__(self, today: TodayView) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._today = today
        self._panels: tuple[PromiseView, FormView] | None = None
        self._arrangement: Arrangement | None = None
        self._list_chosen: int | None = None
        self._form_chosen: int | None = None
        self._columns = Seamed()
        self._empty = QWidget()
        self._columns.addWidget(today)
        self._columns.addWidget(self._empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._columns)
        today.installEventFilter(self)
        today.list.installEventFilter(self)
        today.search.installEventFilter(self)
        today.opened.connect(lambda _: self.close_drawer())

    def take_in(self, promise: PromiseView, form: FormView) -> None:
        """Put the promise and the form beside the list."""
        self._panels = promise, form
        self._columns.insertWidget(1, promise)
        self._columns.insertWidget(2, form)
        # Not replaced: for a moment it would be a window, and take the keyboard from ours.
        self._empty.hide()
        self._empty.deleteLater()
        self._columns.splitterMoved.connect(self._on_moved)
        promise.setMinimumWidth(_PROMISE_LEAST)
        self._fit()

    @property
    def arrangement(self) -> Arrangement:
        """How the columns stand now."""
        return self._arrangement or Arrangement.COLUMNS

    def set_widths(self, list_width: int | None, form_width: int | None) -> None:
        """Give the list and the form the widths that were chosen; None is what suits the window."""
        self._list_chosen, self._form_chosen = list_width, form_width
        if self._panels is None:
            self._fit()
        else:
            self._share()

    def widen_form(self, by: int) -> None:
        """Make the form wider, or narrower with a negative number, as a hand on the seam does."""
        self.set_widths(self._list_width(), self._form_width() + by)
        self.sized.emit(self._list_width(), self._form_width())

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
        self._fit()

    def _fit(self) -> None:
        """Choose the arrangement for the width."""
        width = self.width()
        if self._panels is None:
            self._columns.setSizes([self._list_width(), width - SEAM - self._list_width()])
            return
        if width >= WIDE:
            self._arrange(Arrangement.COLUMNS, *self._panels)
        else:
            is_drawer = width >= NARROW
            self._arrange(Arrangement.DRAWER if is_drawer else Arrangement.COMPACT, *self._panels)
        if self._arrangement is not Arrangement.COLUMNS:
            self._today.setGeometry(0, 0, min(_DRAWER, width - 24), self.height())
        self._share()

    def _arrange(self, arrangement: Arrangement, promise: PromiseView, form: FormView) -> None:
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        is_column = arrangement is Arrangement.COLUMNS
        is_compact = arrangement is Arrangement.COMPACT
        if is_column:
            self._columns.insertWidget(0, self._today)
            self._today.setMinimumWidth(_LIST_LEAST)
        else:
            self._today.setMinimumWidth(0)
            self._today.setParent(self)
        self._today.setVisible(is_column)
        promise.setVisible(not is_compact)
        form.set_compact(is_compact=is_compact)
        form.setMinimumWidth(0 if is_compact else _FORM_LEAST)
        form.setMaximumWidth(_UNBOUND if is_compact else _FORM_MOST)
        self.arranged.emit()

    def _list_width(self) -> int:
        usual = _between(int(self.width() * _LIST_SHARE), *_LIST_USUAL)
        return _between(self._list_chosen or usual, _LIST_LEAST, _LIST_MOST)

    def _form_width(self) -> int:
        usual = _between(int(self.width() * _FORM_SHARE), *_FORM_USUAL)
        return _between(self._form_chosen or usual, _FORM_LEAST, _FORM_MOST)

    def _share(self) -> None:
        """Give list and form their widths, less where the promise would not be readable."""
        if self._arrangement is Arrangement.COMPACT:
            return
        room = self.width() - _PROMISE_LEAST - SEAM
        if self._arrangement is Arrangement.DRAWER:
            form = max(_FORM_LEAST, min(self._form_width(), room - self.width() // 5))
            self._columns.setSizes([self.width() - SEAM - form, form])
            return
        room -= SEAM
        form = max(_FORM_LEAST, min(self._form_width(), room - _LIST_LEAST))
        beside = max(_LIST_LEAST, min(self._list_width(), room - form))
        self._columns.setSizes([beside, self.width() - 2 * SEAM - beside - form, form])

    def _on_moved(self) -> None:
        sizes = self._columns.sizes()
        self._form_chosen = sizes[-1]
        if self._arrangement is Arrangement.COLUMNS:
            self._list_chosen = sizes[0]
        self.sized.emit(self._list_width(), self._form_width())


def _between(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
