"""The papers for support: every word of them can be read here before anything is saved or sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListView,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
)

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

    from companion.services.care import Paper


class BundleDialog(QDialog):
    """``asked_save`` asks for a file to write the papers to."""

    asked_save = Signal()

    def __init__(self, papers: Sequence[Paper], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Papers for support"))
        take_size(self, 760, 600)
        self._papers = tuple(papers)
        self._model = QStringListModel([each.name for each in papers], self)
        self.names = self._build_names()
        self.text = self._build_text()
        self.save = Button(self.tr("Save as one file …"), is_main=True)
        self.save.clicked.connect(self.asked_save)
        self._lay_out()
        self.names.setCurrentIndex(self._model.index(0, 0))

    def _build_names(self) -> QListView:
        view = QListView()
        view.setAccessibleName(self.tr("Papers"))
        view.setModel(self._model)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.selectionModel().currentChanged.connect(self._on_chosen)
        return view

    def _build_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("The chosen paper"))
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        text.setTabChangesFocus(True)
        return text

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Words(self.tr("Papers for support"), NAME))
        calm = self.tr(
            "This is all there is in them: what was checked, versions, counts, ids and the log. No "
            "words of customers, no names, no passwords. Nothing is sent from here: save the file, "
            "and give it to whoever helps you."
        )
        column.addWidget(Words(calm, ink="muted"))
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.names)
        parts.addWidget(self.text)
        parts.setSizes([180, 540])
        parts.setChildrenCollapsible(False)
        column.addWidget(parts, stretch=1)
        close = Button(self.tr("Close"), "Esc")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.save)
        column.addLayout(row)

    def _on_chosen(self, index: QModelIndex) -> None:
        self.text.setPlainText(self._papers[index.row()].text)
