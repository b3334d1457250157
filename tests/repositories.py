"""A repository of releases made by our own tool with real keys, and a web server over it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from companion.server.releases.keys import DAILY, OFFLINE, make_keys, read_signer
from companion.server.releases.repository import Offer, Repository
from companion.sync.releases import Releases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from securesystemslib.signer import CryptoSigner

PASSPHRASE = "correct horse battery"
SYSTEM = "linux-amd64"
INSTALLER = "sales-call-companion_0.2.0_amd64.deb"


def keys_in(folder: Path) -> dict[str, CryptoSigner]:
    if not folder.exists():
        make_keys(folder, PASSPHRASE)
    return {name: read_signer(folder, name, PASSPHRASE) for name in (*OFFLINE, DAILY)}


@dataclass
class Depot:
    """A repository that is signed and served; ``root`` is what is built into laptops."""

    folder: Path
    signers: dict[str, CryptoSigner]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    _made: list[Releases] = field(default_factory=list)

    @property
    def root(self) -> bytes:
        return (self.folder / "metadata" / "1.root.json").read_bytes()

    @property
    def metadata(self) -> Path:
        return self.folder / "metadata"

    def at(self, when: datetime | None = None) -> Repository:
        return Repository(self.folder, when or datetime.now(UTC))

    def offer(self, version: str = "0.2.0", content: bytes = b"a new Companion" * 9_000) -> Path:
        """Put an installer of a version up for our system; return where it is served from."""
        name = f"sales-call-companion_{version}_amd64.deb"
        file = self.folder.parent / name
        file.write_bytes(content)
        notes = {"en": "Faster.", "de": "Schneller."}
        self.at().add(Offer(file, version, SYSTEM, "stable", notes), self.signers)
        (served,) = (self.folder / "targets").glob(f"*.{name}")
        return served

    def connect(
        self, folder: Path, root: bytes = b"", channel: str = "stable", system: str = SYSTEM
    ) -> Releases:
        """Give a laptop's way here; it ends with the depot."""
        made = Releases(self.url, folder, root or self.root, channel, system)
        self._made.append(made)
        return made

    def close(self) -> None:
        for each in self._made:
            each.hang_up()


class _Shelf(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *given: object, depot: Depot, **named: object) -> None:
        self._depot = depot
        super().__init__(*given, directory=str(depot.folder), **named)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._depot.asked.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        pass


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a laptop ends a download: that is what is tested."""


@contextmanager
def serving_depot(folder: Path, signers: dict[str, CryptoSigner]) -> Iterator[Depot]:
    """Give a depot with an empty repository, begun in the past so that it has a history."""
    depot = Depot(folder, signers)
    depot.at(datetime.now(UTC) - timedelta(days=1)).begin(signers)
    with _Quiet(("127.0.0.1", 0), partial(_Shelf, depot=depot)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        depot.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield depot
        finally:
            depot.close()
            server.shutdown()
            thread.join()
