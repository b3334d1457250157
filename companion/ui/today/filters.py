"""Narrowing the list: a button with a menu, and a tag for each filter that is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QWidget

from companion.domain.searches import NAME, Search
from companion.ui.parts.buttons import Button, TagButton
from companion.ui.tokens import colour, tokens_now
from companion.ui.vocabulary import due_words, stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from companion.services.views import FilterChoices

_SIDE = 36
_FUNNEL = ((10, 12), (26, 12), (20, 19), (20, 26), (16, 24), (16, 19))


class FilterButton(Button):
    """A funnel; filled while a filter is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.is_filled = False
        self.setFixedSize(_SIDE, _SIDE)
        self.setAccessibleName(self.tr("Filters and saved searches"))
        self.setToolTip(self.tr("Filters and saved searches (Ctrl+F)"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button and the funnel."""
        super().paintEvent(event)
        tokens = tokens_now()
        ink = colour(tokens.accent if self.is_filled else tokens.muted)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.5, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(ink if self.is_filled else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _FUNNEL]))


class FilterTags(QWidget):
    """The filters that are on, each taken off by a press. ``chosen`` carries the search after."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 8, 0, 0)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self.hide()

    def show_search(self, search: Search, choices: FilterChoices) -> None:
        """Show the filters of a search."""
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for name, words in filter_words(search, choices):
            tag = TagButton(f"{words} ×", "accent")
            tag.setAccessibleName(self.tr("Take off: {filter}").format(filter=words))
            without = _changed(search, name, None)
            tag.clicked.connect(lambda _=False, without=without: self.chosen.emit(without))
            self._row.insertWidget(self._row.count() - 1, tag)
        self.setVisible(search.is_filtered)


def filter_words(search: Search, choices: FilterChoices) -> list[tuple[str, str]]:
    """Say each filter that is on: the field's name, and its words."""
    words = {
        "campaign_id": dict(choices.campaigns).get(search.campaign_id or "", ""),
        "due": next((each.label for each in due_words() if each.value == search.due), ""),
        "stage": next((each.label for each in stages() if each.value == search.stage), ""),
    }
    return [(name, each or "…") for name, each in words.items() if getattr(search, name)]


class FilterMenu(QMenu):
    """What can be chosen. ``chosen`` carries the search after, ``asked_keep`` what to call the
    present one, ``dropped`` the name of one to forget.
    """

    chosen = Signal(object)
    asked_keep = Signal(str)
    dropped = Signal(str)

    def __init__(self, search: Search, choices: FilterChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._search = search
        self._choices = choices
        self._add_choices(self.tr("&Campaign"), "campaign_id", choices.campaigns)
        dues = [(each.value, each.label) for each in due_words()]
        self._add_choices(self.tr("&Due"), "due", dues)
        known = [(each.value, each.label) for each in stages()]
        self._add_choices(self.tr("&Stage"), "stage", known)
        if choices.saved:
            self.addSection(self.tr("Saved searches"))
        for number, saved in enumerate(choices.saved, start=1):
            action = self.addAction(f"&{number}  {_plain(saved.name)}")
            found = saved.search
            action.triggered.connect(lambda _=False, found=found: self.chosen.emit(found))
        self._add_keeping()

    def popup_under(self, button: QWidget) -> None:
        """Open under its button, with the keyboard on the first entry."""
        self.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
        self.setActiveAction(self.actions()[0])

    def _add_choices(self, title: str, field: str, choices: Sequence[tuple[str, str]]) -> None:
        menu = self.addMenu(title)
        menu.setEnabled(bool(choices))
        now = getattr(self._search, field)
        for value, words in ((None, self.tr("Any")), *choices):
            action = menu.addAction(_plain(words))
            action.setCheckable(True)
            action.setChecked(value == now)
            after = _changed(self._search, field, value)
            action.triggered.connect(lambda _=False, after=after: self.chosen.emit(after))

    def _add_keeping(self) -> None:
        self.addSeparator()
        keep = self.addAction(self.tr("&Keep this search …"))
        keep.setEnabled(not self._search.is_blank)
        keep.triggered.connect(self._on_asked_keep)
        if self._choices.saved:
            menu = self.addMenu(self.tr("&Forget a saved search"))
            for saved in self._choices.saved:
                action = menu.addAction(_plain(saved.name))
                name = saved.name
                action.triggered.connect(lambda _=False, name=name: self.dropped.emit(name))
        clear = self.addAction(self.tr("&Show everybody again"))
        clear.setEnabled(not self._search.is_blank)
        clear.triggered.connect(lambda: self.chosen.emit(Search()))

    def _on_asked_keep(self) -> None:
        parts = [words for _, words in filter_words(self._search, self._choices)]
        text = self._search.text.strip()
        self.asked_keep.emit(", ".join([*([text] if text else []), *parts])[:NAME])


class KeepDialog(QInputDialog):
    """Asks for the name of a search: ``textValueSelected`` carries it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keep this search"))
        self.setLabelText(self.tr("Under which name?"))
        self.setTextValue(name)
        self.setOkButtonText(self.tr("Keep"))
        self.setCancelButtonText(self.tr("Cancel"))


def _changed(search: Search, field: str, value: Any) -> Search:
    return replace(search, **{field: value})


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("&", "&&")
