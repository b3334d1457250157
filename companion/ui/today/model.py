"""Today's list as Qt's views read it: headings and prospects, in one column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from companion.domain.searches import MOST_COUNTED
from companion.ui.dates import age, due
from companion.ui.vocabulary import decided_words, quoted, settled_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.services.rows import NewsRow, ProspectRow, TodayList

translate = QCoreApplication.translate


class Role(IntEnum):
    """What the delegate asks the model for, beside Qt's own roles."""

    LINE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group and how many there are in it."""

    title: str
    count: int

    @property
    def number(self) -> str:
        """How many there are, or that there are more than anybody counts."""
        return f"{MOST_COUNTED:,}+" if self.count > MOST_COUNTED else f"{self.count:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An entry of the list that can be opened, everything already in words."""

    name: str
    under: str = ""
    when: str = ""
    is_overdue: bool = False
    channel: str = ""
    is_do_not_call: bool = False

    def spoken(self) -> str:
        """Return the entry in one sentence, for those who hear it."""
        return ", ".join(each for each in (self.name, self.under, self.when) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Chosen):
    """A prospect."""

    prospect_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine(Chosen):
    """Something marketing decided about what this rep reported."""

    decision_id: str


Entry = Heading | Line | NewsLine


def today_entries(today: TodayList, now: datetime) -> list[Entry]:
    """Lay out today's groups; empty ones are left out."""
    dues = [_due_line(row, now) for row in today.due]
    news = [news_line(row, now) for row in today.news]
    fresh = [_line(row, age(row.when, now) if row.when else "") for row in today.new]
    drafts = [_line(row, "") for row in today.drafts]
    return [
        *_group(translate("Today", "Due now"), today.due_count, dues),
        *_group(translate("Today", "Marketing answered you"), len(news), news),
        *_group(translate("Today", "New"), today.new_count, fresh),
        *_group(translate("Today", "Drafts"), today.draft_count, drafts),
    ]


def found_entries(
    rows: Sequence[ProspectRow], count: int = 0, now: datetime | None = None
) -> list[Entry]:
    """Lay out what a search found; with ``now``, when each is due."""
    lines = [_line(row, due(row.when, now) if now and row.when else "") for row in rows]
    return _group(translate("Today", "Found"), max(count, len(rows)), lines)


def news_line(row: NewsRow, now: datetime) -> NewsLine:
    """Lay out one decision: the customer's or the rep's own words, and what came of them."""
    if row.proposal is not None:
        under = settled_words(row.proposal, row.version)
    else:
        under = decided_words(row.kind, row.version)
    words = " ".join(row.verbatim.split())
    return NewsLine(
        decision_id=row.decision_id,
        name=quoted(words),
        under=under,
        when=due(row.decided_at, now),
        channel=row.channel,
    )


def _group(title: str, count: int, entries: Sequence[Entry]) -> list[Entry]:
    return [Heading(title, count), *entries] if entries else []


def _due_line(row: ProspectRow, now: datetime) -> Line:
    line = _line(row, due(row.when, now) if row.when else "")
    return replace(line, is_overdue=bool(row.when and row.when < now))


def _line(row: ProspectRow, when: str) -> Line:
    name = row.name.strip() or row.company.strip()
    parts = [row.company if row.company.strip() != name else "", row.detail]
    if row.is_do_not_call:
        parts = [translate("Today", "do not call"), *parts]
    under = " · ".join(" ".join(part.split()) for part in parts if part.strip())
    name = " ".join(name.split())
    return Line(
        prospect_id=row.prospect_id,
        name=name,
        under=under,
        when=when,
        is_overdue=row.is_overdue,
        channel=row.channel,
        is_do_not_call=row.is_do_not_call,
    )


def _place(entry: Entry) -> tuple[str, str]:
    """Return what a line of the list stands for, whatever its words are."""
    match entry:
        case Line():
            return "prospect", entry.prospect_id
        case NewsLine():
            return "decision", entry.decision_id
        case Heading():
            return "group", entry.title


class TodayModel(QAbstractListModel):
    """Holds the entries shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in the list, top to bottom."""
        return tuple(self._entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace what is shown; where only words changed, everything stays in its place."""
        before, self._entries = self._entries, list(entries)
        if list(map(_place, before)) != list(map(_place, self._entries)):
            self.beginResetModel()
            self.endResetModel()
        elif before != self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(before) - 1, 0))

    def row_of(self, prospect_id: str) -> int | None:
        """Return the first place of a prospect, None if it is not shown."""
        for number, entry in enumerate(self._entries):
            if isinstance(entry, Line) and entry.prospect_id == prospect_id:
                return number
        return None

    def prospect_after(self, prospect_id: str) -> str | None:
        """Return whom to call next: the following prospect who may be called, going round."""
        lines = [each for each in self._entries if isinstance(each, Line)]
        places = [n for n, each in enumerate(lines) if each.prospect_id == prospect_id]
        start = places[0] + 1 if places else 0
        for line in (*lines[start:], *lines[:start]):
            if line.prospect_id != prospect_id and not line.is_do_not_call:
                return line.prospect_id
        return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Count the entries."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """Return an entry, or the words spoken for it."""
        entry = self._entries[index.row()]
        if role == Role.LINE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.title if isinstance(entry, Heading) else entry.spoken()
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Headings are read, prospects are chosen."""
        if isinstance(self._entries[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
