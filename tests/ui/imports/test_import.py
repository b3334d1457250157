from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from companion.domain.import_reports import (
    ImportKind,
    ImportReport,
    RowLine,
    RowOutcome,
    RowProblem,
    report_csv,
)
from companion.ui.imports.presenter import ImportPresenter

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
    dialog.close()


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


def test_report_when_saved_holds_nothing_a_spreadsheet_would_run() -> None:
    line = RowLine(2, RowOutcome.REJECTED, None, (RowProblem(2, "=1+1", "@bad"),))
    report = ImportReport(rows=1, rejected=1, lines=(line,))
    assert "2,rejected,'=1+1,'@bad" in report_csv(report)
    assert "rejected,1" in report_csv(report)
