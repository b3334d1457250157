"""Anki's window from its start until its list of decks is given to its page to show.

``python window_anki.py FOLDER`` in the environment that has Anki's window; ``prepare`` after the
folder makes it, with one person who has answered the questions of a first start. Only its own
process is counted, not those of the browser engine beside it.
"""

from __future__ import annotations

import json
import os
import sys
import time

import aqt
from anki.lang import set_lang
from aqt import gui_hooks
from aqt.profiles import ProfileManager
from aqt.qt import QTimer

NAME = "User 1"


def prepare(folder: str) -> None:
    manager = ProfileManager(ProfileManager.get_created_base_folder(folder))
    set_lang("en_US")
    manager.setupMeta()
    manager.create(NAME)
    manager.openProfile(NAME)
    manager.meta |= {"firstRun": False, "defaultLang": "en_US"}
    manager.save()


def main(folder: str) -> None:
    def tell(*_: object) -> None:
        gui_hooks.deck_browser_did_render.remove(tell)
        QTimer.singleShot(0, _tell)

    gui_hooks.deck_browser_did_render.append(tell)
    sys.argv = ["anki", "-b", folder, "-l", "en_US", "-p", NAME]
    aqt.run()


def _tell() -> None:
    with open("/proc/self/status") as told:  # noqa: PTH123 - before anything else is loaded
        lines = dict(line.split(":", 1) for line in told)
    peak = int(lines["VmHWM"].split()[0]) / 1024
    print(f"answer {json.dumps({'at': time.monotonic(), 'peak': peak})}", flush=True)
    os._exit(0)


if __name__ == "__main__":
    (prepare if "prepare" in sys.argv else main)(sys.argv[1])
