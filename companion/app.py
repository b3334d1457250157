"""Builds every object once and passes it on by hand; the only place that knows every room."""

from __future__ import annotations

import socket
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from companion.domain.clock import SystemClock
from companion.domain.enrolment_links import is_enrolment_link, read_enrolment_link
from companion.domain.errors import CompanionError, RejectedError
from companion.services.profiles import Profiles
from companion.services.rosters import Roster
from companion.services.suite import open_suite
from companion.sync.transport import HttpTransport
from companion.system.folders import NAME, profile_folder
from companion.system.instances import only_instance
from companion.system.keychain import FolderKeychain, OsKeychain
from companion.system.logs import logging_to
from companion.system.passphrases import PassphraseKeychain
from companion.system.policies import read_policy
from companion.system.preferences import read_preferences, write_preferences
from companion.ui.application import ending_on_signals, make_application
from companion.ui.busy import BusyWindow
from companion.ui.doorbell.ring import ring
from companion.ui.farewell import FarewellWindow
from companion.ui.habits import Habits
from companion.ui.messages import Messages
from companion.ui.passphrase import PassphraseWindow
from companion.ui.pictures import Portrait
from companion.ui.profiles.chooser import Chooser
from companion.ui.proxies import system_proxy
from companion.ui.said import said
from companion.ui.sign_in.dialog import AgainDialog, JoinDialog
from companion.ui.start import StartWindow
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, wish_of
from companion.ui.trouble import TroubleWindow
from companion.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget

    from companion.domain.policies import Policy, SignIn
    from companion.services.care import Backup
    from companion.services.profiles import OpenProfile
    from companion.system.keychain import Keychain
    from companion.ui.sign_in.dialog import SignInDialog

_FIRST_PICTURE = 300
"""Milliseconds after the start in which nothing is done that is not seen."""

_RING_FOR = 10.0
"""Seconds in which a window that is just starting gets its doorbell."""


class Session(QObject):
    """One run on one profile folder: the first start while it is new, then the window.

    ``opened`` comes with each window that is shown, ``switched`` carries the folder of another
    profile to open in its place; ``ended`` when the person is done.
    """

    opened = Signal(object)
    switched = Signal(object)
    ended = Signal()

    def __init__(
        self,
        application: QApplication,
        folder: Path,
        keychain: Keychain,
        policy: Policy | None = None,
        theme: Theme | None = None,
    ) -> None:
        super().__init__(application)
        preferences = read_preferences(folder)
        self._habits = Habits(preferences, partial(write_preferences, folder), self)
        self._clock = SystemClock()
        self._folder = folder
        self._keychain = keychain
        self._policy = policy or read_policy()
        self._profiles = self._profiles_with(keychain)
        self._theme = theme or Theme(application)
        self._theme.choose(wish_of(preferences.theme))
        self._desk = Tasks("desk", self)
        self._shown: QWidget | None = None
        self._visit = ""

    def _profiles_with(self, keychain: Keychain) -> Profiles:
        connect = partial(HttpTransport, find_proxy=system_proxy)
        return Profiles(self._folder, keychain, self._clock, connect, self._policy)

    def start(self, choose: Callable[[Profiles], OpenProfile] | None = None) -> None:
        """Open the profile; a new one is set up by ``choose``, or else by asking the person."""
        if self._profiles.is_wiped():
            self._say_farewell()
        elif self._profiles.is_signing_out():
            self._finish_sign_out()
        elif isinstance(self._keychain, PassphraseKeychain) and self._keychain.is_locked:
            self._ask_passphrase(self._keychain, choose)
        elif not self._profiles.is_new():
            self._open(self._profiles.open)
        elif choose is not None:
            self._open(lambda: choose(self._profiles))
        else:
            self._ask()

    def visit(self, link: str) -> None:
        """Bring the window forward and open whom a link names, as soon as there is a window."""
        if is_enrolment_link(link):
            self._take_invitation(link)
        elif isinstance(self._shown, Window):
            if self._shown.annexes.visit(link):
                self._shown.come_forward()
            return
        else:
            self._visit = link or self._visit
        if self._shown is not None:
            self._shown.raise_()
            self._shown.activateWindow()

    def _take_invitation(self, link: str) -> None:
        """Ask about a link to sign in, or say why it does nothing here."""
        shown, self._visit = self._shown, ""
        if not isinstance(shown, StartWindow | Window):
            self._visit = link  # nothing can be asked yet
            return
        try:
            invitation = read_enrolment_link(link)
            if isinstance(shown, StartWindow):
                shown.ask_link(invitation)
            else:
                shown.take_invitation(invitation)
        except RejectedError as error:
            shown.say_refused(error)

    def end(self) -> None:
        """Close whatever is shown, in order; the drafts are kept."""
        if self._shown is not None:
            self._shown.close()
        self._desk.shut_down()
        self.ended.emit()

    def _open(self, work: Callable[[], OpenProfile]) -> None:
        self._desk.run(self, work, self._show_window, lambda error: self._on_trouble(work, error))

    def _ask(self) -> None:
        start = StartWindow(self._profiles, self._desk)
        start.opened.connect(self._show_window)
        start.keychain_missed.connect(self._choose_passphrase)
        self._show(start)
        if is_enrolment_link(self._visit):
            self._visit_late()

    def _ask_passphrase(
        self, keychain: PassphraseKeychain, choose: Callable[[Profiles], OpenProfile] | None
    ) -> None:
        asking = PassphraseWindow(is_new=False)
        asking.forgotten.connect(lambda: self._ask_to_set_aside(asking))
        self._ask_until(asking, keychain.unlock, lambda: self.start(choose))

    def _choose_passphrase(self) -> None:
        """Keep the secrets under a passphrase from now on, and begin again."""
        keychain = PassphraseKeychain(self._folder)
        asking = PassphraseWindow(is_new=True)
        self._ask_until(asking, keychain.choose, lambda: self._begin_with(keychain))

    def _ask_until(
        self, asking: PassphraseWindow, work: Callable[[str], None], done: Callable[[], None]
    ) -> None:
        """Show the question, and what is wrong with each answer, until one works."""
        asking.given.connect(
            lambda given: self._desk.run(
                asking,
                lambda: work(given),
                lambda _: done(),
                lambda error: asking.show_problem(said(error.sentence)),
            )
        )
        self._show(asking)

    def _begin_with(self, keychain: PassphraseKeychain) -> None:
        self._keychain = keychain
        self._profiles = self._profiles_with(keychain)
        self._ask()

    def _on_trouble(self, work: Callable[[], OpenProfile], error: CompanionError) -> None:
        trouble = TroubleWindow(error.sentence, error.code)
        trouble.again.connect(lambda: self._open(work))
        trouble.set_aside.connect(lambda: self._ask_to_set_aside(trouble))
        self._show(trouble)

    def _ask_to_set_aside(self, shown: QWidget) -> None:
        Messages(shown).ask(
            self.tr("Begin anew on this laptop?"),
            self.tr(
                "What is here is set aside in its folder, still encrypted. What was not sent is "
                "in it, and only its old key opens it."
            ),
            self.tr("Begin anew"),
            lambda: self._desk.run(self, self._profiles.set_aside, lambda _: self._begin_anew()),
        )

    def _begin_anew(self) -> None:
        """Ask how to begin in a folder that is empty again; a passphrase is chosen anew too."""
        is_sealed = isinstance(self._keychain, PassphraseKeychain)
        self._keychain = OsKeychain() if is_sealed else self._keychain
        self._profiles = self._profiles_with(self._keychain)
        self._ask()

    def _choose_profile(self, window: Window) -> None:
        chooser = Chooser(Roster(self._folder), self._folder, window)
        chooser.chosen.connect(self._on_chosen)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _on_chosen(self, folder: Path) -> None:
        if folder != self._folder:
            self.switched.emit(folder)

    def _sign_out(self, keeps_files: bool) -> None:
        """Forget key and token while the window is still there, to say so if that cannot be."""
        shown = self._shown

        def failed(error: CompanionError) -> None:
            if self._profiles.is_signing_out():
                self._finish_sign_out()
            elif isinstance(shown, Window):
                shown.messages.say_error(error)

        self._desk.run(
            self,
            lambda: self._profiles.sign_out(keeps_files=keeps_files),
            lambda _: self._finish_sign_out(),
            failed,
        )

    def _finish_sign_out(self) -> None:
        """Close what is open, so that its files can go, and begin as on the first day."""
        busy = BusyWindow(self.tr("Signing out …"))
        self._show(busy)
        self._desk.shut_down()
        self._desk = Tasks("desk", self)

        def failed(error: CompanionError) -> None:
            trouble = TroubleWindow(error.sentence, error.code)
            trouble.again.connect(self._finish_sign_out)
            self._show(trouble)

        self._desk.run(busy, self._profiles.finish_sign_out, lambda _: self._begin_anew(), failed)

    def _change_key(self) -> None:
        """Close the window, encrypt everything with a new key, and open it again."""
        busy = BusyWindow(self.tr("Everything on this laptop gets a new key …"))
        self._show(busy)
        self._desk.shut_down()
        self._desk = Tasks("desk", self)
        again = self._profiles.open
        self._desk.run(
            busy,
            self._profiles.change_key,
            lambda _: self._open(again),
            lambda error: self._on_trouble(again, error),
        )

    def _show_window(self, profile: OpenProfile) -> None:
        line, ear = Tasks("line", self), Tasks("ear", self)
        suite = open_suite(profile, self._clock, system_proxy)
        window = Window(suite, self._desk, line, ear, self._theme, self._habits)
        window.closed.connect(profile.close)
        window.join_asked.connect(lambda: self._on_join_asked(window, profile))
        window.invited.connect(lambda link: self._on_join_asked(window, profile).take_link(link))
        window.sign_in_asked.connect(lambda: self._on_sign_in_asked(window, profile))
        window.key_change_asked.connect(self._change_key)
        window.sign_out_asked.connect(self._sign_out)
        window.restore_asked.connect(self._on_restore_asked)
        window.profiles_asked.connect(lambda: self._choose_profile(window))
        window.wiped.connect(self._on_wiped)
        self._show(window)
        window.start()
        self.opened.emit(window)
        self._visit_late()

    def _visit_late(self) -> None:
        """Open whom a link named before there was a window for it."""
        link, self._visit = self._visit, ""
        if link:
            self.visit(link)

    def _show(self, widget: QWidget) -> None:
        before, self._shown = self._shown, widget
        widget.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def _on_join_asked(self, window: Window, profile: OpenProfile) -> JoinDialog:
        def join(server: str, code: str, device: str, way: SignIn) -> OpenProfile:
            return self._profiles.join(profile, server, code, device, way)

        dialog = JoinDialog(join, self._profiles.browser(), self._policy, self._desk, window)
        self._open_dialog(dialog, window)
        return dialog

    def _on_sign_in_asked(self, window: Window, profile: OpenProfile) -> None:
        def sign_in(code: str, device: str, way: SignIn) -> OpenProfile:
            return self._profiles.sign_in_again(profile, code, device, way)

        browser, server = self._profiles.browser(), profile.meta.server_url or ""
        dialog = AgainDialog(sign_in, browser, self._policy, server, self._desk, window)
        self._open_dialog(dialog, window)

    def _open_dialog(self, dialog: SignInDialog, window: Window) -> None:
        dialog.signed_in.connect(lambda signed_in: self._on_joined(window, signed_in))
        dialog.open()

    def _on_wiped(self) -> None:
        if isinstance(self._shown, Window):
            self._shown.wiped.disconnect(self._on_wiped)
            self._say_farewell()

    def _say_farewell(self) -> None:
        """Close what is open, so that its files can go, and finish the wipe."""
        farewell = FarewellWindow()
        farewell.begun.connect(self._ask)
        farewell.again.connect(lambda: self._finish_wipe(farewell))
        self._show(farewell)
        self._desk.shut_down()
        self._desk = Tasks("desk", self)
        self._finish_wipe(farewell)

    def _finish_wipe(self, farewell: FarewellWindow) -> None:
        self._desk.run(
            farewell,
            self._profiles.finish_wipe,
            farewell.show_done,
            lambda error: farewell.show_problem(said(error.sentence)),
        )

    def _on_restore_asked(self, backup: Backup) -> None:
        """Close the window, so that its database can be replaced, and open it again."""
        busy = BusyWindow(self.tr("The backup is put back …"))
        self._show(busy)
        self._desk.shut_down()
        self._desk = Tasks("desk", self)
        self._desk.run(
            busy,
            lambda: self._profiles.restore(backup.path),
            self._show_window,
            lambda error: self._on_trouble(self._profiles.open, error),
        )

    def _on_joined(self, window: Window, joined: OpenProfile) -> None:
        window.closed.disconnect()  # the joined profile goes on with the same open database
        self._desk = Tasks("desk", self)
        self._show_window(joined)


def run(
    profile: Path | None,
    sign_in: tuple[str, str] | None = None,
    picture: Path | None = None,
    link: str = "",
) -> int:
    """Open the window on a profile folder and return the exit code when it is closed.

    Where there are several profiles and ``profile`` names none, the person chooses; one that is
    chosen in the window is opened in its place. ``sign_in`` (a server's address and a one-time
    code) sets a showcase profile up, whose key lies in its own folder; ``picture`` is where a
    picture of the filled window is written; ``link`` names whom to open first. If the profile is
    open in another window, that one comes forward.
    """
    application: QApplication | None = None
    folder: Path | None = None
    try:
        folder = profile_folder(profile)
        preferences = read_preferences(folder)
        application = make_application(sys.argv[:1], NAME, preferences)
        theme = Theme(application, wish_of(preferences.theme))
        roster, code = Roster(folder), 0
        with ending_on_signals(application):
            if profile is None and len(roster.entries()) > 1:
                folder = choose_profile(application, roster)
            while folder is not None:
                roster.note_used(folder)
                code, folder = _run_on(application, folder, theme, sign_in, picture, link)
                sign_in, link = None, ""
    except CompanionError as error:
        if error.code == "already_open" and folder and ring(folder, link, _RING_FOR):
            return 0
        return _refuse(application or make_application(sys.argv[:1], NAME), error)
    return code


def choose_profile(application: QApplication, roster: Roster) -> Path | None:
    """Let the person choose at the start; None if they close the question."""
    chosen: list[Path] = []
    chooser = Chooser(roster)
    chooser.chosen.connect(chosen.append)
    chooser.show()
    application.exec()
    chooser.deleteLater()
    return chosen[0] if chosen else None


def _run_on(
    application: QApplication,
    folder: Path,
    theme: Theme,
    sign_in: tuple[str, str] | None,
    picture: Path | None,
    link: str,
) -> tuple[int, Path | None]:
    """Open one profile until it is closed; return the exit code, and which profile follows."""
    following: list[Path] = []
    with ExitStack() as kept:
        kept.enter_context(only_instance(folder))
        kept.enter_context(logging_to(folder))
        keychain = FolderKeychain(folder) if sign_in else usual_keychain(folder)
        session = Session(application, folder, keychain, theme=theme)
        session.switched.connect(following.append)
        session.switched.connect(application.quit, Qt.ConnectionType.QueuedConnection)
        if picture is not None:
            session.opened.connect(lambda window: Portrait(window, picture))
        kept.callback(session.deleteLater)
        kept.callback(session.end)
        session.start(_signing_in(*sign_in) if sign_in else None)
        session.visit(link)
        kept.enter_context(hearing_the_door(folder, session))
        code = application.exec()
    return code, following[-1] if following else None


def usual_keychain(folder: Path) -> Keychain:
    """Return where a profile's secrets are: in the system's keychain unless they were sealed."""
    if PassphraseKeychain.is_in(folder):
        return PassphraseKeychain(folder)
    return OsKeychain()


@contextmanager
def hearing_the_door(folder: Path, session: Session) -> Iterator[None]:
    """Let other starts of the program reach this one's window while the block runs."""
    with ExitStack() as bells:

        def hang_up_bell() -> None:
            # Not before the first picture: whoever rings meanwhile rings again.
            from companion.ui.doorbell.doorbell import Doorbell  # noqa: PLC0415

            bell = Doorbell(folder)
            bells.callback(bell.close)
            bell.rung.connect(session.visit)

        QTimer.singleShot(_FIRST_PICTURE, session, hang_up_bell)
        yield


def _signing_in(server: str, code: str) -> Callable[[Profiles], OpenProfile]:
    return lambda profiles: profiles.sign_in(server, code, socket.gethostname())


def _refuse(application: QApplication, error: CompanionError) -> int:
    """Say why the program cannot start at all, on the screen and where it was started from."""
    sys.stderr.write(f"{error.sentence}\n")
    trouble = TroubleWindow(error.sentence)
    trouble.try_again.hide()
    trouble.show()
    application.exec()
    return 1
