"""Today's list as Qt's views read it: headings and prospects, in one column."""

from __future__ import annotations

from dataclasses import dataclass
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

from companion.ui.dates import age, due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.services.views import ProspectRow, TodayList

translate = QCoreApplication.translate


class Role(IntEnum):
    """What the delegate asks the model for, beside Qt's own roles."""

    LINE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group and how many there are in it."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A prospect as one entry of the list, everything already in words."""

    prospect_id: str
    name: str
    under: str
    when: str = ""
    is_overdue: bool = False
    channel: str = ""
    is_do_not_call: bool = False

    def spoken(self) -> str:
        """Return the entry in one sentence, for those who hear it."""
        return ", ".join(each for each in (self.name, self.under, self.when) if each)


Entry = Heading | Line


def today_entries(today: TodayList, now: datetime) -> list[Entry]:
    """Lay out today's groups; empty ones are left out."""
    groups = (
        (translate("Today", "Due now"), today.due, today.due_count, due),
        (translate("Today", "New"), today.new, today.new_count, age),
        (translate("Today", "Drafts"), today.drafts, today.draft_count, None),
    )
    entries: list[Entry] = []
    for title, rows, count, when in groups:
        if rows:
            entries.append(Heading(title, count))
            entries += [
                _line(row, when(row.when, now) if when and row.when else "") for row in rows
            ]
    return entries


def found_entries(rows: Sequence[ProspectRow]) -> list[Entry]:
    """Lay out what a search found."""
    if not rows:
        return []
    return [Heading(translate("Today", "Found"), len(rows)), *(_line(row, "") for row in rows)]


def _line(row: ProspectRow, when: str) -> Line:
    name = row.name.strip() or row.company.strip()
    parts = [row.company if row.company.strip() != name else "", row.detail]
    if row.is_do_not_call:
        parts = [translate("Today", "do not call"), *parts]
    under = " · ".join(" ".join(part.split()) for part in parts if part.strip())
    name = " ".join(name.split())
    return Line(row.prospect_id, name, under, when, row.is_overdue, row.channel, row.is_do_not_call)


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
        """Replace what is shown, unless it is the same."""
        if list(entries) != self._entries:
            self.beginResetModel()
            self._entries = list(entries)
            self.endResetModel()

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
