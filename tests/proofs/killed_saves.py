"""Save a call again and again, killed before its first statement, its second, and so on.

Run as a program with the path of a filled, closed database; makes ``killed-N.db`` beside it for
every N and prints how many there are. A program of its own, because it forks and kills itself.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from companion.services.calls import Calls
from companion.store.engine import open_database
from tests.proofs.drafting import call_with_next_step

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return the same moment always."""
        return NOW


def main(path: Path, prospect_id: str) -> int:
    """Return how many copies were made; the last save was not killed."""
    number = 0
    while True:
        copy = path.with_name(f"killed-{number}.db")
        shutil.copyfile(path, copy)
        child = os.fork()
        if child == 0:
            _save(copy, prospect_id, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        number += 1
        if not os.WIFSIGNALED(status):
            return number


def _save(path: Path, prospect_id: str, until: int) -> None:
    database = open_database(path, bytes(range(32)))
    calls = Calls(database, Standing())
    draft = call_with_next_step(prospect_id, NOW)
    calls.keep_draft(draft)
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        if done == until:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1

    engine = database._engine
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    calls.finish_call(draft)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2]))
