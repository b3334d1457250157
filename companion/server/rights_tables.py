"""What is left of what was erased: ids and counts, never a value of anybody's.

``erased_record`` lets the server refuse whatever comes late about somebody, tell laptops to drop
them, and erase them again after a backup brought them back. ``carried_count`` keeps the shared
numbers as they were, summed up so far that nobody's calls can be told from them.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, PrimaryKeyConstraint, String, Table, Text

from companion.server.columns import identifier, json, metadata, moment, number, org, word

erasure = Table(
    "erasure",
    metadata,
    org(),
    identifier(),
    word("why"),
    identifier("erased_by", nullable=True),
    moment("erased_at", nullable=False),
    json("counts"),
    moment("cleaned_at"),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "org", "erased_at"),
)
"""A receipt: why, by whom and when something was erased, and how much of which kind.

``cleaned_at`` is when the database's files were written anew since: until then they may hold it."""

erased_record = Table(
    "erased_record",
    metadata,
    org(),
    identifier(),
    word("entity"),
    identifier("erasure_id"),
    number("seq"),
    moment("erased_at", nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "org", "entity", "seq"),
)
"""The ids that are refused for ever. ``seq`` is the line of the log that tells of a prospect's."""

retention_rule = Table(
    "retention_rule",
    metadata,
    org(),
    word("kind"),
    number("months"),
    number("mark"),
    moment("set_at", nullable=False),
    moment("ran_at"),
    PrimaryKeyConstraint("org", "kind"),
)
"""How long a kind of data is kept (``lapsing.rules``); ``mark`` is how far the log was gone
through for it."""

carried_count = Table(
    "carried_count",
    metadata,
    org(),
    word("tally"),
    Column("key", String(300), nullable=False),
    Column("counts", Text, nullable=False),
    PrimaryKeyConstraint("org", "tally", "key"),
)
"""What erased calls and prospects still add to a row of a tally; both as lists in JSON."""
