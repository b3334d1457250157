from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from companion.demo.content import make_demo
from companion.domain.calls import Call, Disposition
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch
from companion.store.campaigns import live_records
from companion.store.meta import read_meta
from companion.store.replica import apply_page, put_base
from companion.store.tables import prospect, unknown_record
from companion.wire.messages import PullItem, Verb
from companion.wire.records import ENTITIES, entity_of, to_fields

ANNA = "01900000-0000-7000-8000-000000000001"


def _item(record, rev: int, **more) -> PullItem:
    name = entity_of(record).name
    data = {**to_fields(record), **more}
    return PullItem(seq=rev, verb=Verb.PUT, entity=name, id=record.id, rev=rev, data=data)


def _apply(database, *items: PullItem, cursor: str = "e.1.x"):
    with database.write() as cx:
        return apply_page(cx, items, cursor)


def _row(database):
    with database.read() as cx:
        return cx.execute(select(prospect)).one()


def test_apply_page_when_applied_then_rows_and_cursor_are_there_together(database) -> None:
    changes = _apply(database, _item(Prospect(ANNA, "Anna"), 4), cursor="e.4.c")
    assert changes.touches("prospect")
    with database.read() as cx:
        assert read_meta(cx).cursor == "e.4.c"
        assert live_records(cx, "prospect") == [Prospect(ANNA, "Anna")]


def test_apply_page_when_an_older_revision_comes_late_then_the_newer_stays(database) -> None:
    _apply(database, _item(Prospect(ANNA, "Newer"), 9), _item(Prospect(ANNA, "Older"), 3))
    _apply(database, _item(Prospect(ANNA, "Older still"), 2))
    assert (_row(database).name, _row(database).rev) == ("Newer", 9)


def test_apply_page_when_a_deletion_came_first_then_an_older_record_stays_gone(database) -> None:
    gone = PullItem(seq=9, verb=Verb.GONE, entity="prospect", id=ANNA, rev=9)
    _apply(database, gone)
    _apply(database, _item(Prospect(ANNA, "Anna"), 3))
    with database.read() as cx:
        assert live_records(cx, "prospect") == []


def test_apply_page_when_a_field_is_unknown_then_it_is_kept_in_the_copy(database) -> None:
    _apply(database, _item(Prospect(ANNA, "Anna"), 4, stars=5))
    assert '"stars":5' in _row(database).base


def test_apply_page_when_values_are_of_strange_types_then_the_page_is_still_applied(
    database,
) -> None:
    data = {"name": {"first": "Anna"}, "phones": "none", "do_not_call": "yes", "notes": 7}
    strange = PullItem(seq=1, verb=Verb.PUT, entity="prospect", id=ANNA, rev=1, data=data)
    big = {"name": "Big", "typical_days": 2**70, "starts_on": 12}
    campaign = PullItem(seq=2, verb=Verb.PUT, entity="campaign", id=ANNA, rev=2, data=big)
    _apply(database, strange, campaign)
    assert _row(database).name == '{"first":"Anna"}'


def test_apply_page_when_a_kind_of_record_is_unknown_then_it_is_kept_as_it_came(database) -> None:
    newer = PullItem(seq=5, verb=Verb.PUT, entity="robot", id=ANNA, rev=5, data={"a": [1]})
    older = newer.model_copy(update={"rev": 2, "data": {}})
    _apply(database, newer, cursor="e.5.c")
    _apply(database, older, cursor="e.6.c")
    with database.read() as cx:
        row = cx.execute(select(unknown_record)).one()
        assert (row.entity, row.rev, row.data) == ("robot", 5, '{"a":[1]}')
        assert read_meta(cx).cursor == "e.6.c"


def test_apply_page_when_access_changes_pass_by_then_they_change_nothing_yet(database) -> None:
    revoke = PullItem(seq=5, verb=Verb.REVOKE, entity="prospect", id=ANNA, rev=5)
    _apply(database, _item(Prospect(ANNA, "Anna"), 4), revoke)
    assert _row(database).is_live


def test_apply_page_when_calls_and_touches_come_then_the_prospect_knows(database, now) -> None:
    call = Call(
        "01900000-0000-7000-8000-000000000002", ANNA, ANNA, now, disposition=Disposition.BUSY
    )
    touch = Touch("01900000-0000-7000-8000-000000000003", ANNA, now)
    _apply(database, _item(call, 1), _item(touch, 2), _item(Prospect(ANNA, "Anna"), 3))
    assert (_row(database).is_called, _row(database).last_touch_at[:10]) == (1, "2026-11-23")
    gone = PullItem(seq=4, verb=Verb.GONE, entity="call", id=call.id, rev=4)
    _apply(database, gone)
    assert _row(database).is_called == 0


def test_apply_page_when_touches_come_and_go_then_the_prospect_knows_its_first_campaign(
    database, now
) -> None:
    def touch(number: int, days: int, campaign: str | None, rev: int) -> PullItem:
        record_id = f"01900000-0000-7000-8000-00000000001{number}"
        return _item(Touch(record_id, ANNA, now + timedelta(days), campaign_id=campaign), rev)

    spring = "01900000-0000-7000-8000-0000000000c1"
    autumn = "01900000-0000-7000-8000-0000000000c2"
    _apply(database, _item(Prospect(ANNA, "Anna"), 1), touch(1, 3, autumn, 2))
    assert _row(database).first_campaign_id == autumn
    earlier = touch(2, 2, spring, 3)
    _apply(database, earlier, touch(3, 1, None, 4))
    assert _row(database).first_campaign_id == spring
    _apply(database, PullItem(seq=5, verb=Verb.GONE, entity="touch", id=earlier.id, rev=5))
    assert _row(database).first_campaign_id == autumn


def test_put_base_when_given_the_whole_demo_then_every_record_comes_back_the_same(
    database, now
) -> None:
    demo = make_demo(now)
    with database.write() as cx:
        put_base(cx, demo.records)
    with database.read() as cx:
        found = {each.id: each for name in ENTITIES for each in live_records(cx, name)}
    assert found == {each.id: each for each in demo.records}


def test_put_base_when_a_server_sends_the_same_later_then_the_server_wins(database) -> None:
    with database.write() as cx:
        put_base(cx, [Prospect(ANNA, "Put here")])
    _apply(database, _item(Prospect(ANNA, "Sent"), 1))
    assert _row(database).name == "Sent"
