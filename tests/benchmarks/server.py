"""The server taking pushes of 20 records, against bare Starlette with orjson on the same store.

Both are processes of their own over a SQLite file or one PostgreSQL, both write durably, and the
same packed requests go to each in turn over one open connection.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from companion.domain.campaigns import Campaign
from companion.domain.ids import new_id
from companion.wire.records import entity_of
from tests.benchmarks.belongings import belongings
from tests.benchmarks.peers.environments import python_of
from tests.benchmarks.peers.processes import SCRIPTS, cpu_of, line_of, running
from tests.benchmarks.rows import Row, alternate, compare, hand_over
from tests.postgres import running_postgres
from tests.processes import server_process, set_up
from tests.salesroom import NOW, Salesroom, creating, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PUSHES, RECORDS, ROUNDS = 40, 20, 9
GOAL = 0.75


class Side:
    """A server process that is pushed to; ``seconds`` and ``cpu`` are of the last round."""

    def __init__(self, address: str, process: int, token: str = "") -> None:
        host, port = address.removeprefix("http://").split(":")
        self._line = HTTPConnection(host, int(port))
        self._process = process
        self._headers = {
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Authorization": f"Bearer {token}",
        }
        self.cpu: list[float] = []

    def push(self, bodies: list[bytes]) -> float:
        """Push each body and return how many milliseconds one took."""
        self._line.close()  # it was idle while the other side was asked
        self._line.connect()
        before, began = cpu_of(self._process), perf_counter()
        for each in bodies:
            self._line.request("POST", "/v1/push", each, self._headers)
            answer = self._line.getresponse()
            told = answer.read()
            assert answer.status == 200, told
        taken = perf_counter() - began
        assert b'"outcome":"applied"' in told or b'"results":[],"runs":[' in told, told
        self.cpu.append((cpu_of(self._process) - before) / len(bodies) * 1_000)
        return taken / len(bodies) * 1_000

    def close(self) -> None:
        self._line.close()


def measure(store: str, url: str, bare_url: str, folder: Path) -> Iterator[Row]:
    """Push to both in turn; the figures are records a second."""
    with ExitStack() as kept:
        database = set_up(url)
        kept.callback(database.close)
        process = kept.enter_context(server_process(folder, url))
        room = Salesroom(database, process.client)
        laptop = room.laptop()
        campaign = Campaign(new_id(), "Spring", "spring")
        room.put(campaign)
        bare = kept.enter_context(running(python_of("floor"), SCRIPTS / "bare_server.py", bare_url))
        ours = Side(process.client.address, process.process.pid, laptop.token)
        theirs = Side(line_of(bare, "ready at "), bare.pid)
        kept.callback(ours.close)
        kept.callback(theirs.close)
        pending: list[list[bytes]] = []

        def push_ours() -> float:
            pending.append(_bodies(laptop.device_id, laptop.user.id, campaign.id))
            return RECORDS * 1_000 / ours.push(pending[-1])

        def push_bare() -> float:
            return RECORDS * 1_000 / theirs.push(pending.pop())

        figures = alternate(push_ours, push_bare, ROUNDS)
    peer = f"bare Starlette, orjson, {store}"
    unequal = "theirs asks for no token and has no rights, merging, references or figures"
    subject = f"server, pushes of {RECORDS} records, {store}"
    yield compare(12, subject, peer, "records/s", figures, GOAL, is_at_least=True, unequal=unequal)
    cpu = ours.cpu[1:], theirs.cpu[1:]
    yield compare(0, f"{subject}, its processor time", peer, "ms", cpu, 1 / GOAL, unequal=unequal)


def _bodies(device_id: str, user_id: str, campaign_id: str) -> list[bytes]:
    return [_body(device_id, user_id, campaign_id) for _ in range(PUSHES)]


def _body(device_id: str, user_id: str, campaign_id: str) -> bytes:
    changes = [
        creating(each, entity_of(each).name) for each in belongings(user_id, campaign_id, RECORDS)
    ]
    body = {
        "device_id": device_id,
        "schema": 1,
        "sent_at": text_of(NOW),
        "brief": True,
        "changes": changes,
    }
    return gzip.compress(json.dumps(body).encode(), 1)


def main() -> None:
    """Measure over both kinds of store."""
    with tempfile.TemporaryDirectory() as temporary, running_postgres() as cluster:
        folder = Path(temporary)
        files = [f"sqlite:///{folder / name}" for name in ("ours.db", "bare.db")]
        hand_over(measure("SQLite", *files, folder))
        hand_over(measure("PostgreSQL", cluster.new_database(), cluster.new_database(), folder))


if __name__ == "__main__":
    main()
