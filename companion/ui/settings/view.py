"""The settings: what is chosen holds at once and is kept; nothing to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from companion.domain.preferences import DIAL, SCALES, is_dial
from companion.ui.dates import ago
from companion.ui.parts.buttons import Button
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.fields import Mended
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.settings.presets import preset_words
from companion.ui.theme import Wish
from companion.ui.tokens import HEADING, NAME, SMALL, STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.domain.preferences import Preferences
    from companion.services.about import ProfileFacts

_LABEL_WIDTH = 140
_FIELD_HEIGHT = 34
"""Labels stand on the line of the field beside them, which may grow downwards."""


class SettingsDialog(QDialog):
    """``chosen`` carries the name of a preference and its value; ``asked_sync`` syncs now,
    ``asked_start`` says whether to start with the computer, ``asked_key`` wants a new key for
    everything on this laptop.
    """

    chosen = Signal(str, object)
    asked_sync = Signal()
    asked_start = Signal(bool)
    asked_key = Signal()

    def __init__(
        self, now: Preferences, languages: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        take_size(self, 560, 640)
        self._area = ScrollingColumn((24, 20, 24, 12), spacing=8)
        self._area.column.addWidget(Words(self.tr("Settings"), NAME))
        self._build_looks(now, languages)
        self._build_news(now)
        self._build_calls(now)
        self._build_laptop()
        self._area.column.addStretch(1)
        self._lay_out()

    def show_facts(self, facts: ProfileFacts, now: datetime) -> None:
        """Say whose profile this is and what its server asks of it."""
        who = " · ".join(each for each in (facts.user_name, facts.organisation_name) if each)
        self._who.setText(who)
        self._who.setVisible(bool(who))
        self._lock.setText(self._lock_words(facts))
        self.sync.setEnabled(bool(facts.server_url))
        at = facts.last_sync_at
        words = self.tr("Last sync {ago}").format(ago=ago(at, now)) if at else ""
        self._synced.setText(words)
        presets = preset_words(facts.policy)
        self._presets.setText("\n".join(presets))
        self._presets.setVisible(bool(presets))

    def show_starting(self, *, is_on: bool) -> None:
        """Offer to start with the computer, and say whether it does."""
        with QSignalBlocker(self.starting):
            self.starting.setChecked(is_on)
        self.starting.show()

    def _lock_words(self, facts: ProfileFacts) -> str:
        if not facts.server_url:
            return self.tr("This laptop works on its own, without a server.")
        if not facts.lock_after_days:
            return self.tr("{server} does not ask this window to lock.").format(
                server=facts.server_url
            )
        words = self.tr("{server} asks this window to lock after {days} days without contact.")
        return words.format(server=facts.server_url, days=facts.lock_after_days)

    def _build_looks(self, now: Preferences, languages: Sequence[str]) -> None:
        grid = self._section(self.tr("How it looks"))
        themes = (
            (Wish.SYSTEM.value, self.tr("As the system has them")),
            (Wish.LIGHT.value, self.tr("Light")),
            (Wish.DARK.value, self.tr("Dark")),
            (Wish.STRONG.value, self.tr("High contrast")),
        )
        self.theme = self._choice(grid, self.tr("Colours"), "theme", themes, now.theme)
        spoken = [("", self.tr("As the system has it"))]
        spoken += [(each, QLocale(each).nativeLanguageName() or each) for each in languages]
        self.language = self._choice(grid, self.tr("Language"), "language", spoken, now.language)
        scales = [(each, f"{each} %") for each in SCALES]
        self.scale = self._choice(grid, self.tr("Size"), "scale", scales, now.scale)
        later = self.tr("Language and size hold from the next start on.")
        grid.addWidget(Words(later, SMALL, "muted"), grid.rowCount(), 1)

    def _build_news(self, now: Preferences) -> None:
        grid = self._section(self.tr("What it tells you while you do something else"))
        self.due = self._check(grid, self.tr("When a next step is due"), "tells_due", now.tells_due)
        words = self.tr("When marketing answered you")
        self.news = self._check(grid, words, "tells_news", now.tells_news)
        words = self.tr("Show Companion beside the system's clock")
        self.tray = self._check(grid, words, "is_in_tray", now.is_in_tray)

    def _build_calls(self, now: Preferences) -> None:
        grid = self._section(self.tr("Calls"))
        self.dial = QLineEdit(now.dial)
        self.dial.setAccessibleName(self.tr("Phone program"))
        self._dial = Mended(self.dial)
        self.dial.textEdited.connect(self._on_dial_edited)
        self._add(grid, self.tr("Phone program"), self._dial)
        words = self.tr(
            "The address that is opened to call, with {phone} where the number goes. "
            "{usual} takes the program the system has for it."
        )
        said = words.replace("{usual}", DIAL)
        grid.addWidget(Words(said, SMALL, "muted"), grid.rowCount(), 1)

    def _build_laptop(self) -> None:
        grid = self._section(self.tr("This laptop"))
        self._who = Words("", ink="muted")
        self._lock = Words("", ink="muted")
        self._synced = Words("", SMALL, "muted", lines=1)
        self.starting = QCheckBox(self.tr("Start Companion with the computer"))
        self.starting.setAccessibleName(self.starting.text())
        self.starting.toggled.connect(self.asked_start)
        self.starting.hide()
        grid.addWidget(self.starting, grid.rowCount(), 0, 1, 2)
        self.sync = Button(self.tr("Sync now"))
        self.sync.setEnabled(False)
        self.sync.clicked.connect(self.asked_sync)
        grid.addWidget(self._who, grid.rowCount(), 0, 1, 2)
        grid.addWidget(self._lock, grid.rowCount(), 0, 1, 2)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.sync)
        row.addWidget(self._synced, stretch=1)
        grid.addLayout(row, grid.rowCount(), 0, 1, 2)
        words = self.tr(
            "Everything here is encrypted with a key that lies in your keychain. A new key takes "
            "a moment; the window closes for it and comes back."
        )
        grid.addWidget(Words(words, SMALL, "muted"), grid.rowCount(), 0, 1, 2)
        self.key = Button(self.tr("New key …"))
        self.key.clicked.connect(self.asked_key)
        grid.addWidget(self.key, grid.rowCount(), 0)
        self._presets = Words("", SMALL, "muted")
        self._presets.hide()
        grid.addWidget(self._presets, grid.rowCount(), 0, 1, 2)

    def _section(self, title: str) -> QGridLayout:
        self._area.column.addSpacing(8)
        self._area.column.addWidget(Words(title, STRONG))
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._area.column.addLayout(grid)
        return grid

    def _choice(
        self,
        grid: QGridLayout,
        label: str,
        name: str,
        choices: Sequence[tuple[Any, str]],
        now: Any,
    ) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(label)
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        box.activated.connect(lambda place: self.chosen.emit(name, box.itemData(place)))
        self._add(grid, label, box)
        return box

    def _check(self, grid: QGridLayout, label: str, name: str, now: bool) -> QCheckBox:
        box = QCheckBox(label)
        box.setAccessibleName(label)
        box.setChecked(now)
        box.toggled.connect(lambda is_on: self.chosen.emit(name, is_on))
        grid.addWidget(box, grid.rowCount(), 0, 1, 2)
        return box

    def _add(self, grid: QGridLayout, label: str, widget: QWidget) -> None:
        row = grid.rowCount()
        words = Words(label, HEADING, "muted", lines=1)
        words.setMinimumSize(_LABEL_WIDTH, _FIELD_HEIGHT)
        grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(widget, row, 1)

    def _on_dial_edited(self, text: str) -> None:
        address = text.strip() or DIAL
        if is_dial(address):
            self._dial.show_problem("")
            self.chosen.emit("dial", address)
        else:
            words = self.tr("Please write an address such as {usual}, with one {phone} in it.")
            self._dial.show_problem(words.replace("{usual}", DIAL))

    def _lay_out(self) -> None:
        close = Button(self.tr("Close"), "Esc")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 20)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, stretch=1)
        column.addLayout(row)
