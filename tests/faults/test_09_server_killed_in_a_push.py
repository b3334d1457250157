"""The server is killed inside a push: before the record, the log, the counter, the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.services.views import SyncState
from tests.proofs.branch import calls_on, sync
from tests.proofs.laptop import save_call

if TYPE_CHECKING:
    from tests.proofs.branch import Branch


@pytest.mark.parametrize("moment", ["record", "log", "counter", "commit"])
def test_push_when_the_server_dies_inside_then_nothing_of_it_is_there_and_it_is_sent_again(
    branch: Branch, moment: str
) -> None:
    branch.serve()
    branch.sign_in("laptop")
    with branch.laptop("laptop") as profile:
        branch.kill_server()
        branch.serve(["tests.proofs.dying_server", branch.url, str(branch.folder), moment])
        call = save_call(profile, branch.prospects[0], "Kept")
        assert sync(profile) is SyncState.OFFLINE
        assert branch.wait_for_death() == -9
        assert branch.calls() == {}
        branch.check_log()
        branch.serve()
        assert sync(profile) is SyncState.IN_STEP
        assert calls_on(profile) == branch.calls() == {call: "Kept"}
        assert len(branch.log("call")) == 1
