"""Schemathesis on what the server says of itself: every check on, a real process, a real token.

python -m tests.proofs.fuzz --examples 200
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.domain.ids import new_id
from companion.server.integrations.keys import make_key
from companion.server.permissions import Scope
from tests.postgres import running_postgres
from tests.processes import ROOT, ServerProcess, server_process, set_up
from tests.proofs import fuzz_hooks
from tests.salesroom import NOW, Laptop, Salesroom

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIG = ROOT / "tests" / "proofs" / "schemathesis.toml"
CODES = 50
PROSPECTS = 20
REPORT = "report.json"
TOLD = 12_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; ``output`` is what schemathesis said."""

    cases: int
    server_errors: int
    violations: int
    output: str

    @property
    def is_good(self) -> bool:
        return self.cases > 0 and not self.server_errors and not self.violations

    def line(self) -> str:
        found = f"5xx {self.server_errors}, schema violations {self.violations}"
        return f"fuzz: {self.cases:,} cases, {found}"


def run_fuzz(
    folder: Path, examples: int, phases: str, seed: int | None = None, url: str = ""
) -> Outcome:
    """Fuzz a server of its own in ``folder``, with so many examples for each operation.

    ``url`` is the address of an empty database, SQLite in the folder if not given.
    """
    url = url or f"sqlite:///{folder / 'companion.sqlite3'}"
    database = set_up(url)
    with server_process(folder, url, wait_seconds="1", requests_per_laptop="0") as server:
        room = Salesroom(database, server.client)
        laptop = room.laptop()
        people = [room.prospect(laptop.user) for _ in range(PROSPECTS)]
        known = {
            fuzz_hooks.DEVICE: laptop.device_id,
            fuzz_hooks.USER: laptop.user.id,
            fuzz_hooks.PROSPECT: people[0].id,
            fuzz_hooks.KEY: _key(room),
            fuzz_hooks.CODES: " ".join(room.code_for(room.add_user()) for _ in range(CODES)),
        }
        command = _command(folder, server, laptop, examples, phases, seed)
        output, report = _run(folder, command, known)
        answered = [each for each in server.log() if each["event"] == "answered"]
    database.close()
    errors = sum(each["status"] >= 500 for each in answered)
    broken = report["test_cases"]["unique_failures"] + len(report["errors"])
    return Outcome(report["test_cases"]["generated"], errors, broken, output)


def _key(room: Salesroom) -> str:
    """Make the key of a program that may do everything."""
    with room.database.write() as cx:
        return make_key(cx, room.org, new_id(), "Fuzz", tuple(Scope), None, NOW) or ""


def _command(
    folder: Path,
    server: ServerProcess,
    laptop: Laptop,
    examples: int,
    phases: str,
    seed: int | None,
) -> list[str]:
    return [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"),
        f"{server.client.address}/openapi.json",
        *("--header", f"Authorization: Bearer {laptop.token}"),
        *("--checks", "all", "--phases", phases, "--max-examples", str(examples)),
        *("--report", "json", "--report-json-path", str(folder / REPORT), "--no-color"),
        *(["--seed", str(seed)] if seed is not None else []),
    ]


def _run(folder: Path, command: list[str], known: dict[str, str]) -> tuple[str, dict[str, Any]]:
    hooks = {"SCHEMATHESIS_HOOKS": fuzz_hooks.__name__, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | hooks | known,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    report = folder / REPORT
    assert report.exists(), done.stdout[-TOLD:]
    return done.stdout, json.loads(report.read_text())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and tell; exit code 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="cases for each operation")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    given = parser.parse_args(arguments)
    with ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        cluster = kept.enter_context(running_postgres()) if given.postgres else None
        url = cluster.new_database() if cluster else ""
        outcome = run_fuzz(folder, given.examples, given.phases, given.seed, url)
    if not outcome.is_good:
        print(outcome.output[-TOLD:])
    print(outcome.line())
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
