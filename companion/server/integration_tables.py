"""What programs of others leave behind: their keys, their answers, their ids, their deliveries.

None of it travels to laptops; what they bring does, as records in the change log.
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
    UniqueConstraint,
)

from companion.server.columns import (
    identifier,
    json,
    metadata,
    moment,
    org,
    primary_identifier,
    text,
    word,
)

api_key = Table(
    "api_key",
    metadata,
    org(),
    primary_identifier(),
    text("name"),
    Column("token_sha256", LargeBinary(32), nullable=False),
    Column("prev_token_sha256", LargeBinary(32), nullable=True),  # good until prev_until
    moment("prev_until"),
    Column("ending", String(4), nullable=False),  # of the token: people tell keys apart by it
    json("scopes"),
    identifier("made_by", nullable=True),
    moment("made_at", nullable=False),
    moment("used_at"),
    moment("revoked_at"),
    UniqueConstraint("token_sha256"),
    Index(None, "prev_token_sha256"),
    Index(None, "org", "made_at"),
)
"""What a program shows instead of a person's password; only its hash is kept."""

api_answer = Table(
    "api_answer",
    metadata,
    org(),
    identifier("key_id"),
    Column("idempotency_key", String(200), nullable=False),
    Column("request_sha256", LargeBinary(32), nullable=False),
    Column("answer", Text, nullable=False),
    moment("made_at", nullable=False),
    PrimaryKeyConstraint("org", "key_id", "idempotency_key"),
    ForeignKeyConstraint(["key_id"], ["api_key.id"], ondelete="CASCADE"),
    Index(None, "org", "made_at"),
)
"""Answers under the key a program made up for its request, so that a repeated one gets the same."""

touch_key = Table(
    "touch_key",
    metadata,
    org(),
    word("system"),
    Column("value", String(300), nullable=False),
    identifier("touch_id"),
    PrimaryKeyConstraint("org", "system", "value"),
    ForeignKeyConstraint(["org", "touch_id"], ["touch.org", "touch.id"], ondelete="CASCADE"),
    Index(None, "org", "touch_id"),
)
"""By what a program knows a touch again; written with the touch, in its transaction."""

inbound_source = Table(
    "inbound_source",
    metadata,
    org(),
    primary_identifier(),
    text("name"),
    Column("secret", LargeBinary, nullable=False),  # sealed: hooks.seals
    Column("prev_secret", LargeBinary, nullable=True),  # good until prev_until
    moment("prev_until"),
    json("mapping"),
    identifier("owner_id", nullable=True),
    Column("region", String(2), nullable=False),
    json("seen"),
    identifier("made_by", nullable=True),
    moment("made_at", nullable=False),
    moment("used_at"),
    moment("refused_at"),
    text("refused_why"),
    moment("stopped_at"),
    Index(None, "org", "made_at"),
)
"""Where a form or automation tool posts to; ``seen`` are names of fields, never what was filled."""

inbound_delivery = Table(
    "inbound_delivery",
    metadata,
    org(),
    identifier("source_id"),
    Column("message_id", String(200), nullable=False),
    Column("body_sha256", LargeBinary(32), nullable=False),
    moment("received_at", nullable=False),
    word("outcome"),
    identifier("record_id", nullable=True),
    Column("sentence", Text, nullable=False),
    Column("answer", Text, nullable=False),
    PrimaryKeyConstraint("org", "source_id", "message_id"),
    ForeignKeyConstraint(["source_id"], ["inbound_source.id"], ondelete="CASCADE"),
    Index(None, "org", "source_id", "received_at"),
)
"""What was delivered and what became of it, so that the same delivery is answered the same."""
