"""The port on this laptop that the browser brings its answer to: open for one attempt only.

Any program on the laptop, and any web page through the browser, may knock. A request is read up to
a limit, what is not the answer waited for is told so and changes nothing, and after the answer the
port is closed.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

from companion.domain.errors import RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 8_000
"""Longest head of a request that is read, in bytes."""

_PATIENCE = 5_000
_MOST_WAITING = 8
_FIRST_LINE = re.compile(rb"GET (/[\x21-\x7e]{0,2000}) HTTP/1\.[01]\r\n")
_HEAD_ENDS = b"\r\n\r\n"
_HEADERS = (
    "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'\r\n"
    "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
)


class Landing(QObject):
    """``landed`` carries the code, ``declined`` the error that says so; either comes once."""

    landed = Signal(str)
    declined = Signal(object)

    def __init__(self, read_answer: Callable[[str], str], parent: QObject | None = None) -> None:
        """``read_answer`` reads path and query; it raises ``stray`` for what is not the answer."""
        super().__init__(parent)
        self._read_answer = read_answer
        self._callers: set[_Caller] = set()
        self._server = QTcpServer(self)
        self._server.setMaxPendingConnections(_MOST_WAITING)
        self._server.newConnection.connect(self._on_called)

    def listen(self) -> int:
        """Open a free port of 127.0.0.1 and return it, 0 if the system has none to give."""
        is_open = self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), 0)
        return self._server.serverPort() if is_open else 0

    def close(self) -> None:
        """Hear nothing more."""
        self._server.close()
        for caller in tuple(self._callers):
            caller.hang_up()

    def answer(self, target: str) -> tuple[str, str]:
        """Take what was asked for; return the status and the words of the page to show."""
        if not self._server.isListening():
            return "410 Gone", self.tr("This sign-in is over.")
        try:
            code = self._read_answer(target)
        except RejectedError as refusal:
            if refusal.code != "declined":
                return "404 Not Found", self.tr("There is nothing here.")
            self._server.close()
            self.declined.emit(refusal)
            return "200 OK", self.tr("Nobody was signed in. You can close this page.")
        self._server.close()
        self.landed.emit(code)
        return "200 OK", self.tr("Please go back to Companion. You can close this page.")

    def forget(self, caller: _Caller) -> None:
        """Let go of a connection that is over."""
        self._callers.discard(caller)

    def _on_called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            caller = _Caller(socket, self)
            self._callers.add(caller)
            caller.listen()


class _Caller:
    """One connection, until its request was answered or its time is over. No QObject: see
    ``doorbell``.
    """

    def __init__(self, socket: QTcpSocket, landing: Landing) -> None:
        self._socket = socket
        self._landing = landing
        self._heard = b""
        self._patience = QTimer(landing)
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
        if self._socket.state() is QTcpSocket.SocketState.UnconnectedState:
            self._on_disconnected()
        else:
            self._socket.abort()

    def _on_read(self) -> None:
        self._heard += bytes(self._socket.read(LONGEST + 1 - len(self._heard)).data())
        if _HEAD_ENDS in self._heard:
            self._take()
        elif len(self._heard) > LONGEST:
            self.hang_up()

    def _take(self) -> None:
        self._socket.readyRead.disconnect(self._on_read)
        asked = _FIRST_LINE.match(self._heard)
        if asked is None:
            self.hang_up()
            return
        status, words = self._landing.answer(asked[1].decode("ascii"))
        page = f'<!doctype html><meta charset="utf-8"><title>Companion</title><p>{escape(words)}'
        body = page.encode()
        head = f"HTTP/1.1 {status}\r\n{_HEADERS}Content-Length: {len(body)}\r\n\r\n"
        self._socket.write(head.encode() + body)
        self._socket.flush()
        self._socket.disconnectFromHost()

    def _on_disconnected(self) -> None:
        self._patience.stop()
        self._patience.deleteLater()
        self._socket.deleteLater()
        self._landing.forget(self)
