from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from companion.domain.errors import UnavailableError
from companion.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    lane = Tasks("lane")
    yield lane
    lane.shut_down()


def refuse() -> None:
    raise UnavailableError("Not now.", "busy")


def test_work_when_done_comes_home_on_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    owner, came = QObject(), list[tuple[str, bool]]()
    tasks.run(
        owner,
        lambda: threading.current_thread().name,
        lambda name: came.append((name, threading.current_thread() is threading.main_thread())),
    )
    qtbot.waitUntil(lambda: bool(came))
    assert came[0][0].startswith("lane")
    assert came[0][1]


def test_works_when_several_are_done_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    owner, came = QObject(), list[int]()
    for number in range(20):
        tasks.run(owner, lambda number=number: number, came.append)
    qtbot.waitUntil(lambda: len(came) == 20)
    assert came == list(range(20))


def test_expected_error_when_work_fails_goes_to_failed(tasks: Tasks, qtbot: QtBot) -> None:
    owner, failures = QObject(), list[str]()
    tasks.run(owner, refuse, failed=lambda error: failures.append(error.code))
    qtbot.waitUntil(lambda: failures == ["busy"])


def test_expected_error_when_nobody_waits_is_left_over(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.left_over) as caught:
        tasks.run(QObject(), refuse)
    assert caught.args[0].code == "busy"


def test_answer_when_its_owner_is_gone_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    gate, came = threading.Event(), list[str]()
    owner, witness = QObject(), QObject()
    tasks.run(owner, gate.wait, lambda _: came.append("gone"))
    tasks.run(witness, lambda: None, lambda _: came.append("witness"))
    owner.deleteLater()
    qtbot.waitSignal(owner.destroyed).wait()
    gate.set()
    qtbot.waitUntil(lambda: came == ["witness"])


def test_bug_when_work_raises_reaches_the_crash_hook(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as bugs:
        tasks.run(QObject(), lambda: list[int]().index(1))
        qtbot.waitUntil(lambda: bool(bugs))
    assert bugs[0][0] is ValueError


def test_waiting_work_when_given_up_never_runs(tasks: Tasks, qtbot: QtBot) -> None:
    gate, begun, ran = threading.Event(), threading.Event(), list[str]()
    owner = QObject()
    tasks.run(owner, lambda: (begun.set(), gate.wait()))
    tasks.run(owner, lambda: ran.append("late"))
    begun.wait()
    gate.set()
    tasks.give_up()
    tasks.run(owner, lambda: ran.append("after"))
    qtbot.waitUntil(lambda: True)
    assert "after" not in ran


def test_last_work_when_shut_down_is_finished(qapp: QApplication) -> None:
    lane, ran = Tasks("lane"), list[str]()
    lane.run(QObject(), lambda: ran.append("kept"))
    lane.shut_down()
    assert ran == ["kept"]
