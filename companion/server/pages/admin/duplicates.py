"""What the admin's pages about duplicates read and do: pairs, the preview, merges to undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.duplicate_tables import likely_pair, prospect_merge
from companion.server.duplicates.finding import find_pairs, keep_pairs
from companion.server.duplicates.results import CHOOSABLE, Line, joined_fields, lines_of
from companion.server.duplicates.unions import CHILDREN, count_children, merge_prospects
from companion.server.kept import kept_records
from companion.server.pages.forms import whole_number
from companion.server.tables import prospect, user
from companion.server.walls import enter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.kept import Kept
    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form
    from companion.server.parts import Parts
    from companion.wire.records import Fields

SHOWN = 200
_LATELY = 30
_REASONS = {
    "phone": "the same phone",
    "email": "the same email",
    "name": "nearly the same name and company",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two prospects, as the list shows them."""

    id: str
    name: str
    company: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two prospects that look like one person, and why."""

    one: Side
    other: Side
    reason: str
    score: int


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was made: who became whom, by whom, and whether it was undone."""

    id: str
    survivor: str
    gone: str
    who: str
    merged_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What two prospects would be as one; ``moves`` counts what would hang on the survivor anew."""

    survivor: Kept
    gone: Kept
    lines: list[Line]
    moves: dict[str, int]
    owners: dict[str, str]

    def words(self, field: str, value: Any) -> str:
        """Write a value for people."""
        if value is None or value in ("", []):
            return "nothing"
        if field == "owner_id":
            return self.owners.get(value, "somebody who left")
        if field == "external_ids":
            return ", ".join(f"{each['system']} {each['value']}" for each in value)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value).replace("_", " ") if field == "lifecycle_stage" else str(value)


def read_pairs(cx: Connection, org: str) -> tuple[list[Pair], int]:
    """Return the surest pairs of prospects that are both still there, and how many there are."""
    one, other = prospect.alias(), prospect.alias()
    columns = likely_pair.c
    joined = (likely_pair.join(one, (one.c.org == org) & (one.c.id == columns.one_id))).join(
        other, (other.c.org == org) & (other.c.id == columns.other_id)
    )
    mine = (
        columns.org == org,
        columns.dismissed_at.is_(None),
        one.c.deleted_at.is_(None),
        other.c.deleted_at.is_(None),
    )
    count = cx.scalar(select(func.count()).select_from(joined).where(*mine)) or 0
    query = select(
        one.c.id, one.c.name, one.c.company, other.c.id, other.c.name, other.c.company,
        columns.reason, columns.score,
    ).select_from(joined)  # fmt: skip
    order = columns.score.desc(), columns.one_id, columns.other_id
    rows = cx.execute(query.where(*mine).order_by(*order).limit(SHOWN)).all()
    return [
        Pair(Side(*row[0:3]), Side(*row[3:6]), _REASONS[row.reason], row.score) for row in rows
    ], count


def read_merges(cx: Connection, org: str) -> list[Merged]:
    """Return the newest merges."""
    stays, goes = prospect.alias(), prospect.alias()
    columns = prospect_merge.c
    query = (
        select(
            columns.id,
            columns.merged_at,
            columns.undone_at,
            stays.c.name,
            stays.c.company,
            goes.c.name,
            goes.c.company,
            user.c.name,
        )
        .join(stays, (stays.c.org == org) & (stays.c.id == columns.survivor_id))
        .join(goes, (goes.c.org == org) & (goes.c.id == columns.gone_id))
        .outerjoin(user, (user.c.org == org) & (user.c.id == columns.merged_by))
        .where(columns.org == org)
        .order_by(columns.merged_at.desc(), columns.id)
        .limit(_LATELY)
    )
    rows = cx.execute(query).all()
    return [
        Merged(
            row.id,
            row[3] or row[4] or "nameless",
            row[5] or row[6] or "nameless",
            row[7] or "",
            row.merged_at,
            row.undone_at,
        )
        for row in rows
    ]


def read_preview(
    cx: Connection, org: str, survivor_id: str, gone_id: str, form: Form | None = None
) -> Preview:
    """Return what two prospects would be as one, with the choices of a form.

    Raises:
        RejectedError: ``not_found``.
    """
    ids = [each for each in (survivor_id, gone_id) if is_record_id(each)]
    found = kept_records(cx, org, "prospect", ids)
    live = [found[each] for each in ids if each in found and found[each].deleted_at is None]
    if len(live) != 2 or survivor_id == gone_id:  # noqa: PLR2004 - a pair
        raise RejectedError("One of these prospects is not there any more.", "not_found")
    survivor, gone = live
    result = _result(survivor, gone, form)
    people = select(user.c.id, user.c.name).where(user.c.org == org)
    return Preview(
        survivor,
        gone,
        lines_of(survivor.fields, gone.fields, result),
        {name: count for name, count in count_children(cx, org, gone.id).items() if count},
        {row.id: row.name for row in cx.execute(people)},
    )


def merge_pair(desk: Desk, survivor_id: str, gone_id: str, form: Form) -> str:
    """Merge two prospects as a form says; return the merge's id.

    Raises:
        RejectedError: ``not_found``, or the result breaks a rule.
        ConflictError: ``changed_meanwhile``.
    """
    preview = read_preview(desk.cx, desk.org, survivor_id, gone_id)
    result = _result(preview.survivor, preview.gone, form)
    survivor = survivor_id, whole_number(form.get("rev"))
    gone = gone_id, whole_number(form.get("other_rev"))
    return merge_prospects(desk.cx, desk.org, survivor, gone, result, (desk.user_id, desk.now))


def dismiss_pair(desk: Desk, one_id: str, other_id: str) -> None:
    """Note that two prospects are two people: they are not shown as a pair again."""
    first, second = sorted((one_id, other_id))
    columns = likely_pair.c
    mine = columns.org == desk.org, columns.one_id == first, columns.other_id == second
    values = {"dismissed_at": desk.now, "dismissed_by": desk.user_id}
    desk.cx.execute(update(likely_pair).where(*mine).values(**values))
    desk.note("duplicates", first, "dismissed", other=second)


def look_again(parts: Parts, org: str) -> None:
    """Look for pairs, in a snapshot, and keep what was found; runs after the answer was sent."""
    with parts.database.read() as cx:
        enter(cx, org)
        found = find_pairs(cx, org)
    with parts.database.write() as cx:
        enter(cx, org)
        keep_pairs(cx, org, found, parts.clock.now())
        gone = select(prospect.c.id).where(
            prospect.c.org == org, prospect.c.deleted_at.is_not(None)
        )
        past = likely_pair.c.one_id.in_(gone) | likely_pair.c.other_id.in_(gone)
        cx.execute(delete(likely_pair).where(likely_pair.c.org == org, past))


def moves_in_words(moves: dict[str, int]) -> str:
    """Write what would move along, such as "2 calls, 1 objection"."""
    names = {"touch": "touch", "call": "call", "objection": "objection", "follow_up": "next step"}
    plural = {"touch": "touches"}
    return ", ".join(
        f"{moves[each]} {names[each] if moves[each] == 1 else plural.get(each, names[each] + 's')}"
        for each in CHILDREN
        if each in moves
    )


def _result(survivor: Kept, gone: Kept, form: Form | None) -> Fields:
    chosen = [] if form is None else [n for n in CHOOSABLE if form.get(f"from_{n}") == "other"]
    own = [] if form is None else [n for n in CHOOSABLE if form.get(f"from_{n}") == "survivor"]
    result = joined_fields(survivor.all_fields, gone.all_fields, chosen)
    return result | {name: survivor.all_fields[name] for name in own}
