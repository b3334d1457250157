"""A laptop that slept: its sockets lead nowhere, and its timers stood still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from companion.services.line import Line
from companion.services.views import SyncState
from companion.sync.transport import HttpTransport
from companion.ui.line.presenter import LinePresenter
from companion.ui.tasks import Tasks
from companion.ui.watch import Watch
from tests.proofs.fault_proxy import FaultProxy
from tests.salesroom import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from companion.sync.transport import Transport
    from tests.offices import Desk, Office
    from tests.ui.conftest import HandClock

PATIENCE = 20_000
HOUR = 3_600


class Slept:
    """A laptop's line over a network that can fall silent, with a watch on its clock."""

    def __init__(self, office: Office, desk: Desk, network: FaultProxy) -> None:
        self.token = desk.transport._shown.credentials  # type: ignore[attr-defined] # HTTP's own
        self._server_id = office.parts.identity.server_id
        self.network = network
        self.made: list[Transport] = []
        self.owner = QObject()
        self.lanes = [Tasks("desk"), Tasks("line"), Tasks("ear")]
        self.line = Line(desk.database, self._connect, desk.clock)
        self.presenter = LinePresenter(self.line, *self.lanes, self.owner)
        self.watch = Watch(desk.clock.now, self.owner)
        self.watch.woke.connect(self.presenter.wake_up)

    def _connect(self) -> Transport:
        self.made.append(HttpTransport(self.network.address, self.token, self._server_id))
        return self.made[-1]

    def end(self) -> None:
        self.presenter.stop()
        for lane in self.lanes:
            lane.give_up()


@pytest.fixture
def laptop(office: Office) -> Iterator[Desk]:
    made = office.desk("laptop")
    assert made.round().error is None
    yield made
    made.close()


@pytest.fixture
def slept(office: Office, laptop: Desk, qapp: QApplication) -> Iterator[Slept]:
    with serving(office.app) as client, FaultProxy(client.address) as network:
        made = Slept(office, laptop, network)
        yield made
        made.end()


def test_line_when_the_laptop_wakes_with_dead_sockets_then_it_is_in_step_at_once_and_rests(
    slept: Slept, office: Office, laptop: Desk, clock: HandClock, qtbot: QtBot
) -> None:
    presenter = slept.presenter
    presenter.start()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.IN_STEP, timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(slept.made) == 2, timeout=PATIENCE)
    sent = slept.network.sent_up
    slept.network.spoil(is_silent=True)
    laptop.note(office.prospects[0].id, "Written as the lid closes")
    presenter.sync()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.SYNCING, timeout=PATIENCE)
    slept.network.mend()
    clock.pass_seconds(9 * HOUR)
    slept.watch.look()
    qtbot.waitUntil(
        lambda: presenter.status.state is SyncState.IN_STEP and not presenter.status.unsent,
        timeout=PATIENCE,
    )
    qtbot.waitUntil(presenter._next.isActive, timeout=PATIENCE)
    assert presenter._next.remainingTime() > 30_000
    assert len(slept.made) == 4
    assert slept.network.sent_up - sent < 8_000, "it came back in a storm"


def test_line_when_the_laptop_sleeps_for_a_day_in_an_outage_then_it_does_not_wait_out_the_pause(
    slept: Slept, office: Office, laptop: Desk, clock: HandClock, qtbot: QtBot
) -> None:
    presenter = slept.presenter
    slept.network.spoil(is_down=True)
    for _ in range(12):
        assert slept.line.sync().status.state is SyncState.OFFLINE
    laptop.note(office.prospects[0].id, "Written on the train")
    presenter.start()
    qtbot.waitUntil(presenter._next.isActive, timeout=PATIENCE)
    slept.network.mend()
    clock.pass_seconds(24 * HOUR)
    slept.watch.look()
    qtbot.waitUntil(
        lambda: presenter.status.state is SyncState.IN_STEP and not presenter.status.unsent,
        timeout=PATIENCE,
    )


def test_line_when_it_never_slept_then_wakes_without_harm(
    slept: Slept, clock: HandClock, qtbot: QtBot
) -> None:
    for _ in range(3):
        clock.pass_seconds(HOUR)
        slept.watch.look()
    qtbot.waitUntil(lambda: slept.presenter.status.state is SyncState.IN_STEP, timeout=PATIENCE)
