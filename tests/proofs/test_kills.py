"""A short slice of ``scripts/kills``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgres import running_postgres
from tests.proofs.kills import kill_often

if TYPE_CHECKING:
    from pathlib import Path


def _check(url: str, folder: Path) -> None:
    toll = kill_often(url, folder, count=6, seed=6)
    assert toll.laptops >= 6
    assert toll.servers >= 2
    assert toll.saves > 6
    assert (toll.lost, toll.doubled, toll.wrong) == (0, 0, [])


def test_laptops_and_server_when_killed_at_any_moment_then_no_call_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    _check(f"sqlite:///{tmp_path / 'server.db'}", tmp_path)


@pytest.mark.postgres
def test_laptops_and_server_on_postgresql_when_killed_then_no_call_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    with running_postgres() as server:
        _check(server.new_database(), tmp_path)


def test_laptops_when_they_say_saved_too_early_then_the_same_kills_find_calls_lost(
    tmp_path: Path,
) -> None:
    toll = kill_often(f"sqlite:///{tmp_path / 'server.db'}", tmp_path, count=6, seed=6, haste=0.2)
    assert toll.lost > 0
