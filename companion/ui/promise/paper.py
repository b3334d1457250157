"""The paper: the promise as this person saw it, the only warm surface of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.domain.promises import PromisePart, PromiseVersion, Span, part_text
from companion.ui.parts.cards import Card, Rule
from companion.ui.parts.columns import Columns
from companion.ui.parts.words import Words
from companion.ui.promise.comparison import Comparison
from companion.ui.promise.part_text import PartText
from companion.ui.promise.source import Source
from companion.ui.tokens import BODY, HEADING, HEADLINE, MESSAGE, TextStyle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from PySide6.QtGui import QResizeEvent

    from companion.services.views import ProspectSheet

_PICTURE = 160
_WITH_PICTURE = 440
"""Narrower than this, the picture would squeeze the words."""
_SIDE_BY_SIDE = (PromisePart.OFFER, PromisePart.PROOF_POINTS, PromisePart.NOT_PROMISED)


class Paper(Card):
    """Shows one promise version, or what a newer one says differently.

    ``objected`` asks for an objection to the selected words, ``reworded`` for better ones.
    """

    objected = Signal()
    reworded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.become_paper()
        self._parts: dict[PromisePart, PartText] = {}
        self._columns: dict[PromisePart, QWidget] = {}
        self._has_picture = False
        self._version_id: str | None = None
        self._versions: tuple[PromiseVersion, PromiseVersion] | None = None
        self.source = Source()
        self.comparison = Comparison()
        self._picture = QLabel()
        self._picture.setAccessibleName(self.tr("The picture of the campaign"))
        self._lay_out()
        self.source.objected.connect(self.objected)
        self.source.reworded.connect(self.reworded)
        self.source.compared.connect(self.toggle_comparison)

    def show_sheet(self, sheet: ProspectSheet, now: datetime) -> None:
        """Show the version this person saw, and say if there is a newer one."""
        self.setVisible(sheet.shown is not None)
        self._version_id = sheet.shown.id if sheet.shown else None
        if sheet.shown is None:
            self._versions = None
            return
        was_compared = self.is_compared and self._versions == _versions(sheet)
        self._versions = _versions(sheet)
        self.source.show_sheet(sheet, now)
        for part, field in self._parts.items():
            text = part_text(sheet.shown, part)
            if field.toPlainText() != text:
                field.show_text(text)
            (self._columns.get(part) or field).setVisible(bool(text.strip()))
        self._columns_row.setVisible(any(not each.isHidden() for each in self._columns.values()))
        self._rule.setVisible(not self._columns_row.isHidden())
        self._show_picture(sheet.shown)
        self.show_comparison(is_shown=was_compared)

    @property
    def is_compared(self) -> bool:
        """Whether the two versions are compared now."""
        return not self.comparison.isHidden()

    def toggle_comparison(self) -> None:
        """Compare what was seen with the newer version, or go back; alone, nothing happens."""
        self.show_comparison(is_shown=not self.is_compared)

    def show_comparison(self, *, is_shown: bool) -> None:
        """Show the comparison if there is a newer version, else the promise as it was seen."""
        is_shown = is_shown and self._versions is not None
        if is_shown and self._versions is not None:
            self.drop_selection()
            self.comparison.show_versions(*self._versions)
        self.comparison.setVisible(is_shown)
        self._promise.setVisible(not is_shown)
        self.source.show_compared(is_compared=is_shown)

    def show_marks(self, spans: Iterable[Span]) -> None:
        """Mark the words that objections push against."""
        kept = tuple(spans)
        for field in self._parts.values():
            field.show_marks(kept)

    def selection(self) -> Span | None:
        """Return the selected words, from whichever part they are in."""
        return next(filter(None, (field.selection() for field in self._parts.values())), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the words where there is little."""
        super().resizeEvent(event)
        self._place_picture()

    @property
    def version_id(self) -> str | None:
        """The version that is shown, None without a promise."""
        return self._version_id

    def drop_selection(self) -> None:
        """Select nothing in any part."""
        for field in self._parts.values():
            field.drop_selection()

    def take_focus(self) -> None:
        """Put the keyboard into the message, where words can be selected."""
        self.show_comparison(is_shown=False)
        self._parts[PromisePart.MESSAGE].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def part(self, part: PromisePart) -> PartText:
        """Return the field of a part."""
        return self._parts[part]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 20)
        column.setSpacing(8)
        self._promise = self._build_promise()
        self.comparison.hide()
        for widget in (self.source, self._promise, self.comparison):
            column.addWidget(widget)

    def _build_promise(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_part(PromisePart.HEADLINE, self.tr("Headline"), HEADLINE))
        column.addSpacing(8)
        column.addLayout(self._build_message())
        self._rule = Rule("paper_line")
        column.addSpacing(16)
        column.addWidget(self._rule)
        column.addSpacing(12)
        self._columns_row = self._build_columns()
        column.addWidget(self._columns_row)
        column.addSpacing(8)
        column.addWidget(self._columns[PromisePart.CALL_TO_ACTION])
        return holder

    def _build_columns(self) -> Columns:
        titles = {
            PromisePart.OFFER: self.tr("Offer"),
            PromisePart.PROOF_POINTS: self.tr("Proof"),
            PromisePart.NOT_PROMISED: self.tr("Never promised"),
            PromisePart.CALL_TO_ACTION: self.tr("Asked to"),
        }
        for part, title in titles.items():
            self._columns[part] = self._build_column(part, title)
        side_by_side = [each for part, each in self._columns.items() if part in _SIDE_BY_SIDE]
        return Columns(*side_by_side, least=112, is_top=True)

    def _build_message(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        message = self._build_part(PromisePart.MESSAGE, self.tr("Message"), MESSAGE)
        row.addWidget(message, stretch=1)
        row.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        return row

    def _build_column(self, part: PromisePart, title: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Words(title, HEADING, "muted", lines=1))
        column.addWidget(self._build_part(part, title, BODY))
        column.addStretch(1)
        return holder

    def _build_part(self, part: PromisePart, name: str, style: TextStyle) -> PartText:
        field = PartText(part, name, style)
        field.selected.connect(lambda: self._on_selected(field))
        field.focused.connect(self.set_alive)
        self._parts[part] = field
        return field

    def _on_selected(self, field: PartText) -> None:
        if field.textCursor().hasSelection():
            for other in self._parts.values():
                if other is not field and other.textCursor().hasSelection():
                    other.drop_selection()
        self.source.show_selected(has_words=self.selection() is not None)

    def _place_picture(self) -> None:
        self._picture.setVisible(self._has_picture and self.width() >= _WITH_PICTURE)

    def _show_picture(self, version: PromiseVersion) -> None:
        picture = QPixmap()
        if version.creative:
            encoded = version.creative.partition(",")[2].encode("ascii", "ignore")
            picture.loadFromData(QByteArray.fromBase64(QByteArray(encoded)))
        self._has_picture = not picture.isNull()
        self._place_picture()
        if not picture.isNull():
            smooth = Qt.TransformationMode.SmoothTransformation
            shape = Qt.AspectRatioMode.KeepAspectRatio
            small = picture.scaled(_PICTURE, _PICTURE, shape, smooth)
            self._picture.setPixmap(small)
            self._picture.setContentsMargins(0, 4, 0, 0)


def _versions(sheet: ProspectSheet) -> tuple[PromiseVersion, PromiseVersion] | None:
    return (sheet.shown, sheet.newer) if sheet.shown and sheet.newer else None
