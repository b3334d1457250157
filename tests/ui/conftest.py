"""A real database with demo content, the services over it, and lanes that end with the test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.system.keychain import FolderKeychain
from companion.ui.furniture import furnished_window
from companion.ui.tasks import Tasks
from companion.ui.theme import Theme, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from companion.services.profiles import OpenProfile
    from companion.services.suite import Suite
    from companion.services.views import ProspectSheet
    from companion.ui.window import Window

NOW = datetime(2026, 11, 23, 14, 32, 7, tzinfo=UTC)
PATIENCE = 20_000


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    at: datetime = field(default=NOW)

    def now(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Lanes:
    desk: Tasks
    line: Tasks
    ear: Tasks


class Phone(QObject):
    """Stands where the laptop's phone program would."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[str] = []

    @Slot(QUrl)
    def dial(self, url: QUrl) -> None:
        self.numbers.append(url.toString())


@pytest.fixture
def phone() -> Iterator[Phone]:
    made = Phone()
    QDesktopServices.setUrlHandler("tel", made, "dial")
    yield made
    QDesktopServices.unsetUrlHandler("tel")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def _demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo once: each test works on a copy of it."""
    folder = tmp_path_factory.mktemp("demo")
    Profiles(folder, FolderKeychain(folder), HandClock()).look_around().close()
    return folder / "demo"


@pytest.fixture
def profile(_demo_folder: Path, tmp_path: Path, clock: HandClock) -> Iterator[OpenProfile]:
    folder = tmp_path / "profile"
    shutil.copytree(_demo_folder, folder)
    opened = Profiles(folder, FolderKeychain(folder), clock).open()
    yield opened
    opened.close()


@pytest.fixture
def suite(profile: OpenProfile, clock: HandClock) -> Suite:
    return open_suite(replace(profile, connect=None), clock)


@pytest.fixture
def sheet(suite: Suite) -> ProspectSheet:
    """Return somebody who saw a promise that has a newer version, never called before or not."""
    today = suite.prospects.today()
    sheets = (suite.prospects.open(row.prospect_id) for row in (*today.due, *today.new))
    return next(each for each in sheets if each.newer is not None and each.heard)


@pytest.fixture
def desk(suite: Suite, qapp: QApplication) -> Iterator[Tasks]:
    tasks = Tasks("desk")
    yield tasks
    tasks.shut_down()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Wish.LIGHT)


@pytest.fixture
def window(suite: Suite, theme: Theme, qtbot: QtBot) -> Iterator[Window]:
    """Open the window on the first of the list."""
    lanes = (Tasks("desk"), Tasks("line"), Tasks("ear"))
    shown = furnished_window(suite, *lanes, theme)
    shown.show()
    with qtbot.waitSignal(shown.sheet_presenter.opened, timeout=PATIENCE):
        shown.start()
    yield shown
    shown.close()
    shown.deleteLater()
    qtbot.wait_until(lambda: True)
