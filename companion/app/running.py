"""The program from its start to its exit code: which profile, its window, and which follows."""

from __future__ import annotations

import socket
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from companion.app.session import Session
from companion.domain.errors import CompanionError
from companion.services.rosters import Roster
from companion.system.folders import NAME, SEALED, profile_folder
from companion.system.instances import only_instance
from companion.system.keychain import FolderKeychain
from companion.system.logs import logging_to
from companion.system.preferences import read_preferences
from companion.ui.application import ending_on_signals, make_application
from companion.ui.doorbell.ring import ring
from companion.ui.theme import Theme, wish_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from companion.services.profiles import OpenProfile, Profiles
    from companion.system.keychain import Keychain

_FIRST_PICTURE = 300
"""Milliseconds after the start in which nothing is done that is not seen."""

_RING_FOR = 10.0
"""Seconds in which a window that is just starting gets its doorbell."""


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
    from companion.ui.profiles.chooser import Chooser  # noqa: PLC0415 - few have several profiles

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
            from companion.ui.pictures import Portrait  # noqa: PLC0415 - for the showcase alone

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
    if (folder / SEALED).exists():
        from companion.system.passphrases import PassphraseKeychain  # noqa: PLC0415 - one of two

        return PassphraseKeychain(folder)
    from companion.system.os_keychain import OsKeychain  # noqa: PLC0415 - the other

    return OsKeychain()


@contextmanager
def hearing_the_door(folder: Path, session: Session) -> Iterator[None]:
    """Let other starts of the program reach this one's window while the block runs."""
    with ExitStack() as bells:

        def hang_up_bell() -> None:
            # Whoever rings meanwhile rings again.
            from companion.ui.doorbell.doorbell import Doorbell  # noqa: PLC0415 - after the picture

            bell = Doorbell(folder)
            bells.callback(bell.close)
            bell.rung.connect(session.visit)

        QTimer.singleShot(_FIRST_PICTURE, session, hang_up_bell)
        yield


def _signing_in(server: str, code: str) -> Callable[[Profiles], OpenProfile]:
    return lambda profiles: profiles.sign_in(server, code, socket.gethostname())


def _refuse(application: QApplication, error: CompanionError) -> int:
    """Say why the program cannot start at all, on the screen and where it was started from."""
    from companion.ui.trouble import TroubleWindow  # noqa: PLC0415 - most starts meet none

    sys.stderr.write(f"{error.sentence}\n")
    trouble = TroubleWindow(error.sentence)
    trouble.try_again.hide()
    trouble.show()
    application.exec()
    return 1
