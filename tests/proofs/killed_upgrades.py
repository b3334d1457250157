"""Open a laptop's database with a later version, killed before its first statement, its second, …

The later version is this one with one migration more. Makes ``killed-N/`` beside the database for
every N and prints how many there are; the last one was not killed.

    python -m tests.proofs.killed_upgrades DATABASE MIGRATIONS
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, event

from companion.store import upgrades
from companion.store.engine import open_database
from tests.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = "0002"
MIGRATION = """
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE mood (id INTEGER PRIMARY KEY, word TEXT)")
    op.execute("ALTER TABLE draft ADD COLUMN mood TEXT")
    op.execute("UPDATE draft SET mood = 'calm'")
"""


def make_migrations(folder: Path) -> Path:
    """Copy the migrations of this version and add one, as a later version would have it."""
    later = folder / "migrations"
    shutil.copytree(upgrades.MIGRATIONS, later)
    (later / "versions" / "0002_moods.py").write_text(MIGRATION)
    return later


def become_later(migrations: Path, set_attribute: Callable[..., None] = setattr) -> None:
    """Let this process be the later version."""
    set_attribute(upgrades, "HEAD", LATER)
    set_attribute(upgrades, "MIGRATIONS", migrations)


def main(path: Path, migrations: Path) -> int:
    """Return how many tries there were."""
    become_later(migrations)
    for number in range(1000):
        copy = path.parent / f"killed-{number}" / path.name
        copy.parent.mkdir()
        shutil.copyfile(path, copy)
        child = os.fork()
        if child == 0:
            _open(copy, number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return number + 1
    raise AssertionError("no try ever got through")


def _open(path: Path, until: int) -> None:
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        if done == until:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    open_database(path, KEY).close()


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2])))
