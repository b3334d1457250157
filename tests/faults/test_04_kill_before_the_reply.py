"""The server keeps a push, and the laptop is killed while it still waits for the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.services.views import SyncState
from tests.patience import until
from tests.proofs.branch import calls_on, sync
from tests.proofs.fault_proxy import FaultProxy
from tests.proofs.processes import end, start

if TYPE_CHECKING:
    from tests.proofs.branch import Branch


def test_push_when_the_laptop_dies_before_the_reply_then_it_is_a_duplicate_and_one_record(
    branch: Branch,
) -> None:
    branch.serve()
    with FaultProxy(branch.address) as network:
        folder = branch.sign_in("laptop", network.address)
        network.spoil(hold=b"POST /v1/push")
        process = start(["tests.proofs.laptop", str(folder), "0", *branch.prospects])
        try:
            until(branch.calls, "nothing ever reached the server")
        finally:
            end(process)
        network.mend()
        kept = branch.calls()
        with branch.laptop("laptop") as profile:
            assert sync(profile) is SyncState.IN_STEP
            assert calls_on(profile) == branch.calls()
    assert kept.items() <= branch.calls().items()
    lines = [each.entity_id for each in branch.log("call")]
    assert sorted(lines) == sorted(branch.calls())
