"""The first picture of a start: the day's list, before anything else is even loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.app.session import Session
from companion.domain.clock import SystemClock
from companion.domain.policies import Policy
from companion.services.glance import glance, may_glance
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.store.file import doubt_of
from companion.store.meta import write_meta
from companion.system.folders import SIGNING_OUT, WIPED
from companion.system.keychain import FolderKeychain
from companion.ui.today.model import Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

PATIENCE = 20_000
NOT_YET = (
    "sqlalchemy",
    "pydantic",
    "requests",
    "urllib3",
    "cryptography",
    "keyring",
    "phonenumbers",
    "openpyxl",
    "alembic",
    "tuf",
    "jinja2",
    "asyncio",
    "companion.services.profiles",
    "companion.services.suite",
    "companion.sync",
    "companion.wire.messages",
    "companion.ui.call_form",
    "companion.ui.furniture",
    "companion.ui.promise",
)
START = """
import sys
from pathlib import Path
from companion.app.session import Session
from companion.system.keychain import FolderKeychain
from companion.ui.application import make_application

application = make_application(["companion"], "companion")
folder = Path(sys.argv[1])
session = Session(application, folder, FolderKeychain(folder))

def tell(window):
    import json
    print(json.dumps([window.today.model.rowCount(), sorted(sys.modules)]), flush=True)
    application.quit()

session.pictured.connect(tell)
session.start()
application.exec()
session.end()
"""


@pytest.fixture
def folder(_demo_folder: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "profile"
    shutil.copytree(_demo_folder, copy)
    Profiles(copy, FolderKeychain(copy), SystemClock()).open().close()  # as after any first run
    return copy


@pytest.fixture
def session(folder: Path, qapp: QApplication) -> Iterator[Session]:
    made = Session(qapp, folder, FolderKeychain(folder), Policy())
    yield made
    made.end()
    made.deleteLater()


def seen(folder: Path, **lock: int) -> object:
    now = SystemClock().now() + timedelta(**lock)
    return glance(folder, FolderKeychain(folder), now, int)


def test_start_when_its_list_is_shown_has_loaded_nothing_else_yet(folder: Path) -> None:
    command = [sys.executable, "-c", START, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    rows, loaded = json.loads(done.stdout.splitlines()[-1])
    assert rows > 1
    early = [name for name in NOT_YET if name in loaded]
    assert early == []


def test_glance_when_the_profile_is_in_order_is_the_list_that_follows(folder: Path) -> None:
    clock = SystemClock()
    profile = Profiles(folder, FolderKeychain(folder), clock).open()
    today = open_suite(profile, clock).prospects.today()
    profile.close()
    assert today.due
    assert today.news
    assert may_glance(folder)
    assert seen(folder) == today


@pytest.mark.parametrize("note", [WIPED, SIGNING_OUT])
def test_glance_when_a_wipe_or_a_sign_out_was_begun_is_not_taken(folder: Path, note: str) -> None:
    (folder / note).write_text("{}")
    assert not may_glance(folder)


def test_glance_when_the_file_is_in_doubt_is_not_taken(folder: Path) -> None:
    doubt_of(folder / "data" / "companion.db").touch()
    assert not may_glance(folder)


def test_glance_when_the_file_is_damaged_or_the_key_gone_shows_nothing(folder: Path) -> None:
    path = folder / "data" / "companion.db"
    whole = path.read_bytes()
    path.write_bytes(b"x" * 4096 + whole[4096:])
    assert seen(folder) is None
    path.write_bytes(whole)
    assert seen(folder) is not None
    (folder / "demo-keys.json").write_text("{}")
    assert seen(folder) is None


def test_glance_when_the_window_would_be_locked_shows_nobody(folder: Path) -> None:
    profile = Profiles(folder, FolderKeychain(folder), SystemClock()).open()
    with profile.database.write() as cx:
        write_meta(cx, server_url="https://example.org", contact_at=SystemClock().now())
        write_meta(cx, lock_after_days=14)
    profile.close()
    assert seen(folder, days=13) is not None
    assert seen(folder, days=14) is None


def test_keys_when_pressed_before_the_window_is_whole_are_not_lost(
    session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(session.pictured, timeout=PATIENCE) as pictured:
        session.start()
    window = pictured.args[0]
    assert not window.is_furnished
    rows = [each for each in window.today.model.entries if isinstance(each, Line)]
    window.today.opened.emit(rows[2].prospect_id)
    window.actions_.sync_page.trigger()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    window.today.search.setFocus()
    with qtbot.waitSignal(session.opened, timeout=PATIENCE) as opened:
        QTest.keyClicks(window.today.search, "a")
    assert opened.args[0] is window
    assert window.sheet_presenter.prospect_id == rows[2].prospect_id
    assert window.pages.currentWidget() is window.page
    assert (window.today.search.text(), window.today_presenter.search.text) == ("a", "a")
    assert window.isActiveWindow()


def test_window_when_closed_at_its_first_picture_is_not_opened_any_more(
    session: Session, qtbot: QtBot
) -> None:
    opened: list[object] = []
    session.opened.connect(opened.append)
    with qtbot.waitSignal(session.pictured, timeout=PATIENCE) as pictured:
        session.start()
    QTest.keyClick(pictured.args[0], Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pictured.args[0].is_closed, timeout=PATIENCE)
    session.end()
    assert opened == []
