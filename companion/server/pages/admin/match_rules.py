"""Match rules as an admin keeps them: per campaign, and all of them in their one order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import and_, func, select

from companion.domain.attribution import Rulebook, Ruling
from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.errors import ConflictError, RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import is_storable
from companion.domain.touches import ADDRESS, MATCHED, names_in, plain_address, utm_in
from companion.domain.touches import matched_values as values_of
from companion.server.kept import row_fields
from companion.server.tables import campaign, promise, promise_version
from companion.wire.records import from_fields, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row, Select

    from companion.server.pages.desks import Desk
    from companion.server.pages.forms import Form

BLANK = 3
"""How many empty rules stand below those there are."""

FIELD_WORDS = {
    "utm_id": "campaign number (utm_id)",
    "utm_source": "source (utm_source)",
    "utm_medium": "medium (utm_medium)",
    "utm_campaign": "campaign (utm_campaign)",
    "utm_term": "search word (utm_term)",
    "utm_content": "advert (utm_content)",
    "landing_page": "landing page",
    "form": "form",
    "list_name": "list",
}

KIND_WORDS = {
    MatchKind.EXACT: "is",
    MatchKind.PREFIX: "begins with",
    MatchKind.PATTERN: "looks like (* and ?)",
}

_LAST_PLACE = 1_000_000


@dataclass(frozen=True, slots=True)
class Ruled:
    """A campaign with its rules, and the revision that was read."""

    campaign: Campaign
    rev: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a rule can say a touch showed: a promise, or one version of it."""

    key: str
    words: str


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


def read_choices(cx: Connection, org: str, campaign_id: str) -> list[Choice]:
    """Return what rules of a campaign can say was shown, its promises each with its versions."""
    return _choices(cx.execute(_shown(org).where(promise.c.campaign_id == campaign_id)))


def read_every_choice(cx: Connection, org: str) -> dict[str, list[Choice]]:
    """Return the choices of each campaign that has promises, by its id."""
    rows = groupby(cx.execute(_shown(org)), key=attrgetter("campaign_id"))
    return {campaign_id: _choices(mine) for campaign_id, mine in rows}


def _shown(org: str) -> Select[Any]:
    """Ask for promises and their published versions: one line each, or one without a version."""
    version = promise_version.c
    is_of_it = and_(version.org == org, version.promise_id == promise.c.id)
    is_there = and_(version.deleted_at.is_(None), version.published_at.is_not(None))
    names = promise.c.campaign_id, promise.c.id, promise.c.name
    return (
        select(*names, version.id.label("version_id"), version.number)
        .outerjoin(promise_version, and_(is_of_it, is_there))
        .where(promise.c.org == org, promise.c.deleted_at.is_(None))
        .order_by(promise.c.campaign_id, func.lower(promise.c.name), promise.c.id, version.number)
    )


def _choices(rows: Iterable[Row[Any]]) -> list[Choice]:
    found = []
    for promise_id, mine in groupby(rows, key=attrgetter("id")):
        versions = list(mine)
        name = versions[0].name
        found.append(Choice(f"promise.{promise_id}", f"{name}: the version of that day"))
        found += [
            Choice(f"version.{each.version_id}", f"{name}: version {each.number}")
            for each in versions
            if each.version_id
        ]
    return found


def rules_in(form: Form) -> tuple[MatchRule, ...]:
    """Return the rules of a form; one without a value is no rule."""
    values = form.all("rule_value")
    names, kinds = (_filled(form, f"rule_{part}", len(values)) for part in ("field", "kind"))
    shows, places = (_filled(form, f"rule_{part}", len(values)) for part in ("shows", "position"))
    return tuple(
        MatchRule(
            name if name in MATCHED else MATCHED[0],
            MatchKind(kind) if kind in set(MatchKind) else MatchKind.EXACT,
            value.strip(),
            _id_after("promise.", shown),
            _id_after("version.", shown),
            _place_in(place),
        )
        for name, kind, value, shown, place in zip(names, kinds, values, shows, places, strict=True)
        if value.strip()
    )


def shown_by(rule: MatchRule) -> str:
    """Return the key of the choice that a rule says was shown, empty if it says nothing."""
    if rule.promise_version_id:
        return f"version.{rule.promise_version_id}"
    return f"promise.{rule.promise_id}" if rule.promise_id else ""


def save_rules(desk: Desk, campaign_id: str, base_rev: int, rules: tuple[MatchRule, ...]) -> None:
    """Keep a campaign's rules.

    Raises:
        RejectedError: ``invalid`` or ``not_found``.
        ConflictError: ``changed_meanwhile``.
    """
    kept = read_campaign(desk.cx, desk.org, campaign_id)
    made = checked_rules(desk.cx, desk.org, kept.campaign, rules)
    if made == kept.campaign:
        return
    if kept.rev != base_rev:
        sentence = "Somebody else has changed this campaign meanwhile. Please look once more."
        raise ConflictError(sentence, "changed_meanwhile")
    desk.put(made)


def checked_rules(
    cx: Connection, org: str, kept: Campaign, rules: tuple[MatchRule, ...]
) -> Campaign:
    """Return a campaign as it would be with these rules.

    Raises:
        RejectedError: ``invalid``.
    """
    made = replace(kept, match_rules=rules)
    if problems := made.problems():
        raise RejectedError(problems[0].sentence, problems=problems)
    choices = {"", *(each.key for each in read_choices(cx, org, kept.id))}
    if any(shown_by(rule) not in choices for rule in rules):
        raise RejectedError("A rule names a promise that is not of this campaign.")
    return made


# -- the one order -------------------------------------------------------------------------


def in_order(campaigns: list[Ruled]) -> tuple[Ruling, ...]:
    """Return the rules of all campaigns in the order in which they are tried."""
    return Rulebook(each.campaign for each in campaigns).lines


def order_mark(lines: tuple[Ruling, ...]) -> str:
    """Return what changes with the order, so that a page of before is recognised."""
    told = [(each.campaign.id, each.rule) for each in lines]
    return sha256(write_json(told)).hexdigest()[:16]


def move_rule(desk: Desk, act: str, mark: str) -> None:
    """Move one rule in the order of all: ``act`` is where to and its place, such as ``up.4``.

    Raises:
        RejectedError: there is no such rule.
        ConflictError: ``changed_meanwhile``.
    """
    lines = list(in_order(read_campaigns(desk.cx, desk.org)))
    if order_mark(tuple(lines)) != mark:
        sentence = "Somebody else has changed the rules meanwhile. Please look once more."
        raise ConflictError(sentence, "changed_meanwhile")
    where, _, number = act.partition(".")
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else -1  # noqa: PLR2004 - more digits than rules
    target = {"first": 0, "up": place - 1, "down": place + 1}.get(where, -1)
    if not 0 <= place < len(lines):
        raise RejectedError("There is no such rule any more. Please look once more.")
    if 0 <= target < len(lines):
        lines.insert(target, lines.pop(place))
        _place_all(desk, lines, max(place, target))


def _place_all(desk: Desk, lines: list[Ruling], last: int) -> None:
    """Give every rule up to a place its number; those after it keep to none if they had none."""
    changed: dict[str, Campaign] = {}
    for place, line in enumerate(lines):
        rule = line.rule
        if rule is None or (place > last and rule.position is None):
            continue
        owner = changed.get(line.campaign.id, line.campaign)
        placed = replace(rule, position=place + 1)
        rules = tuple(placed if each == rule else each for each in owner.match_rules)
        changed[owner.id] = replace(owner, match_rules=rules)
    for each in changed.values():
        desk.put(each)


# -- trying an address -----------------------------------------------------------------------


def try_address(cx: Connection, org: str, address: str) -> Ruling | None:
    """Return where a touch with this landing address and its UTM fields would come from."""
    told = dict(parse_qsl(urlsplit(address.strip()).query, max_num_fields=100))
    page = plain_address(address.strip())[:ADDRESS]
    values = values_of(utm_in(address.strip()), page, told.get("form", ""), told.get("list", ""))
    rules = Rulebook(each.campaign for each in read_campaigns(cx, org))
    return rules.find(values, names_in(values)) if is_storable(address) else None


def _filled(form: Form, name: str, count: int) -> list[str]:
    given = list(form.all(name))[:count]
    return given + [""] * (count - len(given))


def _id_after(start: str, text: str) -> str | None:
    record_id = text.removeprefix(start)
    return record_id if text.startswith(start) and is_record_id(record_id) else None


def _place_in(text: str) -> int | None:
    is_place = text.isascii() and text.isdecimal() and len(text) < len(str(_LAST_PLACE))
    return int(text) if is_place else None
