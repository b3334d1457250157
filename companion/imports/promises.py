"""Promises from a file: found again by name, and a new version where the words have changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from companion.domain.ids import new_id
from companion.domain.import_reports import RowOutcome, RowProblem
from companion.domain.promises import Promise, PromiseVersion, in_force
from companion.imports.campaign_facts import published_at
from companion.imports.readings import ROW

if TYPE_CHECKING:
    from datetime import datetime

    from companion.domain.campaigns import Campaign
    from companion.imports.book import Book
    from companion.imports.campaign_facts import CampaignFacts

_WORDS = (
    "headline",
    "message",
    "offer",
    "proof_points",
    "call_to_action",
    "not_promised",
    "landing_page",
)
"""What a person reads: two versions that agree in all of it are the same."""


class Promises:
    """The promises of every campaign, with what a file adds to them."""

    def __init__(self, book: Book) -> None:
        self.new: list[Promise] = []
        self.new_versions: list[PromiseVersion] = []
        self._of_campaign: dict[str, list[Promise]] = defaultdict(list)
        self._versions: dict[str, list[PromiseVersion]] = defaultdict(list)
        for promise in book.promises():
            self._of_campaign[promise.campaign_id].append(promise)
        for version in book.promise_versions():
            self._versions[version.promise_id].append(version)

    def tell(
        self, campaign: Campaign, facts: CampaignFacts, name: str, suffix: str, now: datetime
    ) -> RowOutcome:
        """Take a row's words as what the campaign promised from the row's date on.

        ``name`` is the promise's own, if the row has one; ``suffix`` is how an advert is found
        again, however its headline changes. A row without words changes nothing.
        """
        if not facts.copy:
            return RowOutcome.UNCHANGED
        promise = self._find(campaign, name, suffix)
        if promise is None:
            named = name or f"{facts.copy['headline']} {suffix}".strip()
            made = Promise(new_id(), campaign.id, named)
            at = published_at(facts, now, is_first=True)
            version = PromiseVersion(new_id(), made.id, 1, published_at=at, **facts.copy)
            return self._keep(made, version, facts, RowOutcome.CREATED)
        versions = self._versions[promise.id]
        at = published_at(facts, now, is_first=not versions)
        shown = in_force(versions, at)
        newest = max(versions, key=lambda each: each.number, default=None)
        given = {"why_changed": "Changed in an imported list", **facts.copy}
        number = newest.number + 1 if newest else 1
        version = PromiseVersion(new_id(), promise.id, number, published_at=at, **given)
        if shown is not None and _words(shown) == _words(version):
            return RowOutcome.UNCHANGED
        if newest and newest.published_at and newest.published_at >= at:
            reason = f"These words are older than version {newest.number}; it was left as it is."
            facts.problems.append(RowProblem(facts.line, "published_at", reason))
            return RowOutcome.UNCHANGED
        return self._keep(promise, version, facts, RowOutcome.UPDATED)

    def _find(self, campaign: Campaign, name: str, suffix: str) -> Promise | None:
        known = self._of_campaign[campaign.id]
        if suffix:
            return next((each for each in known if each.name.endswith(suffix)), None)
        if name:
            return next((each for each in known if each.name.casefold() == name.casefold()), None)
        return known[0] if len(known) == 1 else None

    def _keep(
        self, promise: Promise, version: PromiseVersion, facts: CampaignFacts, told: RowOutcome
    ) -> RowOutcome:
        problems = [*promise.problems(), *version.problems()]
        if problems:
            reason = f"The promise cannot be kept: {problems[0].sentence}"
            facts.problems.append(RowProblem(facts.line, ROW, reason))
            return RowOutcome.REJECTED
        if promise not in self._of_campaign[promise.campaign_id]:
            self._of_campaign[promise.campaign_id].append(promise)
            self.new.append(promise)
        self._versions[promise.id].append(version)
        self.new_versions.append(version)
        return told


def _words(version: PromiseVersion) -> tuple[object, ...]:
    return tuple(getattr(version, name) for name in _WORDS)
