"""What stands around calls and objections for a program: people, reps, promises, campaigns."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from companion.domain.touches import latest, originating
from companion.server.book import ServerBook
from companion.server.integrations.messages import ExternalRef
from companion.server.integrations.told import CampaignTold, Person, Place, Rep
from companion.server.kept import kept_records
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, RowMapping

    from companion.domain.campaigns import Campaign
    from companion.domain.touches import Touch


class Surroundings:
    """Everything a page of rows refers to, read in a few queries."""

    def __init__(self, cx: Connection, org: str, rows: Sequence[RowMapping]) -> None:
        self._cx, self._org = cx, org
        people = {row["prospect_id"] for row in rows}
        self._people = self._read("prospect", people)
        self._reps = self._read("user", {row["rep_id"] for row in rows if "rep_id" in row})
        versions = {row["promise_version_id"] for row in rows} - {None}
        self._versions = self._read("promise_version", versions)
        promises = {each.promise_id for each in self._versions.values()}
        self._promises = self._read("promise", promises)
        self._touches: dict[str, list[Touch]] = defaultdict(list)
        for each in ServerBook(cx, org).touches_of(people):
            self._touches[each.prospect_id].append(each)
        named = {each.campaign_id for touches in self._touches.values() for each in touches}
        named |= {each.campaign_id for each in self._promises.values()}
        self._campaigns: dict[str, Campaign] = self._read(
            "campaign", {each for each in named if each}
        )

    def person(self, prospect_id: str) -> Person | None:
        """Return a prospect, with the campaigns of the first and of the last touch kept apart."""
        found = self._people.get(prospect_id)
        if found is None:
            return None
        touches = self._touches[prospect_id]
        return Person(
            id=found.id,
            name=found.name,
            company=found.company,
            emails=list(found.emails),
            phones=list(found.phones),
            external_ids=_refs(found.external_ids),
            first_campaign=self._campaign(originating(touches)),
            last_campaign=self._campaign(latest(touches)),
        )

    def rep(self, user_id: str) -> Rep | None:
        """Return who called."""
        found = self._reps.get(user_id)
        return Rep(id=found.id, name=found.name, email=found.email) if found else None

    def place(self, version_id: str | None) -> Place | None:
        """Return a promise version and whose it is."""
        version = self._versions.get(version_id or "")
        promise = self._promises.get(version.promise_id) if version else None
        campaign = self._campaigns.get(promise.campaign_id) if promise else None
        if version is None or promise is None or campaign is None:
            return None
        return Place(
            id=version.id,
            number=version.number,
            headline=version.headline,
            promise=promise.name,
            campaign_id=campaign.id,
            campaign=campaign.name,
        )

    def _campaign(self, touch: Touch | None) -> CampaignTold | None:
        found = self._campaigns.get(touch.campaign_id or "") if touch else None
        if found is None:
            return None
        refs = _refs(found.external_ids)
        return CampaignTold(id=found.id, code=found.code, name=found.name, external_ids=refs)

    def _read(self, entity: str, ids: Iterable[str]) -> dict[str, Any]:
        kept = kept_records(self._cx, self._org, entity, ids)
        return {each.id: from_fields(entity, each.id, each.fields) for each in kept.values()}


def _refs(external_ids: Iterable[Any]) -> list[ExternalRef]:
    # Kept ones may be older than the rules for new ones, so they are told as they are.
    return [
        ExternalRef.model_construct(system=each.system, value=each.value) for each in external_ids
    ]
