"""The laptop's tables, one per noun: typed columns for the window, and the server's copy as JSON.

In a record table, ``base`` and ``rev`` are the server's copy and never edited in place; the typed
columns are that copy with the unsent edits of the outbox laid over it (``projections.py``). A row
with ``is_live`` 0 is deleted, here or on the server, and shown nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(Text):
    """A time as text that sorts: UTC, six decimals, ``Z``."""


class JsonText(Text):
    """A list or an object as JSON."""


SYNC_COLUMNS = ("id", "rev", "base", "is_gone", "is_live")
"""The columns every record table has for the sake of sync."""


def _record_table(name: str, *columns: Column[object] | Index | UniqueConstraint) -> Table:
    return Table(
        name,
        METADATA,
        Column("id", Text, primary_key=True),
        Column("rev", Integer, nullable=False),
        Column("base", JsonText),
        Column("is_gone", Boolean, nullable=False),
        Column("is_live", Boolean, nullable=False),
        *columns,
    )


user = _record_table(
    "user",
    Column("name", Text),
    Column("email", Text),
    Column("role", Text),
    Column("is_active", Boolean),
)

category = _record_table(
    "category",
    Column("code", Text),
    Column("label", Text),
    Column("position", Integer),
    Column("tint", Text),
    Column("is_retired", Boolean),
)

campaign = _record_table(
    "campaign",
    Column("name", Text),
    Column("code", Text),
    Column("channel", Text),
    Column("audience", Text),
    Column("objective", Text),
    Column("funnel_stage", Text),
    Column("typical_days", Integer),
    Column("typical_touches", Integer),
    Column("starts_on", Text),
    Column("ends_on", Text),
    Column("status", Text),
    Column("match_rules", JsonText),
    Column("external_ids", JsonText),
)

promise = _record_table(
    "promise",
    Column("campaign_id", Text, index=True),
    Column("name", Text),
    Column("retired_at", Moment),
)

promise_version = _record_table(
    "promise_version",
    Column("promise_id", Text, index=True),
    Column("number", Integer),
    Column("headline", Text),
    Column("message", Text),
    Column("offer", Text),
    Column("proof_points", JsonText),
    Column("call_to_action", Text),
    Column("not_promised", JsonText),
    Column("landing_page", Text),
    Column("creative", Text),
    Column("language", Text),
    Column("published_at", Moment),
    Column("why_changed", Text),
)

answer = _record_table(
    "answer",
    Column("category", Text),
    Column("says", Text),
    Column("reply", Text),
    Column("concern", Text),
    Column("questions", JsonText),
    Column("proof", Text),
    Column("campaign_id", Text),
    Column("version", Integer),
    Column("status", Text),
    Column("published_at", Moment),
    Column("why_changed", Text),
)

prospect = _record_table(
    "prospect",
    Column("name", Text),
    Column("company", Text),
    Column("title", Text),
    Column("phones", JsonText),
    Column("emails", JsonText),
    Column("time_zone", Text),
    Column("owner_id", Text),
    Column("lifecycle_stage", Text),
    Column("do_not_call", Boolean),
    Column("do_not_call_reason", Text),
    Column("do_not_call_lists", JsonText),
    Column("notes", Text),
    Column("external_ids", JsonText),
    Column("data_source", Text),
    Column("legal_basis", Text),
    Column("legal_basis_note", Text),
    Column("consented_on", Text),
    # Facts worked out here from touches and calls, so that lists need not look through those.
    Column("last_touch_at", Moment),
    Column("first_campaign_id", Text),
    Column("is_called", Boolean, nullable=False, server_default=text("0")),
)
MAY_BE_CALLED = (~prospect.c.do_not_call, prospect.c.do_not_call_lists == literal_column("'[]'"))
"""Of a prospect: nobody asked for the contrary, and no list says so."""

Index(
    "ix_prospect_new",
    prospect.c.last_touch_at.desc(),
    prospect.c.id,
    prospect.c.owner_id,
    sqlite_where=text(
        "is_live = 1 AND is_called = 0 AND do_not_call = 0 AND do_not_call_lists = '[]'"
    ),
)
Index(
    "ix_prospect_campaign",
    prospect.c.first_campaign_id,
    sqlite_where=text("is_live = 1 AND first_campaign_id IS NOT NULL"),
)

touch = _record_table(
    "touch",
    Column("prospect_id", Text),
    Column("occurred_at", Moment),
    Column("kind", Text),
    Column("campaign_id", Text),
    Column("promise_version_id", Text),
    Column("utm", JsonText),
    Column("landing_page", Text),
    Column("form", Text),
    Column("list_name", Text),
    Index(None, "prospect_id", "occurred_at"),
)

call = _record_table(
    "call",
    Column("prospect_id", Text),
    Column("rep_id", Text),
    Column("started_at", Moment),
    Column("direction", Text),
    Column("ended_at", Moment),
    Column("phone", Text),
    Column("disposition", Text),
    Column("outcome", Text),
    Column("promise_use", Text),
    Column("notes", Text),
    Column("promise_version_id", Text),
    Column("called_despite", Text),
    Index(None, "prospect_id", "started_at"),
)

objection = _record_table(
    "objection",
    Column("call_id", Text, index=True),
    Column("prospect_id", Text),
    Column("category", Text, index=True),
    Column("verbatim", Text),
    Column("position", Integer),
    Column("promise_version_id", Text, index=True),
    Column("span", JsonText),
    Column("promise_fit", Text),
    Column("handling", Text),
    Column("behind_it", Text),
    Column("answer_id", Text),
)
Index(
    "ix_objection_answered",
    objection.c.answer_id,
    objection.c.handling,
    sqlite_where=text("is_live AND answer_id IS NOT NULL"),
)

follow_up = _record_table(
    "follow_up",
    Column("prospect_id", Text, index=True),
    Column("rep_id", Text),
    Column("due_at", Moment),
    Column("what", Text),
    Column("call_id", Text),
    Column("done_at", Moment),
)
Index(
    "ix_follow_up_open",
    follow_up.c.due_at,
    sqlite_where=text("is_live = 1 AND done_at IS NULL"),
)

decision = _record_table(
    "decision",
    Column("kind", Text),
    Column("decided_by", Text),
    Column("decided_at", Moment),
    Column("objection_ids", JsonText),
    Column("note", Text),
    Column("promise_id", Text),
    Column("promise_version_id", Text),
    Column("answer_id", Text),
)

proposal = _record_table(
    "proposal",
    Column("promise_version_id", Text, index=True),
    Column("proposed_by", Text),
    Column("proposed_at", Moment),
    Column("span", JsonText),
    Column("wording", Text),
    Column("why", Text),
    Column("state", Text),
    Column("settled_by", Text),
    Column("settled_at", Moment),
    Column("note", Text),
    Column("adopted_version_id", Text),
)

RECORD_TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        user,
        category,
        campaign,
        promise,
        promise_version,
        answer,
        prospect,
        touch,
        call,
        objection,
        follow_up,
        decision,
        proposal,
    )
}
"""The table of each entity of the wire, parents first."""

unknown_record = Table(
    "unknown_record",
    METADATA,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("data", JsonText, nullable=False),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("change_id", Text, nullable=False, unique=True),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("op", Text, nullable=False),
    Column("base_rev", Integer, nullable=False),
    Column("fields", JsonText, nullable=False),
    Column("client_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_at", Moment),
    Column("code", Text),
    Column("message", Text),
    Column("losers", JsonText),
    Column("acked_seq", Integer),
    Column("acked_at", Moment),
    CheckConstraint("state IN ('pending', 'rejected', 'acked')", name="state"),
    # A number is never given twice, not even after the last row went (sync.md M12).
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_unacked",
    outbox.c.entity,
    outbox.c.entity_id,
    sqlite_where=text("state <> 'acked'"),
)
Index("ix_outbox_waiting", outbox.c.n, outbox.c.state, sqlite_where=text("state <> 'acked'"))
Index("ix_outbox_acked", outbox.c.acked_seq, sqlite_where=text("acked_seq IS NOT NULL"))
Index("ix_outbox_doubled", outbox.c.n, sqlite_where=text("losers IS NOT NULL"))

successor = Table(
    "successor",
    METADATA,
    Column("prospect_id", Text, primary_key=True),
    Column("survivor_id", Text, nullable=False, index=True),
)
"""Who a prospect became that was merged into another on the server."""

draft = Table(
    "draft",
    METADATA,
    Column("prospect_id", Text, primary_key=True),
    Column("body", JsonText, nullable=False),
    Column("kept_at", Moment, nullable=False),
)

meta = Table(
    "meta",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("server_id", Text),
    Column("server_url", Text),
    Column("epoch", Text),
    Column("cursor", Text),
    Column("user_id", Text),
    Column("user_name", Text),
    Column("role", Text),
    Column("device_id", Text),
    Column("organisation_id", Text),
    Column("organisation_name", Text),
    Column("region", Text),
    Column("is_demo", Boolean, nullable=False, server_default=text("0")),
    Column("last_sync_at", Moment),
    Column("digest_at", Moment),
    Column("resync", Text),
    Column("snapshot_after", Text),
    Column("snapshot_as_of", Text),
    Column("contact_at", Moment),
    Column("told_at", Moment),
    Column("latest_at", Moment),
    Column("lock_after_days", Integer, nullable=False, server_default=text("0")),
    Column("clock_off", Integer, nullable=False, server_default=text("0")),
    Column("turn", Integer, nullable=False, server_default=text("0")),
    Column("is_copied", Boolean, nullable=False, server_default=text("0")),
    Column("wipe_key", Text),
    Column("has_traces", Boolean, nullable=False, server_default=text("0")),
    Column("barred_calls", Text, nullable=False, server_default=text("'reason'")),
    Column("number_key", LargeBinary),
    CheckConstraint("id = 1", name="one_row"),
)

barred_digest = Table("barred_digest", METADATA, Column("digest", Text, primary_key=True))
"""Numbers of people who asked not to be called and were erased, as digests under ``number_key``."""

staged_record = Table(
    "staged_record",
    METADATA,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("data", JsonText, nullable=False),
)
"""A snapshot on its way in, shown nowhere until all of it is there."""

double = Table(
    "double",
    METADATA,
    Column("change_id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("losers", JsonText, nullable=False),
    Column("entered_at", Moment, nullable=False),
)
"""Values of somebody else that met one entered here; the outbox keeps those entered here."""

erased_prospect = Table("erased_prospect", METADATA, Column("id", Text, primary_key=True))
"""Who was erased on the server: nothing about them may be kept here again."""

decision_read = Table(
    "decision_read",
    METADATA,
    Column("decision_id", Text, primary_key=True),
    Column("read_at", Moment, nullable=False),
)
"""Which of marketing's decisions and answers to proposals the rep opened: on this laptop only."""

saved_search = Table(
    "saved_search",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("body", JsonText, nullable=False),
    Column("kept_at", Moment, nullable=False),
)
"""Searches a rep uses again and again: on this laptop only."""

import_run = Table(
    "import_run",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("is_whole", Boolean, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
)
"""The lists taken over on this laptop of late, so that a whole one can be undone.

``mark`` tells a file from others; one that was not taken to its end is not whole.
"""

import_effect = Table(
    "import_effect",
    METADATA,
    Column("import_id", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("before", JsonText),
    Column("after", JsonText, nullable=False),
    Index("ix_import_effect_record_id", "record_id"),
)
"""What a list did to one record: digests of what it wrote, and what stood there before, if it did.

Without ``before`` the list made the record. Of what it wrote only digests are kept: they tell
whether somebody changed it since, and nobody's words.
"""

import_source = Table(
    "import_source",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("mapping", JsonText, nullable=False),
)
"""What a person chose for lists with these columns."""

search_entry = Table(
    "search_entry",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("prospect_id", Text, nullable=False, unique=True),
    Column("words", Text, nullable=False),
)

answer_entry = Table(
    "answer_entry",
    METADATA,
    Column("place", Integer, primary_key=True),
    Column("answer_id", Text, nullable=False, unique=True),
)

SEARCH_TABLES: Mapping[str, str] = {
    "search_gram": (
        "CREATE VIRTUAL TABLE search_gram USING fts5("
        "grams, content='', columnsize=0, detail=none, "
        "tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")"
    ),
    "answer_word": (
        "CREATE VIRTUAL TABLE answer_word USING fts5("
        "says, concern, reply, tokenize='unicode61 remove_diacritics 2')"
    ),
}
"""The full-text tables, which SQLAlchemy has no words for."""
