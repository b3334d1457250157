"""The pages at size: 95 of 100 answers within 300 ms, and no dearer with ten times the calls.

``scripts/bench pages`` measures at 1/100 and 1/10 of 7 million calls. Whole, after
``nice -n 10 python -m tests.benchmarks.crowded 1``: ``python -m tests.benchmarks.pages 0.1 1``.
The sizes are asked in turn, so that a busy machine is as busy for each.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmarks.crowd import ANSWERS, CALLS, CAMPAIGNS, REPS, record_id
from tests.benchmarks.rows import Row, compare, hand_over
from tests.benchmarks.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.served import Served

ROUNDS = 60
GOAL_MS = 300.0
GROWTH = 1.3
SCALES = (0.01, 0.1)

PAGES = {
    "overview, 8 weeks": "/overview",
    "overview, a year": "/overview?period=52w&page={page}",
    "overview, all time": "/overview?period=all",
    "every promise": "/promises?page={page}",
    "a promise": "/promises/{promise}",
    "a promise, 8 weeks": "/promises/{promise}?period=8w",
    "one version": "/promises/{promise}?version={version}",
    "words of a phrase": "/promises/{promise}?part=message&start=67&end=80",
    "one kind": "/promises/{promise}?kind=stall&handling=open",
    "search, a common word": "/promises/{promise}?q=price",
    "search, nothing found": "/promises/{promise}?q=price+unheard",
    "shared numbers": "/numbers?page={page}",
    "shared numbers, 8 weeks": "/numbers?period=8w",
    "shared numbers, CSV": "/numbers.csv",
    "inbox": "/inbox",
    "inbox, nobody's": "/inbox?who=nobody",
    "inbox, one group": "/inbox/{promise}/stall",
    "answers": "/answers",
    "an answer": "/answers/{answer}",
    "decisions": "/decisions",
    "decisions, far back": "/decisions?before={decision}",
    "a decision": "/decisions/{decision}",
    "proposals": "/proposals",
    "editor of a promise": "/promises/{promise}/draft",
    "admin": "/admin",
    "people": "/admin/people",
    "a person": "/admin/people/{user}",
    "laptops": "/admin/laptops",
    "kinds": "/admin/kinds",
    "campaigns": "/admin/campaigns",
    "a campaign's rules": "/admin/campaigns/{campaign}",
    "touches without a campaign": "/admin/unmatched",
    "rules over all touches": "/admin/rerun",
    "imports": "/admin/imports",
    "settings": "/admin/settings",
    "audit trail": "/admin/log",
    "audit trail, nothing found": "/admin/log?entity=follow_up",
    "audit trail, one record": "/admin/log?record={prospect}",
    "hooks": "/admin/hooks",
    "what hooks tell": "/admin/hooks/events",
    "duplicates": "/admin/duplicates",
    "a pair": "/admin/duplicates/{prospect}/{other}",
    "exports": "/admin/exports",
    "integrations": "/admin/integrations",
    "rights": "/admin/rights",
    "rights, a name": "/admin/rights?who=Person+{number}",
    "campaigns of an editor": "/campaigns",
    "a campaign": "/campaigns/{campaign}",
    "a new campaign": "/campaigns/new",
    "a new answer": "/answers/new",
    "description of the API": "/docs",
    "me": "/me",
}
"""Every page there is, at its dearest questions."""


def main() -> None:
    """Measure at each scale named on the command line, or the usual two."""
    scales = [float(each) for each in sys.argv[1:]] or list(SCALES)
    with ExitStack() as kept:
        sizes = [kept.enter_context(served(each)) for each in scales]
        for name, path in PAGES.items():
            hand_over(_rows(name, sizes, _ask(sizes, path)))


def _ask(sizes: Sequence[Served], path: str) -> list[list[float]]:
    """Ask every size in turn for a page, of a different promise each time.

    Returns milliseconds by size, in the order of asking; the first one is not measured.
    """
    taken: list[list[float]] = [[] for _ in sizes]
    for address in addresses(Random(7), path):
        for size, times in zip(sizes, taken, strict=True):
            began = perf_counter()
            answer = size.browser.get(address)
            times.append((perf_counter() - began) * 1_000)
            assert answer.status_code == 200, (address, answer.status_code)
    return [times[1:] for times in taken]


def addresses(rng: Random, path: str) -> Iterator[str]:
    """Fill the places of a path in, another promise, person or record each time."""
    for _ in range(ROUNDS + 1):
        # The campaigns with low numbers have by far the most calls: half of the visits go there.
        number = rng.choice([rng.randrange(8), rng.randrange(CAMPAIGNS)])
        yield path.format(
            promise=record_id("promise", number),
            campaign=record_id("campaign", number),
            answer=record_id("answer", rng.randrange(ANSWERS)),
            decision=record_id("decision", rng.randrange(90)),
            user=record_id("user", rng.randrange(REPS)),
            prospect=record_id("prospect", rng.randrange(2_000)),
            other=record_id("prospect", rng.randrange(2_000, 4_000)),
            number=rng.randrange(4_000),
            version=rng.randint(1, 6),
            page=rng.randint(1, 10),
        )


def _rows(name: str, sizes: Sequence[Served], taken: list[list[float]]) -> Iterator[Row]:
    """Compare each size with the goal and, round by round, with the size before."""
    for place, (size, times) in enumerate(zip(sizes, taken, strict=True)):
        calls = f"{size.scale * CALLS:,.0f} calls"
        p95 = sorted(times)[round(len(times) * 0.95) - 1]
        subject = f"{name}, p95 at {calls}"
        yield Row(15, subject, "the goal", "ms", p95, GOAL_MS, p95 / GOAL_MS, 0.0, 1.0)
        if place:
            pairs = times, taken[place - 1]
            subject = f"{name}, median at {calls}"
            yield compare(15, subject, "the size before", "ms", pairs, GROWTH)


if __name__ == "__main__":
    main()
