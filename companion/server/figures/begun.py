"""The journeys of prospects who came with the records that are being written.

Nothing about them can have been there before, so nothing of it need be read back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from companion.domain.objections import Handling
from companion.server.figures.journeys import Met, Step, journey_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from companion.server.figures.journeys import Journey
    from companion.server.kept import Kept
    from companion.wire.records import Record


def journeys_begun(
    written: Sequence[tuple[Kept, Record, bool]], new_ids: Collection[str]
) -> dict[str, Journey]:
    """Return the journeys of these new prospects, by their ids, as what was written tells them."""
    nouns: dict[str, list[Any]] = defaultdict(list)
    for kept, record, _ in written:
        if kept.deleted_at is None and kept.prospect_id in new_ids:
            nouns[kept.entity].append(record)
    touches: dict[str, list[Met]] = {each.id: [] for each in nouns["prospect"]}
    for each in nouns["touch"]:
        if each.campaign_id is not None and each.prospect_id in touches:
            touches[each.prospect_id].append(Met(each.occurred_at, each.id, each.campaign_id))
    steps = _steps(nouns)
    made = (journey_of(who, met, steps.get(who, ())) for who, met in touches.items())
    return {each.prospect_id: each for each in made if each}


def _steps(nouns: dict[str, list[Any]]) -> dict[str, list[Step]]:
    heard = Counter(each.call_id for each in nouns["objection"])
    resolved = Counter(
        each.call_id for each in nouns["objection"] if each.handling is Handling.RESOLVED
    )
    steps: dict[str, list[Step]] = defaultdict(list)
    for each in nouns["call"]:
        counts = heard[each.id], resolved[each.id]
        steps[each.prospect_id].append(
            Step(each.started_at, each.disposition, each.outcome, *counts)
        )
    return steps
