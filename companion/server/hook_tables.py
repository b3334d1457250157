"""What webhooks need: whom to tell, what happened, what was sent, and what came of each try.

None of it travels to laptops. An event is written with the change it tells of, in its transaction
(``hooks.outbox``), and holds the body as it is sent, so that every try sends the same bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy import text as text_of

from companion.server.columns import (
    flag,
    identifier,
    json,
    metadata,
    moment,
    number,
    org,
    text,
    word,
)

hook_endpoint = Table(
    "hook_endpoint",
    metadata,
    org(),
    identifier(),
    text("name"),
    Column("url", String(2_000), nullable=False),
    json("events"),  # the types it is told of
    flag("is_paused"),
    text("pause_reason"),  # empty when a person paused it
    Column("secret", LargeBinary, nullable=False),  # sealed: hooks.seals
    Column("prior_secret", LargeBinary, nullable=True),  # signs too, until ``prior_until``
    moment("prior_until"),
    moment("failing_since"),
    identifier("made_by"),
    moment("made_at", nullable=False),
    number("rev"),
    PrimaryKeyConstraint("org", "id"),
)
"""An address of another program that is told what happens."""

hook_event = Table(
    "hook_event",
    metadata,
    org(),
    identifier(),
    word("type"),
    identifier("record_id"),
    identifier("prospect_id", nullable=True),
    moment("occurred_at", nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "org", "prospect_id"),
    Index(None, "occurred_at"),
)
"""Something that happened. It names whom it is about, so that it goes when they are erased."""

hook_delivery = Table(
    "hook_delivery",
    metadata,
    org(),
    identifier("endpoint_id"),
    identifier("event_id"),
    word("state"),
    number("attempts"),
    moment("next_at", nullable=False),
    moment("done_at"),
    PrimaryKeyConstraint("org", "endpoint_id", "event_id"),
    ForeignKeyConstraint(
        ["org", "endpoint_id"], ["hook_endpoint.org", "hook_endpoint.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["org", "event_id"], ["hook_event.org", "hook_event.id"], ondelete="CASCADE"
    ),
    Index(None, "org", "event_id"),
    Index(
        "ix_hook_delivery_due",
        "next_at",
        sqlite_where=text_of("state = 'waiting'"),
        postgresql_where=text_of("state = 'waiting'"),
    ),
)
"""One event on its way to one address: waiting, delivered, or dead. Whoever sends it puts
``next_at`` off first, so that it comes up again by itself if they die over it."""

hook_attempt = Table(
    "hook_attempt",
    metadata,
    org(),
    identifier(),
    identifier("endpoint_id"),
    identifier("event_id"),
    moment("at", nullable=False),
    number("milliseconds"),
    number("status", nullable=True),  # None: there was no answer
    text("sentence"),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "org", "endpoint_id", "event_id"),
    ForeignKeyConstraint(
        ["org", "endpoint_id", "event_id"],
        ["hook_delivery.org", "hook_delivery.endpoint_id", "hook_delivery.event_id"],
        ondelete="CASCADE",
    ),
)
"""One try, and what came of it; never a word of what was sent or answered."""
