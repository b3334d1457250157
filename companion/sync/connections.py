"""Connections that end when their time is up, or at once when somebody hangs up.

``requests`` limits each read, not the whole (a server that drips one byte in a while never times
out), and offers no way to end a request from another thread. Both need the socket.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import sys
import threading
import time
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest
    from urllib3.connectionpool import ConnectionPool
    from urllib3.poolmanager import ProxyManager

_CHUNK = 16 * 1024
_BLINK = 0.02  # a socket's timer may ring a moment early


class Switchboard:
    """Knows every open socket of one transport, and how long its request may still take."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._ends_at = 0.0
        self.is_down = False

    def begin(self, seconds: float) -> None:
        """Give the next request this long, from the first byte sent to the last one read."""
        self._ends_at = time.monotonic() + seconds

    @property
    def is_late(self) -> bool:
        """Tell whether the time of the present request is up."""
        return time.monotonic() >= self._ends_at - _BLINK

    def time_left(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: there are none.
            ConnectionAbortedError: somebody hung up.
        """
        if self.is_down:
            raise ConnectionAbortedError("hung up")
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this request is up")
        return left

    def plug_in(self, plug: socket.socket) -> None:
        """Take note of an open socket."""
        with self._lock:
            self._sockets.add(plug)
            if self.is_down:
                _shut(plug)

    def hang_up(self) -> None:
        """End what is under way, for good: whoever reads or writes notices at once."""
        with self._lock:
            self.is_down = True
            for plug in list(self._sockets):
                _shut(plug)


class TimedAdapter(HTTPAdapter):
    """Lets ``requests`` make its connections through a switchboard."""

    def __init__(self, switchboard: Switchboard, *, is_safe: bool) -> None:
        """Make connections for https only if ``is_safe``: reading the system's roots takes time."""
        self._is_safe = is_safe
        self._kinds = {
            "http": type("Connection", (_Connection,), {"switchboard": switchboard}),
            "https": type("SafeConnection", (_SafeConnection,), {"switchboard": switchboard}),
        }
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **more: Any
    ) -> None:
        """Trust what the operating system trusts, beside the roots that ``requests`` brings."""
        if self._is_safe:
            more["ssl_context"] = trusting_the_system()
        super().init_poolmanager(connections, maxsize, block, **more)

    def proxy_manager_for(self, proxy: str, **more: Any) -> ProxyManager:
        """Trust the same through a proxy, where a company's own authority matters most."""
        if self._is_safe:
            more["ssl_context"] = trusting_the_system()
        made: ProxyManager = super().proxy_manager_for(proxy, **more)
        return made

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Show a proxy name and password in UTF-8 (RFC 7617), which ``requests`` writes as Latin-1.

        The characters of most names are the same in both; some passwords' are in neither.
        """
        name, password = get_auth_from_url(proxy)
        if not name:
            return {}
        shown = b64encode(f"{name}:{password}".encode()).decode()
        return {"Proxy-Authorization": f"Basic {shown}"}

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> ConnectionPool:
        """Return the pool for a request, told to make connections of ours."""
        pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
        if isinstance(pool, HTTPConnectionPool):
            pool.ConnectionCls = self._kinds[pool.scheme or "https"]
        return pool


def trusting_the_system() -> ssl.SSLContext:
    """Trust what the system does, a company's own authorities among it.

    OpenSSL finds them in a file on Linux (or the one ``SSL_CERT_FILE`` names); Windows and macOS
    are asked themselves, because they load theirs only when they are needed.
    """
    if sys.platform != "linux":
        import truststore  # noqa: PLC0415 - not there on Linux

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.create_default_context()


class _TimedReader(io.RawIOBase):
    """Reads a socket, giving each read only what is left of the whole."""

    def __init__(self, raw: io.RawIOBase, plug: socket.socket, switchboard: Switchboard) -> None:
        super().__init__()
        self._raw, self._plug, self._switchboard = raw, plug, switchboard

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._plug.settimeout(self._switchboard.time_left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    switchboard: ClassVar[Switchboard]

    def __init__(self, sock: socket.socket, *more: Any, **named: Any) -> None:
        super().__init__(sock, *more, **named)
        self.fp: io.BufferedReader = io.BufferedReader(
            _TimedReader(self.fp.detach(), sock, self.switchboard)
        )


class _Connection(HTTPConnection):
    switchboard: ClassVar[Switchboard]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.response_class = type("Response", (_Response,), {"switchboard": self.switchboard})

    def connect(self) -> None:
        self.switchboard.time_left()
        super().connect()
        self.switchboard.plug_in(self.sock)

    def send(self, data: Any) -> None:
        if not isinstance(data, bytes):
            return super().send(data)
        for start in range(0, len(data), _CHUNK):
            if self.sock is not None:
                self.sock.settimeout(self.switchboard.time_left())
            super().send(data[start : start + _CHUNK])
        return None


class _SafeConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


def _shut(plug: socket.socket) -> None:
    with suppress(OSError):  # it may have been closed by the other side
        # Not the method of a TLS socket: that one also takes its state away from the reader.
        socket.socket.shutdown(plug, socket.SHUT_RDWR)
