"""A rep's laptop and the server in full: 10,000 records up and down, as shipped.

``Ours`` is one side of every comparison of syncing (``record_cost``, ``anki``, ``kinto``,
``pouch``): real profiles, encrypted, over real HTTP against a server process of our own. What a
relay in between counts is taken in rounds of its own, so that it costs the others nothing.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from companion.domain.campaigns import Campaign
from companion.domain.clock import SystemClock
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.services.views import SyncState
from companion.store.outbox import add_records
from tests.benchmarks.belongings import belongings
from tests.benchmarks.peers.processes import cpu_of
from tests.laptops import RealLaptop
from tests.processes import ServerProcess, set_up
from tests.salesroom import Salesroom

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from companion.wire.records import Record


@dataclass(frozen=True, slots=True)
class Taken:
    """What something took: seconds on the clock, and of processor time on each side."""

    seconds: float
    client: float = 0.0
    server: float = 0.0

    @property
    def cpu(self) -> float:
        """Return the processor time of both sides."""
        return self.client + self.server


class Ours:
    """Laptops of one rep and a server process on a SQLite file of its own."""

    def __init__(self, folder: Path, kept: ExitStack) -> None:
        folder.mkdir()
        self._folder, self._kept = folder, kept
        url = f"sqlite:///{folder / 'server.db'}"
        self._database = set_up(url)
        kept.callback(self._database.close)
        self._process = kept.enter_context(closing(ServerProcess(folder, url)))
        self.address = self._process.client.address
        self._room = Salesroom(self._database, self._process.client)
        self._campaign = Campaign(new_id(), "Spring", "spring")
        self._room.put(*default_categories(), self._campaign)
        self._user = self._room.add_user(name="Rita")
        self._count = 0

    def laptop(self, address: str = "") -> RealLaptop:
        """Sign a new laptop in; ``address`` is where it finds the server."""
        self._count += 1
        folder = self._folder / f"laptop-{self._count}"
        laptop = RealLaptop(folder, address or self.address).sign_in(self._room, self._user)
        self._kept.callback(laptop.close)
        return laptop

    def records(self, count: int) -> list[Record]:
        """Make what a rep brings."""
        return belongings(self._user.id, self._campaign.id, count)

    def stage(self, laptop: RealLaptop, count: int) -> list[Record]:
        """Let so many new records wait on a laptop."""
        made = self.records(count)
        assert laptop.profile
        with laptop.profile.database.write() as cx:
            add_records(cx, made, SystemClock().now())
        return made

    def sync(self, laptop: RealLaptop) -> Taken:
        """Sync until both ends are in step."""
        server, client, began = cpu_of(self._process.process.pid), process_time(), perf_counter()
        status = laptop.sync()
        taken = perf_counter() - began
        used = process_time() - client, cpu_of(self._process.process.pid) - server
        if status.state is not SyncState.IN_STEP or status.unsent:
            raise RuntimeError(f"the sync did not end well: {status}")
        return Taken(taken, *used)
