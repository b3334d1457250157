"""A new code for a laptop that is signed out: nothing of it is lost, and all unsent goes up."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from companion.ui.said import said
from companion.ui.start import Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.domain.errors import CompanionError
    from companion.services.profiles import OpenProfile
    from companion.ui.tasks import Tasks


class SignInDialog(QDialog):
    """Asks for the code. ``signed_in`` carries the profile with its new token."""

    signed_in = Signal(object)

    def __init__(
        self,
        sign_in: Callable[[str, str], OpenProfile],
        desk: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign_in, self._desk = sign_in, desk
        self.setWindowTitle(self.tr("Sign in again"))
        self.offer = Offer(
            self.tr("Sign in again"),
            self.tr("Everything on this laptop stays, and what is not sent goes up afterwards."),
            self.tr("Sign in"),
            is_main=True,
        )
        self.code = self.offer.add_field(
            self.tr("Code"), self.tr("The new one-time code from your manager")
        )
        self.offer.chosen.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.offer)
        self.setMinimumWidth(480)
        self.code.setFocus()

    def _on_chosen(self) -> None:
        code = self.code.text().strip()
        self.offer.show_problem("")
        self.setEnabled(False)
        self._desk.run(
            self,
            lambda: self._sign_in(code, platform.node()),
            self._on_signed_in,
            self._on_failed,
        )

    def _on_signed_in(self, profile: OpenProfile) -> None:
        self.accept()
        self.signed_in.emit(profile)

    def _on_failed(self, error: CompanionError) -> None:
        self.setEnabled(True)
        self.offer.show_problem(said(error.sentence))
