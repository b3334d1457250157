"""From a profile's folder to its whole window, and from one window of it to the next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from companion.app.beginnings import Beginnings
from companion.app.endings import Endings
from companion.domain.enrolment_links import is_enrolment_link, read_enrolment_link
from companion.domain.errors import RejectedError
from companion.services.profiles import Profiles
from companion.services.proxies import Proxies
from companion.services.rosters import Roster
from companion.services.suite import open_suite
from companion.sync.transport import HttpTransport
from companion.system.passphrases import PassphraseKeychain
from companion.ui.furniture import furnish
from companion.ui.profiles.chooser import Chooser
from companion.ui.proxies import system_proxy
from companion.ui.sign_in.dialog import AgainDialog, JoinDialog
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks
from companion.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from companion.app.session import Session
    from companion.domain.errors import CompanionError
    from companion.domain.policies import SignIn
    from companion.services.profiles import OpenProfile
    from companion.system.keychain import Keychain
    from companion.ui.sign_in.dialog import SignInDialog

_OVER = object()


class Opening(QObject):
    """What a session does once everything is loaded."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.profiles = self._profiles_with(session.keychain)
        self._beginnings = Beginnings(session, self)
        self._endings = Endings(session, self)

    def start(self, choose: Callable[[Profiles], OpenProfile] | None = None) -> None:
        """Open the profile, or go on with what was begun in its folder."""
        keychain = self._session.keychain
        if self.profiles.is_wiped():
            self._endings.say_farewell()
        elif self.profiles.is_signing_out():
            self._endings.finish_sign_out()
        elif isinstance(keychain, PassphraseKeychain) and keychain.is_locked:
            self._beginnings.ask_passphrase(keychain, lambda: self.start(choose))
        elif not self.profiles.is_new():
            self.open(self.profiles.open)
        elif choose is not None:
            self.open(lambda: choose(self.profiles))
        else:
            self._beginnings.ask()

    def open(self, work: Callable[[], OpenProfile]) -> None:
        """Open a profile and show its window, or say why that cannot be."""
        self._session.desk.run(
            self, work, self.show_window, lambda error: self._beginnings.say_trouble(work, error)
        )

    def tell_trouble(self, error: CompanionError) -> None:
        """Say why the profile could not even be looked into."""
        self._beginnings.say_trouble(self.profiles.open, error)

    def use_keychain(self, keychain: Keychain) -> None:
        """Keep the secrets there from now on."""
        self._session.keychain = keychain
        self.profiles = self._profiles_with(keychain)

    def begin_anew(self) -> None:
        """Ask how to begin, in a folder that is empty again."""
        self._beginnings.begin_anew()

    def begin(self) -> None:
        """Ask how to begin."""
        self._beginnings.ask()

    def visit(self, link: str) -> None:
        """Bring the window forward and open whom a link names, as soon as there is a window."""
        shown = self._session.shown
        if is_enrolment_link(link):
            self._take_invitation(link)
        elif isinstance(shown, Window) and shown.is_furnished:
            if shown.annexes.visit(link):
                shown.come_forward()
            return
        else:
            self._session.link = link or self._session.link
        self._session.come_forward()

    def visit_late(self) -> None:
        """Open whom a link named before there was a window for it."""
        link, self._session.link = self._session.link, ""
        if link:
            self.visit(link)

    def show_window(self, profile: OpenProfile) -> None:
        """Show the window of an open profile; one that shows its list already is completed."""
        session = self._session
        line, ear = Tasks("line", session), Tasks("ear", session)
        suite = open_suite(profile, session.clock, self.proxies)
        window = session.take_front()
        steps = furnish(window, suite, session.desk, line, ear)
        window.closed.connect(profile.close)
        self._furnish(window, steps, lambda: self._on_furnished(window, profile))

    def _profiles_with(self, keychain: Keychain) -> Profiles:
        session = self._session
        self.proxies = Proxies(system_proxy, keychain)
        connect = partial(HttpTransport, find_proxy=self.proxies.find)
        return Profiles(session.folder, keychain, session.clock, connect, session.policy)

    def _furnish(self, window: Window, steps: Iterator[None], done: Callable[[], None]) -> None:
        """Take one step after the other; in a window that is seen, keys have their turn between."""
        if window.is_closed:
            return
        while next(steps, _OVER) is not _OVER:
            if window.isVisible():
                QTimer.singleShot(0, window, lambda: self._furnish(window, steps, done))
                return
        done()

    def _on_furnished(self, window: Window, profile: OpenProfile) -> None:
        session = self._session
        window.join_asked.connect(lambda: self._on_join_asked(window, profile))
        window.invited.connect(lambda link: self._on_join_asked(window, profile).take_link(link))
        window.sign_in_asked.connect(lambda: self._on_sign_in_asked(window, profile))
        window.profiles_asked.connect(lambda: self._choose_profile(window))
        self._endings.serve(window)
        session.show(window)
        window.start()
        session.opened.emit(window)
        self.visit_late()

    def _take_invitation(self, link: str) -> None:
        """Ask about a link to sign in, or say why it does nothing here."""
        shown, self._session.link = self._session.shown, ""
        is_whole = isinstance(shown, Window) and shown.is_furnished
        if not (is_whole or isinstance(shown, StartWindow)):
            self._session.link = link  # nothing can be asked yet
            return
        try:
            invitation = read_enrolment_link(link)
            if isinstance(shown, StartWindow):
                shown.ask_link(invitation)
            elif isinstance(shown, Window):
                shown.take_invitation(invitation)
        except RejectedError as error:
            if isinstance(shown, StartWindow | Window):
                shown.say_refused(error)

    def _choose_profile(self, window: Window) -> None:
        folder = self._session.folder
        chooser = Chooser(Roster(folder), folder, window)
        chooser.chosen.connect(self._on_chosen)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _on_chosen(self, folder: Path) -> None:
        if folder != self._session.folder:
            self._session.switched.emit(folder)

    def _on_join_asked(self, window: Window, profile: OpenProfile) -> JoinDialog:
        def join(server: str, code: str, device: str, way: SignIn) -> OpenProfile:
            return self.profiles.join(profile, server, code, device, way)

        session, browser = self._session, self.profiles.browser()
        dialog = JoinDialog(join, browser, session.policy, session.desk, window)
        self._open_dialog(dialog, window)
        return dialog

    def _on_sign_in_asked(self, window: Window, profile: OpenProfile) -> None:
        def sign_in(code: str, device: str, way: SignIn) -> OpenProfile:
            return self.profiles.sign_in_again(profile, code, device, way)

        session, browser = self._session, self.profiles.browser()
        server = profile.meta.server_url or ""
        dialog = AgainDialog(sign_in, browser, session.policy, server, session.desk, window)
        self._open_dialog(dialog, window)

    def _open_dialog(self, dialog: SignInDialog, window: Window) -> None:
        dialog.proxies = self.proxies
        dialog.signed_in.connect(lambda signed_in: self._on_joined(window, signed_in))
        dialog.open()

    def _on_joined(self, window: Window, joined: OpenProfile) -> None:
        window.closed.disconnect()  # the joined profile goes on with the same open database
        self._session.leave_desk()
        self.show_window(joined)
