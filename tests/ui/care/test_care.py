"""The care page: what is wrong is said, kept, and given away only as far as the person wants."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox

from companion.ui.care.bundle import BundleDialog
from companion.ui.care.page import CarePage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.ui.window import Window

PATIENCE = 30_000


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> CarePage:
    window.actions_.care.trigger()
    found = window.findChild(CarePage)
    assert isinstance(found, CarePage)
    qtbot.wait_until(found.copy.isEnabled, timeout=PATIENCE)
    return found


def texts(page: CarePage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel))


def test_page_when_opened_then_every_check_has_a_line_and_its_name(
    window: Window, page: CarePage
) -> None:
    assert window.pages.currentWidget() is page
    shown = texts(page)
    for name in ("Disk", "Database", "Keychain", "Encryption", "Server", "Version"):
        assert f"\n{name}\n" in shown, name
    assert "The database is whole." in shown
    page.back.click()
    assert window.pages.currentWidget() is window.workplace


def test_details_when_copied_then_they_hold_findings_and_versions(
    window: Window, page: CarePage
) -> None:
    page.copy.click()
    copied = QApplication.clipboard().text()
    assert "[fine] database: The database is whole." in copied
    assert copied.startswith("Companion ")


def test_papers_when_saved_then_they_are_what_was_read_and_name_nobody(
    window: Window, page: CarePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.bundle.click()
    qtbot.wait_until(lambda: window.findChild(BundleDialog) is not None, timeout=PATIENCE)
    dialog = window.findChild(BundleDialog)
    assert isinstance(dialog, BundleDialog)
    assert "The database is whole." in dialog.text.toPlainText()
    papers = {each.name: each.text for each in dialog._papers}
    path = tmp_path / "papers.zip"
    window.annexes.care._care.write_bundle(path, dialog._papers)
    with zipfile.ZipFile(path) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == papers
    named = " ".join(papers.values())
    assert window.suite.user_name
    assert window.suite.user_name not in named
    dialog.close()


def choose(qtbot: QtBot, window: Window, path: Path) -> None:
    """Type a place into the dialog for files and accept it, as a person does."""

    def dialogs() -> list[QFileDialog]:
        return [each for each in window.findChildren(QFileDialog) if each.isVisible()]

    qtbot.wait_until(lambda: bool(dialogs()), timeout=PATIENCE)
    (dialog,) = dialogs()
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_papers_when_saved_by_the_keyboard_then_the_file_is_there_with_its_ending(
    window: Window, page: CarePage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.bundle.click()
    qtbot.wait_until(lambda: window.findChild(BundleDialog) is not None, timeout=PATIENCE)
    dialog = window.findChild(BundleDialog)
    assert isinstance(dialog, BundleDialog)
    dialog.asked_save.emit()
    choose(qtbot, window, tmp_path / "papers")
    saved = tmp_path / "papers.zip"
    qtbot.wait_until(lambda: str(saved) in window.footer.message.text(), timeout=PATIENCE)
    assert zipfile.is_zipfile(saved)
    assert not any(each.isVisible() for each in window.findChildren(BundleDialog))


def test_export_when_agreed_then_everything_is_in_the_file_and_a_place_that_fails_is_said(
    window: Window, page: CarePage, qtbot: QtBot, tmp_path: Path
) -> None:
    for folder in ("gone", "there"):
        place = tmp_path / folder
        place.mkdir()
        page.asked_export.emit()
        box = next(each for each in window.findChildren(QMessageBox) if each.isVisible())
        box.buttons()[0].click()
        if folder == "gone":
            place.joinpath("all.zip.part").mkdir()  # where the draft would stand
        choose(qtbot, window, place / "all")
        words = "cannot be written" if folder == "gone" else "records were written"
        qtbot.wait_until(
            lambda words=words: words in window.footer.message.text(), timeout=PATIENCE
        )
    with zipfile.ZipFile(tmp_path / "there" / "all.zip") as packed:
        assert {"READ ME FIRST.txt", "prospect.csv", "call.csv"} <= set(packed.namelist())
    assert not (tmp_path / "gone" / "all.zip").exists()


def test_backup_when_made_then_it_is_listed_and_asks_before_it_is_put_back(
    window: Window, page: CarePage, qtbot: QtBot
) -> None:
    page.backup.click()
    qtbot.wait_until(lambda: "encrypted" in texts(page), timeout=PATIENCE)
    (backup,) = window.annexes.care._care.backups()
    page.asked_restore.emit(backup)
    (box,) = window.findChildren(QMessageBox)
    assert "not sent yet is kept" in box.informativeText()
    with qtbot.waitSignal(window.restore_asked, timeout=PATIENCE) as asked:
        box.buttons()[0].click()
    assert asked.args == [backup]
