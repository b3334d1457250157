"""The import dialog: what is in the file, what each column means, what would become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from companion.ui.dates import time_left
from companion.ui.imports.report import problem_sentence, report_sentence
from companion.ui.parts.buttons import Button
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE, SMALL

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport
    from companion.services.views import ImportColumns

_LEAVE_OUT = "-"
_MOST_LINES = 2_000


class ImportDialog(QDialog):
    """``mapped`` carries what the person said of the columns; ``agreed`` takes the file over,
    ``stopped`` stops what is under way.
    """

    mapped = Signal(dict)
    agreed = Signal()
    stopped = Signal()
    asked_report = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        take_size(self, 640, 620)
        self._title = Words(title, MESSAGE, lines=2)
        self._summary = Words(self.tr("Reading the file …"))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("At work"))
        self._count = Words("", SMALL, "muted", lines=1)
        self._sentence = Words("", ink="bad")
        self._sentence.hide()
        self._columns = ScrollingColumn((0, 0, 8, 0), spacing=4)
        self._choices: dict[str, QComboBox] = {}
        self._problems = QStringListModel(self)
        self._problem_list = self._build_problem_list()
        self.save_report = Button(self.tr("Save report …"))
        self.close_button = Button(self.tr("Cancel"))
        self.run = Button(self.tr("Import"), is_main=True)
        self._lay_out()
        self._connect()
        self.show_busy(is_busy=True)

    def show_busy(self, *, is_busy: bool) -> None:
        """Show that the file is worked on."""
        self._busy.setVisible(is_busy)
        self._busy.setRange(0, 0)
        self._count.setVisible(is_busy)
        self._count.setText("")
        self.run.setEnabled(not is_busy)
        self.save_report.setEnabled(not is_busy)

    def show_progress(self, done: int, total: int, left: float | None) -> None:
        """Show how far it is: rows done, rows in all, and about how many seconds are left."""
        if not total:
            return
        self._busy.setRange(0, total)
        self._busy.setValue(done)
        count = self.tr("{done} of {total} rows").format(
            done=QLocale().toString(done), total=QLocale().toString(total)
        )
        rest = time_left(left) if left else ""
        self._count.setText(" · ".join(each for each in (count, rest) if each))

    def reject(self) -> None:
        """Leave; what is under way is stopped."""
        self.stopped.emit()
        super().reject()

    def show_columns(self, columns: ImportColumns) -> None:
        """Show the columns with what they are taken for; each can be changed by hand."""
        clear(self._columns.column)
        self._choices.clear()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for number, (header, field) in enumerate(columns.columns):
            choice = self._build_choice(header, field, columns.fields)
            grid.addWidget(Words(header, lines=1), number, 0)
            grid.addWidget(choice, number, 1)
            self._choices[header] = choice
        self._columns.column.addWidget(holder)
        self._columns.column.addStretch(1)

    def show_report(self, report: ImportReport) -> None:
        """Show what would become of the rows, or what became of them."""
        self.show_busy(is_busy=False)
        self.show_error("")
        self._summary.setText(report_sentence(report))
        lines = [problem_sentence(each) for each in report.problems[:_MOST_LINES]]
        left = len(report.problems) - len(lines)
        if left:
            lines.append(self.tr("… and {count} more, in the report.").format(count=left))
        self._problems.setStringList(lines)
        if not report.is_dry_run:
            self.run.hide()
            self._columns.setEnabled(False)
            self.close_button.show_words(self.tr("Close"))

    def show_error(self, sentence: str) -> None:
        """Say why the file cannot be used as it is, and what to do."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        if sentence:
            self.show_busy(is_busy=False)
            self.run.setEnabled(False)
            self.save_report.setEnabled(False)
            self._summary.setText("")

    @property
    def summary(self) -> str:
        """What is said of the rows now."""
        return self._summary.text()

    @property
    def count(self) -> str:
        """What is said of the progress now."""
        return self._count.text()

    @property
    def sentence(self) -> str:
        """What is said of an error now."""
        return self._sentence.text()

    def choose(self, header: str, field: str) -> None:
        """Say by hand what a column means."""
        choice = self._choices[header]
        choice.setCurrentIndex(choice.findData(field))

    def _build_choice(self, header: str, field: str, fields: tuple[str, ...]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(self.tr("Meaning of {header}").format(header=header))
        words = self.tr("as recognised: {field}").format(field=_words(field))
        choice.addItem(words if field else self.tr("as recognised"), "")
        choice.addItem(self.tr("leave out"), _LEAVE_OUT)
        for each in fields:
            choice.addItem(_words(each), each)
        choice.currentIndexChanged.connect(self._on_mapped)
        return choice

    def _build_problem_list(self) -> QListView:
        view = QListView()
        view.setAccessibleName(self.tr("What cannot be taken, line by line"))
        view.setModel(self._problems)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setWordWrap(True)
        view.setUniformItemSizes(False)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for part in (self._title, self._summary, self._busy, self._count, self._sentence):
            column.addWidget(part)
        column.addWidget(Words(self.tr("Columns of the file"), HEADING, "muted", lines=1))
        column.addWidget(self._columns, stretch=3)
        column.addWidget(Words(self.tr("What cannot be taken"), HEADING, "muted", lines=1))
        column.addWidget(self._problem_list, stretch=2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_report)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.run)
        column.addLayout(row)

    def _connect(self) -> None:
        self.run.clicked.connect(self.agreed)
        self.save_report.clicked.connect(self.asked_report)
        self.close_button.clicked.connect(self.reject)

    def _on_mapped(self) -> None:
        said = {header: str(each.currentData()) for header, each in self._choices.items()}
        self.mapped.emit({header: field for header, field in said.items() if field})


def _words(field: str) -> str:
    return field.replace("_", " ")
