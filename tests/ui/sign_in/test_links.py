"""Links to sign in: each asks first, and a hostile one does nothing but say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from companion.app.session import Session
from companion.domain.policies import Policy
from companion.ui.sign_in.dialog import JoinDialog
from companion.ui.start import StartWindow
from companion.ui.window import Window
from tests.keychains import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QObject
    from pytestqt.qtbot import QtBot

PATIENCE = 20_000
GOOD = "companion://enroll?server=http://127.0.0.1:9&code=7KQM-2W9F-HXTD-4RJC"
HOSTILE = "companion://enroll?server=https://evil.example&code=<b>x</b>"


@pytest.fixture
def session(tmp_path: Path, qapp: QApplication) -> Iterator[Session]:
    made = Session(qapp, tmp_path, Box(), Policy())
    yield made
    made.end()
    made.deleteLater()


@pytest.fixture
def start(session: Session) -> StartWindow:
    session.start()
    assert isinstance(session._shown, StartWindow)
    return session._shown


def question_of(start: QObject) -> QMessageBox | None:
    return start.findChild(QMessageBox)


def test_link_when_new_asks_with_the_servers_name_and_does_nothing_before_a_yes(
    session: Session, start: StartWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session.visit(GOOD)
    box = question_of(start)
    assert box is not None
    assert box.text() == "Sign this laptop in at http://127.0.0.1:9?"
    assert start.isEnabled()
    box.reject()
    assert not (tmp_path / "settings.json").exists()

    session.visit(GOOD)
    qtbot.waitUntil(lambda: question_of(start) is not None, timeout=PATIENCE)
    agreed = next(b for b in question_of(start).buttons() if b.text() == "Sign in")
    agreed.click()
    qtbot.waitUntil(lambda: bool(start.sign_in.sentence), timeout=PATIENCE)
    assert "cannot be reached" in start.sign_in.sentence


def test_link_when_hostile_says_so_and_does_nothing(session: Session, start: StartWindow) -> None:
    session.visit(HOSTILE)
    assert question_of(start) is None
    assert start.sign_in.sentence.startswith("Companion does not understand this link to sign in")
    assert start.sign_in.server.text() == ""


def test_link_when_the_laptop_works_alone_fills_in_the_form_to_join(
    session: Session, start: StartWindow, qtbot: QtBot
) -> None:
    start.name.setText("Rita")
    with qtbot.waitSignal(session.opened, timeout=PATIENCE) as opened:
        start.alone.chosen.emit()
    window = opened.args[0]
    assert isinstance(window, Window)
    session.visit(GOOD)
    dialog = window.findChild(JoinDialog)
    assert dialog is not None
    assert dialog.offer.given()[:2] == ("http://127.0.0.1:9", "7KQM-2W9F-HXTD-4RJC")
    dialog.reject()
    said = []
    window.messages.changed.connect(said.append)
    session.visit(HOSTILE)
    assert "does not understand this link" in said[-1]


def test_link_when_it_comes_before_the_window_is_asked_about_afterwards(
    session: Session,
) -> None:
    session.visit(GOOD)
    session.start()
    assert question_of(session._shown) is not None
