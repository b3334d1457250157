"""What the rules, as they stand or as somebody would have them, say of touches that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Text, cast, func, select

from companion.domain.attribution import Rulebook, Ruling, version_shown
from companion.domain.touches import UTM_NAMES, Utm, matched_values, names_in
from companion.imports.touches import promises_by_campaign
from companion.server.book import ServerBook
from companion.server.tables import touch
from companion.wire.records import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign
    from companion.domain.promises import Promise, PromiseVersion

    _Promised = tuple[Promise, Sequence[PromiseVersion]]

_AT_ONCE = 500
_COLUMNS = (
    touch.c.id,
    touch.c.occurred_at,
    touch.c.campaign_id,
    touch.c.promise_version_id,
    touch.c.utm,
    touch.c.landing_page,
    touch.c.form,
    touch.c.list_name,
)

_NEWEST_OF_NONE = touch.c.campaign_id.desc(), touch.c.occurred_at.desc()
"""PostgreSQL goes along an index for this; it does not see that all of these campaigns are none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A touch as far as rules are concerned; ``values`` in the order of ``MATCHED``."""

    id: str
    occurred_at: datetime
    campaign_id: str | None
    version_id: str | None
    values: tuple[tuple[str, str], ...]


class Verdict(NamedTuple):
    """What a touch belongs to by the rules: where it stands already if they say nothing new."""

    campaign_id: str | None
    version_id: str | None
    ruling: Ruling | None


def touches_by_arrival(cx: Connection, org: str, before: str = "") -> Iterator[Seen]:
    """Yield touches, the newest arrivals first, those before an id if one is given."""
    last = before
    while True:
        query = select(*_COLUMNS).where(touch.c.org == org, touch.c.deleted_at.is_(None))
        if last:
            query = query.where(touch.c.id < last)
        rows = cx.execute(query.order_by(touch.c.id.desc()).limit(_AT_ONCE)).all()
        yield from map(_to_seen, rows)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


def touches_without_campaign(cx: Connection, org: str, most: int) -> list[Seen]:
    """Return the newest touches that no campaign was found for."""
    query = select(*_COLUMNS).where(touch.c.org == org, touch.c.campaign_id.is_(None))
    query = query.where(touch.c.deleted_at.is_(None))
    rows = cx.execute(query.order_by(*_NEWEST_OF_NONE).limit(most))
    return [_to_seen(row) for row in rows]


class Told(NamedTuple):
    """What touches without a campaign say alike: how many times, and the newest's time."""

    values: tuple[tuple[str, str], ...]
    times: int
    newest: datetime


def told_without_campaign(cx: Connection, org: str, most: int) -> list[Told]:
    """Return what the newest touches say that no campaign was found for, each thing once."""
    said = cast(touch.c.utm, Text).label("utm"), touch.c.landing_page, touch.c.form
    newest = (
        select(*said, touch.c.list_name, touch.c.occurred_at)
        .where(touch.c.org == org, touch.c.campaign_id.is_(None), touch.c.deleted_at.is_(None))
        .order_by(*_NEWEST_OF_NONE)
        .limit(most)
        .subquery()
    )
    keys = newest.c.utm, newest.c.landing_page, newest.c.form, newest.c.list_name
    query = select(*keys, func.count().label("n"), func.max(newest.c.occurred_at).label("newest"))
    rows = cx.execute(query.group_by(*keys))
    return [Told(_values(parse_json(row.utm), row), row.n, row.newest) for row in rows]


class Judge:
    """The rules of one organisation, asked about one touch after the other.

    ``read_promises`` gives those in use by their campaign, each with its versions; it is asked only
    when a touch has to find its version, which few have to.
    """

    def __init__(
        self,
        campaigns: Iterable[Campaign],
        read_promises: Callable[[], Mapping[str, Sequence[_Promised]]],
    ) -> None:
        self._rules = Rulebook(campaigns)
        self._promises = cache(read_promises)
        self._found: dict[object, Ruling | None] = {}

    def ruling(self, seen: Seen) -> Ruling | None:
        """Return where a touch comes from by the rules and names alone."""
        if seen.values not in self._found:
            values = dict(seen.values)
            self._found[seen.values] = self._rules.find(values, names_in(values))
        return self._found[seen.values]

    def judge(self, seen: Seen) -> Verdict:
        """Return what a touch belongs to.

        A rule moves a touch, a mere name only finds one that has no campaign. What the rules do
        not know any more stays where it is, and so does a version that was found before, unless
        the rule itself says what was shown.
        """
        kept = Verdict(seen.campaign_id, seen.version_id, None)
        ruling = self.ruling(seen)
        if ruling is None or (ruling.rule is None and seen.campaign_id):
            return kept
        rule = ruling.rule
        is_same = ruling.campaign.id == seen.campaign_id
        says_what = rule is not None and bool(rule.promise_id or rule.promise_version_id)
        if is_same and seen.version_id and not says_what:
            return kept._replace(ruling=ruling)
        page = dict(seen.values)["landing_page"]
        promises = self._promises().get(ruling.campaign.id, ())
        shown = version_shown(page, seen.occurred_at, promises, rule)
        version_id = shown.id if shown else seen.version_id if is_same else None
        return Verdict(ruling.campaign.id, version_id, ruling)


def read_judge(cx: Connection, org: str, instead: Campaign | None = None) -> Judge:
    """Make a judge of the rules as they are; ``instead`` is a campaign as it might become."""
    book = ServerBook(cx, org)
    campaigns = [
        instead if instead is not None and each.id == instead.id else each
        for each in book.campaigns()
    ]
    return Judge(campaigns, partial(promises_by_campaign, book))


def _to_seen(row: Any) -> Seen:
    values = _values(row.utm, row)
    return Seen(row.id, row.occurred_at, row.campaign_id, row.promise_version_id, values)


def _values(utm: Any, row: Any) -> tuple[tuple[str, str], ...]:
    told = Utm(**{name: str((utm or {}).get(name, "")) for name in UTM_NAMES})
    return tuple(matched_values(told, row.landing_page, row.form, row.list_name).items())
