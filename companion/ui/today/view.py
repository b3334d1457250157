"""The left column: a search field over today's list. Shows values, says what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QSplitter, QVBoxLayout, QWidget

from companion.ui.parts.caps import cap_words
from companion.ui.parts.shapes import cap_width, draw_cap
from companion.ui.parts.words import Words
from companion.ui.today.delegate import EntryDelegate
from companion.ui.today.filters import FilterButton, FilterTags
from companion.ui.today.model import Line, NewsLine, Role, TodayModel
from companion.ui.tokens import BODY, colour, font_of, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.ui.today.model import Entry

_KEYS = "Ctrl+K"


class SearchField(QLineEdit):
    """The search; shows its key while it rests. Down or Enter goes to the list."""

    went_down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font_of(BODY))
        self.setFixedHeight(36)
        self.setPlaceholderText(self.tr("Name, phone …"))
        self.setAccessibleName(self.tr("Search for a name, firm, email or phone"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the list, Escape empties the search."""
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key that comes here."""
        super().paintEvent(event)
        if not self.text() and not self.hasFocus():
            keys = cap_words(_KEYS)
            width = cap_width(keys)
            box = QRectF(self.width() - width - 12, (self.height() - 18) / 2, width, 18)
            draw_cap(QPainter(self), box, keys, tokens_now())


class TodayView(QWidget):
    """The list and its search. ``opened`` carries a prospect's id, ``asked_news`` a decision's."""

    searched = Signal(str)
    opened = Signal(str)
    asked_news = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TodayModel(self)
        self.search = SearchField()
        self.filter = FilterButton()
        self.tags = FilterTags()
        self.empty = Words("", ink="muted")
        self.list = self._build_list()
        self._lay_out()
        self.search.textChanged.connect(self.searched)
        self.search.returnPressed.connect(self._on_search_entered)
        self.search.went_down.connect(self.list.setFocus)
        self.list.clicked.connect(self._on_activated)
        self.list.activated.connect(self._on_activated)

    def show_entries(self, entries: Sequence[Entry], empty: str) -> None:
        """Show a list, or the sentence that says why there is none."""
        kept = self.current()
        had_focus = self.window().focusWidget() is self.list
        self.model.show_entries(entries)
        self.list.setVisible(bool(entries))
        self.empty.setText("" if entries else empty)
        self.empty.setVisible(not entries)
        if had_focus and not entries:
            self.take_focus()
        if kept:
            self.mark_current(kept)

    def mark_current(self, prospect_id: str) -> None:
        """Mark the prospect that is open."""
        row = self.model.row_of(prospect_id)
        index = self.model.index(row, 0) if row is not None else QModelIndex()
        self.list.setCurrentIndex(index)

    def current(self) -> str | None:
        """Return the marked prospect."""
        entry = self.list.currentIndex().data(Role.LINE)
        return entry.prospect_id if isinstance(entry, Line) else None

    def take_focus(self) -> None:
        """Put the keyboard into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the line that ends the drawer; a column ends at its seam."""
        painter, tokens = QPainter(self), tokens_now()
        painter.fillRect(self.rect(), colour(tokens.background))
        if not isinstance(self.parentWidget(), QSplitter):
            painter.fillRect(self.width() - 1, 0, 1, self.height(), colour(tokens.line))

    def _build_list(self) -> QListView:
        view = QListView()
        view.setAccessibleName(self.tr("Whom to call"))
        view.setModel(self.model)
        view.setItemDelegate(EntryDelegate(view))
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 8, 8)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search, stretch=1)
        row.addWidget(self.filter)
        column.addLayout(row)
        column.addWidget(self.tags)
        column.addSpacing(4)  # what is scrolled ends before the search begins
        column.addWidget(self.list, stretch=1)
        under = QVBoxLayout()
        under.setContentsMargins(8, 12, 8, 0)
        under.addWidget(self.empty)
        column.addLayout(under)
        column.addStretch(0)
        self.empty.hide()

    def _on_search_entered(self) -> None:
        current = self.current()
        first = next((each for each in self.model.entries if isinstance(each, Line)), None)
        chosen = current or (first.prospect_id if first else None)
        if chosen:
            self.opened.emit(chosen)

    def _on_activated(self, index: QModelIndex) -> None:
        entry = index.data(Role.LINE)
        if isinstance(entry, Line):
            self.opened.emit(entry.prospect_id)
        elif isinstance(entry, NewsLine):
            self.asked_news.emit(entry.decision_id)
