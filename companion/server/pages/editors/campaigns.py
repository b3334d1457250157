"""Campaigns as marketing keeps them, and the promises that are begun in them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import and_, func, select

from companion.domain.campaigns import Campaign, CampaignStatus, FunnelStage
from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import Problem
from companion.domain.promises import Promise
from companion.server.kept import row_fields
from companion.server.pages.desks import changed_meanwhile
from companion.server.tables import campaign, promise, promise_version
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

WORDS = (
    "name",
    "code",
    "channel",
    "audience",
    "objective",
    "funnel_stage",
    "typical_days",
    "typical_touches",
    "starts_on",
    "ends_on",
    "status",
)
"""What a person writes of a campaign; its match rules are the admin's."""

PAGE = 50
"""How many campaigns one view of the list shows."""

_DIGITS = 6
_Kind = TypeVar("_Kind", FunnelStage, CampaignStatus)


@dataclass(frozen=True, slots=True)
class CampaignSheet:
    """A campaign as its editor needs it, and the revision that was read."""

    campaign: Campaign
    rev: int


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign of the list, and how many promises it makes."""

    campaign: Campaign
    promises: int


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise of a campaign: its newest published headline, empty before there is one."""

    id: str
    name: str
    retired_at: datetime | None
    headline: str = ""
    is_drafted: bool = False


def written(form: Form, base: Campaign) -> tuple[Campaign, list[Problem]]:
    """Return a campaign with the words of a form, and what of the form cannot be read."""
    problems: list[Problem] = []
    given = replace(
        base,
        name=form.get("name").strip(),
        code=form.get("code").strip(),
        channel=form.get("channel").strip(),
        audience=form.get("audience").strip(),
        objective=form.get("objective").strip(),
        funnel_stage=_one_of(FunnelStage, form.get("funnel_stage"), base.funnel_stage),
        status=_one_of(CampaignStatus, form.get("status"), base.status),
        typical_days=_number(form, "typical_days", problems),
        typical_touches=_number(form, "typical_touches", problems),
        starts_on=_date(form, "starts_on", problems),
        ends_on=_date(form, "ends_on", problems),
    )
    return given, problems


def read_campaign(cx: Connection, org: str, campaign_id: str) -> CampaignSheet | None:
    """Read one campaign; None if there is none."""
    if not is_record_id(campaign_id):
        return None
    mine = campaign.c.org == org, campaign.c.id == campaign_id, campaign.c.deleted_at.is_(None)
    row = cx.execute(select(campaign).where(*mine)).mappings().first()
    return CampaignSheet(_campaign(row), row["rev"]) if row is not None else None


def read_lines(cx: Connection, org: str, page: int) -> tuple[list[CampaignLine], bool]:
    """Read a page of the campaigns, those that run now first, and whether more follow."""
    its = (
        promise.c.org == org,
        promise.c.campaign_id == campaign.c.id,
        promise.c.deleted_at.is_(None),
    )
    count = select(func.count()).select_from(promise).where(*its).scalar_subquery()
    order = (campaign.c.status != CampaignStatus.LIVE.value, campaign.c.name, campaign.c.id)
    query = (
        select(campaign, count.label("promises"))
        .where(campaign.c.org == org, campaign.c.deleted_at.is_(None))
        .order_by(*order)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    rows = cx.execute(query).mappings().all()
    return [CampaignLine(_campaign(row), row["promises"]) for row in rows[:PAGE]], len(rows) > PAGE


def read_promises(cx: Connection, org: str, campaign_id: str) -> list[PromiseLine]:
    """Read the promises of a campaign, by name."""
    its = promise_version.c.org == org, promise_version.c.deleted_at.is_(None)
    versions = cx.execute(
        select(promise, promise_version.c.headline, promise_version.c.published_at)
        .outerjoin(promise_version, and_(promise_version.c.promise_id == promise.c.id, *its))
        .where(promise.c.org == org, promise.c.campaign_id == campaign_id)
        .where(promise.c.deleted_at.is_(None))
        .order_by(promise.c.name, promise.c.id, promise_version.c.number)
    ).all()
    lines: dict[str, PromiseLine] = {}
    for row in versions:
        line = lines.get(row.id) or PromiseLine(row.id, row.name, row.retired_at)
        if row.published_at is not None:
            line = replace(line, headline=row.headline)
        elif row.headline is not None:
            line = replace(line, is_drafted=True)
        lines[row.id] = line
    return list(lines.values())


def save_campaign(desk: Desk, given: Campaign, base_rev: int, unread: list[Problem]) -> None:
    """Keep a campaign; the same one sent twice is kept once.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
        ConflictError: ``changed_meanwhile``: somebody else has saved since.
    """
    if problems := [*unread, *given.problems()]:
        raise RejectedError(problems[0].sentence, problems=problems)
    _check_code(desk, given)
    kept = read_campaign(desk.cx, desk.org, given.id)
    if kept is None:
        desk.put(given)
    elif _words(kept.campaign) == _words(given):
        return
    elif kept.rev != base_rev:
        raise changed_meanwhile()
    else:
        desk.put(replace(kept.campaign, **_words(given)))


def begin_promise(desk: Desk, promise_id: str, campaign_id: str, name: str) -> None:
    """Begin a promise in a campaign; its words are written next. Sent twice, it is one.

    Raises:
        RejectedError: ``not_found``, or ``invalid``.
    """
    if read_campaign(desk.cx, desk.org, campaign_id) is None:
        raise not_found()
    made = Promise(promise_id, campaign_id, name.strip())
    if not is_record_id(promise_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    if problems := made.problems():
        problems = [replace(each, field="promise") for each in problems]
        raise RejectedError(problems[0].sentence, problems=problems)
    mine = promise.c.org == desk.org, promise.c.id == promise_id
    if desk.cx.execute(select(promise.c.id).where(*mine)).first() is None:
        desk.put(made)


def not_found() -> RejectedError:
    """Make the refusal of an address that leads to no campaign."""
    return RejectedError("There is no such campaign, or not any more.", "not_found")


def _check_code(desk: Desk, given: Campaign) -> None:
    """Check that the code, by which lists and forms name a campaign, names one only."""
    mine = campaign.c.org == desk.org, campaign.c.deleted_at.is_(None), campaign.c.id != given.id
    same = func.lower(campaign.c.code) == given.code.lower()
    name = desk.cx.scalar(select(campaign.c.name).where(*mine, same).limit(1))
    if name is not None:
        sentence = (
            f"“{name}” has this code. Please choose another, so that lists are matched right."
        )
        raise RejectedError(sentence, problems=[Problem("code", "taken", sentence)])


def _campaign(row: Any) -> Campaign:
    return cast("Campaign", from_fields("campaign", row["id"], row_fields("campaign", row)))


def _words(given: Campaign) -> dict[str, Any]:
    return {each.name: getattr(given, each.name) for each in fields(given) if each.name in WORDS}


def _one_of(kinds: type[_Kind], text: str, otherwise: _Kind) -> _Kind:
    return kinds(text) if text in set(kinds) else otherwise


def _number(form: Form, name: str, problems: list[Problem]) -> int | None:
    text = form.get(name).strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS:
        return int(text)
    problems.append(Problem(name, "invalid", "Please write a whole number, such as 30."))
    return None


def _date(form: Form, name: str, problems: list[Problem]) -> date | None:
    text = form.get(name).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(name, "invalid", "Please write a day such as 2026-03-31."))
        return None
