"""What is asked before there is a window: how to begin, a passphrase, what to do about trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.domain.enrolment_links import is_enrolment_link
from companion.system.os_keychain import OsKeychain
from companion.system.passphrases import PassphraseKeychain
from companion.ui.messages import Messages
from companion.ui.passphrase import PassphraseWindow
from companion.ui.said import said
from companion.ui.start import StartWindow
from companion.ui.trouble import TroubleWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from companion.app.opening import Opening
    from companion.app.session import Session
    from companion.domain.errors import CompanionError
    from companion.services.profiles import OpenProfile


class Beginnings(QObject):
    """The questions of one session."""

    def __init__(self, session: Session, opening: Opening) -> None:
        super().__init__(opening)
        self._session = session
        self._opening = opening

    def ask(self) -> None:
        """Ask how to begin."""
        opening, desk = self._opening, self._session.desk
        start = StartWindow(opening.profiles, desk, opening.proxies)
        start.opened.connect(self._opening.show_window)
        start.keychain_missed.connect(self._choose_passphrase)
        self._session.show(start)
        desk.run(start, opening.profiles.tell_signed_out)
        if is_enrolment_link(self._session.link):
            self._opening.visit_late()

    def ask_passphrase(self, keychain: PassphraseKeychain, go_on: Callable[[], None]) -> None:
        """Ask for the passphrase of a keychain, then go on."""
        asking = PassphraseWindow(is_new=False)
        asking.forgotten.connect(lambda: self._ask_to_set_aside(asking))
        self._ask_until(asking, keychain.unlock, go_on)

    def say_trouble(self, work: Callable[[], OpenProfile], error: CompanionError) -> None:
        """Say why a profile does not open; ``work`` opens it when it is tried again."""
        trouble = TroubleWindow(error.sentence, error.code)
        trouble.again.connect(lambda: self._opening.open(work))
        trouble.set_aside.connect(lambda: self._ask_to_set_aside(trouble))
        self._session.show(trouble)

    def begin_anew(self) -> None:
        """Ask how to begin in a folder that is empty again; a passphrase is chosen anew too."""
        keychain = self._session.keychain
        is_sealed = isinstance(keychain, PassphraseKeychain)
        self._opening.use_keychain(OsKeychain() if is_sealed else keychain)
        self.ask()

    def _choose_passphrase(self) -> None:
        """Keep the secrets under a passphrase from now on, and begin again."""
        keychain = PassphraseKeychain(self._session.folder)

        def begin() -> None:
            self._opening.use_keychain(keychain)
            self.ask()

        self._ask_until(PassphraseWindow(is_new=True), keychain.choose, begin)

    def _ask_until(
        self, asking: PassphraseWindow, work: Callable[[str], None], done: Callable[[], None]
    ) -> None:
        """Show the question, and what is wrong with each answer, until one works."""
        asking.given.connect(
            lambda given: self._session.desk.run(
                asking,
                lambda: work(given),
                lambda _: done(),
                lambda error: asking.show_problem(said(error.sentence)),
            )
        )
        self._session.show(asking)

    def _ask_to_set_aside(self, shown: QWidget) -> None:
        Messages(shown).ask(
            self.tr("Begin anew on this laptop?"),
            self.tr(
                "What is here is set aside in its folder, still encrypted. What was not sent is "
                "in it, and only its old key opens it."
            ),
            self.tr("Begin anew"),
            lambda: self._session.desk.run(
                self, self._opening.profiles.set_aside, lambda _: self.begin_anew()
            ),
        )
