"""Lists on their way in: what was sent, how far it is, what became of each row.

Rows wait as they were sent until the list is taken over, undone or thrown away; afterwards only
what became of them is kept, by the records' ids, so that nobody's words stay here when they are
erased there.
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

import_run = Table(
    "import_run",
    metadata,
    org(),
    identifier(),
    word("kind"),
    text("file_name"),
    identifier("started_by"),
    moment("started_at", nullable=False),
    moment("ended_at"),
    word("state"),
    json("sheets"),
    json("choices"),
    Column("fingerprint", String(64), nullable=False),
    json("counts"),
    json("unmapped"),
    Column("sentence", Text, nullable=False),
    identifier("worker", nullable=True),
    moment("beat_at"),
    flag("is_stopping"),
    moment("began_at"),
    number("began_from"),
    number("done"),
    number("total"),
    number("turn"),
    flag("has_met"),
    flag("has_changed"),
    PrimaryKeyConstraint("org", "id"),
    Index(None, "org", "started_at"),
)
"""A list: who sent it, what a person chose, what became of it, and who works on it right now.

``worker`` holds the lease of the thread at work, ``beat_at`` is when it was heard of last;
``done`` counts rows of this ``turn`` through the list, the first of which is 1.
"""

import_portion = Table(
    "import_portion",
    metadata,
    org(),
    identifier("import_id"),
    number("sheet"),
    number("number"),
    Column("records", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org", "import_id", "sheet", "number"),
    ForeignKeyConstraint(
        ["org", "import_id"], ["import_run.org", "import_run.id"], ondelete="CASCADE"
    ),
)
"""The rows of a list as they were sent, some hundred together; gone once they are taken over."""

import_line = Table(
    "import_line",
    metadata,
    org(),
    identifier("import_id"),
    number("line"),
    word("outcome"),
    identifier("record_id", nullable=True),
    json("problems", nullable=True),
    word("undone", nullable=True),
    PrimaryKeyConstraint("org", "import_id", "line"),
    Index(None, "org", "import_id", "record_id"),
    Index(None, "org", "record_id"),
    ForeignKeyConstraint(
        ["org", "import_id"], ["import_run.org", "import_run.id"], ondelete="CASCADE"
    ),
)
"""What became of each row, and of its record when the list was undone."""

import_step = Table(
    "import_step",
    metadata,
    org(),
    identifier("import_id"),
    number("number"),
    number("first_seq"),
    number("last_seq"),
    flag("is_undone"),
    PrimaryKeyConstraint("org", "import_id", "number"),
    ForeignKeyConstraint(
        ["org", "import_id"], ["import_run.org", "import_run.id"], ondelete="CASCADE"
    ),
)
"""Which numbers of the change log a list wrote, one transaction each; undoing follows them back."""

import_source = Table(
    "import_source",
    metadata,
    org(),
    word("kind"),
    Column("fingerprint", String(64), nullable=False),
    json("choices"),
    moment("kept_at", nullable=False),
    PrimaryKeyConstraint("org", "kind", "fingerprint"),
)
"""What a person chose for lists with these columns, so that the next one asks nothing."""
