"""Joining a server from a laptop that worked on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from companion.ui.said import said
from companion.ui.start import SignInOffer

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.services.profiles import OpenProfile
    from companion.ui.tasks import Tasks


class JoinDialog(QDialog):
    """Asks for the server and the code. ``joined`` carries the profile with its new server."""

    joined = Signal(object)

    def __init__(
        self,
        join: Callable[[str, str, str], OpenProfile],
        desk: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._join, self._desk = join, desk
        self.setWindowTitle(self.tr("Join a server"))
        self.offer = SignInOffer(
            self.tr("Join a server"),
            self.tr("Everything on this laptop is sent there and stays here too."),
            self.tr("Join"),
        )
        self.offer.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.offer)
        self.setMinimumWidth(480)

    def _on_chosen(self) -> None:
        fields = (self.offer.server, self.offer.code, self.offer.device)
        server, code, device = (field.text().strip() for field in fields)
        self.offer.show_problem("")
        self.setEnabled(False)
        self._desk.run(
            self, lambda: self._join(server, code, device), self._on_joined, self._on_failed
        )

    def _on_joined(self, profile: OpenProfile) -> None:
        self.accept()
        self.joined.emit(profile)

    def _on_failed(self, error: CompanionError) -> None:
        self.setEnabled(True)
        self.offer.show_problem(said(error.sentence))
