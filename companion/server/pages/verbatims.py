"""What customers said, in their own words: filtered, searched and paged, the newest first.

A view that has to look through what was heard walks a bounded stretch of it, whatever is asked
for; a link leads to the stretch before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import and_, bindparam, exists, func, literal_column, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import TSQUERY

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.server.figures.grains import Grain
from companion.server.figures.search_words import search_words, version_word
from companion.server.pages.numbers import Kind, kind_of
from companion.server.pages.periods import midnight
from companion.server.tables import call, heard, objection, prospect, user, version_tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from companion.server.permissions import Actor

PAGE = 20
"""How many stand on one page."""

STRETCH = 8_000
"""How many, and what fills their last week, one view looks through for what is asked for."""

_MOST_WORDS = 12
"""More words than this narrow a search no further."""

_NO_END = 2**53


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to hear: each empty value means "any".

    ``after`` is the last one read, ``until`` the day before which it shall have been heard.
    """

    kind: str = ""
    fit: str = ""
    handling: str = ""
    part: str = ""
    start: int = 0
    end: int = 0
    q: str = ""
    after: str = ""
    until: str = ""

    @property
    def is_any(self) -> bool:
        """Tell whether nothing is narrowed down."""
        return replace(self, after="", until="") == Wish()

    def link(self, **changed: Any) -> str:
        """Return the parameters of this wish for an address, with some of them changed."""
        wish = replace(self, **{"after": "", "until": "", **changed})
        names = ("kind", "fit", "handling", "part", "start", "end", "q", "after", "until")
        return urlencode({name: v for name in names if (v := getattr(wish, name))})


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One objection as it was heard. ``who`` is empty unless the reader may know."""

    id: str
    version_id: str
    words: str
    behind_it: str
    against: str
    kind: Kind
    fit: str | None
    handling: str
    who: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Voices:
    """A page of verbatims; ``older`` is the last one's id where there are more.

    Without more, ``since`` is the day back to which it was looked, where more was heard before.
    """

    verbatims: list[Verbatim]
    older: str
    since: date | None = None


def read_voices(
    cx: Connection,
    actor: Actor,
    version_ids: Sequence[str],
    kinds: Mapping[str, Kind],
    wish: Wish,
    since: datetime | None,
    stretch: int = STRETCH,
) -> Voices:
    """Read a page of what was heard on some versions; a rep hears their own prospects.

    What is narrowed down is looked for among the newest ``stretch``.

    Raises:
        RejectedError: ``not_found``: ``wish.after`` is no objection of these.
    """
    wanted = [heard.c.org == actor.org, *_narrowed(cx, version_ids, wish)]
    top = midnight(date.fromisoformat(wish.until)) if wish.until else None
    if wish.after:
        top = _heard_at(cx, actor.org, wish.after)
        wanted.append(_older_than(top, wish.after))
    elif top:
        wanted.append(heard.c.heard_at < top)
    bottom = None
    if not (wish.is_any and actor.hears_all):
        bottom = _bottom(cx, actor.org, version_ids, top, stretch)
    if bottom and (since is None or midnight(bottom) > since):
        since = midnight(bottom)
    else:
        bottom = None
    if since is not None:
        wanted.append(heard.c.heard_at >= since)
    if not actor.hears_all:
        wanted.append(_is_with_one_of(actor))
    query = _joined(actor.org).where(heard.c.n.in_(_newest(version_ids, wanted)))
    query = query.order_by(heard.c.heard_at.desc(), heard.c.objection_id.desc())
    rows = cx.execute(query.limit(PAGE + 1)).all()
    found = [_verbatim(row, actor, kinds) for row in rows[:PAGE]]
    if len(rows) > PAGE:
        return Voices(found, found[-1].id)
    return Voices(found, "", bottom)


def _narrowed(cx: Connection, version_ids: Sequence[str], wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.kind:
        found.append(heard.c.category == wish.kind)
    if wish.fit:
        found.append(heard.c.promise_fit == wish.fit)
    if wish.handling:
        found.append(heard.c.handling == wish.handling)
    if wish.part:
        end = min(wish.end, _NO_END)
        found += [heard.c.part == wish.part, heard.c.first < end, heard.c.last > wish.start]
    if words := search_words(wish.q)[:_MOST_WORDS]:
        found.append(_saying(cx, version_ids, words))
    return found


def _saying(
    cx: Connection, version_ids: Sequence[str], words: Sequence[str]
) -> ColumnElement[bool]:
    """Match objections that say every word, the last letters of each left open."""
    if cx.dialect.name == "sqlite":
        versions = " OR ".join(map(version_word, version_ids))
        asked = " AND ".join([f"({versions})", *(f'"{word}" *' for word in words)])
        found = text("SELECT rowid FROM heard_words WHERE heard_words MATCH :asked")
        return heard.c.n.in_(found.bindparams(asked=asked).columns(literal_column("rowid")))
    asked = " & ".join(f"'{word}':*" for word in words)
    return heard.c.words.op("@@")(bindparam("asked", asked, type_=TSQUERY))


def _is_with_one_of(actor: Actor) -> ColumnElement[bool]:
    """Match what was heard from a prospect of this person's own."""
    mine = prospect.c.org == actor.org, prospect.c.owner_id == actor.user_id
    return exists().where(*mine, prospect.c.id == heard.c.prospect_id)


def _newest(version_ids: Sequence[str], wanted: list[ColumnElement[bool]]) -> Any:
    """Choose the newest of each version along its index; all together would be sorted first."""
    order = heard.c.heard_at.desc(), heard.c.objection_id.desc()
    newest = (
        select(heard.c.n)
        .where(heard.c.promise_version_id == version_id, *wanted)
        .order_by(*order)
        .limit(PAGE + 1)
        .subquery()
        for version_id in version_ids
    )
    return union_all(*(select(each.c.n) for each in newest))


def _joined(org: str) -> Any:
    there = and_(prospect.c.org == org, prospect.c.id == heard.c.prospect_id)
    return (
        select(
            heard,
            objection.c.verbatim,
            objection.c.behind_it,
            objection.c.span,
            prospect.c.name.label("prospect_name"),
            prospect.c.company,
            prospect.c.owner_id,
            prospect.c.deleted_at.label("prospect_left_at"),
            user.c.name.label("rep_name"),
        )
        .join(objection, and_(objection.c.org == org, objection.c.id == heard.c.objection_id))
        .join(call, and_(call.c.org == org, call.c.id == heard.c.call_id))
        .join(user, and_(user.c.org == org, user.c.id == call.c.rep_id))
        .join(prospect, there)
    )


def _bottom(
    cx: Connection, org: str, version_ids: Sequence[str], top: datetime | None, stretch: int
) -> date | None:
    """Return the Monday back to which a stretch below ``top`` goes, or None: it has everything."""
    tally = version_tally.c
    mine = tally.org == org, tally.promise_version_id.in_(version_ids), tally.objections > 0
    query = select(tally.start, func.sum(tally.objections)).where(*mine)
    query = query.where(tally.grain == Grain.WEEK.value)
    if top is not None:
        moment = top.astimezone(UTC)
        is_begun = moment > midnight(moment.date())
        query = query.where(
            tally.start <= moment.date() if is_begun else tally.start < moment.date()
        )
    weeks = cx.execute(query.group_by(tally.start).order_by(tally.start.desc())).all()
    sums = accumulate(int(count) for _, count in weeks)
    full = next(
        (week for (week, _), total in zip(weeks, sums, strict=True) if total >= stretch), None
    )
    return None if full is None or full == weeks[-1][0] else full


def _heard_at(cx: Connection, org: str, objection_id: str) -> datetime:
    mine = heard.c.org == org, heard.c.objection_id == objection_id
    query = select(heard.c.heard_at).where(*mine)
    at: datetime | None = cx.scalar(query) if is_record_id(objection_id) else None
    if at is None:
        raise RejectedError("There is nothing older than that.", "not_found")
    return at


def _older_than(at: datetime, objection_id: str) -> ColumnElement[bool]:
    same = and_(heard.c.heard_at == at, heard.c.objection_id < objection_id)
    return or_(heard.c.heard_at < at, same)


def _verbatim(row: Row[Any], actor: Actor, kinds: Mapping[str, Kind]) -> Verbatim:
    may_know = row.prospect_left_at is None and actor.may_see(
        is_of_prospect=True, owner_id=row.owner_id
    )
    return Verbatim(
        id=row.objection_id,
        version_id=row.promise_version_id,
        words=row.verbatim,
        behind_it=row.behind_it,
        against=row.span["words"] if row.span else "",
        kind=kind_of(kinds, row.category),
        fit=row.promise_fit,
        handling=row.handling,
        who=f"{row.company or row.prospect_name}, heard by {row.rep_name}" if may_know else "",
        heard_at=row.heard_at,
    )
