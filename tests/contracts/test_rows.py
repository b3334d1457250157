"""Rows written together: what was given comes back, whatever kind of value it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from companion.domain.ids import new_id
from companion.server.rows import insert_rows
from companion.server.tables import campaign, change_log
from tests.salesroom import NOW, Salesroom

if TYPE_CHECKING:
    from sqlalchemy import Table

WORDS = 'O\'Hara "of" Straße\\n\t{\u2028} 😀 %s :rows'
LINE: dict[str, Any] = {
    "entity": "prospect",
    "op": "create",
    "base_rev": 2**53,
    "prior": None,
    "losers": [{"field": WORDS, "kept": None, "lost": [1, 1.5, True, {}]}],
    "outcome": "applied",
    "code": None,
    "message": WORDS,
    "device_id": None,
    "actor_id": None,
    "client_at": None,
    "received_at": NOW + timedelta(microseconds=1),
    "effective_at": NOW,
}
CAMPAIGN: dict[str, Any] = {
    "name": WORDS,
    "code": "",
    "channel": "null",
    "audience": "{}",
    "objective": "",
    "funnel_stage": "other",
    "typical_days": None,
    "typical_touches": 3,
    "starts_on": NOW.date(),
    "ends_on": None,
    "status": "live",
    "match_rules": [],
    "external_ids": [{"system": WORDS, "value": "1"}],
    "field_rev": {"*": [1, "", 2]},
    "extra": {"newer": "null", "other": None},
    "deleted_at": None,
}


def put(room: Salesroom, table: Table, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    with room.database.write() as cx:
        insert_rows(cx, table, rows)
    key = table.c.change_id if table is change_log else table.c.id
    with room.database.read() as cx:
        mine = table.c.org == room.org, key.in_([row[key.name] for row in rows])
        return [dict(row) for row in cx.execute(select(table).where(*mine)).mappings()]


def test_rows_when_written_together_then_every_kind_of_value_comes_back(room: Salesroom) -> None:
    lines = [
        {
            **LINE,
            "org": room.org,
            "seq": 2**40 + number,
            "change_id": new_id(),
            "entity_id": new_id(),
            "body_sha256": sha,
            "fields": fields,
        }
        for number, (sha, fields) in enumerate(
            [(bytes(range(32)), {"a": WORDS, "b": None}), (None, None), (b"\xff" * 32, {})]
        )
    ]
    assert put(room, change_log, *lines) == [
        {each.name: line[each.name] for each in change_log.c} for line in lines
    ]
    assert not put(room, change_log)


def test_rows_when_written_together_then_dates_and_empty_values_are_told_apart(
    room: Salesroom,
) -> None:
    rows = [CAMPAIGN | {"org": room.org, "id": new_id(), "rev": 1, "starts_on": each}
            for each in (NOW.date(), None)]  # fmt: skip
    found = sorted(put(room, campaign, *rows), key=lambda row: row["id"])
    assert found == [{each.name: row[each.name] for each in campaign.c} for row in rows]


def test_rows_when_a_time_has_no_zone_then_nothing_is_written(room: Salesroom) -> None:
    naive = datetime(2026, 5, 4)  # noqa: DTZ001 - the mistake
    row = CAMPAIGN | {"org": room.org, "id": new_id(), "rev": 1, "deleted_at": naive}
    with pytest.raises(Exception, match="time without a zone"):
        put(room, campaign, row)


def test_rows_when_there_are_thousands_then_all_are_there(room: Salesroom) -> None:
    rows = [CAMPAIGN | {"org": room.org, "id": new_id(), "rev": n} for n in range(2_100)]
    with room.database.write() as cx:
        insert_rows(cx, campaign, rows)
        query = select(campaign.c.rev).where(campaign.c.org == room.org)
        assert sorted(cx.scalars(query)) == list(range(2_100))
