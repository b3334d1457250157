"""Numbers that must not be called: lists of others, and what is left of an erased objection.

A list is one file that was sent; lists with one name are one list to people. Its numbers are kept
as E.164, the digest of an erased person's number as HMAC-SHA256 in hexadecimal.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, PrimaryKeyConstraint, String, Table, UniqueConstraint

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

barred_list = Table(
    "barred_list",
    metadata,
    org(),
    identifier(),
    number("number"),
    text("name"),
    text("source"),
    Column("dated_on", Date),
    text("file_name"),
    word("region"),
    flag("replaces"),
    word("state"),
    json("counts"),
    json("problems"),
    text("sentence"),
    identifier("added_by", nullable=True),
    moment("added_at", nullable=False),
    Column("settled_up_to", String(36), nullable=False),
    PrimaryKeyConstraint("org", "id"),
    UniqueConstraint("org", "number"),
)
"""A file of numbers. ``replaces`` says that earlier files of its name go when it comes to count.

``number`` stands for it in ``barred_number``; ``settled_up_to`` is the last prospect that was
brought in step with it since its ``state`` changed, empty before the first.
"""

barred_number = Table(
    "barred_number",
    metadata,
    Column("org", String(36), nullable=False),
    Column("phone", String(16), nullable=False),
    number("list_number"),
    PrimaryKeyConstraint("org", "phone", "list_number"),
    sqlite_with_rowid=False,
)
"""A million of these are usual, so there is nothing else in a row, and no second copy of it.

The number comes first: with the list first, SQLite walks a whole list to find five hundred.
"""

barred_digest = Table(
    "barred_digest",
    metadata,
    org(),
    Column("digest", String(64), nullable=False),
    moment("since", nullable=False),
    PrimaryKeyConstraint("org", "digest"),
)
"""Numbers of people who asked not to be called and are not here any more, not to be read."""
