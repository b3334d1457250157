from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.errors import RejectedError
from companion.domain.follow_ups import FollowUp
from companion.domain.prospects import LifecycleStage
from companion.domain.searches import DueBy, Search
from companion.services.entries import Entries, ProspectEntry
from companion.services.searches import Searches
from companion.store.replica import put_base
from companion.store.tables import saved_search

if TYPE_CHECKING:
    from companion.store.engine import Database
    from tests.conftest import SetClock
    from tests.services.conftest import Ids, World


@pytest.fixture
def searches(database: Database, world: World, rid: type[Ids], clock: SetClock) -> Searches:
    """Let Jonas be overdue and Aiko, a colleague's, be due; Marta is due in three days."""
    now = clock.now()
    steps = (
        (80, rid.jonas, rid.me, -timedelta(hours=1)),
        (81, rid.aiko, rid.colleague, -timedelta(hours=1)),
        (82, rid.marta, rid.me, timedelta(days=3)),
    )
    with database.write() as cx:
        put_base(
            cx,
            [FollowUp(rid.of(number), who, rep, now + by) for number, who, rep, by in steps],
            rev=1,
        )
    return Searches(database, clock)


def names(searches: Searches, search: Search) -> list[str]:
    return [each.name.split()[0] for each in searches.find(search).rows]


def test_search_when_filtered_by_due_finds_mine_soonest_first(searches: Searches) -> None:
    assert names(searches, Search(due=DueBy.OVERDUE)) == ["Jonas"]
    assert names(searches, Search(due=DueBy.TODAY)) == ["Jonas"]
    assert names(searches, Search(due=DueBy.WEEK)) == ["Jonas", "Marta"]


def test_search_when_filtered_by_campaign_finds_those_who_came_by_it(
    searches: Searches, rid: type[Ids]
) -> None:
    assert names(searches, Search(campaign_id=rid.campaign)) == ["Marta"]
    assert searches.find(Search(campaign_id=rid.of(404))).rows == ()


def test_search_when_words_and_filters_meet_needs_both(
    searches: Searches, database: Database, clock: SetClock
) -> None:
    entries = Entries(database, clock)
    for stage in (LifecycleStage.CUSTOMER, LifecycleStage.LEAD):
        entries.create(ProspectEntry(name=f"Ada {stage}", lifecycle_stage=stage))
    entries.create(ProspectEntry(name="Bo customer", lifecycle_stage=LifecycleStage.CUSTOMER))
    found = searches.find(Search("ada", stage=LifecycleStage.CUSTOMER))
    assert ([each.name for each in found.rows], found.count) == (["Ada customer"], 1)


def test_search_when_somebody_must_not_be_called_leaves_them_out_of_what_is_due(
    searches: Searches, database: Database, rid: type[Ids], clock: SetClock
) -> None:
    entries = Entries(database, clock)
    before = entries.read(rid.jonas)
    changed = ProspectEntry(name=before.name, do_not_call=True, do_not_call_reason="Asked")
    entries.mend(rid.jonas, before, changed)
    assert names(searches, Search(due=DueBy.OVERDUE)) == []
    assert searches.find(Search(stage=LifecycleStage.LEAD)).count == 3


def test_search_when_more_are_found_than_shown_counts_all(
    searches: Searches, database: Database, clock: SetClock
) -> None:
    found = searches.find(Search(stage=LifecycleStage.LEAD), limit=2)
    assert (len(found.rows), found.count) == (2, 3)


def test_saved_search_when_kept_comes_back_by_name_and_replaces_its_namesake(
    searches: Searches, rid: type[Ids]
) -> None:
    searches.keep("  Fleet ", Search(campaign_id=rid.campaign))
    searches.keep("Fleet", Search("berg", rid.campaign, DueBy.WEEK, LifecycleStage.CUSTOMER))
    searches.keep("Bakers", Search("bäckerei"))
    saved = searches.choices().saved
    assert [each.name for each in saved] == ["Bakers", "Fleet"]
    whole = Search("berg", rid.campaign, DueBy.WEEK, LifecycleStage.CUSTOMER)
    assert saved[1].search == whole
    searches.drop("Fleet")
    assert [each.name for each in searches.choices().saved] == ["Bakers"]


@pytest.mark.parametrize(
    ("name", "search"), [("", Search("x")), ("x" * 61, Search("x")), ("x", Search(" "))]
)
def test_saved_search_when_it_has_no_name_or_asks_nothing_is_refused(
    searches: Searches, name: str, search: Search
) -> None:
    with pytest.raises(RejectedError):
        searches.keep(name, search)
    assert searches.choices().saved == ()


def test_saved_search_when_it_cannot_be_read_any_more_is_left_out(
    searches: Searches, database: Database
) -> None:
    with database.write() as cx:
        row = {"name": "Old", "body": '{"name":"","search":{"stage":"gone"}}', "kept_at": "x"}
        cx.execute(saved_search.insert(), row)
    assert searches.choices().saved == ()
