"""Our window as the program opens it, until today's list is painted for the first time.

``python window_ours.py PROFILE`` tells how much memory it ever had and when that was, by the
machine's own clock, and ends. The secrets lie in the profile's folder: the system's keychain is
another program's time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion.app.session import Session
from companion.system.folders import NAME
from companion.system.instances import only_instance
from companion.system.keychain import FolderKeychain
from companion.system.logs import logging_to
from companion.system.preferences import read_preferences
from companion.ui.application import ending_on_signals, make_application
from tests.benchmarks.peers.painted import FirstPaint

if TYPE_CHECKING:
    from companion.ui.window import Window


def main(folder: Path) -> None:
    application = make_application(sys.argv[:1], NAME, read_preferences(folder))
    with only_instance(folder), logging_to(folder), ending_on_signals(application):
        session = Session(application, folder, FolderKeychain(folder))
        paints: list[FirstPaint] = []

        def watch(window: Window) -> None:
            today = window.today
            paint = FirstPaint(today.list.viewport(), lambda: today.model.rowCount() > 1)
            paint.painted.connect(application.quit)
            paints.append(paint)

        session.pictured.connect(watch)
        session.start()
        application.exec()
        session.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
