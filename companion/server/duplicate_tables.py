"""What merging duplicates needs: pairs that look alike, who became whom, and what moved with them.

None of it travels to laptops; what a merge writes to records travels like every other change.
"""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table

from companion.server.columns import (
    identifier,
    json,
    metadata,
    moment,
    number,
    org,
    word,
)

likely_pair = Table(
    "likely_pair",
    metadata,
    org(),
    identifier("one_id"),  # the older: ids are made in order of time
    identifier("other_id"),
    word("reason"),
    number("score"),
    moment("found_at", nullable=False),
    moment("dismissed_at"),
    identifier("dismissed_by", nullable=True),
    PrimaryKeyConstraint("org", "one_id", "other_id"),
    ForeignKeyConstraint(["org", "one_id"], ["prospect.org", "prospect.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["org", "other_id"], ["prospect.org", "prospect.id"], ondelete="CASCADE"),
    Index(None, "org", "other_id"),
)
"""Two prospects that look like one person. A dismissed pair is never shown again."""

prospect_merge = Table(
    "prospect_merge",
    metadata,
    org(),
    identifier(),
    identifier("survivor_id"),
    identifier("gone_id"),
    identifier("merged_by"),
    moment("merged_at", nullable=False),
    json("before"),  # the survivor's fields that were changed, as they were …
    json("after"),  # … and as the merge wrote them
    moment("undone_at"),
    identifier("undone_by", nullable=True),
    PrimaryKeyConstraint("org", "id"),
    ForeignKeyConstraint(
        ["org", "survivor_id"], ["prospect.org", "prospect.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(["org", "gone_id"], ["prospect.org", "prospect.id"], ondelete="CASCADE"),
    Index(None, "org", "gone_id"),
    Index(None, "org", "survivor_id"),
)
"""One prospect that became part of another; until it is undone, what comes for it goes there."""

merged_record = Table(
    "merged_record",
    metadata,
    org(),
    identifier("merge_id"),
    word("entity"),
    identifier("record_id"),
    PrimaryKeyConstraint("org", "merge_id", "entity", "record_id"),
    ForeignKeyConstraint(
        ["org", "merge_id"], ["prospect_merge.org", "prospect_merge.id"], ondelete="CASCADE"
    ),
    Index(None, "org", "record_id"),
)
"""A record that moved with a merge, or came late for the prospect that had gone."""

merge_stretch = Table(
    "merge_stretch",
    metadata,
    org(),
    number("first_seq"),
    number("last_seq"),
    identifier("merge_id"),
    PrimaryKeyConstraint("org", "last_seq"),
    ForeignKeyConstraint(
        ["org", "merge_id"], ["prospect_merge.org", "prospect_merge.id"], ondelete="CASCADE"
    ),
)
"""The numbers of the log that one merge, or its undoing, took: the feed gives them as one."""
