"""A program that is told by webhooks, as its builders would write it; run as a process of its own.

It answers as it was told last (``POST /mode/NAME``): ``fail`` with 500, ``stall`` never,
``redirect`` elsewhere, ``flood`` without an end, ``take`` with 204 once the signature is right.
``GET /seen`` tells what came.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from standardwebhooks import Webhook, WebhookVerificationError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


class _Receiving(BaseHTTPRequestHandler):
    mode = "take"
    secrets: tuple[str, ...] = ()
    elsewhere = ""
    taken: tuple[tuple[str, Any], ...] = ()
    tried: ClassVar[Counter[str]] = Counter()
    over = threading.Event()

    def do_GET(self) -> None:
        cls = type(self)
        self._answer(200, json.dumps({"taken": cls.taken, "tried": cls.tried}).encode())

    def do_POST(self) -> None:
        cls, sent = type(self), self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/mode/"):
            given = json.loads(sent or b"{}")
            cls.mode = self.path.removeprefix("/mode/")
            cls.secrets = tuple(given.get("secrets", cls.secrets))
            cls.elsewhere = given.get("elsewhere", cls.elsewhere)
            self._answer(204)
            return
        mode = cls.mode
        cls.tried[mode] += 1
        getattr(self, f"_{mode}")(sent)

    def _take(self, sent: bytes) -> None:
        headers = dict(self.headers.items())
        for secret in type(self).secrets:
            try:
                body = Webhook(secret).verify(sent, headers)
            except WebhookVerificationError:
                self._answer(401)
                return
        type(self).taken += ((self.headers["webhook-id"], body),)
        self._answer(204)

    def _fail(self, _sent: bytes) -> None:
        self._answer(500)

    def _gone(self, _sent: bytes) -> None:
        self._answer(410)

    def _stall(self, _sent: bytes) -> None:
        type(self).over.wait()

    def _redirect(self, _sent: bytes) -> None:
        self.send_response(307)
        self.send_header("Location", type(self).elsewhere)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _flood(self, _sent: bytes) -> None:
        self.send_response(500)
        self.end_headers()
        while not type(self).over.is_set():
            self.wfile.write(b"x" * 65536)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """It says nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:  # whoever was kept waiting has gone
            self.close_connection = True


class Receiver:
    """A receiver that runs, seen from the test."""

    def __init__(self, address: str) -> None:
        self.address = address

    def seen(self) -> dict[str, Any]:
        return self._asked("GET", "/seen")

    def taken(self) -> list[tuple[str, Any]]:
        return [tuple(each) for each in self.seen()["taken"]]

    def tried(self, mode: str) -> int:
        return self.seen()["tried"].get(mode, 0)

    def be(self, mode: str, **given: Any) -> None:
        self._asked("POST", f"/mode/{mode}", given)

    def _asked(self, method: str, path: str, given: dict[str, Any] | None = None) -> Any:
        import requests  # noqa: PLC0415 - the receiver's own process does without

        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, self.address + path, json=given or {}, timeout=60)
        return answer.json() if answer.content else None


@contextmanager
def receiver(host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Run a receiver on an address of this machine."""
    arguments = [sys.executable, "-m", "tests.receivers", host]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Receiver(process.stdout.readline().strip())
        finally:
            process.kill()


def main() -> None:
    server = ThreadingHTTPServer((sys.argv[1], 0), _Receiving)
    server.daemon_threads = True
    host, port = server.server_address[:2]
    print(f"http://{host}:{port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
