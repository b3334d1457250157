from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import UnavailableError
from companion.sync.transport import HttpTransport
from tests.patience import until
from tests.proofs.fault_proxy import SIGN_IN_PAGE, FaultProxy
from tests.salesroom import serving

if TYPE_CHECKING:
    from tests.offices import Office

FAULTS = {
    "down": ({"is_down": True}, "offline"),
    "silent": ({"is_silent": True}, "timeout"),
    "holding": ({"hold": b"GET /v1/hello"}, "timeout"),
    "dripping": ({"drip": 0.05}, "timeout"),
    "slow": ({"bytes_per_second": 100}, "timeout"),
    "far": ({"delay": 2.0}, "timeout"),
    "truncating": ({"truncate_at": 200}, "offline"),
    "breaking off": ({"reset_at": 200}, "offline"),
    "a hotel's": ({"page": SIGN_IN_PAGE}, "network_sign_in"),
}


@pytest.fixture
def network(office: Office):
    with serving(office.app) as client, FaultProxy(client.address) as network:
        yield network


@pytest.mark.parametrize("fault", FAULTS)
def test_network_when_spoiled_then_a_laptop_meets_just_that_and_all_is_well_once_mended(
    network: FaultProxy, fault: str
) -> None:
    spoiled, code = FAULTS[fault]
    patient = HttpTransport(network.address)
    hurried = HttpTransport(network.address, seconds=1)
    asking = hurried if code == "timeout" else patient
    assert patient.hello().product
    network.spoil(**spoiled)
    with pytest.raises(UnavailableError) as failure:
        asking.hello()
    assert failure.value.code == code
    network.mend()
    assert patient.hello().product
    for each in (patient, hurried):
        each.hang_up()


def test_network_when_doubling_then_each_request_reaches_the_server_twice(
    network: FaultProxy, office: Office
) -> None:
    asked: list[str] = []
    original = office.app.state.parts.clock
    transport = HttpTransport(network.address)
    transport.hello()
    network.spoil(is_doubling=True)

    class Counting:
        def now(self):
            asked.append("now")
            return original.now()

    office.app.state.parts = replace(office.parts, clock=Counting())
    assert transport.hello().product
    transport.hang_up()
    until(lambda: len(asked) == 2)  # the second may come after the answer
