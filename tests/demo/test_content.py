"""The demo is whole, valid and the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest

from companion.demo.content import DemoContent, make_demo
from companion.domain.calls import Call, Disposition
from companion.domain.campaigns import Campaign
from companion.domain.objections import Objection
from companion.domain.people import Role
from companion.domain.promises import PromiseVersion, in_force, part_text
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch, originating
from companion.resources import resource_path
from companion.wire.messages import BYTES_PER_CHANGE
from companion.wire.records import (
    ENTITIES,
    check_record,
    entity_of,
    from_fields,
    to_fields,
    write_json,
)


def of_type(demo: DemoContent, kind: type) -> list:
    return [record for record in demo.records if isinstance(record, kind)]


def test_make_demo_when_asked_twice_then_gives_the_same(demo: DemoContent, now: datetime) -> None:
    assert make_demo(now) == demo


def test_make_demo_when_the_seed_differs_then_differs(demo: DemoContent, now: datetime) -> None:
    assert make_demo(now, seed=8).records != demo.records


def test_demo_when_made_then_every_record_is_valid_and_travels(demo: DemoContent) -> None:
    for record in demo.records:
        check_record(record)
        fields = to_fields(record)
        assert from_fields(entity_of(record).name, record.id, fields) == record
        assert len(write_json(fields)) < BYTES_PER_CHANGE


def test_demo_when_made_then_parents_stand_before_children_and_ids_are_unique(
    demo: DemoContent,
) -> None:
    seen: set[tuple[str, str]] = set()
    for record in demo.records:
        entity = entity_of(record)
        for field, parent in entity.references.items():
            reference = getattr(record, field)
            assert reference is None or (parent, reference) in seen, (record, field)
        assert (entity.name, record.id) not in seen
        seen.add((entity.name, record.id))
    assert {name for name, _ in seen} == set(ENTITIES)


def test_demo_when_made_then_has_what_the_product_needs_to_be_shown(demo: DemoContent) -> None:
    count = Counter(entity_of(record).name for record in demo.records)
    assert (count["campaign"], count["promise"], count["prospect"]) == (6, 6, 200)
    assert count["promise_version"] == 13
    assert 20 <= count["answer"] <= 25
    assert 600 <= count["call"] <= 900
    assert len({each.channel for each in of_type(demo, Campaign)}) == 6
    assert [user.role for user in demo.users] == [
        Role.REP,
        Role.REP,
        Role.MARKETER,
        Role.MANAGER,
        Role.ADMIN,
    ]


def test_demo_when_made_then_customers_speak_in_many_voices(demo: DemoContent) -> None:
    objections = of_type(demo, Objection)
    assert len({each.verbatim for each in objections}) >= 150
    assert len({each.category for each in objections}) >= 14
    stalls = [each for each in objections if each.category == "stall"]
    assert sum(bool(each.behind_it) for each in stalls) > len(stalls) / 2


def test_demo_when_made_then_words_stand_in_the_version_that_was_in_force(
    demo: DemoContent,
) -> None:
    versions = {each.id: each for each in of_type(demo, PromiseVersion)}
    calls = {each.id: each for each in of_type(demo, Call)}
    spans = 0
    for objection in of_type(demo, Objection):
        call, version = calls[objection.call_id], versions[objection.promise_version_id]
        siblings = [each for each in versions.values() if each.promise_id == version.promise_id]
        assert version.id == call.promise_version_id
        assert version == in_force(siblings, call.started_at)
        assert (call.disposition, call.prospect_id) == (
            Disposition.CONNECTED,
            objection.prospect_id,
        )
        if span := objection.span:
            spans += 1
            assert part_text(version, span.part)[span.start : span.end] == span.words
    assert spans > 100


def test_demo_when_made_then_each_prospect_originates_before_the_first_call(
    demo: DemoContent,
) -> None:
    first_calls: dict[str, Call] = {}
    for call in of_type(demo, Call):
        first_calls.setdefault(call.prospect_id, call)
    touches: dict[str, list[Touch]] = {}
    for touch in of_type(demo, Touch):
        touches.setdefault(touch.prospect_id, []).append(touch)
    for prospect in of_type(demo, Prospect):
        first = originating(touches[prospect.id])
        assert first is not None
        assert first.utm.utm_campaign
        if prospect.id in first_calls:
            assert first.occurred_at < first_calls[prospect.id].started_at


def test_demo_when_made_then_everybody_can_be_reached_and_nobody_is_real(
    demo: DemoContent,
) -> None:
    prospects = of_type(demo, Prospect)
    phones = [phone for each in prospects for phone in each.phones]
    assert len(set(phones)) == len(phones)
    drama = {phone for phone in phones if phone.startswith("+447700900")}
    for phone in set(phones) - drama:
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone
    assert all(email.endswith(".example") for each in prospects for email in each.emails)
    assert len({each.name for each in prospects}) == len(prospects)
    assert max(len(each.company) for each in prospects) > 80


@pytest.mark.parametrize("name", ["logbook", "night", "neighbour", "friday", "warm", "hall"])
def test_creative_when_shipped_then_is_a_small_png(name: str) -> None:
    picture = resource_path("demo", "creatives", f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 20_000


@pytest.mark.parametrize("days", [1, 2, 5])
def test_demo_when_made_on_any_day_then_is_valid_and_in_the_past(days: int) -> None:
    at = datetime(2027, 1, 1, 0, 5, tzinfo=UTC) + timedelta(days=days, hours=days * 2)
    demo = make_demo(at, seed=days)
    for record in demo.records:
        check_record(record)
    assert all(call.ended_at < at for call in of_type(demo, Call))
    assert all(touch.occurred_at < at for touch in of_type(demo, Touch))
