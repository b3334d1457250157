"""The form put together. It shows a draft and says when the person changed it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.calls import TALKED, Disposition, Outcome, PromiseUse
from companion.domain.drafts import CallDraft
from companion.ui.call_form.bar import SaveBar
from companion.ui.call_form.clock import ClockView
from companion.ui.call_form.hints import hints_for
from companion.ui.call_form.next_step import NextStep
from companion.ui.call_form.objections import ObjectionCards
from companion.ui.call_form.reminder import Reminder
from companion.ui.parts.columns import ScrollingColumn
from companion.ui.parts.fields import Mended, Notes
from companion.ui.parts.segments import Segments
from companion.ui.parts.words import Words
from companion.ui.said import said
from companion.ui.tokens import HEADING, SMALL
from companion.ui.vocabulary import dispositions, outcomes, promise_uses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from companion.domain.drafts import ObjectionDraft
    from companion.domain.problems import Problem
    from companion.domain.promises import Span
    from companion.services.views import ProspectSheet

_LINES_SHOWN = 3
_RESULTS_SHOWN = 4
_NOBODY = CallDraft("", "", "")
_STEP_FIELDS = ("follow_up_due", "what", "due_at")


class FormView(QWidget):
    """``edited`` carries the draft as it is now; ``saved`` whether the next one is to open."""

    edited = Signal(object)
    saved = Signal(bool)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._now = now
        self._draft: CallDraft | None = None
        self.reminder = Reminder()
        self.clock = ClockView(now)
        self._build_rows()
        self.objections = ObjectionCards()
        self.next_step = NextStep(now)
        self.notes = Notes(self.tr("Notes"))
        self._notes = Mended(self.notes)
        self._consequence = Words("", SMALL, "warning")
        self.bar = SaveBar()
        self._is_compact = False
        self._hints = hints_for(_NOBODY)
        self._area = self._lay_out()
        self._connect()
        self.set_compact(is_compact=False)
        self.allow_writing(is_allowed=False)

    def show_sheet(self, sheet: ProspectSheet) -> None:
        """Begin with a prospect: their draft, and the kinds of objection there are."""
        self._categories = sheet.categories
        self.reminder.show_sheet(sheet)
        self.bar.undo.leave_form()
        self.allow_writing(is_allowed=True)
        self.show_draft(sheet.draft)
        self.show_problems(())
        self._area.verticalScrollBar().setValue(0)

    def allow_writing(self, *, is_allowed: bool) -> None:
        """Open the form for somebody, or let it rest; what was saved can still be taken back."""
        self.clock.setEnabled(is_allowed)
        self._area.setEnabled(is_allowed)
        self.bar.allow_saving(is_allowed=is_allowed)

    @property
    def is_writable(self) -> bool:
        """Whether somebody is open to be written about."""
        return self._area.isEnabled()

    def show_draft(self, draft: CallDraft) -> None:
        """Show a draft; what says the same already is left alone, cursor and all."""
        self._draft = draft
        self.clock.show_call(draft.started_at, draft.ended_at)
        self.line.show_value(draft.disposition)
        self.result.show_value(draft.outcome)
        self.result.setEnabled(draft.disposition in TALKED)
        self.use.show_value(draft.promise_use)
        self.objections.show_objections(draft.objections, self._categories)
        self.next_step.show_step(draft.follow_up_due, draft.follow_up_what)
        if self.notes.toPlainText() != draft.notes:
            self.notes.setPlainText(draft.notes)
        self._show_spans(draft)
        self._show_hints(draft)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what to mend, each by its field; what has no field stands above the buttons."""
        left = {each.field: said(each.sentence) for each in problems}
        self._line.show_problem(left.pop("disposition", ""))
        self._result.show_problem(left.pop("outcome", ""))
        self._notes.show_problem(left.pop("notes", ""))
        step = [left.pop(field) for field in _STEP_FIELDS if field in left]
        self.next_step.show_problem(" ".join(step))
        # Blank objections are not saved, so a problem's number counts only the others.
        cards = [card for card in self.objections.cards if not card.objection.is_blank()]
        for number, card in enumerate(cards):
            mine = [field for field in left if field.startswith(f"objections.{number}.")]
            card.show_problem(" ".join(left.pop(field) for field in mine))
        self.bar.show_problem(" ".join(left.values()))

    def set_compact(self, *, is_compact: bool) -> None:
        """Keep only what is needed beside a softphone, or show everything."""
        self._is_compact = is_compact
        self.reminder.setVisible(is_compact)
        self._place_rows()

    def begin_objection(self, span: Span | None) -> None:
        """Start an objection and bring it into sight."""
        self._area.ensure_seen(self.objections.begin(span))

    def take_step_focus(self) -> None:
        """Put the keyboard on the dates, even where none is expected."""
        self.next_step.show()
        self.next_step.take_focus()

    def stop_timer(self) -> None:
        """End the beat of the clock: the window closes."""
        self.clock.stop_timer()
        self.bar.undo.withdraw()

    def _build_rows(self) -> None:
        lines, results = dispositions(), outcomes()
        self.line = Segments(self.tr("Line"), lines[:_LINES_SHOWN], lines[_LINES_SHOWN:])
        self.result = Segments(
            self.tr("Result"), results[:_RESULTS_SHOWN], results[_RESULTS_SHOWN:]
        )
        self.use = Segments(self.tr("The promise was"), promise_uses())
        self._line, self._result, self._use = (
            Mended(row) for row in (self.line, self.result, self.use)
        )

    def _lay_out(self) -> ScrollingColumn:
        area = ScrollingColumn((20, 12, 20, 4), spacing=12)
        column = area.column
        column.addWidget(self.reminder)
        titles = (self.tr("Line"), self.tr("Result"), self.tr("The promise was"))
        for title, row in zip(titles, (self._line, self._result, self._use), strict=True):
            heading = Words(title, HEADING, "muted", lines=1)
            row.layout().insertWidget(0, heading)  # type: ignore[union-attr] # it has a box
            column.addWidget(row)
        column.addWidget(self._consequence)
        column.addWidget(self.objections)
        column.addWidget(self.next_step)
        column.addWidget(self._notes, stretch=1000)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.clock.setContentsMargins(20, 20, 20, 0)  # in sight however far the form is scrolled
        outer.addWidget(self.clock)
        outer.addWidget(area, stretch=1)
        outer.addWidget(self.bar)
        return area

    def _connect(self) -> None:
        self.clock.started.connect(self._on_started)
        self.clock.stopped.connect(lambda: self._edit(ended_at=self._now()))
        self.line.chosen.connect(self._on_line)
        self.result.chosen.connect(lambda value: self._edit(outcome=_kept(Outcome, value)))
        self.use.chosen.connect(lambda value: self._edit(promise_use=_kept(PromiseUse, value)))
        self.objections.edited.connect(lambda each: self._edit(objections=each))
        self.next_step.edited.connect(self._on_step)
        self.notes.textChanged.connect(lambda: self._edit(notes=self.notes.toPlainText()))
        self.objections.removed.connect(self._on_removed)
        self.objections.grown.connect(self._area.ensure_seen)
        self.bar.saved.connect(self.saved)

    def _edit(self, **fields: object) -> None:
        if self._draft is None:
            return
        draft = replace(self._draft, **fields)  # type: ignore[arg-type] # by name, from this file
        if draft != self._draft:
            self._draft = draft
            self._show_spans(draft)
            self._show_hints(draft)
            self.edited.emit(draft)

    def _on_started(self) -> None:
        if self._draft is None:
            return
        started = self._draft.started_at or self._now()
        self._edit(started_at=started, ended_at=None)
        self.clock.show_call(started, None)

    def _on_line(self, value: str | None) -> None:
        disposition = _kept(Disposition, value)
        fields: dict[str, object] = {"disposition": disposition}
        if disposition not in TALKED:
            fields["outcome"] = None  # a result needs somebody on the line
            self.result.show_value(None)
        self.result.setEnabled(disposition in TALKED)
        self._edit(**fields)

    def _on_removed(self, objection: ObjectionDraft, place: int) -> None:
        words = " ".join(objection.verbatim.split())
        said = self.tr("Removed: “{words}”").format(words=words) if words else ""
        self.bar.undo.offer(
            said or self.tr("Objection removed"),
            lambda: self.objections.restore(objection, place),
            is_of_form=True,
        )

    def _on_step(self, due: datetime | None, what: str) -> None:
        self._edit(follow_up_due=due, follow_up_what=what)

    def _show_hints(self, draft: CallDraft) -> None:
        self._hints = hints = hints_for(draft)
        self.next_step.show_words(hints.step, hints.what)
        self.notes.setPlaceholderText(hints.notes)
        self._consequence.setText(hints.consequence)
        self._place_rows()

    def _place_rows(self) -> None:
        """Show the parts that are asked for now, in the form that is shown."""
        hints = self._hints
        self._result.setVisible(hints.has_talk)
        self._use.setVisible(hints.has_talk and not self._is_compact)
        self.objections.setVisible(hints.has_talk)
        self.next_step.setVisible(hints.has_step)
        # The reason of a "do not call" is asked for in the notes, however narrow the form is.
        self._notes.setVisible(not self._is_compact or bool(hints.consequence))
        self._consequence.setVisible(bool(hints.consequence))

    def _show_spans(self, draft: CallDraft) -> None:
        self.reminder.show_marks(each.span for each in draft.objections if each.span)


def _kept(kind: type[Disposition | Outcome | PromiseUse], value: str | None) -> object:
    return None if value is None else kind(value)
