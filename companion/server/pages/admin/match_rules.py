"""Match rules: which touches belong to a campaign, by their UTM fields, page or form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select

from companion.domain.attribution import campaign_of
from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.server.kept import row_fields
from companion.server.tables import campaign
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

FIELDS = (
    "utm_campaign",
    "utm_id",
    "utm_source",
    "utm_medium",
    "utm_term",
    "utm_content",
    "landing_page",
    "form",
)
_MOST_FIELDS = 100

BLANK = 3
"""How many empty rules stand below those there are."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A campaign with its rules, and the revision that was read."""

    campaign: Campaign
    rev: int


def read_campaigns(cx: Connection, org: str) -> list[Ruled]:
    """Return every campaign, by name."""
    mine = campaign.c.org == org, campaign.c.deleted_at.is_(None)
    rows = cx.execute(select(campaign).where(*mine).order_by(campaign.c.name)).mappings()
    return [
        Ruled(
            cast("Campaign", from_fields("campaign", row["id"], row_fields("campaign", row))),
            row["rev"],
        )
        for row in rows
    ]


def read_campaign(cx: Connection, org: str, campaign_id: str) -> Ruled:
    """Return one campaign.

    Raises:
        RejectedError: ``not_found``.
    """
    is_it = campaign.c.id == campaign_id if is_record_id(campaign_id) else None
    mine = campaign.c.org == org, campaign.c.deleted_at.is_(None)
    query = select(campaign).where(*mine)
    row = cx.execute(query.where(is_it)).mappings().first() if is_it is not None else None
    if row is None:
        raise RejectedError("There is no such campaign, or not any more.", "not_found")
    fields = row_fields("campaign", row)
    return Ruled(cast("Campaign", from_fields("campaign", campaign_id, fields)), row["rev"])


def rules_in(form: Form) -> tuple[MatchRule, ...]:
    """Return the rules of a form, three fields each; one without a value is no rule."""
    rows = zip(form.all("rule_field"), form.all("rule_kind"), form.all("rule_value"), strict=False)
    return tuple(
        MatchRule(
            name if name in FIELDS else FIELDS[0],
            MatchKind(kind) if kind in set(MatchKind) else MatchKind.EXACT,
            value.strip(),
        )
        for name, kind, value in rows
        if value.strip()
    )


def save_rules(desk: Desk, campaign_id: str, base_rev: int, rules: tuple[MatchRule, ...]) -> None:
    """Keep a campaign's rules.

    Raises:
        RejectedError: ``invalid`` or ``not_found``.
        ConflictError: ``changed_meanwhile``.
    """
    kept = read_campaign(desk.cx, desk.org, campaign_id)
    made = replace(kept.campaign, match_rules=rules)
    if made == kept.campaign:
        return
    if kept.rev != base_rev:
        sentence = "Somebody else has changed this campaign meanwhile. Please look once more."
        raise ConflictError(sentence, "changed_meanwhile")
    if problems := made.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    desk.put(made)


def try_address(cx: Connection, org: str, address: str) -> Campaign | None:
    """Return the campaign that a landing address with these UTM fields would belong to."""
    parts = urlsplit(address.strip())
    values = dict(parse_qsl(parts.query, max_num_fields=_MOST_FIELDS))
    values["landing_page"] = parts._replace(query="", fragment="").geturl()
    names = [values[name] for name in ("utm_id", "utm_campaign") if name in values]
    return campaign_of(values, names, [each.campaign for each in read_campaigns(cx, org)])
