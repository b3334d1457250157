"""Rules over touches that are here already: first what would change, then the change.

Only touches are changed. A call keeps the promise that was frozen on it, whatever its prospect's
touches are said to be later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from companion.server.attribution.verdicts import read_judge, touches_by_arrival
from companion.server.records import patch_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign, MatchRule
    from companion.server.attribution.verdicts import Judge, Seen, Verdict
    from companion.wire.records import Fields

SAMPLE = 1_000
"""How many of the newest touches rules are tried on before they are kept."""

MOST = 5_000
"""How many of the newest touches a preview looks at."""

STEP = 500
"""How many touches one transaction of a run looks at: others write in between."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Example:
    """Touches of a sample that say the same: the newest's time, and the rule that finds them."""

    at: datetime
    values: tuple[tuple[str, str], ...]
    rule: MatchRule | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """Touches that would go the same way: from and to which campaign (None: none), and a few.

    ``is_version`` says that the campaign stays and only the promise's version is found.
    """

    before: str | None
    after: str | None
    is_version: bool
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules would do to the ``looked_at`` newest touches, the most touches first."""

    looked_at: int
    moves: tuple[Move, ...]
    is_whole: bool = True

    @property
    def changed(self) -> int:
        """Return how many touches would change."""
        return sum(each.count for each in self.moves)


def preview_run(cx: Connection, org: str, most: int = MOST) -> Preview:
    """Return what a run over the newest touches would change."""
    judge = read_judge(cx, org)
    seen = list(islice(touches_by_arrival(cx, org), most))
    return Preview(len(seen), tuple(_moves(judge, seen)), is_whole=len(seen) < most)


@dataclass(frozen=True, slots=True)
class Trial:
    """A campaign's rules, tried on the newest touches before they are kept.

    Of ``looked_at`` touches the rules find ``found``: ``new`` that belong to none yet, ``taken``
    that belong to another campaign; ``lost`` belong to it now and no rule finds them any more.
    """

    looked_at: int
    found: int
    new: int
    taken: int
    lost: int
    examples: tuple[tuple[Example, str | None], ...]


def try_rules(cx: Connection, org: str, campaign: Campaign, most: int = SAMPLE) -> Trial:
    """Try a campaign, as it might become, on real touches; nothing is written."""
    judge = read_judge(cx, org, campaign)
    counts: Counter[str] = Counter()
    examples = _Examples()
    for seen in islice(touches_by_arrival(cx, org), most):
        counts["looked_at"] += 1
        ruling = judge.ruling(seen)
        if ruling is None or ruling.campaign.id != campaign.id:
            counts["lost"] += seen.campaign_id == campaign.id
            continue
        counts["found"] += 1
        counts["new"] += seen.campaign_id is None
        counts["taken"] += seen.campaign_id not in {None, campaign.id}
        if ruling.rule is not None or seen.campaign_id != campaign.id:
            examples.add(seen, ruling.rule, seen.campaign_id)
    # What would be new is worth more room than what belongs to it already.
    shown = sorted(examples.all(), key=lambda each: each[1] == campaign.id)[: 4 * _SHOWN]
    return Trial(
        looked_at=counts["looked_at"],
        found=counts["found"],
        new=counts["new"],
        taken=counts["taken"],
        lost=counts["lost"],
        examples=tuple(shown),
    )


def carry_on(
    cx: Connection, org: str, before: str, actor_id: str | None, now: datetime
) -> tuple[int, int, str]:
    """Apply the rules to the next touches, within a writing transaction whose counter is locked.

    Returns how many were looked at, how many changed, and the id to go on before; empty at the
    end.
    """
    seen = list(islice(touches_by_arrival(cx, org, before), STEP))
    changed = apply_rules(cx, org, seen, actor_id, now)
    return len(seen), changed, seen[-1].id if len(seen) == STEP else ""


def apply_rules(
    cx: Connection, org: str, seen: Iterable[Seen], actor_id: str | None, now: datetime
) -> int:
    """Let touches belong to what the rules say; returns how many changed."""
    judge = read_judge(cx, org)
    patches = []
    for each in seen:
        verdict = judge.judge(each)
        if _changes(each, verdict):
            fields: Fields = {
                "campaign_id": verdict.campaign_id,
                "promise_version_id": verdict.version_id,
            }
            patches.append(("touch", each.id, fields))
    return patch_records(cx, org, patches, actor_id, now) if patches else 0


class _Examples:
    """Touches counted by what they say, so that a page shows each kind once."""

    def __init__(self) -> None:
        self._counts: Counter[object] = Counter()
        self._first: dict[object, tuple[Seen, MatchRule | None, str | None]] = {}

    def add(self, seen: Seen, rule: MatchRule | None, way: str | None = None) -> None:
        """Count a touch; of each kind the newest was added first."""
        key = seen.values, rule, way
        self._counts[key] += 1
        self._first.setdefault(key, (seen, rule, way))

    def all(self) -> list[tuple[Example, str | None]]:
        """Return one example of each kind and its way, those with the most touches first."""
        found = []
        for key, count in self._counts.most_common():
            seen, rule, way = self._first[key]
            filled = tuple((name, value) for name, value in seen.values if value)
            found.append((Example(seen.occurred_at, filled, rule, count), way))
        return found


def _moves(judge: Judge, seen: Sequence[Seen]) -> list[Move]:
    groups: dict[tuple[str | None, str | None], _Examples] = defaultdict(_Examples)
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for each in seen:
        verdict = judge.judge(each)
        if _changes(each, verdict):
            way = each.campaign_id, verdict.campaign_id
            counts[way] += 1
            groups[way].add(each, verdict.ruling.rule if verdict.ruling else None)
    return [
        Move(
            before=way[0],
            after=way[1],
            is_version=way[0] == way[1],
            count=count,
            examples=tuple(example for example, _ in groups[way].all()[:_SHOWN]),
        )
        for way, count in counts.most_common()
    ]


def _changes(seen: Seen, verdict: Verdict) -> bool:
    return (seen.campaign_id, seen.version_id) != (verdict.campaign_id, verdict.version_id)
