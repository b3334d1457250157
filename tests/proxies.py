"""A company's proxy as a server of its own: it connects what it is asked to, and writes it down."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 65_536


@dataclass
class CompanyProxy:
    """``to`` is the port here that every name leads to; ``password`` what must be shown, if any."""

    to: int
    password: str = ""
    url: str = ""
    asked: list[str] = field(default_factory=list)


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: CompanyProxy

    def do_CONNECT(self) -> None:
        self.proxy.asked.append(self.path)
        shown = self.headers.get("Proxy-Authorization", "")
        if self.proxy.password and shown != self.proxy.password:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="company"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with socket.create_connection(("127.0.0.1", self.proxy.to)) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_carry, args=(there, self.connection))
            back.start()
            _carry(self.connection, there)
            back.join()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        pass


def _carry(one: socket.socket, other: socket.socket) -> None:
    try:
        while block := one.recv(_BLOCK):
            other.sendall(block)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def company_proxy(to: int, password: str = "") -> Iterator[CompanyProxy]:
    """Serve as a proxy while the block runs."""
    made = CompanyProxy(to, password)
    door = type("Door", (_Door,), {"proxy": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
