"""Listens for a second start of the program, or a phone program, that names somebody to open.

Whoever rings is taken for hostile: one short line in a short time, or nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from companion.ui.doorbell.ring import HEARD, doorbell_name

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

LONGEST = 2_000
"""Longest line that is heard, in bytes."""

_PATIENCE = 2_000
_MOST_WAITING = 8


class Doorbell(QObject):
    """The bell of one profile. ``rung`` carries the line, empty when only the window is wanted."""

    rung = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._callers: set[_Caller] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_WAITING)
        self._server.newConnection.connect(self._on_called)
        # Whoever holds the profile's lock is alone: what is left there is of a run that died.
        QLocalServer.removeServer(doorbell_name(folder))
        if not self._server.listen(doorbell_name(folder)):
            log.warning("no doorbell: %s", self._server.errorString())

    def close(self) -> None:
        """Hear nothing more."""
        self._server.close()
        for caller in tuple(self._callers):
            caller.hang_up()

    def _on_called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            caller = _Caller(socket, self)
            self._callers.add(caller)
            caller.listen()

    def forget(self, caller: _Caller) -> None:
        """Let go of a connection that is over."""
        self._callers.discard(caller)


class _Caller:
    """One connection, until its line has come or its time is over.

    No QObject: a socket that is destroyed with its parent still says that it was disconnected,
    to a Python half of the parent that is gone already.
    """

    def __init__(self, socket: QLocalSocket, bell: Doorbell) -> None:
        self._socket = socket
        self._bell = bell
        self._heard = b""
        self._patience = QTimer(bell)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)

    def listen(self) -> None:
        """Begin to hear; what has come already is heard at once."""
        self._socket.readyRead.connect(self._on_read)
        self._socket.disconnected.connect(self._on_disconnected)
        self._patience.timeout.connect(self.hang_up)
        self._patience.start()
        self._on_read()

    def hang_up(self) -> None:
        """End the connection now."""
        if self._socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self._on_disconnected()
        else:
            self._socket.abort()

    def _on_read(self) -> None:
        self._heard += bytes(self._socket.read(LONGEST + 1 - len(self._heard)).data())
        line, newline, _ = self._heard.partition(b"\n")
        if newline:
            self._take(line)
        elif len(self._heard) > LONGEST:
            self.hang_up()

    def _take(self, line: bytes) -> None:
        self._socket.readyRead.disconnect(self._on_read)
        self._socket.write(HEARD)
        self._socket.flush()
        self._socket.disconnectFromServer()
        # What is no text is no link either: the window says so in the same words.
        self._bell.rung.emit(line.decode("utf-8", "replace").strip())

    def _on_disconnected(self) -> None:
        self._patience.stop()
        self._patience.deleteLater()
        self._socket.deleteLater()
        self._bell.forget(self)
