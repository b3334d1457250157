"""Signing out from the window, and what may be done when a profile does not open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from companion.app.session import Session
from companion.domain.ids import new_id
from companion.domain.policies import Policy
from companion.domain.prospects import Prospect
from companion.services.profiles import DATA, Profiles
from companion.services.suite import open_suite
from companion.services.views import SyncState, SyncStatus
from companion.store.meta import write_meta
from companion.system.settings import read_settings
from companion.ui.settings.presets import preset_words
from companion.ui.sign_out import SignOutDialog
from companion.ui.start import StartWindow
from companion.ui.trouble import TroubleWindow
from tests.keychains import Box
from tests.salesroom import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from companion.domain.clock import Clock

PATIENCE = 20_000
NAME = "Ottilie Kranzler"


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def session(tmp_path: Path, qapp: QApplication, clock: Clock, box: Box) -> Iterator[Session]:
    """Give a session on a profile with a server that is out of reach, and one unsent entry."""
    profile = Profiles(tmp_path, box, clock).work_alone("Rita Berg", "DE")
    open_suite(profile, clock).prospects.add(Prospect(new_id(), NAME))
    with profile.database.write() as cx:
        write_meta(cx, server_url=f"http://127.0.0.1:{free_port()}", server_id=new_id())
    profile.close()
    box.kept[f"device-token/{read_settings(tmp_path).profile_id}"] = "cp_dev_x"
    made = Session(qapp, tmp_path, box, Policy())
    yield made
    made.end()
    made.deleteLater()


def opened(session: Session, qtbot: QtBot):
    with qtbot.waitSignal(session.opened, timeout=PATIENCE) as told:
        session.start()
    return told.args[0]


def until_shown(session: Session, kind: type, qtbot: QtBot):
    qtbot.waitUntil(lambda: isinstance(session._shown, kind), timeout=PATIENCE)
    return session._shown


def test_sign_out_when_something_is_unsent_says_so_and_can_export_it_first(
    session: Session, qtbot: QtBot, tmp_path: Path, box: Box
) -> None:
    window = opened(session, qtbot)
    window.actions_.sign_out.trigger()
    dialog = window.findChild(SignOutDialog)
    qtbot.waitUntil(lambda: "1 entry" in dialog.unsent.text(), timeout=PATIENCE)
    assert dialog.go_on.words == "Sign out and lose it"
    dialog.asked_export.emit(tmp_path / "kept.json")
    qtbot.waitUntil(lambda: "not encrypted" in dialog.news.text(), timeout=PATIENCE)
    assert NAME in json.dumps(json.loads((tmp_path / "kept.json").read_text()))
    assert dialog.go_on.words == "Sign out"

    dialog.go_on.click()
    until_shown(session, StartWindow, qtbot)
    assert box.kept == {}
    assert not (tmp_path / DATA).exists()
    assert not (tmp_path / "settings.json").exists()


def test_sign_out_when_nothing_is_unsent_only_asks(qtbot: QtBot) -> None:
    dialog = SignOutDialog("https://companion.example.com")
    qtbot.addWidget(dialog)
    dialog.show_status(SyncStatus(SyncState.IN_STEP, unsent=2, attention=1))
    assert "3 entries" in dialog.unsent.text()
    dialog.show_status(SyncStatus(SyncState.IN_STEP))
    assert dialog.unsent.isHidden()
    assert dialog.send.isHidden()
    assert dialog.go_on.words == "Sign out"


def test_sign_out_when_it_was_cut_off_goes_on_at_the_next_start(
    session: Session, qtbot: QtBot, tmp_path: Path, clock: Clock, box: Box
) -> None:
    Profiles(tmp_path, box, clock).sign_out(keeps_files=True)
    session.start()
    until_shown(session, StartWindow, qtbot)
    assert not (tmp_path / "signing-out.json").exists()
    assert list(tmp_path.glob("set-aside-*/data/companion.db"))


def test_key_when_changed_from_the_window_comes_back_with_everything(
    session: Session, qtbot: QtBot, box: Box
) -> None:
    window = opened(session, qtbot)
    old = box.secret("database-key")
    with qtbot.waitSignal(session.opened, timeout=PATIENCE) as told:
        window.key_change_asked.emit()
    assert box.secret("database-key") not in {None, old}
    names = [row.name for row in told.args[0].suite.prospects.today().new]
    assert names == [NAME] or NAME in str(told.args[0].suite.outbox.lines())


@pytest.mark.parametrize(
    ("fault", "words", "can_begin_anew"),
    [
        ("locked", "Your keychain is locked", False),
        ("missing", "does not have the key", True),
        ("wrong", "holds another key", True),
    ],
)
def test_profile_when_its_key_cannot_be_had_says_which_and_how_to_go_on(
    session: Session, qtbot: QtBot, box: Box, tmp_path: Path, fault, words, can_begin_anew
) -> None:
    kept = dict(box.kept)
    name = next(each for each in kept if each.startswith("database-key/"))
    if fault == "locked":
        box.failing = {"read database-key"}
    elif fault == "missing":
        del box.kept[name]
    else:
        box.kept[name] = "00" * 32
    session.start()
    trouble = until_shown(session, TroubleWindow, qtbot)
    assert words in trouble.sentence.text()
    assert trouble.advice.text()
    assert trouble.begin_anew.isHidden() is not can_begin_anew
    if can_begin_anew:
        trouble.begin_anew.click()
        box_ = trouble.findChild(QMessageBox)
        next(b for b in box_.buttons() if b.text() == "Begin anew").click()
        until_shown(session, StartWindow, qtbot)
        assert list(tmp_path.glob("set-aside-*/data/companion.db"))
    else:
        box.failing = set()
        with qtbot.waitSignal(session.opened, timeout=PATIENCE):
            trouble.try_again.click()


def test_presets_when_some_are_given_are_named_one_by_one() -> None:
    assert preset_words(Policy()) == []
    words = preset_words(
        Policy(server="https://a.example", sign_in=frozenset(), updates=False, lock_after_days=3)
    )
    assert words[0].startswith("Preset by your administrator")
    assert words[1:] == [
        "• Server: https://a.example",
        "• Ways to begin: none",
        "• Updates come another way, Companion looks for none",
        "• The window locks after 3 days without contact at most",
    ]
