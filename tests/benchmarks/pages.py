"""The pages at size: 95 of 100 answers within 300 ms, and no dearer with ten times the calls.

``scripts/bench pages`` measures at 1/100 and 1/10 of 7 million calls. Whole, after
``nice -n 10 python -m tests.benchmarks.crowded 1``: ``python -m tests.benchmarks.pages 0.1 1``.
"""

from __future__ import annotations

import sys
import tempfile
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from companion.server.app import make_app
from companion.server.database import Database, make_engine
from companion.server.settings import read_settings
from tests.benchmarks.crowd import ANSWERS, CALLS, CAMPAIGNS, NOW, REPS, record_id
from tests.benchmarks.crowded import crowded
from tests.benchmarks.rows import Row, hand_over
from tests.conftest import SetClock
from tests.promiseroom import Browser
from tests.salesroom import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.crowded import Crowded

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
    "me": "/me",
}
"""Every page there is, at its dearest questions."""


def main() -> None:
    """Measure at each scale named on the command line, or the usual two."""
    scales = [float(each) for each in sys.argv[1:]] or list(SCALES)
    before: dict[str, float] = {}
    for scale in scales:
        with crowded(scale) as filled:
            figures = measure(filled)
        hand_over(_rows(scale, figures, before))
        before = {name: median for name, (median, _) in figures.items()}


def measure(filled: Crowded) -> dict[str, tuple[float, float]]:
    """Ask for every page: ``(median, p95)`` in milliseconds, by name."""
    database = Database(make_engine(filled.url))
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"--data-dir": folder, "--database-url": filled.url}, {})
        with serving(make_app(settings, database, SetClock(NOW))) as client:
            browser = Browser(client.address)
            assert browser.sign_in(filled.reader).status_code == 303
            found = {name: _ask(browser, path) for name, path in PAGES.items()}
    database.close()
    return found


def _ask(browser: Browser, path: str) -> tuple[float, float]:
    """Ask for a page of a different promise each time; the first is not measured."""
    rng = Random(7)
    times = []
    for address in _addresses(rng, path):
        began = perf_counter()
        answer = browser.get(address)
        times.append((perf_counter() - began) * 1_000)
        assert answer.status_code == 200, (address, answer.status_code)
    times = sorted(times[1:])
    return times[len(times) // 2], times[round(len(times) * 0.95) - 1]


def _addresses(rng: Random, path: str) -> Iterator[str]:
    for _ in range(ROUNDS + 1):
        # The campaigns with low numbers have by far the most calls: half of the visits go there.
        number = rng.choice([rng.randrange(8), rng.randrange(CAMPAIGNS)])
        yield path.format(
            promise=record_id("promise", number),
            campaign=record_id("campaign", number),
            answer=record_id("answer", rng.randrange(ANSWERS)),
            decision=record_id("decision", rng.randrange(90)),
            user=record_id("user", rng.randrange(REPS)),
            prospect=record_id("prospect", rng.randrange(4_000)),
            version=rng.randint(1, 6),
            page=rng.randint(1, 10),
        )


def _rows(
    scale: float, figures: dict[str, tuple[float, float]], before: dict[str, float]
) -> Iterator[Row]:
    calls = f"{scale * CALLS:,.0f} calls"
    for name, (median, p95) in figures.items():
        subject = f"{name}, p95 at {calls}"
        ratio = p95 / GOAL_MS
        yield Row(15, subject, "the goal", "ms", p95, GOAL_MS, ratio, 0.0, 1.0)
        if name in before:
            ratio, old = median / before[name], before[name]
            subject, peer = f"{name}, median at {calls}", "the size before"
            yield Row(15, subject, peer, "ms", median, old, ratio, 0.0, GROWTH)


if __name__ == "__main__":
    main()
