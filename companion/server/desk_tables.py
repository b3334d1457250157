"""What only the pages need: whose turn an objection is, drafts, sessions, invitations, mail.

None of it travels to laptops. What follows from records (``waiting_objection``,
``decided_objection``) is written with them, in their transaction, by ``waiting.note_written``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    identifier,
    json,
    metadata,
    moment,
    number,
    org,
    text,
    word,
)

if TYPE_CHECKING:
    from sqlalchemy.schema import SchemaItem

# -- the inbox ---------------------------------------------------------------------------


def _of_record(field: str, entity: str) -> SchemaItem:
    """Tie a row to a record: it goes when the record is erased."""
    target = [f"{entity}.org", f"{entity}.id"]
    return ForeignKeyConstraint(["org", field], target, ondelete="CASCADE")


waiting_objection = Table(
    "waiting_objection",
    metadata,
    org(),
    identifier("objection_id"),
    identifier("promise_id", nullable=True),
    word("category"),
    moment("heard_at", nullable=False),
    PrimaryKeyConstraint("org", "objection_id"),
    Index(None, "org", "heard_at"),
    Index(None, "org", "promise_id", "category", "heard_at"),
    _of_record("objection_id", "objection"),
)
"""The objections no decision names yet: the inbox, as short as what is left to do."""

decided_objection = Table(
    "decided_objection",
    metadata,
    org(),
    identifier("decision_id"),
    identifier("objection_id"),
    PrimaryKeyConstraint("org", "decision_id", "objection_id"),
    Index(None, "org", "objection_id"),
    _of_record("decision_id", "decision"),
)
"""Which decisions name an objection; the list on the decision, by the objection."""

assignment = Table(
    "assignment",
    metadata,
    org(),
    identifier("objection_id"),
    identifier("user_id"),
    moment("assigned_at", nullable=False),
    PrimaryKeyConstraint("org", "objection_id"),
    Index(None, "org", "user_id"),
    _of_record("objection_id", "objection"),
    _of_record("user_id", "user"),
)
"""Who of marketing looks after an objection."""

# -- drafts ------------------------------------------------------------------------------

draft_reason = Table(
    "draft_reason",
    metadata,
    org(),
    identifier("draft_id"),
    identifier("objection_id"),
    PrimaryKeyConstraint("org", "draft_id", "objection_id"),
)
"""The objections an unpublished answer or version is meant for: publishing it decides them."""

answer_draft = Table(
    "answer_draft",
    metadata,
    org(),
    identifier("answer_id"),
    number("rev"),
    json("fields"),
    identifier("saved_by"),
    moment("saved_at", nullable=False),
    PrimaryKeyConstraint("org", "answer_id"),
    _of_record("answer_id", "answer"),
)
"""The next words of a published answer, until they are published too; ``rev`` counts its saves."""

# -- signing in --------------------------------------------------------------------------

page_session = Table(
    "page_session",
    metadata,
    org(),
    Column("token_sha256", LargeBinary(32), primary_key=True),
    identifier("user_id"),
    moment("begun_at", nullable=False),
    moment("ends_at", nullable=False),
    word("way"),
    Column("browser", String(200), nullable=False),
    Index(None, "org", "user_id"),
    Index(None, "ends_at"),
    _of_record("user_id", "user"),
)
"""A browser that is signed in; its cookie holds the token and nothing else."""

invitation = Table(
    "invitation",
    metadata,
    org(),
    Column("token_sha256", LargeBinary(32), primary_key=True),
    identifier("user_id"),
    identifier("made_by", nullable=True),
    moment("made_at", nullable=False),
    moment("expires_at", nullable=False),
    moment("used_at"),
    Index(None, "org", "user_id"),
    _of_record("user_id", "user"),
)
"""A one-time link with which a person chooses a password: the first one, or a new one."""

# -- touches without a campaign ----------------------------------------------------------

ignored_value = Table(
    "ignored_value",
    metadata,
    org(),
    Column("value_sha256", LargeBinary(32), nullable=False),  # of field and value: both may be long
    word("field"),
    text("value"),
    identifier("ignored_by"),
    moment("ignored_at", nullable=False),
    PrimaryKeyConstraint("org", "value_sha256"),
)
"""What touches say that belong to no campaign and never will: an admin has set it aside."""

rule_run = Table(
    "rule_run",
    metadata,
    org(),
    identifier("worker"),
    moment("beat_at", nullable=False),
    number("looked_at"),
    number("changed"),
    PrimaryKeyConstraint("org"),
)
"""The rules of an organisation being run over all touches: by whom, heard of when, and how far."""

# -- mail -------------------------------------------------------------------------------

digest_sent = Table(
    "digest_sent",
    metadata,
    org(),
    identifier("user_id"),
    Column("week", String(10), nullable=False),  # the day it begins, such as 2026-11-23
    moment("sent_at", nullable=False),
    PrimaryKeyConstraint("org", "user_id", "week"),
    _of_record("user_id", "user"),
)
"""Whom a week's digest has reached, so that asking twice sends once."""
