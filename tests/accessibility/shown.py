"""The demo's window on a real screen, for a screen reader: run with a folder to keep it in."""

from __future__ import annotations

import sys
from pathlib import Path

from companion.domain.clock import SystemClock
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.system.folders import NAME
from companion.system.keychain import FolderKeychain
from companion.ui.application import make_application
from companion.ui.furniture import furnished_window
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, Wish


def main() -> int:
    """Show the window until it is closed."""
    folder = Path(sys.argv[1])
    application = make_application(sys.argv[:1], NAME)
    clock = SystemClock()
    profile = Profiles(folder, FolderKeychain(folder), clock).look_around()
    lanes = (Tasks("desk"), Tasks("line"), Tasks("ear"))
    window = furnished_window(open_suite(profile, clock), *lanes, Theme(application, Wish.LIGHT))
    window.closed.connect(profile.close)
    window.sheet_presenter.opened.connect(lambda _: print("ready", flush=True))
    window.show()
    window.start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
