"""The form of one prospect: what a rep may know of a person, each problem by its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from companion.services.entries import ProspectEntry, time_zones
from companion.ui.parts.buttons import Button
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.fields import GrowingText, Mended
from companion.ui.parts.sizes import take_size
from companion.ui.parts.words import Words
from companion.ui.phones import written_phone
from companion.ui.said import said
from companion.ui.tokens import HEADING, MESSAGE
from companion.ui.vocabulary import legal_bases, stages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from companion.domain.problems import Problem

_LINES = (
    *("name", "company", "title", "do_not_call_reason"),
    *("data_source", "legal_basis_note", "consented_on"),
)
_LABEL_WIDTH = 120
_FIELD_HEIGHT = 34
"""Labels stand on the line of the field beside them, which may grow downwards."""


class Lines(GrowingText):
    """Several values, one a line: Enter begins the next."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.entered.connect(self._on_entered)

    def values(self) -> tuple[str, ...]:
        """Return what stands in the lines that are not empty."""
        lines = self.toPlainText().splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    def _on_entered(self) -> None:
        self.textCursor().insertText("\n")


class ProspectDialog(QDialog):
    """``agreed`` carries the entry as it stands; the dialog stays until it is told to close."""

    agreed = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        take_size(self, 560, 640)
        self._phones: dict[str, str] = {}
        self._fields: dict[str, Mended] = {}
        self._labels: dict[str, Words] = {}
        self._grid = QGridLayout()
        self._build_fields()
        self._lay_out(title)
        self.do_not_call.toggled.connect(self._show_reason)
        self._show_reason(is_asked=False)

    def show_entry(self, entry: ProspectEntry) -> None:
        """Fill the form."""
        self._phones = {written_phone(each): each for each in entry.phones}
        for name in _LINES:
            self._line(name).setText(str(getattr(entry, name)))
        self.phones.setPlainText("\n".join(self._phones))
        self.emails.setPlainText("\n".join(entry.emails))
        self.notes.setPlainText(entry.notes)
        self.zone.setCurrentText(entry.time_zone)
        self.stage.setCurrentIndex(self.stage.findData(entry.lifecycle_stage))
        self.do_not_call.setChecked(entry.do_not_call)
        self.basis.setCurrentIndex(self.basis.findData(entry.legal_basis))
        self._line("name").setFocus()

    def entry(self) -> ProspectEntry:
        """Return what stands in the form; a number left alone is the number it was."""
        return ProspectEntry(
            name=self._line("name").text(),
            company=self._line("company").text(),
            title=self._line("title").text(),
            phones=tuple(self._phones.get(each, each) for each in self.phones.values()),
            emails=self.emails.values(),
            time_zone=self.zone.currentText().strip(),
            lifecycle_stage=self.stage.currentData(),
            do_not_call=self.do_not_call.isChecked(),
            do_not_call_reason=self._line("do_not_call_reason").text(),
            notes=self.notes.toPlainText(),
            data_source=self._line("data_source").text(),
            legal_basis=self.basis.currentData(),
            legal_basis_note=self._line("legal_basis_note").text(),
            consented_on=self._line("consented_on").text(),
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say by each field what to mend there, and go to the first."""
        sentences: dict[str, str] = {}
        for problem in problems:
            sentences.setdefault(problem.field.split(".")[0], said(problem.sentence))
        for name, field in self._fields.items():
            field.show_problem(sentences.pop(name, ""))
        wrong = next((each for each in self._fields.values() if each.sentence), None)
        self._other.show_problem(next(iter(sentences.values()), ""))
        if wrong is not None:
            wrong.field.setFocus()
            self._area.ensureWidgetVisible(wrong)

    def show_error(self, sentence: str) -> None:
        """Say what is in the way, beside the buttons."""
        self._other.show_problem(sentence)

    def _build_fields(self) -> None:
        self._add("name", self.tr("Name"), QLineEdit())
        self._add("company", self.tr("Company"), QLineEdit())
        self._add("title", self.tr("Title"), QLineEdit())
        self.phones = Lines(self.tr("One number a line"))
        self._add("phones", self.tr("Phones"), self.phones)
        self.emails = Lines(self.tr("One address a line"))
        self._add("emails", self.tr("Emails"), self.emails)
        self.zone = self._build_zone()
        self._add("time_zone", self.tr("Time zone"), self.zone)
        self.stage = QComboBox()
        for choice in stages():
            self.stage.addItem(choice.label, choice.value)
        self._add("lifecycle_stage", self.tr("Stage"), self.stage)
        self.do_not_call = QCheckBox(self.tr("Asked not to be called"))
        self.do_not_call.setAccessibleName(self.do_not_call.text())
        self._add("do_not_call", "", self.do_not_call)
        self._add("do_not_call_reason", self.tr("Why"), QLineEdit())
        self.notes = QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(64)
        self._add("notes", self.tr("Notes"), self.notes)
        self._build_basis()

    def _build_basis(self) -> None:
        self._add("data_source", self.tr("Data from"), QLineEdit())
        self.basis = QComboBox()
        for choice in legal_bases():
            self.basis.addItem(choice.label, choice.value)
        self._add("legal_basis", self.tr("Legal basis"), self.basis)
        agreed = QLineEdit()
        agreed.setPlaceholderText(self.tr("a day, such as 2026-11-23"))
        self._add("consented_on", self.tr("Agreed on"), agreed)
        self._add("legal_basis_note", self.tr("Shown by"), QLineEdit())

    def _build_zone(self) -> QComboBox:
        zone = QComboBox()
        zone.setEditable(True)
        zone.addItem("")
        zone.addItems(time_zones())
        zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(time_zones(), zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        zone.setCompleter(completer)
        return zone

    def _add(self, name: str, label: str, widget: QWidget) -> None:
        if label:
            widget.setAccessibleName(label)
        self._fields[name] = Mended(widget)
        row = self._grid.rowCount()
        words = self._labels[name] = Words(label, HEADING, "muted", lines=1)
        words.setMinimumSize(_LABEL_WIDTH, _FIELD_HEIGHT)
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._fields[name], row, 1)

    def _show_reason(self, is_asked: bool) -> None:
        for each in (self._labels["do_not_call_reason"], self._fields["do_not_call_reason"]):
            each.setVisible(is_asked)

    def _line(self, name: str) -> QLineEdit:
        field = self._fields[name].field
        if not isinstance(field, QLineEdit):
            raise TypeError(f"{name} is no single line")
        return field

    def _lay_out(self, title: str) -> None:
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(8)
        area = self._area = ScrollingColumn((24, 20, 24, 12), spacing=12)
        area.column.addWidget(Words(title, MESSAGE))
        area.column.addLayout(self._grid)
        area.column.addStretch(1)
        self.keep = Button(self.tr("Save"), "Ctrl+S", is_main=True)
        self.keep.setShortcut("Ctrl+S")
        self.keep.setDefault(True)
        self.keep.clicked.connect(lambda: self.agreed.emit(self.entry()))
        self.leave = Button(self.tr("Cancel"), "Esc")
        self.leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.keep)
        self._other = Mended(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(8)
        column.addWidget(area, stretch=1)
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(self._other)
        foot.addLayout(row)
        column.addLayout(foot)
