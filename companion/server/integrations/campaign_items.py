"""Campaigns that programs bring: known by external id, else by code; what is not said stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from companion.domain.campaigns import Campaign, MatchRule
from companion.domain.errors import RejectedError
from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.server.book import ServerBook
from companion.server.integrations.batches import rejected
from companion.server.integrations.told import ItemOutcome
from companion.server.records import put_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.server.integrations.batches import Numbered
    from companion.server.integrations.messages import CampaignItem

_ASIDE = {"external_id", "match_rules"}


def take_campaigns(
    cx: Connection,
    org: str,
    items: Sequence[Numbered[CampaignItem]],
    actor_id: str,
    now: datetime,
) -> list[ItemOutcome]:
    """Create or update a campaign for each item.

    Raises:
        RejectedError: one of them cannot be kept; nothing was.
    """
    known = _Known(ServerBook(cx, org).campaigns())
    outcomes: list[ItemOutcome] = []
    changed: dict[str, Campaign] = {}
    for each in items:
        before = known.find(each.item)
        try:
            after = _merged(before, each.item)
            known.check(after)
        except RejectedError as error:
            outcomes.append(rejected(each.index, error.sentence))
            continue
        known.add(after)
        word: Literal["created", "updated", "unchanged"]
        word = "created" if before is None else "unchanged" if before == after else "updated"
        if before != after:
            changed[after.id] = after
        outcomes.append(ItemOutcome(index=each.index, outcome=word, id=after.id))
    put_records(cx, org, list(changed.values()), actor_id, now)
    return outcomes


class _Known:
    """The campaigns there are, those of earlier items included."""

    def __init__(self, campaigns: Sequence[Campaign]) -> None:
        self._all: dict[str, Campaign] = {}
        self._by_id: dict[ExternalId, str] = {}
        self._by_code: dict[str, str] = {}
        for each in sorted(campaigns, key=lambda each: each.id):
            self.add(each)

    def add(self, campaign: Campaign) -> None:
        self._all[campaign.id] = campaign
        self._by_code.setdefault(campaign.code.casefold(), campaign.id)
        for each in campaign.external_ids:
            self._by_id.setdefault(each, campaign.id)

    def find(self, item: CampaignItem) -> Campaign | None:
        """Return the campaign with the item's id, or else with its code."""
        code = self._by_code.get((item.code or "").casefold())
        found = self._by_id.get(_external_id(item)) or code
        return self._all[found] if found else None

    def check(self, campaign: Campaign) -> None:
        """Check that no other campaign has the code.

        Raises:
            RejectedError: ``invalid``.
        """
        if self._by_code.get(campaign.code.casefold(), campaign.id) != campaign.id:
            raise RejectedError(f"Another campaign has the code “{campaign.code}” already.")


def _merged(before: Campaign | None, item: CampaignItem) -> Campaign:
    external_id = _external_id(item)
    if before is None:
        if item.name is None:
            raise RejectedError("A new campaign needs a name.")
        code = f"{external_id.system}-{external_id.value}"[:100]
        before = Campaign(new_id(), item.name, code)
    given: dict[str, Any] = {
        name: value
        for name in type(item).model_fields
        if name not in _ASIDE and (value := getattr(item, name)) is not None
    }
    known = {rule.condition for rule in before.match_rules}
    rules = [MatchRule(each.field, each.kind, each.value) for each in item.match_rules]
    new = [rule for rule in dict.fromkeys(rules) if rule.condition not in known]
    after = replace(
        before,
        **given,
        match_rules=(*before.match_rules, *new),
        external_ids=tuple(dict.fromkeys((*before.external_ids, external_id))),
    )
    if problems := after.problems():
        raise RejectedError(f"{problems[0].field}: {problems[0].sentence}", problems=problems)
    return after


def _external_id(item: CampaignItem) -> ExternalId:
    return ExternalId(item.external_id.system, item.external_id.value)
