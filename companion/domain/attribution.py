"""Which campaign a touch came from: by the match rules in their order, then by its own names.

All campaigns' rules stand in one order, and the first that agrees decides. Rules that somebody has
placed come first, as they were placed; the others follow, the strictest and longest first. A rule
may also say which promise, or which version of it, the touch showed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from companion.domain.campaigns import MatchKind
from companion.domain.promises import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from companion.domain.campaigns import Campaign, MatchRule
    from companion.domain.promises import Promise, PromiseVersion

_STRICTEST = {MatchKind.EXACT: 0, MatchKind.PREFIX: 1, MatchKind.PATTERN: 2}


def matches(rule: MatchRule, values: Mapping[str, str]) -> bool:
    """Tell whether a touch's values agree with a rule; case does not matter.

    ``values`` are those of ``touches.MATCHED`` by name. A pattern is one as in file names: ``*``
    for any text, ``?`` for one character. A landing page agrees with and without its scheme, "www"
    and query.
    """
    wanted, told = _wanted(rule), _told(rule.field, values.get(rule.field, ""))
    if not wanted:
        return False
    if rule.kind is MatchKind.EXACT:
        return wanted in told
    if rule.kind is MatchKind.PREFIX:
        return any(each.startswith(wanted) for each in told)
    return any(fnmatchcase(each, wanted) for each in told)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The campaign a touch came from, and the rule that says so; None if its own name does."""

    campaign: Campaign
    rule: MatchRule | None = None


class Rulebook:
    """Every campaign's rules in their one order, and the names campaigns go by."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        campaigns = tuple(campaigns)
        lines = [Ruling(each, rule) for each in campaigns for rule in each.match_rules]
        self.lines = tuple(sorted(lines, key=_place))
        self._exact: dict[tuple[str, str], int] = {}
        self._others: list[tuple[int, MatchRule]] = []
        for place, line in enumerate(self.lines):
            rule = line.rule
            if rule is not None and rule.kind is MatchKind.EXACT:
                self._exact.setdefault((rule.field, _wanted(rule)), place)
            elif rule is not None:
                self._others.append((place, rule))
        self._called: dict[str, dict[str, Campaign]] = defaultdict(dict)
        for each in campaigns:
            for name in (each.code, each.name, *(known.value for known in each.external_ids)):
                self._called[_folded(name)][each.id] = each

    def find(self, values: Mapping[str, str], names: Iterable[str] = ()) -> Ruling | None:
        """Return where a touch came from, or None.

        Without a rule that agrees, the first of ``names`` (ids, codes and names the source gave,
        the surest first) that is exactly one campaign's external id, code or name decides.
        """
        places = [
            place
            for name, value in values.items()
            for each in _told(name, value)
            if (place := self._exact.get((name, each))) is not None
        ]
        best = min(places, default=len(self.lines))
        for place, rule in self._others:
            if place > best:
                break
            if matches(rule, values):
                return self.lines[place]
        if best < len(self.lines):
            return self.lines[best]
        for name in names:
            called = self._called.get(_folded(name), {}) if _folded(name) else {}
            if len(called) == 1:
                return Ruling(next(iter(called.values())))
        return None


def campaign_of(
    values: Mapping[str, str], names: Sequence[str], campaigns: Iterable[Campaign]
) -> Campaign | None:
    """Return the campaign one touch came from, or None; for many ask a ``Rulebook``."""
    found = Rulebook(campaigns).find(values, names)
    return found.campaign if found else None


def version_shown(
    landing_page: str,
    at: datetime,
    promises: Iterable[tuple[Promise, Sequence[PromiseVersion]]],
    rule: MatchRule | None = None,
) -> PromiseVersion | None:
    """Return the version a campaign showed at a moment, if that can be known.

    ``promises`` are the campaign's own, each with its versions. What the ``rule`` names was shown,
    if it was published by then. With several, the landing page must tell them apart: to guess
    would put words into marketing's mouth.
    """
    told = tuple(promises)
    if rule is not None and rule.promise_version_id is not None:
        named = (each for _, versions in told for each in versions)
        for each in named:
            is_out = each.published_at is not None and each.published_at <= at
            if each.id == rule.promise_version_id and is_out:
                return each
    if rule is not None and rule.promise_id is not None:
        told = tuple(each for each in told if each[0].id == rule.promise_id) or told
    shown = [version for _, versions in told if (version := in_force(versions, at))]
    if len(shown) > 1:
        page = bare_page(landing_page)
        shown = [each for each in shown if page and bare_page(each.landing_page) == page]
    return shown[0] if len(shown) == 1 else None


def _place(line: Ruling) -> tuple[bool, int, int, int, str]:
    rule = line.rule
    if rule is None:
        raise ValueError("a line of the rulebook without its rule")
    is_placed = rule.position is not None
    order = (rule.position or 0, _STRICTEST[rule.kind], -len(rule.value), line.campaign.id)
    return (not is_placed, *order)


def bare_page(address: str) -> str:
    """Return what of an address is the page: host and path, lower case, without "www"."""
    bare = _folded(address).partition("?")[0].partition("#")[0]
    return (bare.partition("://")[2] or bare).removeprefix("www.").rstrip("/")


def _wanted(rule: MatchRule) -> str:
    """Return what a rule compares with; an address without a query is taken as its page."""
    is_page = rule.field == "landing_page" and not {"?", "*"} & set(rule.value)
    return bare_page(rule.value) if is_page else _folded(rule.value)


def _told(field: str, value: str) -> tuple[str, ...]:
    """Return the ways in which a value can agree with a rule; none if it is empty."""
    folded = _folded(value)
    if not folded:
        return ()
    return (folded, bare_page(value)) if field == "landing_page" else (folded,)


def _folded(text: str) -> str:
    return text.casefold().strip()
