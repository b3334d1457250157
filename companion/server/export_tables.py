"""What exports need: standing orders, how far each is, what it has told, and the files written."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from companion.server.columns import (
    flag,
    identifier,
    metadata,
    moment,
    number,
    org,
    text,
    word,
)

export_order = Table(
    "export_order",
    metadata,
    org(),
    identifier(),
    text("name"),
    word("layout"),
    identifier("owner_id", nullable=True),
    identifier("campaign_id", nullable=True),
    number("every_hours"),
    flag("is_paused"),
    number("mark"),  # the number of the log up to which it has looked
    moment("next_at", nullable=False),
    moment("last_at"),
    text("last_sentence"),
    identifier("made_by"),
    moment("made_at", nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "next_at"),
)
"""Calls that are written to a folder again and again, each once."""

exported_call = Table(
    "exported_call",
    metadata,
    org(),
    identifier("order_id"),
    identifier("call_id"),
    Column("digest", LargeBinary(32), nullable=False),  # of its row
    PrimaryKeyConstraint("org", "order_id", "call_id"),
    ForeignKeyConstraint(
        ["org", "order_id"], ["export_order.org", "export_order.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(["org", "call_id"], ["call.org", "call.id"], ondelete="CASCADE"),
    Index(None, "org", "call_id"),
)
"""What an order has told of a call; told anew only when the row would be another."""

export_file = Table(
    "export_file",
    metadata,
    org(),
    identifier(),
    identifier("order_id"),
    Column("name", String(200), nullable=False),
    word("state"),  # written: still under its other name; done
    number("rows"),
    moment("written_at", nullable=False),
    PrimaryKeyConstraint("org", "id"),
    ForeignKeyConstraint(
        ["org", "order_id"], ["export_order.org", "export_order.id"], ondelete="CASCADE"
    ),
    Index(None, "org", "order_id", "written_at"),
)
"""A file of an order. It gets its name only after this row is committed."""
