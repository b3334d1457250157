"""What the rep's hands meet on a laptop with so many prospects, as things to call."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count, cycle
from typing import TYPE_CHECKING

from companion.domain.calls import Disposition
from companion.domain.clock import SystemClock
from companion.domain.drafts import CallDraft
from companion.domain.ids import new_id
from companion.services.profiles import Profiles
from companion.services.suite import open_suite
from companion.store.replica import apply_page, put_base
from companion.store.search import find_prospects
from companion.system.keychain import FolderKeychain
from companion.wire.messages import ITEMS_PER_PULL, PullItem, Verb
from companion.wire.records import entity_of, to_fields
from tests.benchmarks.belongings import belongings
from tests.benchmarks.search import SHOWN, people, typed_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from companion.services.suite import Suite
    from companion.store.engine import Database

PROSPECTS = (1_000, 20_000, 100_000)
_PORTION = 2_000
_LISTED = 40


@contextmanager
def laptop_costs(folder: Path, size: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Fill a laptop with so many prospects and give what is measured, by its name."""
    place, clock = folder / str(size), SystemClock()
    place.mkdir()
    profile = Profiles(place, FolderKeychain(place), clock).look_around()
    made = people(size)
    for start in range(0, size, _PORTION):
        with profile.database.write() as cx:
            put_base(cx, made[start : start + _PORTION])
    suite = open_suite(profile, clock)
    yield _costs(suite, profile.database, [each.id for each in made])
    profile.close()


def _costs(suite: Suite, database: Database, ids: list[str]) -> Mapping[str, Callable[[], object]]:
    step = max(1, len(ids) // 97)
    opened, called, words = cycle(ids[::step]), cycle(ids[1::step]), cycle(typed_words())
    seq = count(1)

    def search() -> None:
        with database.read() as cx:
            find_prospects(cx, next(words), SHOWN)

    def apply() -> None:
        items = _page(seq)
        with database.write() as cx:
            apply_page(cx, items, f"bench.{next(seq)}")

    return {
        "today's list": lambda: suite.prospects.today(_LISTED),
        "search key": search,
        "prospect opened": lambda: suite.prospects.open(next(opened)),
        "call saved": lambda: suite.calls.finish_call(_draft(next(called))),
        f"page of {ITEMS_PER_PULL} applied": apply,
    }


def _draft(prospect_id: str) -> CallDraft:
    return CallDraft(
        call_id=new_id(),
        prospect_id=prospect_id,
        follow_up_id=new_id(),
        disposition=Disposition.CONNECTED,
        notes="Wants to see it on a phone.",
    )


def _page(seq: Iterator[int]) -> list[PullItem]:
    """Make the items of one page about new prospects of somebody."""
    made = belongings(new_id(), new_id(), ITEMS_PER_PULL)
    return [
        PullItem(
            seq=(number := next(seq)),
            verb=Verb.PUT,
            entity=entity_of(each).name,
            id=each.id,
            rev=number,
            data=to_fields(each),
        )
        for each in made
    ]
