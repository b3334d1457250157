from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from companion.domain.errors import UnavailableError
from companion.services.line import Line
from companion.services.views import SyncState
from companion.ui.line.presenter import LinePresenter
from companion.ui.tasks import Tasks

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.sync.transport import Transport

PATIENCE = 20_000


def unreachable() -> Transport:
    raise UnavailableError("The server cannot be reached.", "offline")


def test_line_when_there_is_no_server_says_alone(suite: Suite, qtbot: QtBot) -> None:
    owner, lanes = QObject(), [Tasks("desk"), Tasks("line"), Tasks("ear")]
    presenter = LinePresenter(suite.line, *lanes, owner)
    with qtbot.waitSignal(presenter.told, timeout=PATIENCE) as told:
        presenter.start()
    assert told.args[0].state is SyncState.ALONE
    presenter.stop()
    for lane in lanes:
        lane.give_up()


def test_line_when_offline_tries_again_and_stops_at_once(
    profile: OpenProfile, suite: Suite, qtbot: QtBot
) -> None:
    owner, lanes = QObject(), [Tasks("desk"), Tasks("line"), Tasks("ear")]
    service = Line(profile.database, unreachable, suite.clock)
    presenter = LinePresenter(service, *lanes, owner)
    presenter.start()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.OFFLINE, timeout=PATIENCE)
    qtbot.waitUntil(presenter._next.isActive, timeout=PATIENCE)
    presenter.stop()
    assert not presenter._next.isActive()
    for lane in lanes:
        lane.give_up()
