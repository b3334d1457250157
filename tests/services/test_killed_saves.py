from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from companion.store.engine import open_database

PROGRAM = Path(__file__).with_name("killed_saves.py")
HELD = ("call", "objection", "follow_up", "outbox", "draft")


def _held(path: Path, key: bytes) -> dict[str, int]:
    database = open_database(path, key)
    with database.read() as cx:
        counts = {name: cx.scalar(text(f"SELECT count(*) FROM {name}")) for name in HELD}
        assert cx.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()
    return counts


@pytest.mark.timeout(600)  # some thirty processes, which a busy machine takes its time for
def test_save_when_killed_before_any_statement_then_all_of_it_is_there_or_nothing(
    database, world, rid, profile_file, key
) -> None:
    database.close()
    run = subprocess.run(
        [sys.executable, str(PROGRAM), str(profile_file), rid.marta],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    copies = int(run.stdout)
    held = [_held(profile_file.with_name(f"killed-{n}.db"), key) for n in range(copies)]
    nothing = dict.fromkeys(HELD, 0) | {"draft": 1}
    everything = {"call": 1, "objection": 1, "follow_up": 1, "outbox": 3, "draft": 0}
    assert copies > 8
    assert held == [nothing] * (copies - 1) + [everything]
