"""The network goes down, falls silent and comes back several times a second while a rep types."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from companion.sync.transport import REQUEST_SECONDS
from tests.proofs.branch import Branch, calls_on
from tests.proofs.fault_proxy import FaultProxy
from tests.proofs.processes import end, line_of, start

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 5
LONGEST = 0.1
LONGEST_ROUND = 3 * REQUEST_SECONDS
"""A request that fell silent is given up only after its own deadline; then all is sent."""

FLAPS = ({"is_down": True}, {}, {"is_silent": True}, {"delay": 0.1}, {}, {"reset_at": 100})


def _flap(network: FaultProxy, is_over: threading.Event) -> None:
    number = 0
    while not is_over.wait(0.15):
        network.spoil(**FLAPS[number % len(FLAPS)])
        number += 1
    network.mend()


@pytest.mark.timeout(400)
def test_window_when_the_network_flaps_then_it_never_blocks_and_all_is_sent_once_it_is_back(
    tmp_path: Path,
) -> None:
    with (
        closing(Branch(f"sqlite:///{tmp_path / 'server.db'}", tmp_path)) as branch,
        FaultProxy(branch.address) as network,
    ):
        branch.serve()
        laptop = branch.sign_in("laptop", network.address)
        program = ["tests.proofs.watched_window", str(laptop), str(SECONDS), *branch.prospects]
        window = start(program, {"QT_QPA_PLATFORM": "offscreen"})
        is_over = threading.Event()
        flapping = threading.Thread(target=_flap, args=(network, is_over))
        flapping.start()
        try:
            assert line_of(window) == "typed\n"
            is_over.set()
            seen: dict[str, Any] = json.loads(line_of(window, LONGEST_ROUND))
        finally:
            is_over.set()
            flapping.join()
            end(window)
        with branch.laptop("laptop") as profile:
            assert calls_on(profile) == branch.calls()
    assert seen["saved"] > 1
    assert seen["failed"] == []
    assert len(branch.calls()) == seen["saved"]
    # What the machine did to an idle process beside it is no fault of the window's.
    assert seen["longest"] < LONGEST + seen["starved"], seen
