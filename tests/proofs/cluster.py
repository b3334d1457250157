"""A PostgreSQL cluster as ``docs/scale.md`` has it, of Debian's packages, on this machine's ports.

etcd keeps who leads; two Patroni nodes with synchronous commit follow it; HAProxy finds the leader
for PgBouncer and the follower for marketing's figures, and shares laptops out between two
``companion-server`` processes.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Self

import psycopg
import requests

from tests.postgres import owner_of
from tests.proofs.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

NODES = ("north", "south")
SERVERS = ("one", "two")
DATABASE, ROLE = "companion", "companion"
STARTING = 120.0
PATH = f"{os.environ['PATH']}:/usr/sbin:{max(Path('/usr/lib/postgresql').glob('*/bin'))}"
TEMPLATES = ROOT / "resources" / "deployment" / "cluster"


@dataclass
class Cluster:
    """Everything but the servers and the laptops; ``ports`` has where each part listens.

    One that is not ``is_synchronous`` acknowledges what only the leader has: a mutant.
    """

    folder: Path
    is_synchronous: bool = True
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.owner = owner_of(self.folder)
        names = ["etcd", "peer", "leader", "replica", "pooler", "laptops"]
        names += [f"{kind}_{each}" for kind in ("postgres", "api") for each in NODES]
        names += [f"server_{each}" for each in SERVERS]
        self.ports = dict(zip(names, _free_ports(len(names)), strict=True))
        with ExitStack() as undo:
            undo.callback(self.close)
            self._start()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def address(self, part: str) -> str:
        """Return the database's address at one part: ``pooler``, ``leader`` or ``replica``."""
        return f"postgresql://{ROLE}@127.0.0.1:{self.ports[part]}/{DATABASE}"

    def superuser(self, part: str = "leader", name: str = "postgres") -> psycopg.Connection:
        """Connect as whoever looks after the cluster."""
        where = f"postgresql://postgres@127.0.0.1:{self.ports[part]}/{name}"
        return psycopg.connect(where, autocommit=True, connect_timeout=5)

    def leader(self) -> str:
        """Return which node leads now, empty while none does."""
        for node in NODES:
            with suppress(requests.RequestException):
                if self._api(node, "primary").status_code == requests.codes.ok:
                    return node
        return ""

    def hold_back(self) -> None:
        """Let the leader send its follower nothing any more, as a network that hangs would."""
        with self.superuser() as connection:
            for (pid,) in connection.execute("SELECT pid FROM pg_stat_replication").fetchall():
                os.kill(pid, signal.SIGSTOP)

    def has_follower(self) -> bool:
        """Tell whether the other node follows, and is asked to confirm every commit."""
        role = "synchronous" if self.is_synchronous else "replica"
        for node in NODES:
            with suppress(requests.RequestException):
                if self._api(node, role).status_code == requests.codes.ok:
                    return True
        return False

    def kill(self, node: str) -> None:
        """End a node as a power cut would: Patroni and every process of its PostgreSQL."""
        data = self.folder / node / "data"
        patroni = self.processes.pop(node)
        patroni.kill()
        with suppress(FileNotFoundError):
            for pid in _family(int((data / "postmaster.pid").read_text().split()[0])):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        patroni.wait(30)

    def start_node(self, node: str) -> None:
        """Start a node, the first time or again."""
        self._run(node, "patroni", self.folder / f"{node}.yml")

    def wait_whole(self) -> None:
        """Wait until one node leads and the other follows it commit by commit."""
        _until(lambda: bool(self.leader()) and self.has_follower(), "the cluster is not whole")

    def close(self) -> None:
        """End every process of the cluster."""
        for name in [each for each in self.processes if each in NODES]:
            self.kill(name)
        for process in self.processes.values():
            process.kill()
            process.wait(30)
        self.processes.clear()

    def _start(self) -> None:
        for node in NODES:
            (self.folder / node).mkdir()
            owner_of(self.folder / node)
            self._write(f"{node}.yml", "patroni.yml", node=node)
        self._write("haproxy.cfg", "haproxy.cfg")
        self._write("pgbouncer.ini", "pgbouncer.ini")
        etcd = f"http://127.0.0.1:{self.ports['etcd']}"
        peer = f"http://127.0.0.1:{self.ports['peer']}"
        places = ["--advertise-client-urls", etcd, "--listen-client-urls", etcd]
        places += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
        places += ["--initial-cluster", f"default={peer}", "--data-dir", self.folder / "etcd"]
        self._run("etcd", "etcd", *places)
        for node in NODES:
            self.start_node(node)
        self._run("haproxy", "haproxy", "-db", "-f", self.folder / "haproxy.cfg")
        self._run("pgbouncer", "pgbouncer", "-q", self.folder / "pgbouncer.ini")
        self.wait_whole()
        _until(self._has_way, "HAProxy has not found the leader")
        with self.superuser() as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0")

    def _has_way(self) -> bool:
        try:
            self.superuser().close()
        except psycopg.OperationalError:
            return False
        return True

    def _write(self, name: str, template: str, **more: str) -> None:
        """Fill one of the example files in; what it has for real machines becomes this one's."""
        node = more.get("node", NODES[0])
        here = {f"{name}_port": str(port) for name, port in self.ports.items()}
        own = {
            "own_port": str(self.ports[f"postgres_{node}"]),
            "own_api_port": str(self.ports[f"api_{node}"]),
        }
        own["synchronous"] = str(self.is_synchronous).lower()
        text = Template((TEMPLATES / template).read_text())
        path = self.folder / name
        path.write_text(text.substitute(here | own | more, folder=self.folder))
        path.chmod(0o644)

    def _run(self, name: str, program: str, *arguments: object) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [program, *map(str, arguments)],
                user=self.owner,
                group=self.owner,
                extra_groups=[] if self.owner else None,
                cwd="/",
                env={"PATH": PATH, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _api(self, node: str, role: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.ports[f'api_{node}']}/{role}", timeout=2)


def _family(pid: int) -> list[int]:
    """Return a process and its children; none if it is gone."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [pid, *map(int, children.split())]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        listeners = [
            held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [each.getsockname()[1] for each in listeners]


def _until(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + STARTING
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.2)
