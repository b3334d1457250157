"""About: versions, whose profile, licence, and the notices of everybody else's work."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QListView,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex

    from companion.services.about import Foundation, ProfileFacts


class AboutDialog(QDialog):
    """Shows the facts at once; the notices when they were read."""

    def __init__(self, facts: ProfileFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Companion"))
        take_size(self, 640, 600)
        self._foundations: tuple[Foundation, ...] = ()
        self._facts = self._fact_lines(facts)
        self._names = QStringListModel(self)
        self.notices = self._build_notices()
        self._text = self._build_text()
        self._lay_out()

    def show_foundations(self, foundations: Sequence[Foundation]) -> None:
        """List the libraries; the first one's licence stands beside."""
        self._foundations = tuple(foundations)
        self._names.setStringList([f"{each.name} {each.version}" for each in self._foundations])
        self.notices.setCurrentIndex(self._names.index(0, 0))

    def _fact_lines(self, facts: ProfileFacts) -> list[str]:
        versions = (
            f"Companion {facts.version} · Qt {qt_version} · Python {platform.python_version()}"
        )
        who = " · ".join(each for each in (facts.user_name, facts.organisation_name) if each)
        server = facts.server_url or self.tr("No server: everything is kept on this laptop.")
        return [versions, who, server, facts.folder]

    def _build_notices(self) -> QListView:
        view = QListView()
        view.setAccessibleName(self.tr("Libraries"))
        view.setModel(self._names)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.selectionModel().currentChanged.connect(self._on_chosen)
        return view

    def _build_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Licence of the chosen library"))
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setTabChangesFocus(True)
        return text

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(6)
        column.addWidget(Words(self.tr("Companion"), NAME))
        column.addWidget(Words(self.tr("What marketing promised and what sales heard.")))
        for line in self._facts:
            if line:
                column.addWidget(Words(line, ink="muted"))
        column.addWidget(Words(self.tr("MIT licence. It stands on the work of others:"), HEADING))
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.notices)
        parts.addWidget(self._text)
        parts.setSizes([200, 392])
        parts.setChildrenCollapsible(False)
        column.addWidget(parts, stretch=1)
        self.copy = Button(self.tr("Copy facts"))
        self.copy.clicked.connect(self._on_copy)
        close = Button(self.tr("Close"), "Esc")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(close)
        column.addSpacing(6)
        column.addLayout(row)

    def _on_chosen(self, index: QModelIndex) -> None:
        chosen = self._foundations[index.row()]
        nothing = self.tr("This library is not part of this installation.")
        text = "\n\n".join(each for each in (chosen.licence, chosen.text) if each)
        self._text.setPlainText(text or nothing)

    def _on_copy(self) -> None:
        QApplication.clipboard().setText("\n".join(each for each in self._facts if each))
