from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from PySide6.QtWidgets import QMessageBox, QWidget

from companion.domain.import_reports import (
    ImportKind,
    ImportReport,
    RowLine,
    RowOutcome,
    RowProblem,
    report_csv,
)
from companion.ui.imports.presenter import ImportPresenter
from companion.ui.messages import Messages
from tests.services.lists import take

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.services.suite import Suite
    from companion.ui.tasks import Tasks

PATIENCE = 20_000
LIST = "Full name;Firm;Telefon\nZora Quill;Quill & Co;+49 30 1234567\n;;\n"


def make_file(folder: Path, text: str) -> Path:
    path = folder / "leads.csv"
    path.write_text(text, "utf-8")
    return path


def test_import_when_agreed_brings_the_people_and_tells_of_each_row(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    presenter = ImportPresenter(window, suite.imports, desk)
    dialog = presenter.open(make_file(tmp_path, LIST), ImportKind.PROSPECTS)
    qtbot.waitUntil(lambda: "would be new" in dialog.summary, timeout=PATIENCE)
    assert suite.prospects.search("Zora") == ()
    with qtbot.waitSignal(presenter.changed, timeout=PATIENCE) as changed:
        dialog.agreed.emit()
    assert changed.args[0].touches("prospect")
    assert [row.name for row in suite.prospects.search("Zora")] == ["Zora Quill"]
    qtbot.waitUntil(lambda: "1 new" in dialog.summary, timeout=PATIENCE)
    with qtbot.waitSignal(presenter.changed, timeout=PATIENCE):
        dialog.undo.click()
    qtbot.waitUntil(lambda: "1 removed again" in dialog.summary, timeout=PATIENCE)
    assert suite.prospects.search("Zora") == ()
    dialog.close()


def test_import_when_the_file_has_sheets_then_another_can_be_chosen(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    book = Workbook()
    for sheet, name in ((book.active, "Zora Quill"), (book.create_sheet("May"), "Ada Berg")):
        sheet.append(("Name", "Telefon"))
        sheet.append((name, "+49 30 1234567"))
    book.save(tmp_path / "leads.xlsx")
    presenter = ImportPresenter(window, suite.imports, desk)
    dialog = presenter.open(tmp_path / "leads.xlsx", ImportKind.PROSPECTS)
    qtbot.waitUntil(lambda: "Zora Quill" in dialog.first, timeout=PATIENCE)
    dialog.sheets.setCurrentText("May")
    qtbot.waitUntil(lambda: "Ada Berg" in dialog.first, timeout=PATIENCE)
    with qtbot.waitSignal(presenter.changed, timeout=PATIENCE):
        dialog.agreed.emit()
    assert suite.prospects.search("Zora") == ()
    dialog.close()


def test_undo_when_asked_from_the_menu_asks_first_and_then_undoes_the_last_import(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    presenter, messages = ImportPresenter(window, suite.imports, desk), Messages(window)
    with qtbot.waitSignal(messages.changed, timeout=PATIENCE) as said:
        presenter.ask_undo(messages)
    assert "no import" in said.args[0]
    take(suite.imports, make_file(tmp_path, LIST), ImportKind.PROSPECTS)
    presenter.ask_undo(messages)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=PATIENCE)
    (box,) = window.findChildren(QMessageBox)
    assert "leads.csv" in box.text()
    (agree,) = [each for each in box.buttons() if each.text() == "Undo the import"]
    with qtbot.waitSignal(presenter.changed, timeout=PATIENCE):
        agree.click()
    assert suite.prospects.search("Zora") == ()
    messages.stop_timer()


def test_import_when_the_file_cannot_be_used_says_why(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    presenter = ImportPresenter(window, suite.imports, desk)
    dialog = presenter.open(make_file(tmp_path, ""), ImportKind.PROSPECTS)
    qtbot.waitUntil(lambda: bool(dialog.sentence), timeout=PATIENCE)
    assert not dialog.run.isEnabled()
    dialog.close()


def test_import_when_stopped_under_way_brings_nobody_and_frees_the_desk(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    rows = [f"Zora Quill {number};Quill & Co;+4930{number:07}" for number in range(1, 4_000)]
    text = "\n".join(["Full name;Firm;Telefon", *rows])
    presenter = ImportPresenter(window, suite.imports, desk)
    dialog = presenter.open(make_file(tmp_path, text), ImportKind.PROSPECTS)
    qtbot.waitUntil(lambda: "3999 rows" in dialog.count.replace(",", ""), timeout=PATIENCE)
    dialog.reject()
    reached: list[None] = []
    desk.run(presenter, lambda: None, reached.append)
    qtbot.waitUntil(lambda: bool(reached), timeout=PATIENCE)
    assert suite.prospects.search("Zora") == ()


def test_import_when_stopped_while_taken_over_lets_others_in_and_can_go_on_or_be_undone(
    suite: Suite, desk: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    rows = [f"Zora Quill {number};Quill & Co;+4930{number:07}" for number in range(1, 1_800)]
    text = "\n".join(["Our leads;;", "Full name;Firm;Telefon", *rows, ";;call me"])
    presenter = ImportPresenter(window, suite.imports, desk)
    dialog = presenter.open(make_file(tmp_path, text), ImportKind.PROSPECTS)
    qtbot.waitUntil(lambda: "would be new" in dialog.summary, timeout=PATIENCE)
    assert dialog.lines.currentText() == "Columns are named in line 2: Full name · Firm · Telefon"
    reached: list[str] = []
    dialog.agreed.emit()
    desk.run(presenter, lambda: None, lambda _: reached.append(dialog.summary))
    dialog.reject()  # stops after the portion under way; the window stays to tell of it
    qtbot.waitUntil(lambda: "Stopped" in dialog.summary, timeout=PATIENCE)
    assert "Stopped" not in reached[0]
    dialog.agreed.emit()
    qtbot.waitUntil(lambda: "1800 rows: 1799 new" in dialog.summary, timeout=PATIENCE)
    (presenter_report,) = (each for each in dialog.children() if hasattr(each, "save_report"))
    presenter_report.save_report(tmp_path / "report.csv")
    qtbot.waitUntil((tmp_path / "report.csv").exists, timeout=PATIENCE)
    dialog.undo.click()
    qtbot.waitUntil(lambda: "1799 removed again" in dialog.summary, timeout=PATIENCE)
    assert "1802,rejected" in (tmp_path / "report.csv").read_text("utf-8-sig")
    assert suite.prospects.search("Zora") == ()
    dialog.close()


def test_report_when_saved_holds_nothing_a_spreadsheet_would_run() -> None:
    line = RowLine(2, RowOutcome.REJECTED, None, (RowProblem(2, "=1+1", "@bad"),))
    report = ImportReport(rows=1, rejected=1, lines=(line,))
    assert "2,rejected,'=1+1,'@bad" in report_csv(report)
    assert "rejected,1" in report_csv(report)
