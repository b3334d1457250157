"""A server said that nine tenths of a laptop's records are gone, in one page and in many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from companion.domain.ids import new_id
from companion.domain.prospects import Prospect
from companion.server.records import delete_record, put_records
from companion.wire.messages import Pulled, PullItem, Verb

if TYPE_CHECKING:
    from tests.offices import Desk, Office, Tampered

MANY = 90


@pytest.fixture
def held(office: Office, desk: Desk) -> list[str]:
    people = [Prospect(new_id(), f"Person {n}", owner_id=office.rep.id) for n in range(MANY)]
    with office.database.write() as cx:
        put_records(cx, office.org, people, None, office.clock.now())
    assert desk.round().error is None
    return [each.id for each in people]


def _names(desk: Desk) -> int:
    query = "SELECT count(*) FROM prospect WHERE is_live AND name LIKE 'Person%'"
    with desk.database.read() as cx:
        return cx.exec_driver_sql(query).scalar() or 0


def _emptying(desk: Desk, held: list[str], per_page: int) -> Tampered:
    """Let the feed say, wrongly, that all of these are gone; what a snapshot says stays true."""
    line = desk.tamper()
    left = list(held)

    def _gone(cursor: str, limit: int, **more: bool) -> Pulled:
        if not left:
            return line.inner.pull(cursor, limit, **more)
        items = tuple(
            PullItem(seq=9000 + n, verb=Verb.GONE, entity="prospect", id=each, rev=9000 + n)
            for n, each in enumerate(left[:per_page])
        )
        del left[:per_page]
        return Pulled(items=items, cursor=f"page {len(left)}", more=bool(left))

    line.on_pull = _gone
    return line


@pytest.mark.parametrize("per_page", [500, 10])
def test_pull_when_it_would_take_nearly_everything_then_it_stops_tells_and_fetches_anew(
    desk: Desk, held: list[str], per_page: int
) -> None:
    desk.note(held[0], "Unsent")
    before = desk.cursor()
    line = _emptying(desk, held, per_page)
    result = desk.round()
    assert result.error is not None
    assert result.error.code == "many_gone"
    assert str(MANY if per_page > MANY else 60) in result.error.sentence
    if per_page > MANY:
        assert (_names(desk), desk.cursor()) == (len(held), before)
    line.on_pull = line.inner.pull
    assert desk.round().error is None
    assert _names(desk) == len(held)
    assert desk.seen(held[0]).notes == "Unsent"


def test_pull_when_the_server_really_removed_them_then_the_snapshot_says_so_and_they_go(
    office: Office, desk: Desk, held: list[str]
) -> None:
    with office.database.write() as cx:
        for each in held:
            delete_record(cx, office.org, "prospect", each, None, office.clock.now())
    told = desk.round().error
    assert told is not None
    assert told.code == "many_gone"
    assert _names(desk) == len(held)
    assert desk.round().error is None
    assert _names(desk) == 0
    assert desk.round().error is None


def test_pull_when_fewer_are_gone_then_it_goes_on_without_a_word(
    office: Office, desk: Desk, held: list[str]
) -> None:
    with office.database.write() as cx:
        for each in held[:50]:
            delete_record(cx, office.org, "prospect", each, None, office.clock.now())
    assert desk.round().error is None
    assert _names(desk) == len(held) - 50


def test_revoke_when_it_takes_nearly_everything_then_there_is_no_brake(
    office: Office, desk: Desk, held: list[str]
) -> None:
    for each in held[:70]:
        office.patch("prospect", each, {"owner_id": office.colleague.id})
    assert desk.round().error is None
    assert _names(desk) == len(held) - 70
