"""Anki's sync server and two collections of one person, asked in lines of JSON.

``python anki_client.py FOLDER`` in Anki's own environment. One note of two fields is a record
here; each makes a card, which travels too. ``stage N``, ``push`` by the first collection, ``pull``
by the second, ``poll`` by the first when there is nothing new.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from time import perf_counter

from anki.collection import Collection

WORDS = "Marta Oliveira, Logistics {0}", "it is about twice what we pay for paper now"
NAME, PASSWORD = "rita", "not a secret"


class Pair:
    """Two collections in step over one server."""

    def __init__(self, folder: Path, address: str) -> None:
        self._count = 0
        first = Collection(str(folder / "first.anki2"))
        self._auth = first.sync_login(NAME, PASSWORD, address)
        self._sides = [first, Collection(str(folder / "second.anki2"))]
        for each, is_up in zip(self._sides, (True, False), strict=True):
            each.close_for_full_sync()
            each.full_upload_or_download(auth=self._auth, server_usn=None, upload=is_up)
            each.reopen(after_full_sync=True)

    def stage(self, count: int) -> None:
        """Enter notes that were not sent yet."""
        first = self._sides[0]
        kind = first.models.by_name("Basic")
        for _ in range(count):
            self._count += 1
            note = first.new_note(kind)
            note["Front"], note["Back"] = WORDS[0].format(self._count), WORDS[1]
            first.add_note(note, 1)

    def sync(self, side: int) -> float:
        """Sync one collection and return the seconds it took."""
        began = perf_counter()
        told = self._sides[side].sync_collection(self._auth, sync_media=False)
        taken = perf_counter() - began
        assert told.required == 0, told
        return taken

    def check(self) -> None:
        """Make sure that both have every note."""
        assert [each.note_count() for each in self._sides] == [self._count, self._count]


def main(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    surroundings = os.environ | {
        "SYNC_USER1": f"{NAME}:{PASSWORD}",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "RUST_LOG": "error",
    }
    command = [sys.executable, "-m", "anki.syncserver"]
    with subprocess.Popen(command, env=surroundings, stdout=sys.stderr) as server:
        try:
            _wait_for(port)
            _answer(Pair(folder, f"http://127.0.0.1:{port}/"))
        finally:
            server.kill()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            with closing(socket.create_connection(("127.0.0.1", port), 1)):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Anki's server did not come up")


def _answer(pair: Pair) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        told = {}
        if asked["do"] == "stage":
            pair.stage(asked["count"])
        elif asked["do"] == "check":
            pair.check()
        else:
            told["seconds"] = pair.sync(1 if asked["do"] == "pull" else 0)
        print(f"answer {json.dumps(told)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
