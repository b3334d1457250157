"""The page that says what is wrong with this laptop, and lets a person do something about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from companion.services.findings import Verdict
from companion.services.updates import UpdateState
from companion.ui.care.names import check_name
from companion.ui.dates import moment
from companion.ui.parts.buttons import Button, Link
from companion.ui.parts.cards import Dot, titled_card
from companion.ui.parts.columns import ScrollingColumn, clear
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import NAME, SMALL, STRONG
from companion.ui.updates.words import update_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from companion.services.care import Backup
    from companion.services.findings import Finding
    from companion.services.updates import UpdateStatus

_WIDTH = 760
_NAME_WIDTH = 148
_DOT_DROP = 5
_MEGA = 1_000_000
_COLOURS = {Verdict.FINE: "good", Verdict.WARNING: "warning", Verdict.TROUBLE: "bad"}


class CarePage(QWidget):
    """Each signal asks for what its button says; ``asked_restore`` carries the backup's path."""

    left = Signal()
    asked_checks = Signal()
    asked_copy = Signal()
    asked_bundle = Signal()
    asked_look = Signal()
    asked_install = Signal()
    asked_backup = Signal()
    asked_restore = Signal(object)
    asked_export = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = self._button(self.tr("Back to the call"), self.left, keys="Esc")
        self.again = self._button(self.tr("Check again"), self.asked_checks, is_main=True)
        self.copy = self._button(self.tr("Copy details"), self.asked_copy)
        self.bundle = self._button(self.tr("Papers for support …"), self.asked_bundle)
        self.look = self._button(self.tr("Look for an update"), self.asked_look)
        self.install = self._button(self.tr("Install …"), self.asked_install, is_main=True)
        self.backup = self._button(self.tr("Back up now"), self.asked_backup)
        self.export = self._button(self.tr("Export everything …"), self.asked_export)
        self._summary = Words("", ink="muted")
        self._findings = QVBoxLayout()
        self._findings.setSpacing(10)
        self._backups = QVBoxLayout()
        self._backups.setSpacing(4)
        self._update = Words("")
        self._notes = Words("", SMALL, "muted")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Download of the update"))
        self.progress.setTextVisible(False)
        self._lay_out()

    def show_waiting(self) -> None:
        """Say that the checks are under way."""
        self.again.setEnabled(False)
        self.copy.setEnabled(False)
        self.bundle.setEnabled(False)
        self._summary.setText(self.tr("Checking … without a network this takes half a minute."))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what was found, troubles first."""
        for button in (self.again, self.copy, self.bundle):
            button.setEnabled(True)
        bad = sum(each.verdict is Verdict.TROUBLE for each in findings)
        odd = sum(each.verdict is Verdict.WARNING for each in findings)
        self._summary.setText(self._summary_words(bad, odd))
        clear(self._findings)
        order = list(reversed(Verdict))
        for finding in sorted(findings, key=lambda each: order.index(each.verdict)):
            self._findings.addLayout(self._build_finding(finding))

    def show_backups(self, backups: Sequence[Backup]) -> None:
        """List the backups, the newest first."""
        clear(self._backups)
        for backup in backups:
            self._backups.addLayout(self._build_backup(backup))
        if not backups:
            none = self.tr("There is none yet; one is made every week.")
            self._backups.addWidget(Words(none, ink="muted"))

    def show_update(self, status: UpdateStatus, now: datetime, *, may_install: bool) -> None:
        """Show how it stands with updates."""
        is_off = status.state is UpdateState.OFF
        is_busy = status.state in (UpdateState.LOOKING, UpdateState.FETCHING)
        is_fetching = status.state is UpdateState.FETCHING and status.release is not None
        self._update.setText(update_words(status, now))
        release = status.release
        notes = release.notes_in(QLocale().name()) if release else ""
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        self.look.setVisible(not is_off)
        self.look.setEnabled(not is_busy)
        self.install.setVisible(status.state is UpdateState.READY)
        self.install.setEnabled(may_install)
        self.progress.setVisible(is_fetching)
        if is_fetching and release is not None:
            self.progress.setRange(0, max(1, release.size // 1024))
            self.progress.setValue(status.done // 1024)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _summary_words(self, bad: int, odd: int) -> str:
        if bad == 1:
            return self.tr("One thing must be mended.")
        if bad:
            return self.tr("{count} things must be mended.").format(count=bad)
        if odd:
            return self.tr("All works; what is marked wants a look some time.")
        return self.tr("All is well.")

    def _build_finding(self, finding: Finding) -> QHBoxLayout:
        beside = QVBoxLayout()  # the dot stands beside the first of several lines
        beside.setContentsMargins(0, _DOT_DROP, 0, 0)
        dot = Dot("muted")
        dot.show_colour(_COLOURS[finding.verdict])
        beside.addWidget(dot)
        beside.addStretch(1)
        name = Words(check_name(finding.check), STRONG, lines=1)
        name.setFixedWidth(_NAME_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(said(finding.sentence)))
        if finding.advice:
            words.addWidget(Words(said(finding.advice), ink="muted"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(beside)
        row.addWidget(name, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, stretch=1)
        return row

    def _build_backup(self, backup: Backup) -> QHBoxLayout:
        at = moment(backup.made_at)
        size = self.tr("{size:.1f} MB, encrypted").format(size=backup.size / _MEGA)
        link = Link(self.tr("Put back …"))
        link.setAccessibleName(self.tr("Put back the backup of {time}").format(time=at))
        link.clicked.connect(lambda: self.asked_restore.emit(backup))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Words(at, lines=1))
        row.addWidget(Words(size, SMALL, "muted", lines=1), stretch=1)
        row.addWidget(link)
        return row

    def _lay_out(self) -> None:
        area = ScrollingColumn((24, 24, 24, 24), spacing=16, most=_WIDTH - 48)
        area.column.addLayout(
            self._row(Words(self.tr("How this laptop is doing"), NAME), self.back, self.again)
        )
        area.column.addWidget(self._summary)
        card, column = titled_card(self.tr("Checks"))
        column.addLayout(self._findings)
        column.addLayout(self._row(self.copy, self.bundle, None))
        area.column.addWidget(card)
        card, column = titled_card(self.tr("Updates"))
        for part in (self._update, self._notes, self.progress):
            column.addWidget(part)
        column.addLayout(self._row(self.install, self.look, None))
        area.column.addWidget(card)
        card, column = titled_card(self.tr("Backups on this laptop"))
        column.addLayout(self._backups)
        column.addLayout(self._row(self.backup, self.export, None))
        area.column.addWidget(card)
        area.column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)

    @staticmethod
    def _row(*widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget, stretch=int(isinstance(widget, Words)))
        return row

    @staticmethod
    def _button(text: str, asked: object, keys: str = "", *, is_main: bool = False) -> Button:
        button = Button(text, keys, is_main=is_main)
        button.clicked.connect(asked)
        return button
