"""The laptop is killed after a save was told and before its request leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import SyncState
from tests.proofs.branch import calls_on, sync
from tests.proofs.processes import run

if TYPE_CHECKING:
    from tests.proofs.branch import Branch


def test_save_when_the_laptop_dies_before_it_is_sent_then_it_is_sent_once_after_the_start(
    branch: Branch,
) -> None:
    branch.serve()
    folder = branch.sign_in("laptop")
    said = run(["tests.proofs.dying_laptop", str(folder), branch.prospects[0], "request"])
    saved, died = (each.split() for each in said.splitlines())
    assert (saved[0], died) == ("saved", ["died", "1"])
    assert branch.calls() == {}
    with branch.laptop("laptop") as profile:
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls() == {saved[1]: saved[2]}
    assert len(branch.log("call")) == 1
