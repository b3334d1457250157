"""The way through the browser, from the person's wish to a one-time code or a sentence why not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from companion.domain.errors import UnavailableError
from companion.ui.said import said
from companion.ui.sign_in.landing import Landing
from companion.ui.sign_in.waiting import WaitingDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from companion.domain.errors import CompanionError
    from companion.services.browser_sign_in import Asking, BrowserSignIn
    from companion.ui.tasks import Tasks

MINUTES = 10
"""How long a person may take in the browser; a second factor may have to be looked for."""

_SECOND = 1_000


class BrowserWay(QObject):
    """One attempt at a time. ``brought`` carries a one-time code to enrol with, ``failed`` the
    error that kept the browser from being opened, ``given_up`` comes when the dialog was closed.
    """

    brought = Signal(str)
    failed = Signal(object)
    given_up = Signal()

    def __init__(
        self,
        service: BrowserSignIn,
        desk: Tasks,
        window: QWidget,
        seconds: float = MINUTES * 60,
    ) -> None:
        super().__init__(window)
        self._service, self._desk, self._window = service, desk, window
        self._landing: Landing | None = None
        self.dialog: WaitingDialog | None = None
        self._port = 0
        self._address = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(int(seconds * _SECOND))
        self._patience.timeout.connect(self._on_too_late)

    def begin(self, server: str, device_name: str) -> None:
        """Ask the server who it is, then open the browser there."""
        self._desk.run(
            self,
            lambda: self._service.begin(server, device_name),
            self._on_begun,
            self.failed.emit,
        )

    def _on_begun(self, asking: Asking) -> None:
        landing = Landing(asking.read_answer, self)
        self._port = landing.listen()
        if not self._port:
            sentence = self.tr(
                "Companion cannot hear the browser's answer on this laptop. Please use a code."
            )
            self.failed.emit(UnavailableError(sentence, "no_port"))
            return
        self._landing = landing
        landing.landed.connect(lambda code: self._on_landed(asking, code))
        landing.declined.connect(self._on_over)
        self._address = asking.address(self._port)
        host = urlsplit(asking.server).netloc
        self.dialog = WaitingDialog(host, self._address, self._window)
        self.dialog.asked_open.connect(self._open_browser)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()
        self._patience.start()
        self._open_browser()

    def _open_browser(self) -> None:
        is_opened = QDesktopServices.openUrl(QUrl(self._address))
        if self.dialog is not None:
            words = self.tr("No browser opened. Please copy the address and open it yourself.")
            self.dialog.show_problem("" if is_opened else words)

    def _on_landed(self, asking: Asking, code: str) -> None:
        self._patience.stop()
        if self.dialog is not None:
            self.dialog.show_arrived()
        port = self._port
        self._desk.run(
            self,
            lambda: self._service.finish(asking, code, port),
            self._on_finished,
            self._on_over,
        )

    def _on_finished(self, code: str) -> None:
        if self.dialog is None:  # given up meanwhile: the code is let go, and expires
            return
        self._put_away()
        self.brought.emit(code)

    def _on_over(self, error: CompanionError) -> None:
        self._patience.stop()
        if self.dialog is not None:
            self.dialog.show_over(said(error.sentence))

    def _on_too_late(self) -> None:
        if self._landing is not None:
            self._landing.close()
        if self.dialog is not None:
            self.dialog.show_over(
                self.tr("The browser did not answer in time, so nobody was signed in.")
            )

    def _on_closed(self) -> None:
        self._put_away()
        self.given_up.emit()

    def _put_away(self) -> None:
        self._patience.stop()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.finished.disconnect(self._on_closed)
            dialog.close()
            dialog.deleteLater()
        landing, self._landing = self._landing, None
        if landing is not None:
            landing.close()
            landing.deleteLater()
