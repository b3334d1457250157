"""Touches from a file: joined to those a prospect has, and to the campaign that caused them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.domain.attribution import Rulebook, version_shown
from companion.domain.ids import new_id
from companion.domain.import_reports import RowProblem
from companion.domain.touches import Touch

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.attribution import Ruling
    from companion.domain.promises import Promise, PromiseVersion
    from companion.imports.acquaintances import Acquaintance
    from companion.imports.book import Book
    from companion.imports.readings import Reading
    from companion.imports.touch_facts import TouchFacts


_MOST_REMEMBERED = 5_000
"""Of how many ways to come by it is kept which campaign they mean."""


class TouchJoiner:
    """Adds the touch of a row to its prospect, unless the prospect has it already."""

    def __init__(self, book: Book, now: datetime) -> None:
        self._now = now
        self._rules = Rulebook(book.campaigns())
        self._promises = promises_by_campaign(book)
        self._found: dict[object, Ruling | None] = {}

    def join(self, who: Acquaintance, reading: Reading) -> bool:
        """Return whether the row added a touch, or told a kept one its campaign."""
        facts = reading.touch
        if facts is None:
            return False
        made = self.make(who.now.id, facts)
        if (kept := self.find(who, facts)) is not None:
            return self._complete(who, kept, made)
        if facts.occurred_at is None:
            reason = "No date stands beside the campaign, so the touch carries the import's time."
            reading.problems.append(RowProblem(reading.line, "occurred_at", reason))
        if problems := made.problems():
            reason = f"The touch was left out: {problems[0].sentence}"
            reading.problems.append(RowProblem(reading.line, problems[0].field, reason))
            return False
        who.new_touches.append(made)
        return True

    @staticmethod
    def find(who: Acquaintance, facts: TouchFacts) -> Touch | None:
        """Return the touch that a prospect has already, if it is what the facts say."""
        both = (*who.touches, *who.new_touches)
        return next((each for each in both if _is_same(each, facts)), None)

    def make(self, prospect_id: str, facts: TouchFacts) -> Touch:
        """Make a touch of what is said, with the campaign and version that the rules find."""
        occurred_at = facts.occurred_at or self._now
        ruling = self._ruling(facts)
        campaign = ruling.campaign if ruling else None
        promises = self._promises.get(campaign.id, []) if campaign else []
        rule = ruling.rule if ruling else None
        shown = version_shown(facts.landing_page, occurred_at, promises, rule)
        return Touch(
            id=new_id(),
            prospect_id=prospect_id,
            occurred_at=occurred_at,
            kind=facts.kind,
            campaign_id=campaign.id if campaign else None,
            promise_version_id=shown.id if shown else None,
            utm=facts.utm,
            landing_page=facts.landing_page,
            form=facts.form,
            list_name=facts.list_name,
        )

    def _ruling(self, facts: TouchFacts) -> Ruling | None:
        key = (facts.utm, facts.landing_page, facts.form, facts.list_name, facts.names)
        if key not in self._found:
            if len(self._found) > _MOST_REMEMBERED:
                self._found.clear()
            names = (*facts.names, facts.form, facts.list_name)
            self._found[key] = self._rules.find(facts.values(), names)
        return self._found[key]

    @staticmethod
    def _complete(who: Acquaintance, kept: Touch, made: Touch) -> bool:
        """Tell a touch that found no campaign when it came which one it was after all."""
        if kept.campaign_id or not made.campaign_id:
            return False
        given = {
            "campaign_id": made.campaign_id,
            "promise_version_id": kept.promise_version_id or made.promise_version_id,
        }
        after = replace(kept, **given)  # type: ignore[arg-type]  # both are ids or None
        for touches in (who.touches, who.new_touches):
            touches[:] = [after if each is kept else each for each in touches]
        if after in who.touches:
            who.patched_touches[kept.id] = {**given}
        return True


def _is_same(touch: Touch, facts: TouchFacts) -> bool:
    """Tell whether a touch is what a row says; its campaign may have been found since."""
    is_then = facts.occurred_at in (None, touch.occurred_at)
    return is_then and touch.values == facts.values()


def promises_by_campaign(book: Book) -> dict[str, list[tuple[Promise, list[PromiseVersion]]]]:
    """Return the promises in use by their campaign, each with its versions."""
    versions: dict[str, list[PromiseVersion]] = defaultdict(list)
    for version in book.promise_versions():
        versions[version.promise_id].append(version)
    found: dict[str, list[tuple[Promise, list[PromiseVersion]]]] = defaultdict(list)
    for promise in book.promises():
        if promise.retired_at is None:
            found[promise.campaign_id].append((promise, versions[promise.id]))
    return found
