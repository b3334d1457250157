"""Several profiles on one laptop: choose one, name it, make another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from companion.domain.errors import CompanionError
from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import MESSAGE, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from companion.services.rosters import ProfileEntry, Roster

_ENTRY = Qt.ItemDataRole.UserRole


class Chooser(QDialog):
    """``chosen`` carries the folder of the profile to open. ``now`` is the one that is open."""

    chosen = Signal(object)

    def __init__(
        self, roster: Roster, now: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Profiles – Companion"))
        take_size(self, 520, 440)
        self._roster, self._now = roster, now
        self.list = QListWidget()
        self.list.setObjectName("profiles")
        self.list.setAccessibleName(self.tr("Profiles"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name"))
        self.rename = Button(self.tr("Rename"))
        self.add = Button(self.tr("Add"))
        self.remove = Button(self.tr("Remove"))
        self.open_ = Button(self.tr("Open"), is_main=True)
        self.leave = Button(self.tr("Close"))
        self._sentence = Words("", SMALL, "bad")
        self._sentence.hide()
        self._connect()
        self._lay_out()
        self._fill(roster.by_use()[0] if now is None else now)
        self.list.setFocus()

    @property
    def sentence(self) -> str:
        """What is said to be wrong now."""
        return self._sentence.text()

    def _connect(self) -> None:
        self.list.itemActivated.connect(self._on_open)
        self.list.currentItemChanged.connect(self._on_moved)
        self.open_.clicked.connect(self._on_open)
        self.name.returnPressed.connect(self._on_add)
        self.add.clicked.connect(self._on_add)
        self.rename.clicked.connect(self._on_rename)
        self.remove.clicked.connect(self._on_remove)
        self.leave.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(10)
        column.addWidget(Words(self.tr("Which profile?"), MESSAGE))
        meaning = self.tr("Each has its own people, its own server and its own key.")
        column.addWidget(Words(meaning, ink="muted"))
        column.addWidget(self.list, stretch=1)
        naming = QHBoxLayout()
        naming.setSpacing(8)
        naming.addStretch(1)
        for button in (self.add, self.rename, self.remove):
            naming.addWidget(button)
        column.addWidget(self.name)  # a row of its own: a company's name is long
        column.addLayout(naming)
        column.addWidget(self._sentence)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.open_)
        column.addLayout(row)

    def _fill(self, current: Path) -> None:
        self.list.clear()
        for entry in self._roster.entries():
            item = QListWidgetItem(self._words(entry))
            item.setData(_ENTRY, entry)
            self.list.addItem(item)
            if entry.folder == current:
                self.list.setCurrentItem(item)

    def _words(self, entry: ProfileEntry) -> str:
        name = entry.name or self.tr("First profile")
        if entry.folder == self._now:
            return self.tr("{name} (open now)").format(name=name)
        return name if entry.is_set_up else self.tr("{name} (not set up yet)").format(name=name)

    def _entry(self) -> ProfileEntry | None:
        item = self.list.currentItem()
        entry: ProfileEntry | None = item.data(_ENTRY) if item is not None else None
        return entry

    def _on_moved(self) -> None:
        entry = self._entry()
        is_further = entry is not None and entry.folder != self._roster.first
        self.remove.setEnabled(
            entry is not None and is_further and not entry.is_set_up and entry.folder != self._now
        )

    def _on_open(self) -> None:
        if (entry := self._entry()) is not None:
            self.chosen.emit(entry.folder)
            self.accept()

    def _on_add(self) -> None:
        self._do(lambda _: self._roster.add(self.name.text()))

    def _on_rename(self) -> None:
        def rename(entry: ProfileEntry) -> Path:
            self._roster.rename(entry.folder, self.name.text())
            return entry.folder

        self._do(rename)

    def _on_remove(self) -> None:
        def remove(entry: ProfileEntry) -> Path:
            self._roster.remove(entry.folder)
            return self._roster.first

        self._do(remove)

    def _do(self, act: Callable[[ProfileEntry], Path]) -> None:
        """Change the list at once: it is one small file, and nothing else waits for it."""
        entry = self._entry()
        if entry is None:
            return
        try:
            current = act(entry)
        except CompanionError as error:
            self._sentence.setText(said(error.sentence))
            self._sentence.show()
            self.name.setFocus()
            return
        self._sentence.hide()
        self.name.clear()
        self._fill(current)
        self.list.setFocus()
