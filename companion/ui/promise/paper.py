"""The paper: the promise as this person saw it, the only warm surface of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.domain.promises import PromisePart, PromiseVersion, Span, part_text
from companion.ui.dates import day
from companion.ui.parts.buttons import Link
from companion.ui.parts.cards import Card, Dot, Rule, Tag
from companion.ui.parts.columns import Columns
from companion.ui.parts.words import Words
from companion.ui.promise.part_text import PartText
from companion.ui.tokens import BODY, HEADING, HEADLINE, MESSAGE, SMALL, TextStyle, channel_colour

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from companion.services.views import ProspectSheet

_PICTURE = 160
_SIDE_BY_SIDE = (PromisePart.OFFER, PromisePart.PROOF_POINTS, PromisePart.NOT_PROMISED)


class Paper(Card):
    """Shows one promise version. ``objected`` asks for an objection to the selected words."""

    objected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.become_paper()
        self._parts: dict[PromisePart, PartText] = {}
        self._columns: dict[PromisePart, QWidget] = {}
        self._build_source()
        self._picture = QLabel()
        self._picture.setAccessibleName(self.tr("The picture of the campaign"))
        self._lay_out()

    def show_sheet(self, sheet: ProspectSheet, now: datetime) -> None:
        """Show the version this person saw, and say if there is a newer one."""
        self.setVisible(sheet.shown is not None)
        if sheet.shown is None:
            return
        self._show_source(sheet, now)
        for part, field in self._parts.items():
            text = part_text(sheet.shown, part)
            if field.toPlainText() != text:
                field.show_text(text)
            (self._columns.get(part) or field).setVisible(bool(text.strip()))
        self._columns_row.setVisible(any(not each.isHidden() for each in self._columns.values()))
        self._rule.setVisible(not self._columns_row.isHidden())
        self._show_picture(sheet.shown)

    def show_marks(self, spans: Iterable[Span]) -> None:
        """Mark the words that objections push against."""
        kept = tuple(spans)
        for field in self._parts.values():
            field.show_marks(kept)

    def selection(self) -> Span | None:
        """Return the selected words, from whichever part they are in."""
        return next(filter(None, (field.selection() for field in self._parts.values())), None)

    def drop_selection(self) -> None:
        """Select nothing in any part."""
        for field in self._parts.values():
            field.drop_selection()

    def take_focus(self) -> None:
        """Put the keyboard into the message, where words can be selected."""
        self._parts[PromisePart.MESSAGE].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def part(self, part: PromisePart) -> PartText:
        """Return the field of a part."""
        return self._parts[part]

    def _build_source(self) -> None:
        self._dot = Dot()
        self._source = Words("", SMALL, "muted", lines=1)
        self._newer = Tag("", "warning")
        self._object = Link(self.tr("Objection"), "Ctrl+O")
        self._object.clicked.connect(self.objected)
        self._object.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 20)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._source)
        row.addWidget(self._newer)
        row.addStretch(1)
        row.addWidget(self._object)
        row.setStretchFactor(self._source, 0)
        column.addLayout(row)
        column.addSpacing(8)
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
        self._parts[part] = field
        return field

    def _on_selected(self, field: PartText) -> None:
        if field.textCursor().hasSelection():
            for other in self._parts.values():
                if other is not field and other.textCursor().hasSelection():
                    other.drop_selection()
        self._object.setVisible(self.selection() is not None)

    def _show_source(self, sheet: ProspectSheet, now: datetime) -> None:
        campaign, shown, newer = sheet.campaign, sheet.shown, sheet.newer
        parts = [campaign.name, campaign.channel] if campaign else []
        number = shown.number if shown else 0
        if sheet.seen_at:
            seen = self.tr("seen {day}, version {number}")
            parts.append(seen.format(day=day(sheet.seen_at), number=number))
        else:
            parts.append(self.tr("version {number}").format(number=number))
        self._source.setText(" · ".join(each for each in parts if each))
        self._dot.show_colour(channel_colour(campaign.channel if campaign else "").name())
        self._newer.setText(self._newer_words(newer, now) if newer else "")
        self._newer.setVisible(newer is not None)

    def _newer_words(self, newer: PromiseVersion, now: datetime) -> str:
        at = newer.published_at
        if at is None:
            return self.tr("version {number} is newer").format(number=newer.number)
        if at.astimezone().date() == now.astimezone().date():
            return self.tr("version {number} since today").format(number=newer.number)
        words = self.tr("version {number} since {day}")
        return words.format(number=newer.number, day=day(at))

    def _show_picture(self, version: PromiseVersion) -> None:
        picture = QPixmap()
        if version.creative:
            encoded = version.creative.partition(",")[2].encode("ascii", "ignore")
            picture.loadFromData(QByteArray.fromBase64(QByteArray(encoded)))
        self._picture.setVisible(not picture.isNull())
        if not picture.isNull():
            smooth = Qt.TransformationMode.SmoothTransformation
            shape = Qt.AspectRatioMode.KeepAspectRatio
            small = picture.scaled(_PICTURE, _PICTURE, shape, smooth)
            self._picture.setPixmap(small)
            self._picture.setContentsMargins(0, 4, 0, 0)
