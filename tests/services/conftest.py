"""A small organisation on a laptop: one campaign, a promise in two versions, three prospects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from companion.domain.answers import Answer, AnswerStatus
from companion.domain.campaigns import Campaign
from companion.domain.objections import default_categories
from companion.domain.people import Role, User
from companion.domain.promises import Promise, PromiseVersion
from companion.domain.prospects import Prospect
from companion.domain.touches import Touch, TouchKind, Utm
from companion.store.meta import write_meta
from companion.store.replica import put_base

if TYPE_CHECKING:
    from companion.store.engine import Database
    from companion.wire.records import Record

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def record_id(number: int) -> str:
    return f"01900000-0000-7000-8000-{number:012x}"


ME, COLLEAGUE = record_id(1), record_id(2)
CAMPAIGN, PROMISE = record_id(10), record_id(11)
FIRST, SECOND = record_id(12), record_id(13)
MARTA, JONAS, AIKO = record_id(20), record_id(21), record_id(22)


@dataclass(frozen=True)
class World:
    """What is on the laptop, to look up in a test."""

    records: dict[str, Record]

    def __getitem__(self, wanted: str) -> Record:
        return self.records[wanted]


def _records() -> list[Record]:
    marta = Prospect(
        MARTA,
        "Marta Oliveira",
        "Fjordline Logistics",
        "Operations",
        phones=("+351215550142",),
        emails=("marta@fjordline.example",),
        owner_id=ME,
    )
    seen = NOW - timedelta(days=11)
    touch = Touch(
        record_id(30),
        MARTA,
        seen,
        TouchKind.FORM,
        CAMPAIGN,
        utm=Utm(utm_source="google", utm_medium="cpc"),
        landing_page="https://example.com/fleet",
    )
    return [
        User(ME, "Rita Rep", "rita@example.com"),
        User(COLLEAGUE, "Carl Colleague", "carl@example.com"),
        *default_categories(),
        Campaign(
            CAMPAIGN,
            "Fleet without paper",
            "fleet",
            "search ad",
            typical_days=21,
            typical_touches=8,
        ),
        Promise(PROMISE, CAMPAIGN, "Every delivery note"),
        PromiseVersion(
            FIRST,
            PROMISE,
            1,
            "Every note on one phone",
            "No set-up fee.",
            published_at=NOW - timedelta(days=60),
        ),
        PromiseVersion(
            SECOND,
            PROMISE,
            2,
            "Every delivery note on one phone",
            "No set-up fee, no hardware.",
            published_at=NOW - timedelta(days=1),
            why_changed="Price was asked about",
        ),
        PromiseVersion(record_id(14), PROMISE, 3, "Not yet", "Not yet."),
        Answer(
            record_id(40),
            "price_value",
            "It is too expensive",
            "Compare it per stop",
            status=AnswerStatus.PUBLISHED,
        ),
        marta,
        Prospect(JONAS, "Jonas Reinhardt", "Bäckerei Reinhardt & Söhne", owner_id=ME),
        Prospect(AIKO, "Aiko Tanabe", "Minato Clinics"),
        touch,
        replace(
            touch, id=record_id(31), occurred_at=NOW - timedelta(days=2), kind=TouchKind.WEBINAR
        ),
        Touch(record_id(32), AIKO, NOW - timedelta(hours=2), TouchKind.WEBINAR),
    ]


@pytest.fixture
def world(database: Database) -> World:
    records = _records()
    with database.write() as cx:
        put_base(cx, records, rev=1)
        write_meta(cx, user_id=ME, user_name="Rita Rep", role=Role.REP)
    return World({record.id: record for record in records})


@pytest.fixture
def rid() -> type[Ids]:
    return Ids


class Ids:
    """The ids of the small organisation."""

    me, colleague = ME, COLLEAGUE
    campaign, promise, first, second = CAMPAIGN, PROMISE, FIRST, SECOND
    marta, jonas, aiko = MARTA, JONAS, AIKO
    answer = record_id(40)

    of = staticmethod(record_id)
