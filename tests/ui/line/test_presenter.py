from __future__ import annotations

import threading
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
    from companion.wire.messages import Pulled
    from tests.offices import Office

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


def test_line_when_a_sync_takes_long_tells_on_the_way_what_is_left(
    office: Office, qtbot: QtBot
) -> None:
    laptop = office.desk("laptop")
    assert laptop.round().error is None
    laptop.note(office.prospects[0].id, "Sent slowly")
    is_through = threading.Event()
    slow = laptop.tamper()
    slow.on_push = lambda push: (is_through.wait(PATIENCE), slow.inner.push(push))[1]
    slow.on_wait = lambda _cursor: is_through.wait(PATIENCE)
    owner, lanes = QObject(), [Tasks("desk"), Tasks("line"), Tasks("ear")]
    presenter = LinePresenter(Line(laptop.database, lambda: slow, laptop.clock), *lanes, owner)
    presenter.sync()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.SYNCING, timeout=PATIENCE)
    assert presenter.status.unsent == 1
    is_through.set()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.IN_STEP, timeout=PATIENCE)
    assert presenter.status.unsent == 0
    presenter.stop()
    for lane in lanes:
        lane.give_up()
    laptop.close()


def test_line_when_it_fetches_for_the_first_time_counts_and_lets_the_list_fill(
    office: Office, qtbot: QtBot
) -> None:
    laptop = office.desk("laptop")
    is_through, pages = threading.Event(), []
    slow = laptop.tamper()

    def pull(cursor: str, limit: int, **more: bool) -> Pulled:
        if pages:
            is_through.wait(PATIENCE)
        pages.append(slow.inner.pull(cursor, limit if pages else 3, **more))
        return pages[-1]

    slow.on_pull = pull
    slow.on_wait = lambda _cursor: is_through.wait(PATIENCE)
    owner, lanes = QObject(), [Tasks("desk"), Tasks("line"), Tasks("ear")]
    presenter = LinePresenter(Line(laptop.database, lambda: slow, laptop.clock), *lanes, owner)
    with qtbot.waitSignal(presenter.changed, timeout=PATIENCE) as changed:
        presenter.sync()
    assert changed.args[0].touches("prospect")
    assert presenter.status.is_first
    assert presenter.status.fetched == len(pages[0].items) > 0
    is_through.set()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.IN_STEP, timeout=PATIENCE)
    assert (presenter.status.is_first, presenter.status.fetched) == (False, 0)
    presenter.stop()
    for lane in lanes:
        lane.give_up()
    laptop.close()


def test_line_when_a_first_sync_is_paused_rests_until_the_person_goes_on(
    office: Office, qtbot: QtBot
) -> None:
    laptop = office.desk("laptop")
    is_through = threading.Event()
    slow = laptop.tamper()
    slow.on_pull = lambda cursor, _limit, **more: slow.inner.pull(cursor, 2, **more)
    slow.on_wait = lambda _cursor: is_through.wait(PATIENCE)
    owner, lanes = QObject(), [Tasks("desk"), Tasks("line"), Tasks("ear")]
    presenter = LinePresenter(Line(laptop.database, lambda: slow, laptop.clock), *lanes, owner)
    presenter.pause()
    presenter.sync()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.PAUSED, timeout=PATIENCE)
    assert "pull" not in slow.asked
    presenter.go_on()
    qtbot.waitUntil(lambda: presenter.status.state is SyncState.IN_STEP, timeout=PATIENCE)
    assert laptop.seen(office.prospects[0].id).name == office.prospects[0].name
    is_through.set()
    presenter.stop()
    for lane in lanes:
        lane.give_up()
    laptop.close()
