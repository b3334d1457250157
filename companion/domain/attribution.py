"""Which campaign a touch came from: by match rules first, then by the campaign's own names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from companion.domain.campaigns import Campaign, MatchKind, MatchRule
from companion.domain.promises import Promise, PromiseVersion, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

_STRICTEST = {MatchKind.EXACT: 2, MatchKind.PREFIX: 1, MatchKind.PATTERN: 0}


def matches(rule: MatchRule, values: Mapping[str, str]) -> bool:
    """Tell whether a touch's values agree with a rule; case does not matter.

    ``values`` are the six UTM fields, ``landing_page`` and ``form`` by name. A pattern is one as
    in file names: ``*`` for any text, ``?`` for one character.
    """
    value, wanted = values.get(rule.field, "").casefold().strip(), rule.value.casefold().strip()
    if not value or not wanted:
        return False
    if rule.kind is MatchKind.EXACT:
        return value == wanted
    if rule.kind is MatchKind.PREFIX:
        return value.startswith(wanted)
    return fnmatchcase(value, wanted)


def campaign_of(
    values: Mapping[str, str], names: Sequence[str], campaigns: Iterable[Campaign]
) -> Campaign | None:
    """Return the campaign a touch came from, or None.

    Any rule that agrees is enough; the strictest and longest that does decides between campaigns.
    Without one, the first of ``names`` (ids, codes and names the source gave, the surest first)
    that is exactly one campaign's external id, code or name decides.
    """
    campaigns = tuple(campaigns)
    ranked = [
        (_STRICTEST[rule.kind], len(rule.value), campaign)
        for campaign in campaigns
        for rule in campaign.match_rules
        if matches(rule, values)
    ]
    if ranked:
        best = max(rank[:2] for rank in ranked)
        return min((rank[2] for rank in ranked if rank[:2] == best), key=lambda each: each.id)
    for name in names:
        called = {each.id: each for each in campaigns if _is_called(each, name)}
        if len(called) == 1:
            return next(iter(called.values()))
    return None


def version_shown(
    landing_page: str,
    at: datetime,
    promises: Iterable[tuple[Promise, Sequence[PromiseVersion]]],
) -> PromiseVersion | None:
    """Return the version a campaign showed at a moment, if that can be known.

    ``promises`` are the campaign's own, each with its versions. With several, the landing page
    must tell them apart: to guess would put words into marketing's mouth.
    """
    shown = [version for _, versions in promises if (version := in_force(versions, at))]
    if len(shown) > 1:
        page = _page(landing_page)
        shown = [each for each in shown if page and _page(each.landing_page) == page]
    return shown[0] if len(shown) == 1 else None


def _is_called(campaign: Campaign, name: str) -> bool:
    wanted = name.casefold().strip()
    known = (campaign.code, campaign.name, *(each.value for each in campaign.external_ids))
    return bool(wanted) and wanted in (each.casefold().strip() for each in known)


def _page(address: str) -> str:
    bare = address.casefold().partition("?")[0].partition("#")[0]
    return bare.partition("://")[2].removeprefix("www.").rstrip("/") or bare.rstrip("/")
