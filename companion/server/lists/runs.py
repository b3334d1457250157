"""A list and how far it is, as the database has it: every process and every restart sees the same.

Whoever works on a list holds its lease: a name of their own in ``worker``, and a beat with every
step. A list whose worker was not heard of for a while is interrupted, and can be gone on with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id, new_id
from companion.domain.import_reports import ImportKind
from companion.domain.legal_bases import LegalBasis, Origin
from companion.domain.progress import seconds_left
from companion.server.list_tables import import_run
from companion.server.record_tables import user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

SILENCE = timedelta(seconds=45)
"""After so long without a beat nobody works on a list any more: three waits for the database."""

_SHOWN = 50


class State(StrEnum):
    """Where a list is on its way."""

    ARRIVING = "arriving"
    CHOSEN = "chosen"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"


AT_WORK = frozenset({State.ARRIVING, State.CHECKING, State.RUNNING, State.UNDOING})


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a list: ``mapping`` says which column (by header) fills what.

    ``data_source``, ``legal_basis`` and ``legal_basis_note`` are of rows that say nothing of them.
    """

    sheet: int = 0
    header_line: int = 0
    owner: str = ""
    region: str = ""
    data_source: str = ""
    legal_basis: str = LegalBasis.UNKNOWN.value
    legal_basis_note: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> Origin:
        """Return what is true of everybody on the list, unless a row says otherwise."""
        return Origin(self.data_source, LegalBasis(self.legal_basis), self.legal_basis_note)


@dataclass(frozen=True, slots=True)
class Run:
    """One list: whose, what it is, what became of it so far, and how far the work on it is.

    ``left`` are the seconds the rest takes at the pace so far, if that can be told.
    """

    id: str
    kind: ImportKind
    file_name: str
    who: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    state: State
    sheets: tuple[Mapping[str, Any], ...]
    choices: Choices
    counts: Mapping[str, int]
    unmapped: tuple[str, ...]
    sentence: str
    worker: str | None
    is_stopping: bool
    is_interrupted: bool
    done: int
    total: int
    turn: int
    has_met: bool
    has_changed: bool
    left: float | None

    @property
    def is_at_work(self) -> bool:
        """Tell whether somebody works on it right now."""
        return self.state in AT_WORK and not self.is_interrupted

    @property
    def sheet(self) -> Mapping[str, Any]:
        """Return the sheet that was chosen."""
        return self.sheets[min(self.choices.sheet, len(self.sheets) - 1)]

    @property
    def separator(self) -> str:
        """Return what parts the cells of the list; empty for a workbook."""
        return str(self.sheet["separator"])


def read_runs(cx: Connection, org: str, now: datetime) -> list[Run]:
    """Return the newest lists."""
    rows = cx.execute(_runs(org).order_by(import_run.c.started_at.desc()).limit(_SHOWN))
    return [_to_run(row, now) for row in rows]


def read_run(cx: Connection, org: str, run_id: str, now: datetime) -> Run:
    """Return one list.

    Raises:
        RejectedError: ``not_found``.
    """
    query = _runs(org).where(import_run.c.id == run_id)
    row = cx.execute(query).first() if is_record_id(run_id) else None
    if row is None:
        raise RejectedError("There is no such import.", "not_found")
    return _to_run(row, now)


def begin_work(
    cx: Connection, org: str, run: Run, state: State, now: datetime, **values: Any
) -> str:
    """Take the lease of a list for a piece of work and return the worker's name.

    Raises:
        ConflictError: somebody else works on it.
    """
    if run.is_at_work and run.state is not State.ARRIVING:
        raise ConflictError("This list is being worked on right now.", "busy")
    worker = new_id()
    values = {"began_from": run.done, **values}
    change_run(
        cx,
        org,
        run.id,
        state=state.value,
        worker=worker,
        beat_at=now,
        began_at=now,
        is_stopping=False,
        sentence="",
        **values,
    )
    return worker


def change_run(cx: Connection, org: str, run_id: str, **values: Any) -> None:
    """Note how far a list is."""
    mine = import_run.c.org == org, import_run.c.id == run_id
    cx.execute(update(import_run).where(*mine).values(**values))


def _runs(org: str) -> Any:
    is_its = and_(user.c.org == org, user.c.id == import_run.c.started_by)
    query = select(import_run, user.c.name.label("who")).outerjoin(user, is_its)
    return query.where(import_run.c.org == org)


def _to_run(row: Row[Any], now: datetime) -> Run:
    state = State(row.state)
    is_silent = row.beat_at is None or now - row.beat_at > SILENCE
    left = None
    if state in AT_WORK and row.began_at is not None:
        seconds = (now - row.began_at).total_seconds()
        left = seconds_left(row.done - row.began_from, row.total - row.began_from, seconds)
    return Run(
        id=row.id,
        kind=ImportKind(row.kind),
        file_name=row.file_name,
        who=row.who or "",
        started_by=row.started_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=state,
        sheets=tuple(row.sheets),
        choices=Choices(**row.choices),
        counts=row.counts,
        unmapped=tuple(row.unmapped),
        sentence=row.sentence,
        worker=row.worker,
        is_stopping=row.is_stopping,
        is_interrupted=state in AT_WORK and is_silent,
        done=row.done,
        total=row.total,
        turn=row.turn,
        has_met=row.has_met,
        has_changed=row.has_changed,
        left=left,
    )
