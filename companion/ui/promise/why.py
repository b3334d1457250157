"""The card that says why marketing runs the campaign."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.parts.cards import titled_card
from companion.ui.parts.words import Words


class WhyCard(QWidget):
    """Why marketing runs the campaign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card, inside = titled_card(self.tr("Why we run it"))
        self._why = Words("")
        inside.addWidget(self._why)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def show_why(self, why: str) -> None:
        """Show marketing's reason."""
        self._why.setText(why or self.tr("Marketing has not said yet."))
