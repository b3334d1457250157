"""Do-not-call lists: what was sent, what of it counts, and whom it concerns.

A list is sent, looked at, and only then counts. Files of one name are one list to people: a new
one is added to it, or takes the place of the others. What counts is settled on the prospects
afterwards, a stretch at a time (``settling``); whatever is written meanwhile heeds it already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, select, text, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import LINE, is_storable
from companion.server.bar_tables import barred_list, barred_number
from companion.server.bars.numbers import LIVE
from companion.server.record_tables import prospect, prospect_key, user
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

MOST_LISTS = 20
"""How many names of lists an organisation has at most; a prospect may stand on all of them."""

MOST_PROBLEMS = 5_000
"""So many lines that could not be taken are told one by one; the others are counted."""

LEFT_LYING = timedelta(days=30)
"""So long a list that does not count yet waits for somebody to come back to it."""

SETTLED = "~"
"""Where a list stands that every prospect is in step with: behind every id."""

_SHOWN = 20


class ListState(StrEnum):
    """Where a list is on its way. ``going`` does not count any more."""

    ARRIVING = "arriving"
    SEEN = "seen"
    LIVE = LIVE
    GOING = "going"


@dataclass(frozen=True, slots=True)
class NewList:
    """What somebody says of a list they send; ``replaces``: it takes its name's place whole."""

    id: str
    name: str
    source: str
    dated_on: date | None
    region: str
    file_name: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class BarredList:
    """A file of numbers. ``counts`` are its lines, numbers, lines not taken, and matches."""

    id: str
    number: int
    name: str
    source: str
    dated_on: date | None
    region: str
    file_name: str
    replaces: bool
    state: ListState
    counts: Mapping[str, int]
    problems: tuple[tuple[int, str], ...]
    who: str
    added_at: datetime
    is_settled: bool

    @property
    def counts_now(self) -> bool:
        """Tell whether its numbers are barred."""
        return self.state is ListState.LIVE

    @property
    def is_at_work(self) -> bool:
        """Tell whether prospects are being brought in step with it, or it comes in yet."""
        return self.state is ListState.ARRIVING or (
            self.state in (ListState.LIVE, ListState.GOING) and not self.is_settled
        )


def read_lists(cx: Connection, org: str) -> list[BarredList]:
    """Return every list, by name, the newest file of each first."""
    query = _lists(org).order_by(func.lower(barred_list.c.name), barred_list.c.number.desc())
    return [_to_list(row) for row in cx.execute(query)]


def read_list(cx: Connection, org: str, list_id: str) -> BarredList:
    """Return one list.

    Raises:
        RejectedError: ``not_found``.
    """
    query = _lists(org).where(barred_list.c.id == list_id)
    row = cx.execute(query).first() if is_record_id(list_id) else None
    if row is None:
        raise RejectedError("There is no such list of numbers.", "not_found")
    return _to_list(row)


def begin_list(cx: Connection, org: str, new: NewList, who: str | None, now: datetime) -> bool:
    """Note that a list comes in; False when it did already: the form was sent twice.

    Raises:
        RejectedError: ``invalid``: it cannot be called so, or there are too many.
    """
    mine = barred_list.c.org == org
    if cx.execute(select(barred_list.c.id).where(mine, barred_list.c.id == new.id)).first():
        return False
    _check(cx, org, new)
    highest = cx.scalar(select(func.max(barred_list.c.number)).where(mine)) or 0
    cx.execute(
        barred_list.insert().values(
            org=org,
            id=new.id,
            number=highest + 1,
            name=new.name,
            source=new.source,
            dated_on=new.dated_on,
            file_name=new.file_name,
            region=new.region,
            replaces=new.replaces,
            state=ListState.ARRIVING.value,
            counts={},
            problems=[],
            sentence="",
            added_by=who,
            added_at=now,
            settled_up_to="",
        )
    )
    return True


def add_numbers(cx: Connection, org: str, list_number: int, phones: Sequence[str]) -> None:
    """Add numbers (E.164) to a list; those it has already are no trouble."""
    values = {"org": org, "list": list_number, "phones": write_json(list(phones)).decode()}
    cx.execute(_ADD[cx.dialect.name], values)


def count_list(
    cx: Connection, org: str, list_id: str, lines: int, refused: int, problems: Iterable[Any]
) -> None:
    """Note that a list has arrived, and whom it would concern."""
    found = read_list(cx, org, list_id)
    numbers = barred_number.c.org == org, barred_number.c.list_number == found.number
    counts = {
        "lines": lines,
        "refused": refused,
        "numbers": cx.scalar(select(func.count()).select_from(barred_number).where(*numbers)) or 0,
        "matches": count_matches(cx, org, found.number),
    }
    change_list(
        cx, org, list_id, state=ListState.SEEN.value, counts=counts, problems=list(problems)
    )


def count_matches(cx: Connection, org: str, list_number: int) -> int:
    """Count the prospects of whom a number stands on a list."""
    matching = _matching(org, list_number).subquery()
    return cx.scalar(select(func.count()).select_from(matching)) or 0


def first_matches(cx: Connection, org: str, list_number: int) -> list[Row[Any]]:
    """Return some prospects of whom a number stands on a list: ``(id, name, company)``."""
    ids = select(_matching(org, list_number).subquery().c.prospect_id)
    columns = prospect.c.id, prospect.c.name, prospect.c.company
    query = select(*columns).where(prospect.c.org == org, prospect.c.id.in_(ids))
    return list(cx.execute(query.order_by(prospect.c.name, prospect.c.id).limit(_SHOWN)))


def put_in_force(cx: Connection, org: str, list_id: str) -> BarredList:
    """Let a list count from now on; if it takes others' place, they do not any more.

    Raises:
        RejectedError: ``invalid``: it does not wait for that.
    """
    found = read_list(cx, org, list_id)
    if found.state is not ListState.SEEN:
        raise RejectedError("This list counts already, or is on its way. Please look again.")
    change_list(cx, org, list_id, state=ListState.LIVE.value, settled_up_to="")
    if found.replaces:
        mine = barred_list.c.org == org, barred_list.c.name == found.name
        others = barred_list.c.id != list_id, barred_list.c.state == ListState.LIVE.value
        going = {"state": ListState.GOING.value, "settled_up_to": ""}
        cx.execute(update(barred_list).where(*mine, *others).values(going))
    return found


def take_away(cx: Connection, org: str, list_id: str) -> BarredList:
    """Let a list count no more. One that never did goes at once.

    Raises:
        RejectedError: ``not_found``, or it is going already.
    """
    found = read_list(cx, org, list_id)
    if found.state is ListState.GOING:
        raise RejectedError("This list is being taken away already.")
    if found.state is ListState.LIVE:
        change_list(cx, org, list_id, state=ListState.GOING.value, settled_up_to="")
    else:
        drop_list(cx, org, found)
    return found


def drop_list(cx: Connection, org: str, found: BarredList) -> None:
    """Let a list and its numbers go that nobody is barred by."""
    numbers = barred_number.c.org == org, barred_number.c.list_number == found.number
    cx.execute(delete(barred_number).where(*numbers))
    cx.execute(delete(barred_list).where(barred_list.c.org == org, barred_list.c.id == found.id))


def drop_forgotten(cx: Connection, org: str, now: datetime) -> None:
    """Let lists go that do not count and that nobody came back to."""
    waiting = barred_list.c.state.in_((ListState.ARRIVING.value, ListState.SEEN.value))
    old = barred_list.c.added_at < now - LEFT_LYING
    for row in cx.execute(_lists(org).where(waiting, old)).all():
        drop_list(cx, org, _to_list(row))


def change_list(cx: Connection, org: str, list_id: str, **values: Any) -> None:
    """Note what became of a list."""
    mine = barred_list.c.org == org, barred_list.c.id == list_id
    cx.execute(update(barred_list).where(*mine).values(**values))


def _check(cx: Connection, org: str, new: NewList) -> None:
    texts = (new.name, new.source, new.file_name)
    if not new.name:
        raise RejectedError("Please say what the list is called, such as Robinson list.")
    if not all(map(is_storable, texts)) or any(len(each) > LINE for each in texts):
        raise RejectedError(f"Please keep name and source under {LINE} characters of plain text.")
    query = select(barred_list.c.name).where(barred_list.c.org == org).distinct()
    names = set(cx.scalars(query))
    if new.name not in names and len(names) >= MOST_LISTS:
        sentence = f"There are {MOST_LISTS} lists already. Please add the numbers to one of them."
        raise RejectedError(sentence)


def _matching(org: str, list_number: int) -> Any:
    on_it = and_(
        barred_number.c.org == org,
        barred_number.c.list_number == list_number,
        barred_number.c.phone == prospect_key.c.value,
    )
    query = select(prospect_key.c.prospect_id).join(barred_number, on_it)
    return query.where(prospect_key.c.org == org, prospect_key.c.kind == "phone").distinct()


def _lists(org: str) -> Any:
    is_its = and_(user.c.org == org, user.c.id == barred_list.c.added_by)
    query = select(barred_list, user.c.name.label("who")).outerjoin(user, is_its)
    return query.where(barred_list.c.org == org)


def _to_list(row: Row[Any]) -> BarredList:
    return BarredList(
        id=row.id,
        number=row.number,
        name=row.name,
        source=row.source,
        dated_on=row.dated_on,
        region=row.region,
        file_name=row.file_name,
        replaces=row.replaces,
        state=ListState(row.state),
        counts=row.counts,
        problems=tuple((line, reason) for line, reason in row.problems),
        who=row.who or "",
        added_at=row.added_at,
        is_settled=row.settled_up_to == SETTLED,
    )


_INTO = "INTO barred_number (org, list_number, phone) SELECT :org, :list, value FROM "
_ADD = {
    "sqlite": text(f"INSERT OR IGNORE {_INTO} json_each(:phones)"),
    "postgresql": text(
        f"INSERT {_INTO} json_array_elements_text(CAST(:phones AS json)) ON CONFLICT DO NOTHING"
    ),
}
"""A statement for thousands of numbers: a row for each costs ten times as much on PostgreSQL."""
