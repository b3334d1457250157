"""What an admin does with a list: sends it, says how to read it, tries, takes or undoes it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.import_reports import ImportKind
from companion.domain.legal_bases import LegalBasis
from companion.domain.problems import LINE, is_storable
from companion.imports.columns import fingerprint
from companion.imports.regions import region_of
from companion.imports.vocabulary import is_known
from companion.server.list_tables import import_run
from companion.server.lists.errands import (
    Lease,
    after_stop,
    check_list,
    forget_lines,
    take_list,
)
from companion.server.lists.readings import (
    column_choices,
    fields_of,
    first_rows,
    read_top,
    remember,
    remembered,
)
from companion.server.lists.runs import Choices, State, begin_work, change_run, read_run
from companion.server.lists.staging import stage
from companion.server.lists.undoing import undo_list, undo_total
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from companion.imports.tables import Table
    from companion.server.lists.readings import Choice
    from companion.server.lists.runs import Run
    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Attached, Form
    from companion.server.parts import Parts

Work = tuple[str, "Callable[[Lease], None]"]
"""The worker's name, and what is to be done once the answer is sent."""

_LONGEST_NAME = 200
_OPEN = frozenset({State.CHOSEN, State.CHECKED})


def begin_list(desk: Desk, form: Form) -> Attached | None:
    """Note that a list comes in; None when this form was sent before.

    Raises:
        RejectedError: ``invalid``: there is no file, or a field cannot be.
    """
    run_id, attached = form.get("id"), form.files.get("list")
    if not is_record_id(run_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    mine = import_run.c.org == desk.org, import_run.c.id == run_id
    if desk.cx.execute(select(import_run.c.id).where(*mine)).first():
        return None
    if attached is None:
        raise RejectedError("Please choose a file: XLSX or CSV, as other programs export it.")
    kind = form.get("kind")
    if kind not in set(ImportKind):
        raise RejectedError("Please say whether the list is of people or of campaigns.")
    desk.cx.execute(
        insert(import_run).values(
            org=desk.org,
            id=run_id,
            kind=kind,
            file_name=_name(attached.name),
            started_by=desk.user_id,
            started_at=desk.now,
            state=State.ARRIVING.value,
            sheets=[],
            choices=asdict(Choices()),
            fingerprint="",
            counts={},
            unmapped=[],
            sentence="",
            beat_at=desk.now,
            is_stopping=False,
            began_from=0,
            done=0,
            total=0,
            turn=1,
            has_met=False,
            has_changed=False,
        )
    )
    desk.note("import", run_id, "begun", kind=kind)
    return attached


def bring_in(parts: Parts, org: str, run_id: str, attached: Attached) -> None:
    """Read a list that was sent into the database, and choose what was chosen the last time.

    Raises:
        RejectedError: it is no list; nothing of it is kept.
    """
    with ExitStack() as undo:
        undo.callback(_leave_nothing, parts, org, run_id)
        sheets = stage(parts.database, org, run_id, attached.source)
        with parts.database.write() as cx:
            enter(cx, org)
            change_run(cx, org, run_id, sheets=sheets, state=State.CHOSEN.value)
            run = read_run(cx, org, run_id, parts.clock.now())
            tables = [
                (index, table)
                for index in range(len(sheets))
                if (table := _table(cx, org, run, index)) is not None
            ]
            likely = (each for each in tables if sum(map(is_known, each[1].headers)) > 1)
            index, table = next(likely, tables[0] if tables else (0, None))
            known = remembered(cx, org, run.kind, table.headers) if table else {}
            named = f"list: {run.file_name}"[:LINE]
            choices = asdict(Choices(sheet=index, data_source=named)) | known
            mark = fingerprint(table.headers) if table else ""
            change_run(cx, org, run_id, choices=choices, fingerprint=mark)
        undo.pop_all()


def _leave_nothing(parts: Parts, org: str, run_id: str) -> None:
    with parts.database.write() as cx:
        enter(cx, org)
        drop_list(cx, org, run_id)


def _table(cx: Connection, org: str, run: Run, sheet: int) -> Table | None:
    """Return the beginning of a sheet, or None if its columns have no names."""
    try:
        return read_top(cx, org, replace(run, choices=Choices(sheet)))
    except RejectedError:
        return None


def act_on_list(desk: Desk, run_id: str, form: Form) -> Work | None:
    """Do what a button says; return what is to be done once the answer is sent.

    Raises:
        RejectedError: the list cannot be read so, or that cannot be done with it now.
        ConflictError: somebody works on it.
    """
    run = read_run(desk.cx, desk.org, run_id, desk.now)
    act = form.get("act")
    if run.is_at_work and act != "stop":
        raise ConflictError("This list is being worked on right now.", "busy")
    deed = _DEEDS.get(act)
    if deed is None:
        raise RejectedError("This form cannot be read. Please open the page again.")
    return deed(desk, run, form)


def drop_list(cx: Connection, org: str, run_id: str) -> None:
    """Throw a list away that was not taken over."""
    mine = import_run.c.org == org, import_run.c.id == run_id
    cx.execute(delete(import_run).where(*mine))


def _look(desk: Desk, run: Run, form: Form) -> None:
    _choose(desk, run, form)


def _check(desk: Desk, run: Run, form: Form) -> Work:
    run = _choose(desk, run, form)
    _make_sure(desk, run)
    worker = begin_work(desk.cx, desk.org, run, State.CHECKING, desk.now, **_FROM_THE_START)
    return worker, check_list


def _take(desk: Desk, run: Run, form: Form) -> Work:
    run = _choose(desk, run, form)
    _make_sure(desk, run)
    worker = begin_work(desk.cx, desk.org, run, State.RUNNING, desk.now, **_FROM_THE_START)
    desk.note("import", run.id, "taken", kind=run.kind.value)
    return worker, take_list


def _stop(desk: Desk, run: Run, _form: Form) -> None:
    if run.is_interrupted:
        state = after_stop(run).value
        change_run(desk.cx, desk.org, run.id, state=state, worker=None, beat_at=None)
    elif run.is_at_work:
        change_run(desk.cx, desk.org, run.id, is_stopping=True)


def _go_on(desk: Desk, run: Run, _form: Form) -> Work:
    if run.state is State.UNDOING:
        return begin_work(desk.cx, desk.org, run, State.UNDOING, desk.now), undo_list
    if run.state is State.CHECKING:
        forget_lines(desk.cx, desk.org, run.id)
        worker = begin_work(desk.cx, desk.org, run, State.CHECKING, desk.now, **_FROM_THE_START)
        return worker, check_list
    _needs(run, State.STOPPED, State.RUNNING)
    return begin_work(desk.cx, desk.org, run, State.RUNNING, desk.now), take_list


def _undo(desk: Desk, run: Run, _form: Form) -> Work:
    _needs(run, State.DONE, State.STOPPED, State.RUNNING)
    total = undo_total(desk.cx, desk.org, run.id)
    whole = {"done": 0, "began_from": 0, "total": total}
    worker = begin_work(desk.cx, desk.org, run, State.UNDOING, desk.now, **whole)
    desk.note("import", run.id, "undone", kind=run.kind.value)
    return worker, undo_list


def _drop(desk: Desk, run: Run, _form: Form) -> None:
    _needs(run, *_OPEN, State.CHECKING, State.ARRIVING, State.REFUSED)
    drop_list(desk.cx, desk.org, run.id)
    desk.note("import", run.id, "dropped")


_DEEDS: Mapping[str, Callable[[Desk, Run, Form], Work | None]] = {
    "look": _look,
    "check": _check,
    "take": _take,
    "stop": _stop,
    "go_on": _go_on,
    "undo": _undo,
    "drop": _drop,
}

_FROM_THE_START = {
    "done": 0,
    "began_from": 0,
    "turn": 1,
    "has_met": False,
    "has_changed": False,
    "counts": {},
}


def _choose(desk: Desk, run: Run, form: Form) -> Run:
    """Keep what a person chose, and let go what an earlier choice told."""
    _needs(run, *_OPEN)
    chosen = choices_in(desk, run, form)
    forget_lines(desk.cx, desk.org, run.id)
    change_run(
        desk.cx,
        desk.org,
        run.id,
        choices=asdict(chosen),
        state=State.CHOSEN.value,
        counts={},
        sentence="",
    )
    return replace(run, choices=chosen, state=State.CHOSEN)


def choices_in(desk: Desk, run: Run, form: Form) -> Choices:
    """Return what a form chooses.

    Raises:
        RejectedError: a choice cannot be.
    """
    region = form.get("region").strip()
    if region and region_of(region) is None:
        raise RejectedError(f"“{region}” is no country we know, such as DE or US.")
    if not is_storable(form.get("owner")):
        raise RejectedError("Please choose who calls people whose row names nobody.")
    sheet, line = form.get("sheet", "0"), form.get("header_line", "0").strip() or "0"
    if not (sheet.isascii() and sheet.isdigit() and int(sheet) < len(run.sheets)):
        raise RejectedError("Please choose one of the sheets.")
    if not (line.isascii() and line.isdigit() and len(line) < 6):  # noqa: PLR2004 - digits enough
        raise RejectedError("Please give the line of the columns' names as a number.")
    is_other_sheet = int(sheet) != run.choices.sheet
    if is_other_sheet or int(line) == _header_line(desk, run):
        line = "0" if is_other_sheet else str(run.choices.header_line)
    is_same_reading = (int(sheet), int(line)) == (run.choices.sheet, run.choices.header_line)
    chosen = replace(
        _basis_in(form, run.choices),
        sheet=int(sheet),
        header_line=int(line),
        owner=form.get("owner"),
        region=region_of(region) or "" if region else "",
    )
    seen = replace(run, choices=replace(chosen, mapping={}))
    table = read_top(desk.cx, desk.org, seen)
    if not is_same_reading:
        known = remembered(desk.cx, desk.org, run.kind, table.headers)
        return replace(chosen, mapping=known.get("mapping", {}))
    return replace(chosen, mapping=_mapping(form, column_choices(table, seen), run.kind))


def _basis_in(form: Form, before: Choices) -> Choices:
    """Return where the people of a list come from and why they may be kept, as a form says it."""
    if "legal_basis" not in form:
        return replace(before, mapping={})
    basis, source = form.get("legal_basis"), form.get("data_source").strip()
    note = form.get("legal_basis_note").strip()
    if basis not in set(LegalBasis):
        raise RejectedError("Please choose one of the legal bases.")
    if not (is_storable(source) and is_storable(note)) or max(len(source), len(note)) > LINE:
        raise RejectedError(f"The source and what shows the basis may have {LINE} characters each.")
    return Choices(data_source=source, legal_basis=basis, legal_basis_note=note)


def _header_line(desk: Desk, run: Run) -> int:
    """Return the line in which the columns' names stand as the list is read now; 0 if in none."""
    try:
        return read_top(desk.cx, desk.org, run).header_line
    except RejectedError:
        return 0


def _mapping(form: Form, columns: list[Choice], kind: ImportKind) -> dict[str, str]:
    """Return the columns for which a person chose something else than what they seem to be."""
    allowed = {*(field for field, _ in fields_of(kind)), "-"}
    found = {}
    for each in columns:
        said = form.get(f"column-{each.index}", each.chosen)
        if said not in allowed and not said.startswith(("external_id:", "record_id:")):
            raise RejectedError(f"There is no field “{said[:60]}”. Please choose one of the list.")
        if said != each.chosen:
            found[each.header] = said
    return found


def _make_sure(desk: Desk, run: Run) -> None:
    """Check that the list can be read as chosen, and keep the choice for the next one like it.

    Raises:
        RejectedError: it cannot.
    """
    table = read_top(desk.cx, desk.org, run)
    first_rows(table, run, desk.now)
    remember(desk.cx, desk.org, run, table.headers, desk.now)


def _needs(run: Run, *states: State) -> None:
    if run.state not in states:
        raise RejectedError("That cannot be done with this list any more. Please look again.")


def _name(given: str) -> str:
    bare = given.replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME]
    return bare if is_storable(bare) else "a list"
