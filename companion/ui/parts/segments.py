"""A row of choices of which one holds, as in "Line" and "Result": mouse, arrows or first letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.shapes import draw_box
from companion.ui.tokens import CHOICE, CHOSEN, Tokens, colour, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to keep, the word a person reads, and for tags the tint of that word."""

    value: str
    label: str
    tint: str = "plain"


def next_choice(choices: Sequence[Choice], letter: str, now: str | None) -> Choice | None:
    """Return the choice after ``now`` whose word begins with ``letter``, going round."""
    values = [each.value for each in choices]
    start = values.index(now) + 1 if now in values else 0
    turned = [*choices[start:], *choices[:start]]
    begin = letter.casefold()
    return next((each for each in turned if each.label.casefold().startswith(begin)), None)


class Segment(Button):
    """One choice of the row."""

    height_hint = 32
    side = 8
    style_at_rest = CHOICE
    style_chosen = CHOSEN

    def __init__(self, choice: Choice | None, text: str, row: Segments) -> None:
        super().__init__(text, parent=row)
        self.choice = choice
        self._row = row
        self.is_first = self.is_last = False
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the chosen segment; round the corners at the row's ends; draw the line between."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() and self.isEnabled():
            painter.fillPath(self._shape(), colour(tokens.accent))
        elif self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.fillPath(self._shape(), colour(tokens.accent_tint))
        if not self.is_last:
            end = 0 if self._is_mirrored() else self.width() - 1
            painter.fillRect(end, 0, 1, self.height(), colour(tokens.line))
        if self.hasFocus():
            draw_box(painter, QRectF(self.rect()), self.radius - 1, None, tokens.focus, 2)
            inner = tokens.on_accent if self.isChecked() else None
            if inner:
                box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
                draw_box(painter, box, self.radius - 3, None, inner)

    def ink(self, tokens: Tokens) -> str:
        """Return the colour of the word."""
        if not self.isEnabled():
            return tokens.muted
        return tokens.on_accent if self.isChecked() else tokens.text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the row, a letter chooses by the beginning of the word."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._row.walk(self, step)
        elif event.text().strip().isalpha() and self._row.choose_by_letter(event.text()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _is_mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _shape(self) -> QPainterPath:
        path = QPainterPath()
        radius = self.radius - 1
        box = QRectF(self.rect())
        path.addRoundedRect(box, radius, radius)
        square = QPainterPath()
        left = radius if self.is_first else 0
        right = radius if self.is_last else 0
        if self._is_mirrored():
            left, right = right, left
        square.addRect(box.adjusted(left, 0, -right, 0))
        return path.united(square) if (self.is_first or self.is_last) else square


class Segments(QWidget):
    """The row. ``chosen`` carries a value, or None when the choice was taken back."""

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        shown: Sequence[Choice],
        more: Sequence[Choice] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._title = title
        self._choices = (*shown, *more)
        self._more = tuple(more)
        self._value: str | None = None
        self._buttons = [self._build_segment(choice, choice.label) for choice in shown]
        if more:
            self._buttons.append(self._build_more())
        self._lay_out()
        self.show_value(None)

    @property
    def value(self) -> str | None:
        """What is chosen now."""
        return self._value

    def show_value(self, value: str | None) -> None:
        """Show a choice without saying that it was made."""
        self._value = value
        for button in self._buttons:
            button.setChecked(button.choice is not None and button.choice.value == value)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if self._more:
            self._show_more()
        stop = next((each for each in self._buttons if each.isChecked()), self._buttons[0])
        stop.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def take_focus(self) -> None:
        """Put the keyboard on the chosen segment, or on the first."""
        stop = next((each for each in self._buttons if each.isChecked()), self._buttons[0])
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def walk(self, origin: Segment, step: int) -> None:
        """Move the keyboard along the row."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        place = (self._buttons.index(origin) + step) % len(self._buttons)
        self._buttons[place].setFocus(Qt.FocusReason.TabFocusReason)

    def choose_by_letter(self, letter: str) -> bool:
        """Choose the next word that begins with the letter; tell whether there was one."""
        choice = next_choice(self._choices, letter, self._value)
        if choice is None:
            return False
        self.choose(choice.value)
        self.take_focus()
        return True

    def choose(self, value: str | None) -> None:
        """Make a choice and say so."""
        self.show_value(value)
        self.chosen.emit(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row's border."""
        tokens = tokens_now()
        draw_box(QPainter(self), QRectF(self.rect()), 8, tokens.surface, tokens.line)

    def _build_segment(self, choice: Choice | None, text: str) -> Segment:
        button = Segment(choice, text, self)
        button.setAccessibleName(f"{self._title}: {text}")
        button.clicked.connect(lambda: self._on_clicked(button))
        return button

    def _build_more(self) -> Segment:
        self._menu = QMenu(self)
        for choice in self._more:
            action = self._menu.addAction(choice.label)
            action.setCheckable(True)
            action.setData(choice.value)
        self._menu.triggered.connect(lambda action: self.choose(action.data()))
        return self._build_segment(None, "")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for button in self._buttons:
            row.addWidget(button)
        self._buttons[0].is_first = self._buttons[-1].is_last = True

    def _on_clicked(self, button: Segment) -> None:
        if button.choice is None:
            button.setChecked(any(each.value == self._value for each in self._more))
            self._menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
            return
        is_taken_back = button.choice.value == self._value
        self.choose(None if is_taken_back else button.choice.value)

    def _show_more(self) -> None:
        hidden = next((each for each in self._more if each.value == self._value), None)
        button = self._buttons[-1]
        word = hidden.label if hidden else QCoreApplication.translate("Segments", "More")
        button.show_words(f"{word} ▾")
        button.setAccessibleName(f"{self._title}: {word}")
        button.setChecked(hidden is not None)
        for action in self._menu.actions():
            action.setChecked(action.data() == self._value)
