"""Kinto with its memory backend and a laptop that pushes records to it, asked in lines of JSON.

``python kinto_client.py FOLDER`` in Kinto's own environment. Records go up in batches as large as
its server takes (25 requests), each a PUT under an id made here, and come down in pages.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from time import perf_counter

import requests

WORDS = "Marta Oliveira, Logistics {0}", "it is about twice what we pay for paper now"
BATCH, PAGE = 25, 500
PLACE = "/buckets/room/collections/records"
SETTINGS = """[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.bucket_create_principals = system.Everyone
kinto.paginate_by = 500
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = ERROR
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""


class Client:
    """A laptop that talks to a Kinto server."""

    def __init__(self, address: str) -> None:
        self._line, self._address, self._count = requests.Session(), f"{address}/v1", 0
        self._line.trust_env = False
        self._staged: list[dict] = []
        for path in ("/buckets/room", PLACE):
            self._line.put(self._address + path, json={"data": {}}).raise_for_status()
        self._since = self._newest()

    def stage(self, count: int) -> None:
        """Make records that were not sent yet."""
        for _ in range(count):
            self._count += 1
            words = {"name": WORDS[0].format(self._count), "words": WORDS[1]}
            self._staged.append(
                {"path": f"{PLACE}/records/{uuid.uuid4()}", "body": {"data": words}}
            )

    def push(self) -> int:
        """Send all that waits; return how many records were taken."""
        taken = 0
        for start in range(0, len(self._staged), BATCH):
            some = self._staged[start : start + BATCH]
            body = {"defaults": {"method": "PUT"}, "requests": some}
            answer = self._line.post(f"{self._address}/batch", json=body)
            taken += sum(each["status"] == 201 for each in answer.json()["responses"])
        assert taken == len(self._staged), answer.text
        self._staged.clear()
        return taken

    def pull(self) -> int:
        """Fetch all that is newer than the last pull; return how many records came."""
        came, address = 0, f"{self._address}{PLACE}/records?_since={self._since}&_limit={PAGE}"
        newest = self._since
        while address:
            answer = self._line.get(address)
            came += len(answer.json()["data"])
            newest = answer.headers["ETag"].strip('"')
            address = answer.headers.get("Next-Page")
        self._since = newest
        return came

    def _newest(self) -> str:
        return self._line.get(f"{self._address}{PLACE}/records").headers["ETag"].strip('"')


def main(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = folder / "kinto.ini"
    settings.write_text(SETTINGS.format(port=port))
    kinto = Path(sys.executable).with_name("kinto")
    command = [str(kinto), "start", "--ini", str(settings), "--port", str(port)]
    with subprocess.Popen(command, stdout=sys.stderr) as server:
        try:
            _wait_for(port)
            _answer(Client(f"http://127.0.0.1:{port}"))
        finally:
            server.kill()


def _wait_for(port: int) -> None:
    for _ in range(400):
        try:
            with closing(socket.create_connection(("127.0.0.1", port), 1)):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Kinto did not come up")


def _answer(client: Client) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        told: dict[str, float] = {}
        if asked["do"] == "stage":
            client.stage(asked["count"])
        else:
            began = perf_counter()
            told["done"] = client.push() if asked["do"] == "push" else client.pull()
            told["seconds"] = perf_counter() - began
        print(f"answer {json.dumps(told)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
