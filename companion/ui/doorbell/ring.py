"""Rings at a window that is open already; loads neither widgets nor a database."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

HEARD = b"heard\n"
"""What an open window answers."""

_FILE = "doorbell"
_LONGEST_PATH = 100
_CONNECT, _ANSWER = 500, 3_000
_AGAIN = 0.1


def doorbell_name(folder: Path) -> str:
    """Return where the window of a profile folder listens: a name no other person's window has.

    In the profile folder, which only its owner can enter; where the path is too long for a
    socket, or sockets are no files, a name made from the user and the folder.
    """
    place = folder / _FILE
    if sys.platform != "win32" and len(os.fsencode(place)) < _LONGEST_PATH:
        return str(place)
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]
    return f"sales-call-companion-{user}-{mark}"


def ring(folder: Path, link: str, patience: float = 0.0) -> bool:
    """Hand a link to the open window of a profile; tell whether one took it.

    ``patience`` is for how many seconds to ring again while nobody answers: a window that is
    only just starting has no doorbell yet.
    """
    end = time.monotonic() + patience
    while not _ring_once(doorbell_name(folder), link):
        if time.monotonic() >= end:
            return False
        time.sleep(_AGAIN)
    return True


def _ring_once(name: str, link: str) -> bool:
    if Path(name).is_absolute() and not Path(name).exists():
        return False
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - most starts find no window open

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_CONNECT):
        return False
    socket.write(link.encode("utf-8", "replace").replace(b"\n", b" ") + b"\n")
    answer = b""
    while len(answer) < len(HEARD) and socket.waitForReadyRead(_ANSWER):
        answer += bytes(socket.readAll().data())
    socket.abort()
    return answer == HEARD
