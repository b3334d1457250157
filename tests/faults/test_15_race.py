"""Thirty laptops push and two pull without a pause, over two servers on one PostgreSQL.

``scripts/race`` is the long run. A feed by a plain sequence, and one that reads its cursor in a
second statement, must miss changes in the same race, or this test could not see them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.proofs.race import run_race
from tests.proofs.race_server import MUTANTS

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


def test_feed_when_thirty_laptops_push_at_once_then_nothing_is_missed_and_the_log_is_gapless(
    postgres_server: PostgresServer,
) -> None:
    outcome = run_race(postgres_server.new_database(), writers=30, seconds=4)
    assert outcome.commits > 30
    assert (outcome.missed, outcome.is_gapless) == (0, True), outcome.line()


@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_feed_when_built_the_usual_wrong_way_then_the_same_race_misses_changes(
    postgres_server: PostgresServer, mutant: str
) -> None:
    outcome = run_race(postgres_server.new_database(), writers=30, seconds=3, mutant=mutant)
    assert outcome.missed > 0, outcome.line()
