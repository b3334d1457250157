"""One promise with its versions side by side: what each said, drew, and whether it helped.

Versions are compared over all their calls: to look at a part of them only makes it less sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from math import isfinite
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.shares import Estimate, Interval, calls_missing, difference, is_different
from companion.server.pages.numbers import Tally, read_tallies
from companion.server.pages.periods import ALL, read_period
from companion.server.tables import campaign, promise, promise_version

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from companion.server.permissions import Actor

_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a promise and its numbers."""

    id: str
    number: int
    headline: str
    message: str
    offer: str
    proof_points: list[str]
    call_to_action: str
    not_promised: list[str]
    language: str
    creative: str
    published_at: datetime | None
    why_changed: str
    numbers: Tally

    def text_of(self, part: str) -> str:
        """Return the text of a part as spans count it: list parts joined by line feeds."""
        value: str | list[str] = getattr(self, part)
        return value if isinstance(value, str) else "\n".join(value)

    @property
    def picture(self) -> str:
        """Return the address of its picture, empty unless it is one that we keep ourselves."""
        return self.creative if self.creative.startswith(_PICTURES) else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a version compares with the one before it, in one figure of both.

    ``figure`` names it on ``Tally``: "rate", the share of connected calls with an objection, or
    "per_call", the objections per connected call.
    """

    new: Version
    old: Version
    figure: str = "rate"

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval of the difference leaves no doubt."""
        return is_different(self._new, self._old)

    @property
    def apart(self) -> Interval:
        """Return by how much the figure is lower (or higher), as a range of positive numbers."""
        found = difference(self._new, self._old)
        return found if self.is_worse else Interval(-found.high, -found.low)

    @property
    def is_worse(self) -> bool:
        """Tell whether the newer version draws objections on more calls."""
        return self._new.value > self._old.value

    @property
    def missing(self) -> int | None:
        """Return about how many more calls would tell, None where that cannot be said."""
        return calls_missing(self._new, self._old)

    @property
    def _new(self) -> Estimate:
        found: Estimate = getattr(self.new.numbers, self.figure)
        return found

    @property
    def _old(self) -> Estimate:
        found: Estimate = getattr(self.old.numbers, self.figure)
        return found


@dataclass(frozen=True, slots=True)
class PromiseSheet:
    """A promise, the campaign it belongs to, and its versions, the newest first."""

    promise_id: str
    campaign_id: str
    campaign: str
    channel: str
    objective: str
    audience: str
    status: str
    versions: list[Version]
    newest: Version

    @property
    def numbers(self) -> Tally:
        """Return the numbers of all versions together."""
        return sum((each.numbers for each in self.versions), Tally())

    @property
    def verdict(self) -> Verdict | None:
        """Compare the newest version with the last one before it that was called about."""
        old = self._before
        return Verdict(self.newest, old) if old else None

    @property
    def second_verdict(self) -> Verdict | None:
        """Compare the same two by objections per connected call."""
        old = self._before
        return Verdict(self.newest, old, "per_call") if old else None

    @property
    def highest(self) -> float:
        """Return the right edge of a scale on which every version's objections per call fit."""
        ends = [each.numbers.per_call.interval.high for each in self.versions]
        return max((each for each in ends if isfinite(each)), default=1.0)

    @property
    def _before(self) -> Version | None:
        older = [each for each in self.versions if each.number < self.newest.number]
        return next((each for each in older if each.numbers.connected), None)

    def version(self, number: int | None) -> Version:
        """Return a version by its number, the newest published one if none is named.

        Raises:
            RejectedError: ``not_found``.
        """
        found = [each for each in self.versions if each.number == number]
        if number is not None and not found:
            raise RejectedError("This promise has no such version.", "not_found")
        return found[0] if found else self.newest


def read_promise(cx: Connection, actor: Actor, promise_id: str, now: datetime) -> PromiseSheet:
    """Read a promise as this reader may see it: published versions, and those called about.

    Raises:
        RejectedError: ``not_found``: there is none, or nothing of it is published.
    """
    given = _promise(cx, actor.org, promise_id)
    versions = _versions(cx, actor, promise_id, now) if given else []
    published = [each for each in versions if each.published_at and each.published_at <= now]
    if given is None or not published:
        raise RejectedError("There is no such promise, or not any more.", "not_found")
    return PromiseSheet(
        promise_id=promise_id,
        campaign_id=given.campaign_id,
        campaign=given.name,
        channel=given.channel,
        objective=given.objective,
        audience=given.audience,
        status="retired" if given.retired_at else given.status,
        versions=[each for each in versions if each in published or each.numbers.calls],
        newest=published[0],
    )


def _promise(cx: Connection, org: str, promise_id: str) -> Row[*tuple[Any, ...]] | None:
    if not is_record_id(promise_id):
        return None
    return cx.execute(
        select(
            promise.c.retired_at,
            promise.c.campaign_id,
            campaign.c.name,
            campaign.c.channel,
            campaign.c.objective,
            campaign.c.audience,
            campaign.c.status,
        )
        .join(campaign, (campaign.c.org == org) & (campaign.c.id == promise.c.campaign_id))
        .where(promise.c.org == org, promise.c.id == promise_id)
        .where(promise.c.deleted_at.is_(None), campaign.c.deleted_at.is_(None))
    ).first()


def _versions(cx: Connection, actor: Actor, promise_id: str, now: datetime) -> list[Version]:
    mine = promise_version.c.org == actor.org, promise_version.c.promise_id == promise_id
    query = select(promise_version).where(*mine, promise_version.c.deleted_at.is_(None))
    rows = cx.execute(query.order_by(promise_version.c.number.desc())).all()
    whole = read_period(ALL, now)
    tallies = read_tallies(cx, actor.org, whole, [row.id for row in rows])
    return [_version(row, tallies.get(row.id, Tally())) for row in rows]


def _version(row: Row[Any], numbers: Tally) -> Version:
    return Version(
        id=row.id,
        number=row.number,
        headline=row.headline,
        message=row.message,
        offer=row.offer,
        proof_points=row.proof_points,
        call_to_action=row.call_to_action,
        not_promised=row.not_promised,
        language=row.language,
        creative=row.creative,
        published_at=row.published_at,
        why_changed=row.why_changed,
        numbers=numbers,
    )
