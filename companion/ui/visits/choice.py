"""Several people have the number that rings: who is it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListView, QVBoxLayout, QWidget

from companion.ui.parts.buttons import Button
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.today.delegate import EntryDelegate
from companion.ui.today.model import Line, Role, TodayModel, found_entries
from companion.ui.tokens import MESSAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex

    from companion.services.rows import ProspectRow


class ChoiceDialog(QDialog):
    """Lists people; ``chosen`` carries the id of the one."""

    chosen = Signal(str)

    def __init__(
        self, question: str, rows: Sequence[ProspectRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Who is it?"))
        take_size(self, 420, 360)
        self.list = QListView()
        self.list.setAccessibleName(question)
        model = TodayModel(self)
        model.show_entries(found_entries(rows))
        self.list.setModel(model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setCurrentIndex(model.index(1, 0))
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        leave = Button(self.tr("Cancel"), "Esc")
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Words(question, MESSAGE))
        column.addWidget(self.list, stretch=1)
        column.addLayout(row)
        self.list.setFocus()

    def _on_chosen(self, index: QModelIndex) -> None:
        entry = index.data(Role.LINE)
        if isinstance(entry, Line):
            self.chosen.emit(entry.prospect_id)
            self.accept()
