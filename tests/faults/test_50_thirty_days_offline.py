"""A laptop comes back after thirty days over a line of 64 kbit/s that breaks off twice.

``scripts/absence 5000`` is the whole of it; here it has fewer changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.proofs.long_absence import come_back

if TYPE_CHECKING:
    from pathlib import Path


def test_sync_when_thirty_days_come_up_at_once_then_they_drain_in_batches_and_resume(
    tmp_path: Path,
) -> None:
    back = come_back(tmp_path, changes=1_300)
    assert back.changes > 1_200
    assert (back.lost, back.doubled) == (0, 0)
    assert len(back.progress) > 3, "the person sees it getting less"
    assert back.progress[-1] == 0
    assert len(back.kept_after_break) == 2
    assert all(after <= before for before, after in back.kept_after_break)
