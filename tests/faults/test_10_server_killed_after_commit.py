"""The server is killed after it kept a push and before it answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import SyncState
from tests.proofs.branch import calls_on, sync
from tests.proofs.laptop import save_call

if TYPE_CHECKING:
    from tests.proofs.branch import Branch


def test_push_when_the_server_dies_before_it_answers_then_the_retry_is_a_duplicate(
    branch: Branch,
) -> None:
    branch.serve()
    branch.sign_in("laptop")
    with branch.laptop("laptop") as profile:
        branch.kill_server()
        branch.serve(["tests.proofs.dying_server", branch.url, str(branch.folder), "committed"])
        call = save_call(profile, branch.prospects[0], "Kept")
        assert sync(profile) is SyncState.OFFLINE
        assert branch.wait_for_death() == -9
        assert branch.calls() == {call: "Kept"}
        branch.serve()
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls() == {call: "Kept"}
        assert len(branch.log("call")) == 1
        branch.check_log()
