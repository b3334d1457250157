"""A list of campaigns or adverts becomes campaigns, promises and their numbered versions.

Histories of advert platforms repeat an id with each change: the newest row of a campaign counts,
and each change of an advert's words becomes a version, published when it was made.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from companion.domain.campaigns import Campaign
from companion.domain.external_ids import ExternalId
from companion.domain.ids import new_id
from companion.domain.import_reports import RowLine, RowOutcome, RowProblem
from companion.imports.book import Import, Patch, Taken
from companion.imports.campaign_facts import CampaignFacts, read_facts
from companion.imports.campaign_rows import CampaignRow
from companion.imports.moments import is_month_first
from companion.imports.outcomes import counted
from companion.imports.promises import Promises
from companion.imports.readings import ROW
from companion.wire.records import to_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from companion.imports.book import Book
    from companion.imports.campaign_rows import CampaignColumns
    from companion.imports.tables import Row, Table

_DATES = ("starts_on", "ends_on", "modified_at", "published_at")


def import_campaigns(
    table: Table, columns: CampaignColumns, book: Book, now: datetime, region: str | None = None
) -> Import:
    """Work out what a list of campaigns changes; ``region`` settles 03/04/2024."""
    taken = take_campaigns(table.headers, table.rows, columns, book, now, region)
    said = {index for row in table.rows for index, cell in enumerate(row.cells) if cell}
    report = counted(table.headers, taken.lines, set(columns.unused) & said)
    return Import(taken.creates, taken.patches, report)


def take_campaigns(
    headers: Sequence[str],
    listed: Sequence[Row],
    columns: CampaignColumns,
    book: Book,
    now: datetime,
    region: str | None = None,
) -> Taken:
    """Work out what all the rows of a list of campaigns change; such lists are short."""
    dated = [index for name in _DATES for index in columns.by_field.get(name, ())]
    texts = (row.cells[index] for row in listed for index in dated)
    month_first = is_month_first(texts, region)
    run = _Run(book, columns, now)
    rows = [CampaignRow(headers, columns, row) for row in listed]
    read = [(row, read_facts(row, columns.platform, now, month_first=month_first)) for row in rows]
    read.sort(key=_when)
    run.look_over([facts for row, facts in read if not row.refusal])
    outcomes = [run.take(row, facts) for row, facts in read]
    lines = [
        RowLine(facts.line, outcome, None, (*row.problems, *facts.problems))
        for (row, facts), outcome in zip(read, outcomes, strict=True)
    ]
    return Taken(run.creates(), run.patches(), tuple(lines))


class _Run:
    """One pass over the rows, the oldest change first."""

    def __init__(self, book: Book, columns: CampaignColumns, now: datetime) -> None:
        self._columns = columns
        self._now = now
        self._before = {each.id: each for each in book.campaigns()}
        self._all: dict[str, Campaign] = {}
        self._by_id: dict[ExternalId, str] = {}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for campaign in self._before.values():
            self._keep(campaign)
        self._promises = Promises(book)
        self._newest: dict[ExternalId, int] = {}

    def look_over(self, everything: list[CampaignFacts]) -> None:
        """Note which row of a repeated id is the newest, the oldest given first."""
        for facts in everything:
            for external_id in facts.external_ids:
                self._newest[external_id] = facts.line

    def take(self, row: CampaignRow, facts: CampaignFacts) -> RowOutcome:
        """Create or update what the row is about, or say why not."""
        if row.refusal:
            return _refuse(facts, row.refusal)
        if self._columns.is_adverts:
            return self._take_advert(row, facts)
        if any(self._newest[each] != facts.line for each in facts.external_ids):
            return RowOutcome.UNCHANGED
        return self._take_campaign(row, facts, facts.given)

    def creates(self) -> tuple[Any, ...]:
        """Return the new records, campaigns before promises before versions."""
        new = [each for each in self._all.values() if each.id not in self._before]
        return (*new, *self._promises.new, *self._promises.new_versions)

    def patches(self) -> tuple[Patch, ...]:
        """Return the changed fields of campaigns that were there before."""
        found = []
        for campaign_id, before in self._before.items():
            old, new = to_fields(before), to_fields(self._all[campaign_id])
            if changed := {name: value for name, value in new.items() if old[name] != value}:
                found.append(Patch("campaign", campaign_id, changed))
        return tuple(found)

    def _take_advert(self, row: CampaignRow, facts: CampaignFacts) -> RowOutcome:
        """An advert stands in its campaign if the file names it, else in its advert group."""
        if not facts.copy:
            reason = "This advert has no readable words, so no promise can be made of it."
            return _refuse(facts, reason)
        platform = self._columns.platform or "adverts"
        group, campaign = row.text("group_id"), row.text("campaign_id")
        advert = row.text("record_id")
        given = {key: value for key, value in facts.given.items() if key in ("channel", "status")}
        if campaign:
            facts.external_ids = (ExternalId(platform, campaign),)
            given["name"] = facts.given.get("name", f"Campaign {campaign}")
        else:
            facts.external_ids = (ExternalId(f"{platform}_ad_group", group),)
            given["name"] = f"{facts.copy['headline']} (ad group {group})"
        if self._find(facts, {}):
            given = {}
        suffix = f"(ad {advert})" if advert else ""
        return self._take_campaign(row, facts, given, suffix)

    def _take_campaign(
        self, row: CampaignRow, facts: CampaignFacts, given: dict[str, Any], suffix: str = ""
    ) -> RowOutcome:
        known = self._find(facts, given)
        if known is None:
            name = given.get("name", "") or given.get("code", "")
            given = {"name": name, "code": self._free_code(name)} | given
            after = _merged(Campaign(new_id(), "", ""), facts, given, is_ruling=True)
        else:
            after = _merged(known, facts, given, is_ruling=_is_own(known, facts, given))
        if problems := after.problems():
            return _refuse(facts, problems[0].sentence)
        told = self._promises.tell(after, facts, row.text("promise"), suffix, self._now)
        if told is RowOutcome.REJECTED:
            return told
        self._keep(after)
        if known is None:
            return RowOutcome.CREATED
        return RowOutcome.UPDATED if after != known and told is RowOutcome.UNCHANGED else told

    def _keep(self, campaign: Campaign) -> None:
        self._all[campaign.id] = campaign
        for external_id in campaign.external_ids:
            self._by_id.setdefault(external_id, campaign.id)
        self._by_code.setdefault(campaign.code.casefold(), campaign.id)
        self._by_name.setdefault(campaign.name.casefold(), campaign.id)

    def _find(self, facts: CampaignFacts, given: dict[str, Any]) -> Campaign | None:
        """Return the campaign with the row's id, or else its code, or, without a code, its name."""
        code, name = given.get("code", "").casefold(), given.get("name", "").casefold()
        ids = (self._by_id.get(each) for each in facts.external_ids)
        by_name = None if code else self._by_name.get(name)
        found = next((each for each in ids if each), None) or self._by_code.get(code)
        if found is None and by_name and not _are_apart(self._all[by_name], facts):
            found = by_name
        return self._all[found] if found else None

    def _free_code(self, text: str) -> str:
        """Return a code of the words of a text that no other campaign has."""
        words = re.findall(r"\w+", text.casefold())
        start = code = "-".join(words)[:80].strip("-") or "campaign"
        number = 1
        while code.casefold() in self._by_code:
            number += 1
            code = f"{start}-{number}"
        return code


def _merged(
    campaign: Campaign, facts: CampaignFacts, given: dict[str, Any], *, is_ruling: bool
) -> Campaign:
    """Return a campaign after a row: its own list changes it, another only fills what is empty."""
    taken = {
        name: value
        for name, value in given.items()
        if is_ruling or getattr(campaign, name) in ("", None)
    }
    known = {rule.condition for rule in campaign.match_rules}
    new = (rule for rule in facts.rules if rule.condition not in known)
    rules = (*campaign.match_rules, *new)
    ids = tuple(dict.fromkeys((*campaign.external_ids, *facts.external_ids)))
    return replace(campaign, **taken, match_rules=rules, external_ids=ids)


def _is_own(campaign: Campaign, facts: CampaignFacts, given: dict[str, Any]) -> bool:
    """Tell whether a row names a campaign by its id or code, and so may change what is filled."""
    has_id = bool(set(facts.external_ids) & set(campaign.external_ids))
    return has_id or given.get("code", "").casefold() == campaign.code.casefold()


def _are_apart(campaign: Campaign, facts: CampaignFacts) -> bool:
    """Tell whether one platform knows the two under different ids."""
    known = {each.system: each.value for each in campaign.external_ids}
    return any(known.get(each.system, each.value) != each.value for each in facts.external_ids)


def _when(read: tuple[CampaignRow, CampaignFacts]) -> float:
    changed = read[1].modified_at
    return changed.timestamp() if changed else 0.0


def _refuse(facts: CampaignFacts, reason: str) -> RowOutcome:
    facts.problems.append(RowProblem(facts.line, ROW, reason))
    return RowOutcome.REJECTED
