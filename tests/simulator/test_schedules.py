"""A short slice of the random schedules; ``scripts/faults`` runs thousands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.simulator.run import Workshop, run_many, summary
from tests.simulator.schedule import Outcome
from tests.simulator.truth import BrokenPromiseError, Kind, Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEDULES = 30


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def test_schedules_when_anything_fails_in_any_order_then_no_promise_is_broken() -> None:
    seeds = list(range(1, SCHEDULES + 1))
    outcomes = list(run_many(seeds, jobs=min(2, os.cpu_count() or 1)))
    assert [(each.seed, each.broken) for each in outcomes if each.broken] == []
    assert sorted(each.seed for each in outcomes) == seeds
    assert sum(each.edits for each in outcomes) > SCHEDULES
    assert sum(each.kills for each in outcomes) > 0
    assert len({fault for each in outcomes for fault in each.faults}) > 8


def test_schedule_when_run_again_then_everything_happens_as_before(workshop: Workshop) -> None:
    first, again = workshop.run(7), workshop.run(7)
    assert len(first.trace) > 30
    assert [_nameless(each) for each in first.trace] == [_nameless(each) for each in again.trace]
    assert (first.faults, first.drain, first.edits) == (again.faults, again.drain, again.edits)


def _nameless(line: str) -> str:
    """Leave out ids, which are made anew; what happens never depends on them."""
    return " ".join(each for each in line.split() if len(each) not in (4, 36))


def test_summary_when_promises_were_broken_then_it_counts_them_by_kind() -> None:
    broken = [Outcome(1, days=2.5, drain=7.0), Outcome(2, broken="No", kind=Kind.STUCK, days=1.0)]
    told = "faults: 2 schedules, 4 simulated days, lost 0, doubled 0, diverged 0, stuck 1"
    assert summary(broken) == f"{told}, slowest drain 7 s"


def test_truth_when_a_value_is_overwritten_unseen_then_it_must_be_told() -> None:
    def line(seq: int, op: str, fields: dict, device: str, **more: object) -> object:
        given = {"seq": seq, "change_id": str(seq), "op": op, "fields": fields, "base_rev": 0}
        given |= {"entity": "prospect", "entity_id": "p", "outcome": "applied", "losers": None}
        return type("Line", (), {**given, "device_id": device, **more})()

    told = [{"field": "notes", "kept": "Mine", "lost": "Theirs", "rival": "a"}]
    before = [line(1, "create", {"notes": "Theirs"}, "a")]
    Truth().read([*before, line(2, "patch", {"notes": "Mine"}, "b", losers=told)])
    with pytest.raises(BrokenPromiseError, match="nobody is told"):
        Truth().read([*before, line(2, "patch", {"notes": "Mine"}, "b")])
    with pytest.raises(BrokenPromiseError, match="twice"):
        Truth().read([*before, line(2, "patch", {"notes": "Mine"}, "a", change_id="1")])
    with pytest.raises(BrokenPromiseError, match="log has 3"):
        Truth().read([*before, line(3, "patch", {"notes": "Mine"}, "a")])
