"""Everything about one prospect on one sheet: person, promise, way, what was heard, history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.domain.drafts import CallDraft
from companion.domain.ids import new_id
from companion.domain.objections import default_categories
from companion.domain.promises import in_force
from companion.domain.proposals import ProposalState
from companion.domain.touches import UTM_NAMES, originating
from companion.services.views import (
    HeardLine,
    PastCall,
    ProposalLine,
    ProspectSheet,
    TouchLine,
    Way,
)
from companion.store.answers import fitting_answers, published_answers, success
from companion.store.calls import (
    answers_used,
    calls_of,
    heard_most,
    objections_by_call,
    open_follow_ups,
    unsent_ids,
)
from companion.store.campaigns import (
    campaigns_by_id,
    categories,
    promise_of_version,
    promises_of_campaign,
    touches_of,
    user_names,
    versions_of,
)
from companion.store.drafts import read_draft
from companion.store.meta import read_meta
from companion.store.proposals import proposals_about
from companion.store.prospects import read_prospect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.answers import Answer
    from companion.domain.campaigns import Campaign
    from companion.domain.objections import Category
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.prospects import Prospect
    from companion.domain.touches import Touch

_HEARD = 3
"""How many kinds of objection a sheet shows."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The promise a touch showed, and a later version if one is published."""

    promise: Promise | None = None
    version: PromiseVersion | None = None
    newer: PromiseVersion | None = None
    versions: Sequence[PromiseVersion] = ()


def read_sheet(cx: Connection, prospect_id: str, now: datetime) -> ProspectSheet:
    """Put a prospect's sheet together from one snapshot.

    Raises:
        RejectedError: ``gone``: the prospect is not here any more.
    """
    prospect = read_prospect(cx, prospect_id)
    touches = touches_of(cx, prospect_id)
    first = originating(touches)
    campaigns = campaigns_by_id(cx, {each.campaign_id for each in touches if each.campaign_id})
    campaign = campaigns.get(first.campaign_id or "") if first else None
    shown = _shown(cx, first, now) if first else _Shown()
    kinds = tuple(categories(cx)) or default_categories()
    names = user_names(cx)
    return ProspectSheet(
        prospect=prospect,
        draft=read_draft(cx, prospect_id) or _blank_draft(prospect, shown.version),
        categories=kinds,
        way=_way(touches, campaign, now),
        owner_name=names.get(prospect.owner_id or "", ""),
        campaign=campaign,
        promise=shown.promise,
        shown=shown.version,
        newer=shown.newer,
        seen_at=first.occurred_at if first and shown.version else None,
        touches=tuple(_touch_line(each, campaigns) for each in touches),
        heard=_heard(cx, campaign, kinds),
        history=_history(cx, prospect_id, names),
        follow_ups=tuple(open_follow_ups(cx, prospect_id)),
        proposals=_proposals(cx, shown, names) if shown.promise else (),
        barred_calls=read_meta(cx).barred_calls,
    )


def _shown(cx: Connection, touch: Touch, now: datetime) -> _Shown:
    """Find the version a touch showed: the one it names, or the one in force at its time."""
    named = touch.promise_version_id
    promise = promise_of_version(cx, named) if named else None
    if promise is None:
        promises = promises_of_campaign(cx, touch.campaign_id or "")
        promise = promises[0] if promises else None
    if promise is None:
        return _Shown()
    versions = versions_of(cx, promise.id)
    version = next((each for each in versions if each.id == named), None)
    version = version or in_force(versions, touch.occurred_at) or _earliest(versions)
    newest = in_force(versions, now)
    is_newer = version is not None and newest is not None and newest.number > version.number
    return _Shown(promise, version, newest if is_newer else None, versions)


def _earliest(versions: Sequence[PromiseVersion]) -> PromiseVersion | None:
    # A touch from before anything was published belongs to what was then still in the making.
    return next((each for each in versions if each.published_at), None)


def _blank_draft(prospect: Prospect, shown: PromiseVersion | None) -> CallDraft:
    """Begin a call form; it freezes the version this person saw (decision 007)."""
    return CallDraft(
        call_id=new_id(),
        prospect_id=prospect.id,
        follow_up_id=new_id(),
        phone=prospect.phones[0] if prospect.phones else "",
        promise_version_id=shown.id if shown else None,
    )


def _way(touches: Sequence[Touch], campaign: Campaign | None, now: datetime) -> Way:
    mine = [each for each in touches if campaign is None or each.campaign_id == campaign.id]
    days = max((now - mine[0].occurred_at).days, 0) if mine else 0
    if campaign is None:
        return Way(len(mine), days)
    return Way(len(mine), days, campaign.typical_touches, campaign.typical_days)


def _touch_line(touch: Touch, campaigns: Mapping[str, Campaign]) -> TouchLine:
    campaign = campaigns.get(touch.campaign_id or "")
    utm = [getattr(touch.utm, name) for name in UTM_NAMES if name != "utm_id"]
    source = " · ".join(each for each in utm if each)
    return TouchLine(
        occurred_at=touch.occurred_at,
        kind=touch.kind,
        campaign_name=campaign.name if campaign else "",
        channel=campaign.channel if campaign else "",
        source=source or touch.form or touch.list_name or touch.landing_page,
    )


def _heard(
    cx: Connection, campaign: Campaign | None, kinds: Sequence[Category]
) -> tuple[HeardLine, ...]:
    if campaign is None:
        return ()
    by_code = {each.code: each for each in kinds}
    best = _worked_best(cx, campaign.id)
    lines: list[HeardLine] = []
    for row in heard_most(cx, campaign.id, _HEARD):
        kind = by_code.get(row.category)
        if kind is None:
            continue
        line = HeardLine(kind, row.verbatim or "", row.heard)
        if row.category in best:
            answer, uses, resolved = best[row.category]
            line = replace(line, answer=answer, answer_uses=uses, answer_resolved=resolved)
        elif found := fitting_answers(cx, "", kind.code, campaign.id, 1):
            line = replace(line, answer=found[0].answer)
        lines.append(line)
    return tuple(lines)


def _worked_best(cx: Connection, campaign_id: str) -> dict[str, tuple[Answer, int, int]]:
    """Return by kind the answer still in use that resolved it most, with uses and resolved.

    A lucky single use does not come first.
    """
    used = answers_used(cx, campaign_id)
    usable = published_answers(cx, {row.answer_id for row in used})
    best: dict[str, tuple[Answer, int, int]] = {}
    for row in sorted(used, key=lambda each: (success(each.resolved, each.uses), each.uses)):
        if row.answer_id in usable:
            best[row.category] = usable[row.answer_id], row.uses, row.resolved
    return best


def _history(cx: Connection, prospect_id: str, names: Mapping[str, str]) -> tuple[PastCall, ...]:
    calls = calls_of(cx, prospect_id)
    heard = objections_by_call(cx, [each.id for each in calls])
    records = [each.id for each in calls]
    records += [each.id for objections in heard.values() for each in objections]
    unsent = unsent_ids(cx, records)
    return tuple(
        PastCall(
            call=each,
            objections=tuple(heard.get(each.id, ())),
            rep_name=names.get(each.rep_id, ""),
            is_sent=unsent.isdisjoint(
                {each.id, *(objection.id for objection in heard.get(each.id, ()))}
            ),
        )
        for each in calls
    )


def _proposals(cx: Connection, shown: _Shown, names: Mapping[str, str]) -> tuple[ProposalLine, ...]:
    """Return this rep's proposals about a promise, and what colleagues asked and nobody answered.

    Theirs are shown so that two people do not ask the same.
    """
    me = read_meta(cx).user_id
    found = [
        each
        for each in proposals_about(cx, [each.id for each in shown.versions])
        if each.proposed_by == me or each.state is ProposalState.OPEN
    ]
    unsent = unsent_ids(cx, [each.id for each in found])
    numbers = {each.id: each.number for each in shown.versions}
    return tuple(
        ProposalLine(
            proposal=each,
            proposer_name=names.get(each.proposed_by, ""),
            is_mine=each.proposed_by == me,
            is_sent=each.id not in unsent,
            adopted_number=numbers.get(each.adopted_version_id or ""),
        )
        for each in found
    )
