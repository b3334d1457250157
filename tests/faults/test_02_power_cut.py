"""The power fails at random moments while calls are saved and sent; the laptop is started again.

``scripts/powercuts 3000`` is the long run. With ``synchronous`` set to NORMAL the same cuts must
lose saves, or this test could not see them.
"""

from __future__ import annotations

from tests.proofs.power_cuts import cut_power


def test_saves_when_the_power_fails_at_any_moment_then_each_that_was_told_is_there() -> None:
    losses = cut_power(cuts=150, saves=60, seed=2)
    assert losses.line() == "power cuts: 150, acknowledged saves lost 0, corrupt 0"


def test_saves_when_not_synced_to_the_disk_then_the_same_power_cuts_lose_some() -> None:
    losses = cut_power(cuts=60, saves=60, seed=2, synchronous="NORMAL")
    assert losses.lost > 0
    assert losses.corrupt == losses.split == 0
