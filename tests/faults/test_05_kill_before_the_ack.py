"""The laptop is killed between a reply and the end of writing it down, before every statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import SyncState
from tests.proofs.branch import calls_on, sync
from tests.proofs.processes import run

if TYPE_CHECKING:
    from tests.proofs.branch import Branch


def test_reply_when_the_laptop_dies_while_it_is_written_down_then_each_call_is_there_once(
    branch: Branch,
) -> None:
    branch.serve()
    folder = branch.sign_in("laptop")
    said = run(["tests.proofs.dying_laptop", str(folder), branch.prospects[0], "answer"])
    words = [each.split() for each in said.splitlines()]
    saved = {each[1]: each[2] for each in words if each[0] == "saved"}
    assert words[-1] == ["died", str(len(saved) - 1)]
    assert len(saved) > 8
    with branch.laptop("laptop") as profile:
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls() == saved
    assert sorted(each.entity_id for each in branch.log("call")) == sorted(saved)
    branch.check_log()
