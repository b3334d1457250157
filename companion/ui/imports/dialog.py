"""The import dialog: what is in the file, what each column means, what would become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, QStringListModel, Qt, Signal
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
from companion.ui.imports.fields import field_words
from companion.ui.imports.report import (
    preview_sentence,
    problem_sentence,
    report_sentence,
    undone_sentence,
)
from companion.ui.parts.buttons import Button
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.tokens import HEADING, MESSAGE, SMALL

if TYPE_CHECKING:
    from companion.domain.import_reports import ImportReport, PreviewRow, Undone
    from companion.services.views import ImportColumns

_LEAVE_OUT = "-"


class ImportDialog(QDialog):
    """``mapped`` carries what the person said of the columns, ``chose_sheet`` which sheet to read,
    ``chose_line`` in which line of it the names of the columns stand; ``agreed`` takes the file
    over, or goes on with it, ``stopped`` stops what is under way.
    """

    mapped = Signal(dict)
    chose_sheet = Signal(str)
    chose_line = Signal(int)
    asked_undo = Signal()
    agreed = Signal()
    stopped = Signal()
    asked_report = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        take_size(self, 720, 720)
        self._title = Words(title, MESSAGE, lines=2)
        self._summary = Words(self.tr("Reading the file …"))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(self.tr("At work"))
        self._count = Words("", SMALL, "muted", lines=1)
        self._sentence = Words("", ink="bad")
        self._sentence.hide()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName(self.tr("Sheet"))
        self.sheets.hide()
        self.lines = QComboBox()
        self.lines.setAccessibleName(self.tr("The line in which the names of the columns stand"))
        self.lines.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._is_taking = False
        self._first = QStringListModel(self)
        self._first_list = self._build_list(self._first, self.tr("The first rows, as they will be"))
        self._columns = ScrollingColumn((0, 0, 8, 0), spacing=4)
        self._choices: dict[str, QComboBox] = {}
        self._problems = QStringListModel(self)
        words = self.tr("What cannot be taken, line by line")
        self._problem_list = self._build_list(self._problems, words)
        self.undo = Button(self.tr("Undo this import"))
        self.undo.hide()
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
        """Leave; what is under way is stopped. Taking over ends with its portion, so it waits."""
        self.stopped.emit()
        if self._is_taking:
            self.close_button.setEnabled(False)
            self._summary.setText(self.tr("Stopping …"))
            return
        super().reject()

    def show_taking(self) -> None:
        """Show that rows are taken over now: what is chosen stands."""
        self._is_taking = True
        self._summary.setText(self.tr("Taking the list over …"))
        self.undo.hide()
        self._columns.setEnabled(False)
        self.sheets.setEnabled(False)
        self.lines.setEnabled(False)
        self.close_button.show_words(self.tr("Stop"))

    def show_stopped(self, report: ImportReport, count: int) -> None:
        """Show what was taken over until it was stopped; it can be gone on with, or undone."""
        self._show_end(report, count)
        words = self.tr("Stopped: these rows are taken over, the rest is not.")
        self._summary.setText(f"{words}\n{report_sentence(report)}")
        self.run.show_words(self.tr("Go on"))
        self.run.show()

    def _show_end(self, report: ImportReport, count: int) -> None:
        self._is_taking = False
        self.close_button.setEnabled(True)
        self.close_button.show_words(self.tr("Close"))
        self.show_report(report, count)

    def show_columns(self, columns: ImportColumns) -> None:
        """Show the columns with what they are taken for; each can be changed by hand."""
        self._show_sheets(columns)
        self._show_lines(columns)
        clear(self._columns.column)
        self._choices.clear()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for number, (header, field) in enumerate(columns.columns):
            choice = self._build_choice(header, field, columns.fields)
            self._preset(choice, columns.chosen.get(header, ""))
            grid.addWidget(Words(header, lines=1), number, 0)
            grid.addWidget(choice, number, 1)
            self._choices[header] = choice
        self._columns.column.addWidget(holder)
        self._columns.column.addStretch(1)

    def _show_sheets(self, columns: ImportColumns) -> None:
        with QSignalBlocker(self.sheets):
            self.sheets.clear()
            self.sheets.addItems(list(columns.sheets))
            self.sheets.setCurrentText(columns.sheet)
        self.sheets.setVisible(len(columns.sheets) > 1)

    def _show_lines(self, columns: ImportColumns) -> None:
        words = self.tr("Columns are named in line {line}: {words}")
        with QSignalBlocker(self.lines):
            self.lines.clear()
            for line, said in columns.lines:
                self.lines.addItem(words.format(line=line, words=said), line)
            self.lines.setCurrentIndex(self.lines.findData(columns.line))

    @staticmethod
    def _preset(choice: QComboBox, field: str) -> None:
        """Choose what was chosen for the last list with these columns."""
        if field and (index := choice.findData(field)) >= 0:
            with QSignalBlocker(choice):
                choice.setCurrentIndex(index)

    def show_first(self, rows: tuple[PreviewRow, ...]) -> None:
        """Show the first rows as they will be."""
        self._first.setStringList([preview_sentence(each) for each in rows])

    def show_undone(self, undone: Undone) -> None:
        """Say what undoing it did."""
        self.show_busy(is_busy=False)
        self._is_taking = False
        self.undo.hide()
        self.run.hide()
        self.close_button.setEnabled(True)
        self._summary.setText(undone_sentence(undone))

    def offer_undo(self) -> None:
        """Let the person undo the whole import."""
        self.undo.show()

    def show_report(self, report: ImportReport, count: int) -> None:
        """Show what would become of the rows, or what became of them.

        ``count`` are the lines that have problems, those the report does not list too.
        """
        self.show_busy(is_busy=False)
        self.show_error("")
        self._summary.setText(report_sentence(report))
        lines = [problem_sentence(each) for each in report.problems]
        left = count - len(report.lines)
        if left > 0:
            lines.append(self.tr("… and {count} more, in the report.").format(count=left))
        self._problems.setStringList(lines)
        if not report.is_dry_run:
            self.run.hide()
            self._columns.setEnabled(False)
            self.sheets.setEnabled(False)
            self.lines.setEnabled(False)

    def show_taken(self, report: ImportReport, count: int) -> None:
        """Show what became of the rows now that all are taken over."""
        self._show_end(report, count)

    def show_error(self, sentence: str) -> None:
        """Say why the file cannot be used as it is, and what to do."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        if sentence:
            self._is_taking = False
            self.close_button.setEnabled(True)
            self.show_busy(is_busy=False)
            self.run.setEnabled(False)
            self.save_report.setEnabled(False)
            self._summary.setText("")

    @property
    def summary(self) -> str:
        """What is said of the rows now."""
        return self._summary.text()

    @property
    def first(self) -> str:
        """What is said of the first rows now."""
        return "\n".join(self._first.stringList())

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
        words = self.tr("as recognised: {field}").format(field=field_words(field))
        choice.addItem(words if field else self.tr("as recognised"), "")
        choice.addItem(self.tr("leave out"), _LEAVE_OUT)
        for each in fields:
            choice.addItem(field_words(each), each)
        choice.currentIndexChanged.connect(self._on_mapped)
        return choice

    @staticmethod
    def _build_list(model: QStringListModel, name: str) -> QListView:
        view = QListView()
        view.setAccessibleName(name)
        view.setModel(model)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setWordWrap(True)
        view.setUniformItemSizes(False)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        head = (self._title, self.sheets, self.lines, self._summary, self._busy, self._count)
        for part in (*head, self._sentence):
            column.addWidget(part)
        words = self.tr("The first rows, as they will be")
        column.addWidget(Words(words, HEADING, "muted", lines=1))
        column.addWidget(self._first_list, stretch=2)
        column.addWidget(Words(self.tr("Columns of the file"), HEADING, "muted", lines=1))
        column.addWidget(self._columns, stretch=3)
        column.addWidget(Words(self.tr("What cannot be taken"), HEADING, "muted", lines=1))
        column.addWidget(self._problem_list, stretch=2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.save_report)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.run)
        column.addLayout(row)

    def _connect(self) -> None:
        self.run.clicked.connect(self.agreed)
        self.undo.clicked.connect(self.asked_undo)
        self.sheets.currentTextChanged.connect(self.chose_sheet)
        self.lines.activated.connect(lambda _: self.chose_line.emit(self.lines.currentData()))
        self.save_report.clicked.connect(self.asked_report)
        self.close_button.clicked.connect(self.reject)

    def mapping(self) -> dict[str, str]:
        """Return what the person said of the columns, or said of the last list like this."""
        said = {header: str(each.currentData()) for header, each in self._choices.items()}
        return {header: field for header, field in said.items() if field}

    def _on_mapped(self) -> None:
        self.mapped.emit(self.mapping())
