"""The laptop is killed before the first statement of a save, the second, and so on to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from companion.store.engine import open_database
from tests.conftest import KEY
from tests.proofs.processes import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.offices import Desk, Office

HELD = ("call", "objection", "follow_up", "outbox", "draft")


def _held(path: Path) -> dict[str, int | None]:
    database = open_database(path, KEY)
    with database.read() as cx:
        counts = {name: cx.scalar(text(f"SELECT count(*) FROM {name}")) for name in HELD}
        assert cx.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()
    return counts


@pytest.mark.timeout(600)  # some thirty processes, which a busy machine takes its time for
def test_save_when_killed_before_any_statement_then_all_of_it_is_there_or_nothing(
    office: Office, desk: Desk
) -> None:
    desk.close()
    copies = int(run(["tests.proofs.killed_saves", str(desk.path), office.prospects[0].id]))
    held = [_held(desk.path.with_name(f"killed-{number}.db")) for number in range(copies)]
    nothing = dict.fromkeys(HELD, 0) | {"draft": 1}
    everything = {"call": 1, "objection": 1, "follow_up": 1, "outbox": 3, "draft": 0}
    assert copies > 8
    assert held == [nothing] * (copies - 1) + [everything]
