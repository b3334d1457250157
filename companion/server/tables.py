"""The server's tables: records by noun, the change log, and who may sign in.

Every row belongs to one organisation (``org``). Times are ``Moment`` columns: aware, UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as text_of

from companion.server.bar_tables import barred_digest, barred_list, barred_number
from companion.server.columns import (
    identifier,
    json,
    metadata,
    moment,
    number,
    org,
    primary_identifier,
    text,
    word,
)
from companion.server.desk_tables import (
    answer_draft,
    assignment,
    decided_objection,
    digest_sent,
    draft_reason,
    ignored_value,
    invitation,
    page_session,
    rule_run,
    waiting_objection,
)
from companion.server.duplicate_tables import (
    likely_pair,
    merge_stretch,
    merged_record,
    prospect_merge,
)
from companion.server.export_tables import export_file, export_order, exported_call
from companion.server.figure_tables import (
    TALLIES,
    answer_tally,
    campaign_tally,
    heard,
    journey,
    kind_tally,
    path_tally,
    span_tally,
    use_tally,
    version_tally,
)
from companion.server.hook_tables import hook_attempt, hook_delivery, hook_endpoint, hook_event
from companion.server.integration_tables import (
    api_answer,
    api_key,
    inbound_delivery,
    inbound_source,
    touch_key,
)
from companion.server.list_tables import (
    import_line,
    import_portion,
    import_run,
    import_source,
    import_step,
)
from companion.server.record_tables import (
    RECORD_TABLES,
    answer,
    call,
    campaign,
    category,
    decision,
    follow_up,
    objection,
    promise,
    promise_version,
    proposal,
    prospect,
    prospect_key,
    touch,
    user,
)
from companion.server.rights_tables import carried_count, erased_record, erasure, retention_rule

__all__ = [
    "RECORD_TABLES",
    "TALLIES",
    "access_event",
    "account",
    "answer",
    "answer_draft",
    "answer_tally",
    "api_answer",
    "api_key",
    "assignment",
    "authorization",
    "barred_digest",
    "barred_list",
    "barred_number",
    "call",
    "campaign",
    "campaign_tally",
    "carried_count",
    "category",
    "change_log",
    "decided_objection",
    "decision",
    "device",
    "digest_sent",
    "draft_reason",
    "enrolment_code",
    "erased_record",
    "erasure",
    "export_file",
    "export_order",
    "exported_call",
    "follow_up",
    "heard",
    "hook_attempt",
    "hook_delivery",
    "hook_endpoint",
    "hook_event",
    "ignored_value",
    "import_line",
    "import_portion",
    "import_run",
    "import_source",
    "import_step",
    "inbound_delivery",
    "inbound_source",
    "invitation",
    "journey",
    "kind_tally",
    "likely_pair",
    "merge_stretch",
    "merged_record",
    "metadata",
    "objection",
    "org_sync",
    "organisation",
    "page_session",
    "path_tally",
    "promise",
    "promise_version",
    "proposal",
    "prospect",
    "prospect_key",
    "prospect_merge",
    "retention_rule",
    "rule_run",
    "schema_floor",
    "server_identity",
    "span_tally",
    "touch",
    "touch_key",
    "use_tally",
    "user",
    "version_tally",
    "waiting_objection",
    "wrong_guess",
]

# -- the server itself, its organisations and the order of their changes -----------------

server_identity = Table(
    "server_identity",
    metadata,
    primary_identifier(),
    identifier("epoch"),
    moment("created_at", nullable=False),
    Column("signing_key", LargeBinary(32), nullable=False),  # Ed25519, of orders to wipe
)

schema_floor = Table(  # one row: the oldest revision whose servers can serve this database
    "schema_floor",
    metadata,
    Column("revision", String(32), primary_key=True),
)

wrong_guess = Table(  # before anybody knows whose; kept for an hour
    "wrong_guess",
    metadata,
    primary_identifier(),
    Column("key", String(64), nullable=False),
    moment("at", nullable=False),
    Index(None, "key", "at"),
    Index(None, "at"),
)

organisation = Table(
    "organisation",
    metadata,
    primary_identifier(),
    text("name"),
    moment("created_at", nullable=False),
    word("barred_calls"),  # what a window does when somebody is dialled who must not be called
)

org_sync = Table(
    "org_sync",
    metadata,
    Column("org", String(36), ForeignKey("organisation.id"), primary_key=True),
    number("seq"),
    identifier("epoch"),
    number("began"),
    number("floor"),
    Column("number_key", LargeBinary(32), nullable=False),  # digests of numbers, bars/digests.py
    moment("renewed_at"),
)
"""The counter row every writer locks first: change numbers are handed out in commit order.

``began`` is where the epoch started counting: a revision above it that a laptop brings from an
older epoch means nothing here; ``renewed_at`` is when a backup was restored. Below ``floor`` the
feed may have forgotten deletions.
"""

change_log = Table(
    "change_log",
    metadata,
    org(),
    number("seq"),
    identifier("change_id"),
    Column("body_sha256", LargeBinary(32), nullable=True),  # None for changes made on the server
    identifier("device_id", nullable=True),
    identifier("actor_id", nullable=True),
    word("entity"),
    identifier("entity_id"),
    word("op"),
    number("base_rev"),
    json("fields", nullable=True),
    json("prior", nullable=True),
    json("losers", nullable=True),
    word("outcome"),
    word("code", nullable=True),
    Column("message", Text, nullable=True),
    moment("client_at"),
    moment("received_at", nullable=False),
    moment("effective_at", nullable=False),
    PrimaryKeyConstraint("org", "seq"),
    UniqueConstraint("org", "change_id"),
    Index(None, "org", "entity", "entity_id", "seq"),
    Index(
        "ix_change_log_merged",
        "org",
        "seq",
        sqlite_where=text_of("outcome = 'merged'"),
        postgresql_where=text_of("outcome = 'merged'"),
    ),
)
"""Append-only: dedup table, history, audit trail and feed at once. Nothing in it expires."""

access_event = Table(
    "access_event",
    metadata,
    org(),
    number("seq"),
    identifier("user_id"),
    identifier("prospect_id", nullable=True),
    word("kind"),
    moment("at", nullable=False),
    PrimaryKeyConstraint("org", "seq"),
    Index(None, "org", "user_id", "seq"),
)
"""Who may see a prospect from a number of the log on, or not any more; each has its line there.

Without a prospect it is about everything: the person's role changed what they see.
"""


# -- who may sign in ---------------------------------------------------------------------

account = Table(
    "account",
    metadata,
    org(),
    identifier("user_id"),
    Column("sign_in", String(254), nullable=False),  # the user's email in lower case
    Column("password_hash", Text, nullable=False),  # argon2id; empty: no password opens it
    moment("changed_at", nullable=False),
    Column(
        "subject", String(500), nullable=True
    ),  # who they are to the provider, after its address
    PrimaryKeyConstraint("org", "user_id"),
    UniqueConstraint("sign_in"),
    UniqueConstraint("subject"),
    ForeignKeyConstraint(["org", "user_id"], ["user.org", "user.id"]),
)
"""The password a user signs in to the pages with; reps who only use the window have none."""

device = Table(
    "device",
    metadata,
    org(),
    primary_identifier(),
    identifier("user_id"),
    text("name"),
    word("state"),
    Column("token_sha256", LargeBinary(32), nullable=False),
    Column("prev_token_sha256", LargeBinary(32), nullable=True),  # good until the new one is used
    Column("spent_token_sha256", LargeBinary(32), nullable=True),  # whoever shows it is a copy
    moment("token_at", nullable=False),
    moment("enrolled_at", nullable=False),
    moment("last_seen"),
    Column("last_cursor", Text, nullable=True),
    moment("effective_at"),  # of its last change: the next one is not dated before it
    Column("app_version", String(60), nullable=False),
    number("turn"),  # of its latest push, and when that was sent
    moment("turn_at"),
    moment("copy_seen_at"),
    Column("wipe_nonce", String(60), nullable=True),
    moment("wipe_ordered_at"),
    moment("wiped_at"),
    UniqueConstraint("token_sha256"),
    Index(None, "prev_token_sha256"),
    Index(None, "spent_token_sha256"),
    Index(None, "org", "user_id"),
    ForeignKeyConstraint(["org", "user_id"], ["user.org", "user.id"]),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    org(),
    Column("code_sha256", LargeBinary(32), primary_key=True),
    identifier("user_id"),
    moment("created_at", nullable=False),
    moment("expires_at", nullable=False),
    identifier("device_id", nullable=True),  # the laptop that used it; it alone may ask again
    ForeignKeyConstraint(["org", "user_id"], ["user.org", "user.id"]),
    Index(None, "org", "user_id"),
)

authorization = Table(
    "authorization",
    metadata,
    org(),
    Column("code_sha256", LargeBinary(32), primary_key=True),
    identifier("user_id"),
    Column("challenge", String(43), nullable=False),  # of the secret that the laptop keeps
    Column("redirect_uri", String(100), nullable=False),
    moment("expires_at", nullable=False),
    moment("used_at"),
    ForeignKeyConstraint(["org", "user_id"], ["user.org", "user.id"]),
    Index(None, "org", "user_id"),
)
"""A person's yes in the browser to a laptop that waits for it, for a minute."""
