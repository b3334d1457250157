"""A relay that counts what passes: requests, and bytes each way with all their headers."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from typing import Self

_CHUNK = 64 * 1024
_BEGINS = b"GET ", b"POST ", b"PUT "


class CountingRelay:
    """Stands before a server at ``address`` while the block runs."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = parts.hostname or "", parts.port or 80
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = self.bytes = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def reset(self) -> None:
        """Begin to count anew."""
        self.requests = self.bytes = 0

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._server)
            for each in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=each, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        while part := source.recv(_CHUNK):
            with self._lock:
                self.bytes += len(part)
                self.requests += part.startswith(_BEGINS)
            target.sendall(part)
        target.close()
