"""What closes a window in order to do something with its files: they can only go when it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.ui.busy import BusyWindow
from companion.ui.farewell import FarewellWindow
from companion.ui.said import said
from companion.ui.trouble import TroubleWindow
from companion.ui.window import Window

if TYPE_CHECKING:
    from companion.app.opening import Opening
    from companion.app.session import Session
    from companion.domain.errors import CompanionError
    from companion.services.care import Backup


class Endings(QObject):
    """Signing out, wiping, another key, a backup put back."""

    def __init__(self, session: Session, opening: Opening) -> None:
        super().__init__(opening)
        self._session = session
        self._opening = opening

    def serve(self, window: Window) -> None:
        """Do what a window asks for."""
        window.key_change_asked.connect(self._change_key)
        window.sign_out_asked.connect(self._sign_out)
        window.restore_asked.connect(self._on_restore_asked)
        window.wiped.connect(self._on_wiped)

    def say_farewell(self) -> None:
        """Close what is open, so that its files can go, and finish the wipe."""
        farewell = FarewellWindow()
        farewell.begun.connect(self._opening.begin)
        farewell.again.connect(lambda: self._finish_wipe(farewell))
        self._session.show(farewell)
        self._session.renew_desk()
        self._finish_wipe(farewell)

    def finish_sign_out(self) -> None:
        """Close what is open, so that its files can go, and begin as on the first day."""
        busy = self._show_busy(self.tr("Signing out …"))

        def failed(error: CompanionError) -> None:
            trouble = TroubleWindow(error.sentence, error.code)
            trouble.again.connect(self.finish_sign_out)
            self._session.show(trouble)

        self._session.desk.run(
            busy,
            self._opening.profiles.finish_sign_out,
            lambda _: self._opening.begin_anew(),
            failed,
        )

    def _show_busy(self, sentence: str) -> BusyWindow:
        busy = BusyWindow(sentence)
        self._session.show(busy)
        self._session.renew_desk()
        return busy

    def _sign_out(self, keeps_files: bool) -> None:
        """Forget key and token while the window is still there, to say so if that cannot be."""
        shown, profiles = self._session.shown, self._opening.profiles

        def failed(error: CompanionError) -> None:
            if profiles.is_signing_out():
                self.finish_sign_out()
            elif isinstance(shown, Window):
                shown.messages.say_error(error)

        self._session.desk.run(
            self,
            lambda: profiles.sign_out(keeps_files=keeps_files),
            lambda _: self.finish_sign_out(),
            failed,
        )

    def _change_key(self) -> None:
        """Close the window, encrypt everything with a new key, and open it again."""
        busy = self._show_busy(self.tr("Everything on this laptop gets a new key …"))
        self._session.desk.run(
            busy,
            self._opening.profiles.change_key,
            lambda _: self._opening.open(self._opening.profiles.open),
            self._opening.tell_trouble,
        )

    def _on_wiped(self) -> None:
        shown = self._session.shown
        if isinstance(shown, Window):
            shown.wiped.disconnect(self._on_wiped)
            self.say_farewell()

    def _finish_wipe(self, farewell: FarewellWindow) -> None:
        self._session.desk.run(
            farewell,
            self._opening.profiles.finish_wipe,
            farewell.show_done,
            lambda error: farewell.show_problem(said(error.sentence)),
        )

    def _on_restore_asked(self, backup: Backup) -> None:
        """Close the window, so that its database can be replaced, and open it again."""
        busy = self._show_busy(self.tr("The backup is put back …"))
        self._session.desk.run(
            busy,
            lambda: self._opening.profiles.restore(backup.path),
            self._opening.show_window,
            self._opening.tell_trouble,
        )
