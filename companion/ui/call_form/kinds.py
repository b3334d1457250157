"""The kind of an objection in at most three keystrokes: letters complete, arrows choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from companion.ui.parts.shapes import draw_box
from companion.ui.tokens import BODY, HEADING, colour, font_of, tint_colours, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from companion.domain.objections import Category

_OPEN_WIDTH = 168
_DELETIONS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


def ranked_kinds(categories: Sequence[Category], typed: str) -> list[Category]:
    """Return the kinds that fit the letters, best first; all of them while nothing is typed.

    The beginning of the word counts most, then its initials ("sq" for Status quo), then the
    beginning of the code or of a later word; of equals the shorter word comes first.
    """
    letters = typed.casefold().strip()
    active = [each for each in categories if not each.is_retired]
    if not letters:
        return sorted(active, key=lambda each: each.position)
    fitting = [(rank, each) for each in active if (rank := _rank(each, letters)) is not None]
    fitting.sort(key=lambda pair: (pair[0], len(pair[1].label), pair[1].position))
    return [each for _, each in fitting]


def _rank(category: Category, letters: str) -> int | None:
    label = category.label.casefold()
    words = label.replace("-", " ").replace("/", " ").split()
    initials = "".join(word[0] for word in words)
    tests = (
        label.startswith(letters),
        len(letters) > 1 and initials.startswith(letters),
        category.code.startswith(letters),
        any(word.startswith(letters) for word in words),
    )
    return next((rank for rank, fits in enumerate(tests) if fits), None)


class KindField(QLineEdit):
    """A field for the kind; at rest it is the kind's tag. ``looked`` carries what else fits."""

    chosen = Signal(str)
    looked = Signal(list)
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[Category, ...] = ()
        self._value = ""
        self._fitting: list[Category] = []
        self._place = -1
        self._is_deleting = False
        self.setFont(font_of(BODY))
        self.setFixedHeight(24)
        self.setProperty("is_bare", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(self.tr("Kind: first letters"))
        self.setAccessibleName(self.tr("Kind of objection"))
        self.textEdited.connect(self._on_edited)

    @property
    def value(self) -> str:
        """The code of the chosen kind, empty while there is none."""
        return self._value

    def show_kind(self, code: str, categories: Sequence[Category]) -> None:
        """Show a kind without saying that it was chosen."""
        self._categories = tuple(categories)
        self._value = code
        self._show_label()

    def sizeHint(self) -> QSize:
        """Ask for the tag's width at rest, for room to type at work."""
        if self.hasFocus() or not self._value:
            return QSize(_OPEN_WIDTH, 24)
        width = QFontMetrics(font_of(HEADING)).horizontalAdvance(self._label()) + 17
        return QSize(width, 24)

    def minimumSizeHint(self) -> QSize:
        """The tag elides."""
        return QSize(min(60, self.sizeHint().width()), 24)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Open for typing, with everything that can be chosen."""
        super().focusInEvent(event)
        self.updateGeometry()
        self.selectAll()
        self._look("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what the letters came to; letters that fit nothing change nothing."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take()
            self.looked.emit([])
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through what fits; Enter takes it and goes on."""
        key = event.key()
        self._is_deleting = key in _DELETIONS
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            self.finished.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self._show_label()
            self._look("")
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tag at rest, the field at work."""
        if self.hasFocus() or not self._value:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        tint = next((each.tint for each in self._categories if each.code == self._value), "plain")
        ink, ground = tint_colours(tokens_now(), tint)
        box = QRectF(0, 3, self.width(), 18)
        draw_box(painter, box, 9, ground)
        painter.setFont(font_of(HEADING))
        painter.setPen(colour(ink))
        elide = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(self._label(), elide, self.width() - 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _label(self) -> str:
        labels = (each.label for each in self._categories if each.code == self._value)
        return next(labels, self._value)

    def _show_label(self) -> None:
        self.setText(self._label())
        self.updateGeometry()
        self.update()

    def _on_edited(self, typed: str) -> None:
        self._look(typed)
        if not self._fitting or self._is_deleting or not typed:
            return
        label = self._fitting[0].label
        if label.casefold().startswith(typed.casefold()):
            self.setText(label)
            self.setSelection(len(typed), len(label) - len(typed))

    def _look(self, typed: str) -> None:
        self._fitting = ranked_kinds(self._categories, typed)
        self._place = 0 if typed.strip() else -1
        self._say_what_fits()

    def _walk(self, step: int) -> None:
        if self._fitting:
            self._place = (self._place + step) % len(self._fitting)
            self.setText(self._fitting[self._place].label)
            self.selectAll()
            self._say_what_fits()

    def _say_what_fits(self) -> None:
        after = self._place + 1
        turned = [*self._fitting[after:], *self._fitting[: max(0, self._place)]]
        self.looked.emit([each.label for each in turned])

    def _take(self) -> None:
        if self._place >= 0 and self._fitting:
            code = self._fitting[self._place].code
            self._place = -1
            if code != self._value:
                self._value = code
                self.chosen.emit(code)
        self._show_label()
