"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

SERVES_FROM = "001"


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("barred_calls", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "server_identity",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_identity")),
    )
    op.create_table(
        "schema_floor",
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_floor")),
    )
    op.create_table(
        "wrong_guess",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_guess")),
    )
    op.create_index(op.f("ix_wrong_guess_key_at"), "wrong_guess", ["key", "at"])
    op.create_index(op.f("ix_wrong_guess_at"), "wrong_guess", ["at"])
    op.create_table(
        "campaign",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("funnel_stage", sa.String(length=60), nullable=False),
        sa.Column("typical_days", sa.BigInteger(), nullable=True),
        sa.Column("typical_touches", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("match_rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("external_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_campaign_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_org_rev"), "campaign", ["org", "rev"])
    op.create_table(
        "category",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("tint", sa.String(length=60), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_category_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_category")),
    )
    op.create_index(op.f("ix_category_org_rev"), "category", ["org", "rev"])
    op.create_table(
        "change_log",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("op", sa.String(length=60), nullable=False),
        sa.Column("base_rev", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("prior", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("losers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("client_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_change_log_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "seq", name=op.f("pk_change_log")),
        sa.UniqueConstraint("org", "change_id", name=op.f("uq_change_log_org_change_id")),
    )
    op.create_index(
        op.f("ix_change_log_org_entity_entity_id_seq"),
        "change_log",
        ["org", "entity", "entity_id", "seq"],
    )
    op.create_index(
        "ix_change_log_merged",
        "change_log",
        ["org", "seq"],
        sqlite_where=sa.text("outcome = 'merged'"),
        postgresql_where=sa.text("outcome = 'merged'"),
    )
    op.create_table(
        "access_event",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_access_event_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "seq", name=op.f("pk_access_event")),
    )
    op.create_index(
        op.f("ix_access_event_org_user_id_seq"), "access_event", ["org", "user_id", "seq"]
    )
    op.create_table(
        "org_sync",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("number_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_org_sync_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_org_sync")),
    )
    op.create_table(
        "user",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_user_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_user")),
    )
    op.create_index(op.f("ix_user_org_rev"), "user", ["org", "rev"])
    op.create_table(
        "account",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("sign_in", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "user_id"], ["user.org", "user.id"], name=op.f("fk_account_org_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_account_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "user_id", name=op.f("pk_account")),
        sa.UniqueConstraint("sign_in", name=op.f("uq_account_sign_in")),
        sa.UniqueConstraint("subject", name=op.f("uq_account_subject")),
    )
    op.create_table(
        "answer",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_changed", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "campaign_id"],
            ["campaign.org", "campaign.id"],
            name=op.f("fk_answer_org_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_answer_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_org_rev"), "answer", ["org", "rev"])
    op.create_table(
        "device",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("prev_token_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("spent_token_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("token_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_cursor", sa.Text(), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("app_version", sa.String(length=60), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("turn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copy_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wipe_nonce", sa.String(length=60), nullable=True),
        sa.Column("wipe_ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "user_id"], ["user.org", "user.id"], name=op.f("fk_device_org_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_device_org_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_device_token_sha256")),
    )
    op.create_index(op.f("ix_device_org_user_id"), "device", ["org", "user_id"])
    op.create_index(op.f("ix_device_prev_token_sha256"), "device", ["prev_token_sha256"])
    op.create_index(op.f("ix_device_spent_token_sha256"), "device", ["spent_token_sha256"])
    op.create_table(
        "enrolment_code",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_enrolment_code_org_user_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_enrolment_code_org_organisation")
        ),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_enrolment_code")),
    )
    op.create_index(op.f("ix_enrolment_code_org_user_id"), "enrolment_code", ["org", "user_id"])
    op.create_table(
        "authorization",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("challenge", sa.String(length=43), nullable=False),
        sa.Column("redirect_uri", sa.String(length=100), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_authorization_org_user_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_authorization_org_organisation")
        ),
        sa.PrimaryKeyConstraint("code_sha256", name=op.f("pk_authorization")),
    )
    op.create_index(op.f("ix_authorization_org_user_id"), "authorization", ["org", "user_id"])
    op.create_table(
        "promise",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "campaign_id"],
            ["campaign.org", "campaign.id"],
            name=op.f("fk_promise_org_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_promise_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_org_campaign_id"), "promise", ["org", "campaign_id"])
    op.create_index(op.f("ix_promise_org_rev"), "promise", ["org", "rev"])
    op.create_table(
        "prospect",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phones", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("emails", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("lifecycle_stage", sa.String(length=60), nullable=False),
        sa.Column("do_not_call", sa.Boolean(), nullable=False),
        sa.Column("do_not_call_reason", sa.Text(), nullable=False),
        sa.Column("do_not_call_lists", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("external_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("data_source", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.String(length=60), nullable=False),
        sa.Column("legal_basis_note", sa.Text(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "owner_id"], ["user.org", "user.id"], name=op.f("fk_prospect_org_owner_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_prospect_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_prospect")),
    )
    op.create_index(op.f("ix_prospect_org_name"), "prospect", ["org", "name"])
    op.create_index(op.f("ix_prospect_org_owner_id_id"), "prospect", ["org", "owner_id", "id"])
    op.create_index(op.f("ix_prospect_org_rev"), "prospect", ["org", "rev"])
    op.create_table(
        "promise_version",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("proof_points", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("call_to_action", sa.Text(), nullable=False),
        sa.Column("not_promised", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("landing_page", sa.Text(), nullable=False),
        sa.Column("creative", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_changed", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "promise_id"],
            ["promise.org", "promise.id"],
            name=op.f("fk_promise_version_org_promise_id_promise"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_promise_version_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_promise_version")),
    )
    op.create_index(
        op.f("ix_promise_version_org_promise_id_number"),
        "promise_version",
        ["org", "promise_id", "number"],
    )
    op.create_index(op.f("ix_promise_version_org_rev"), "promise_version", ["org", "rev"])
    op.create_table(
        "prospect_key",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "prospect_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_prospect_key_org_prospect_id_prospect"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_prospect_key_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "kind", "value", "prospect_id", name=op.f("pk_prospect_key")
        ),
    )
    op.create_index(op.f("ix_prospect_key_org_prospect_id"), "prospect_key", ["org", "prospect_id"])
    op.create_table(
        "call",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("disposition", sa.String(length=60), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("promise_use", sa.String(length=60), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=True),
        sa.Column("called_despite", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "promise_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_call_org_promise_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "prospect_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_call_org_prospect_id_prospect"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "rep_id"], ["user.org", "user.id"], name=op.f("fk_call_org_rep_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_call_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_call")),
    )
    op.create_index(
        op.f("ix_call_org_promise_version_id_started_at"),
        "call",
        ["org", "promise_version_id", "started_at"],
    )
    op.create_index(op.f("ix_call_org_prospect_id"), "call", ["org", "prospect_id"])
    op.create_index(op.f("ix_call_org_rev"), "call", ["org", "rev"])
    op.create_index(op.f("ix_call_org_started_at"), "call", ["org", "started_at"])
    op.create_index(
        "ix_call_despite",
        "call",
        ["org", "started_at"],
        sqlite_where=sa.text("called_despite <> ''"),
        postgresql_where=sa.text("called_despite <> ''"),
    )
    op.create_table(
        "decision",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objection_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=True),
        sa.Column("promise_version_id", sa.String(length=36), nullable=True),
        sa.Column("answer_id", sa.String(length=36), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "answer_id"],
            ["answer.org", "answer.id"],
            name=op.f("fk_decision_org_answer_id_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "decided_by"],
            ["user.org", "user.id"],
            name=op.f("fk_decision_org_decided_by_user"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "promise_id"],
            ["promise.org", "promise.id"],
            name=op.f("fk_decision_org_promise_id_promise"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "promise_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_decision_org_promise_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_decision_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_org_rev"), "decision", ["org", "rev"])
    op.create_table(
        "proposal",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("span", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("adopted_version_id", sa.String(length=36), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "adopted_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_proposal_org_adopted_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "promise_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_proposal_org_promise_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "proposed_by"],
            ["user.org", "user.id"],
            name=op.f("fk_proposal_org_proposed_by_user"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "settled_by"],
            ["user.org", "user.id"],
            name=op.f("fk_proposal_org_settled_by_user"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_proposal_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_proposal")),
    )
    op.create_index(
        op.f("ix_proposal_org_promise_version_id"), "proposal", ["org", "promise_version_id"]
    )
    op.create_index(op.f("ix_proposal_org_rev"), "proposal", ["org", "rev"])
    op.create_index(op.f("ix_proposal_org_state"), "proposal", ["org", "state"])
    op.create_table(
        "touch",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=True),
        sa.Column("promise_version_id", sa.String(length=36), nullable=True),
        sa.Column("utm", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("landing_page", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "campaign_id"],
            ["campaign.org", "campaign.id"],
            name=op.f("fk_touch_org_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "promise_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_touch_org_promise_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "prospect_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_touch_org_prospect_id_prospect"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_touch_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_touch")),
    )
    op.create_index(
        op.f("ix_touch_org_campaign_id_occurred_at"), "touch", ["org", "campaign_id", "occurred_at"]
    )
    op.create_index(op.f("ix_touch_org_prospect_id"), "touch", ["org", "prospect_id"])
    op.create_index(op.f("ix_touch_org_rev"), "touch", ["org", "rev"])
    op.create_table(
        "touch_key",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("system", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("touch_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "touch_id"],
            ["touch.org", "touch.id"],
            name=op.f("fk_touch_key_org_touch_id_touch"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_touch_key_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "system", "value", name=op.f("pk_touch_key")),
    )
    op.create_index(op.f("ix_touch_key_org_touch_id"), "touch_key", ["org", "touch_id"])
    op.create_table(
        "follow_up",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("rep_id", sa.String(length=36), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "call_id"], ["call.org", "call.id"], name=op.f("fk_follow_up_org_call_id_call")
        ),
        sa.ForeignKeyConstraint(
            ["org", "prospect_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_follow_up_org_prospect_id_prospect"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "rep_id"], ["user.org", "user.id"], name=op.f("fk_follow_up_org_rep_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_follow_up_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_org_prospect_id"), "follow_up", ["org", "prospect_id"])
    op.create_index(
        op.f("ix_follow_up_org_rep_id_due_at"), "follow_up", ["org", "rep_id", "due_at"]
    )
    op.create_index(op.f("ix_follow_up_org_rev"), "follow_up", ["org", "rev"])
    op.create_table(
        "objection",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=True),
        sa.Column("span", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("promise_fit", sa.String(length=60), nullable=True),
        sa.Column("handling", sa.String(length=60), nullable=False),
        sa.Column("behind_it", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.String(length=36), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("field_rev", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "answer_id"],
            ["answer.org", "answer.id"],
            name=op.f("fk_objection_org_answer_id_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "call_id"], ["call.org", "call.id"], name=op.f("fk_objection_org_call_id_call")
        ),
        sa.ForeignKeyConstraint(
            ["org", "promise_version_id"],
            ["promise_version.org", "promise_version.id"],
            name=op.f("fk_objection_org_promise_version_id_promise_version"),
        ),
        sa.ForeignKeyConstraint(
            ["org", "prospect_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_objection_org_prospect_id_prospect"),
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_objection_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_org_call_id"), "objection", ["org", "call_id"])
    op.create_index(
        op.f("ix_objection_org_promise_version_id_category"),
        "objection",
        ["org", "promise_version_id", "category"],
    )
    op.create_index(op.f("ix_objection_org_prospect_id"), "objection", ["org", "prospect_id"])
    op.create_index(op.f("ix_objection_org_rev"), "objection", ["org", "rev"])
    _make_desk_tables()
    _make_list_tables()
    _make_figure_tables()
    _make_rights_tables()
    _make_bars()
    _make_hooks()
    _make_exports()
    _make_duplicates()
    _make_word_search()
    if op.get_bind().dialect.name == "postgresql":
        _build_walls()


def _make_desk_tables() -> None:
    op.create_table(
        "draft_reason",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("objection_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_draft_reason_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "draft_id", "objection_id", name=op.f("pk_draft_reason")),
    )
    op.create_table(
        "api_key",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("prev_token_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("prev_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=4), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_api_key_org_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_key_token_sha256")),
    )
    op.create_index(op.f("ix_api_key_prev_token_sha256"), "api_key", ["prev_token_sha256"])
    op.create_index(op.f("ix_api_key_org_made_at"), "api_key", ["org", "made_at"])
    op.create_table(
        "api_answer",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("key_id", sa.String(length=36), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["api_key.id"],
            name=op.f("fk_api_answer_key_id_api_key"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_api_answer_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "key_id", "idempotency_key", name=op.f("pk_api_answer")),
    )
    op.create_index(op.f("ix_api_answer_org_made_at"), "api_answer", ["org", "made_at"])
    op.create_table(
        "inbound_source",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("prev_secret", sa.LargeBinary(), nullable=True),
        sa.Column("prev_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mapping", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("seen", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_inbound_source_org_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_source")),
    )
    op.create_index(op.f("ix_inbound_source_org_made_at"), "inbound_source", ["org", "made_at"])
    op.create_table(
        "inbound_delivery",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_inbound_delivery_org_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["inbound_source.id"],
            name=op.f("fk_inbound_delivery_source_id_inbound_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org", "source_id", "message_id", name=op.f("pk_inbound_delivery")),
    )
    op.create_index(
        op.f("ix_inbound_delivery_org_source_id_received_at"),
        "inbound_delivery",
        ["org", "source_id", "received_at"],
    )
    op.create_table(
        "rule_run",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("worker", sa.String(length=36), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_rule_run_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_rule_run")),
    )
    op.create_table(
        "ignored_value",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("value_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("ignored_by", sa.String(length=36), nullable=False),
        sa.Column("ignored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_ignored_value_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "value_sha256", name=op.f("pk_ignored_value")),
    )
    op.create_table(
        "digest_sent",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("week", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_digest_sent_org_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_digest_sent_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "user_id", "week", name=op.f("pk_digest_sent")),
    )
    op.create_table(
        "invitation",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_invitation_org_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_invitation_org_organisation")
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_invitation")),
    )
    op.create_index(
        op.f("ix_invitation_org_user_id"), "invitation", ["org", "user_id"], unique=False
    )
    op.create_table(
        "page_session",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_page_session_org_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_page_session_org_organisation")
        ),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_page_session")),
    )
    op.create_index(op.f("ix_page_session_ends_at"), "page_session", ["ends_at"], unique=False)
    op.create_index(
        op.f("ix_page_session_org_user_id"), "page_session", ["org", "user_id"], unique=False
    )
    op.create_table(
        "answer_draft",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("answer_id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_by", sa.String(length=36), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "answer_id"],
            ["answer.org", "answer.id"],
            name=op.f("fk_answer_draft_org_answer_id_answer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_answer_draft_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "answer_id", name=op.f("pk_answer_draft")),
    )
    op.create_table(
        "decided_objection",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("objection_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "decision_id"],
            ["decision.org", "decision.id"],
            name=op.f("fk_decided_objection_org_decision_id_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_decided_objection_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "decision_id", "objection_id", name=op.f("pk_decided_objection")
        ),
    )
    op.create_index(
        op.f("ix_decided_objection_org_objection_id"),
        "decided_objection",
        ["org", "objection_id"],
        unique=False,
    )
    op.create_table(
        "assignment",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("objection_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "objection_id"],
            ["objection.org", "objection.id"],
            name=op.f("fk_assignment_org_objection_id_objection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org", "user_id"],
            ["user.org", "user.id"],
            name=op.f("fk_assignment_org_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_assignment_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "objection_id", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_org_user_id"), "assignment", ["org", "user_id"], unique=False
    )
    op.create_table(
        "waiting_objection",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("objection_id", sa.String(length=36), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=True),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "objection_id"],
            ["objection.org", "objection.id"],
            name=op.f("fk_waiting_objection_org_objection_id_objection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_waiting_objection_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "objection_id", name=op.f("pk_waiting_objection")),
    )
    op.create_index(
        op.f("ix_waiting_objection_org_heard_at"),
        "waiting_objection",
        ["org", "heard_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_waiting_objection_org_promise_id_category_heard_at"),
        "waiting_objection",
        ["org", "promise_id", "category", "heard_at"],
        unique=False,
    )


def _make_list_tables() -> None:
    op.create_table(
        "import_run",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("sheets", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("unmapped", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=36), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_stopping", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_from", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("has_met", sa.Boolean(), nullable=False),
        sa.Column("has_changed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_import_run_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_org_started_at"), "import_run", ["org", "started_at"])
    _make_list_part(
        "import_portion",
        ("import_id", "sheet", "number"),
        sa.Column("sheet", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
    )
    _make_list_part(
        "import_line",
        ("import_id", "line"),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone", sa.String(length=60), nullable=True),
    )
    op.create_index(
        op.f("ix_import_line_org_import_id_record_id"),
        "import_line",
        ["org", "import_id", "record_id"],
    )
    op.create_index(op.f("ix_import_line_org_record_id"), "import_line", ["org", "record_id"])
    _make_list_part(
        "import_step",
        ("import_id", "number"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "import_source",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_import_source_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "kind", "fingerprint", name=op.f("pk_import_source")),
    )


def _make_list_part(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("import_id", sa.String(length=36), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f(f"fk_{name}_org_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["org", "import_id"],
            ["import_run.org", "import_run.id"],
            name=op.f(f"fk_{name}_org_import_id_import_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org", *key, name=op.f(f"pk_{name}")),
    )


def _make_figure_tables() -> None:
    op.create_table(
        "answer_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("answer_id", sa.String(length=36), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("resolved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_answer_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "answer_id", name=op.f("pk_answer_tally")),
    )
    op.create_table(
        "campaign_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("grain", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("prospects", sa.BigInteger(), nullable=False),
        sa.Column("connected", sa.BigInteger(), nullable=False),
        sa.Column("meetings", sa.BigInteger(), nullable=False),
        sa.Column("wins", sa.BigInteger(), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.Column("resolved", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_campaign_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "campaign_id", "grain", "start", name=op.f("pk_campaign_tally")
        ),
    )
    op.create_index(
        op.f("ix_campaign_tally_org_grain_start"),
        "campaign_tally",
        ["org", "grain", "start"],
        unique=False,
    )
    op.create_table(
        "heard",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("objection_id", sa.String(length=36), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("promise_fit", sa.String(length=60), nullable=True),
        sa.Column("handling", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=True),
        sa.Column("first", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_heard_org_organisation")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_heard")),
        sa.UniqueConstraint("org", "objection_id", name=op.f("uq_heard_org_objection_id")),
    )
    op.create_index(
        op.f("ix_heard_org_promise_version_id_category_heard_at"),
        "heard",
        ["org", "promise_version_id", "category", "heard_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_heard_org_promise_version_id_heard_at_objection_id"),
        "heard",
        ["org", "promise_version_id", "heard_at", "objection_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_heard_org_promise_version_id_part_first"),
        "heard",
        ["org", "promise_version_id", "part", "first"],
        unique=False,
    )
    op.create_table(
        "journey",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_connected", sa.Boolean(), nullable=False),
        sa.Column("has_meeting", sa.Boolean(), nullable=False),
        sa.Column("is_won", sa.Boolean(), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.Column("resolved", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=True),
        sa.Column("touches", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_journey_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "prospect_id", name=op.f("pk_journey")),
    )
    op.create_table(
        "kind_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("grain", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.Column("resolved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_kind_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "promise_version_id", "grain", "start", "category", name=op.f("pk_kind_tally")
        ),
    )
    op.create_table(
        "path_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("prospects", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_path_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "campaign_id", "measure", "value", name=op.f("pk_path_tally")
        ),
    )
    op.create_table(
        "span_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("grain", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_span_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org",
            "promise_version_id",
            "grain",
            "start",
            "part",
            "first",
            "last",
            name=op.f("pk_span_tally"),
        ),
    )
    op.create_table(
        "use_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("grain", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("promise_use", sa.String(length=60), nullable=False),
        sa.Column("connected", sa.BigInteger(), nullable=False),
        sa.Column("objected", sa.BigInteger(), nullable=False),
        sa.Column("meetings", sa.BigInteger(), nullable=False),
        sa.Column("wins", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_use_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "promise_version_id", "grain", "start", "promise_use", name=op.f("pk_use_tally")
        ),
    )
    op.create_table(
        "version_tally",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("promise_version_id", sa.String(length=36), nullable=False),
        sa.Column("grain", sa.String(length=4), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("connected", sa.BigInteger(), nullable=False),
        sa.Column("objected", sa.BigInteger(), nullable=False),
        sa.Column("broken", sa.BigInteger(), nullable=False),
        sa.Column("meetings", sa.BigInteger(), nullable=False),
        sa.Column("wins", sa.BigInteger(), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.Column("resolved", sa.BigInteger(), nullable=False),
        sa.Column("confirms", sa.BigInteger(), nullable=False),
        sa.Column("unclear", sa.BigInteger(), nullable=False),
        sa.Column("contradicts", sa.BigInteger(), nullable=False),
        sa.Column("not_covered", sa.BigInteger(), nullable=False),
        sa.Column("unrelated", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_version_tally_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "promise_version_id", "grain", "start", name=op.f("pk_version_tally")
        ),
    )
    op.create_index(
        op.f("ix_version_tally_org_grain_start"),
        "version_tally",
        ["org", "grain", "start"],
        unique=False,
    )


def _make_rights_tables() -> None:
    op.create_table(
        "erasure",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("erased_by", sa.String(length=36), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cleaned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_erasure_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_org_erased_at"), "erasure", ["org", "erased_at"])
    op.create_table(
        "retention_rule",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("months", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_retention_rule_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "kind", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "erased_record",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("erasure_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_erased_record_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_erased_record")),
    )
    op.create_index(
        op.f("ix_erased_record_org_entity_seq"), "erased_record", ["org", "entity", "seq"]
    )
    op.create_table(
        "carried_count",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("tally", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_carried_count_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "tally", "key", name=op.f("pk_carried_count")),
    )


def _make_bars() -> None:
    """Make the do-not-call lists, their numbers, and what is left of erased objections."""
    op.create_table(
        "barred_list",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("problems", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=36), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_up_to", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_barred_list_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_barred_list")),
        sa.UniqueConstraint("org", "number", name=op.f("uq_barred_list_org_number")),
    )
    op.create_table(
        "barred_number",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("list_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org", "phone", "list_number", name=op.f("pk_barred_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "barred_digest",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_barred_digest_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "digest", name=op.f("pk_barred_digest")),
    )


def _make_word_search() -> None:
    """Let the words of ``heard`` be searched on SQLite; PostgreSQL has a type for them."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE heard_words USING fts5("
        "words, content='heard', content_rowid='n', tokenize='unicode61 remove_diacritics 0')"
    )
    add = "INSERT INTO heard_words (rowid, words) VALUES (new.n, new.words)"
    drop = "INSERT INTO heard_words (heard_words, rowid, words) VALUES ('delete', old.n, old.words)"
    op.execute(f"CREATE TRIGGER heard_words_come AFTER INSERT ON heard BEGIN {add}; END")
    op.execute(f"CREATE TRIGGER heard_words_go AFTER DELETE ON heard BEGIN {drop}; END")
    op.execute(f"CREATE TRIGGER heard_words_change AFTER UPDATE ON heard BEGIN {drop}; {add}; END")


def _build_walls() -> None:
    """Hold every row to its organisation, the tables' owner too (companion/server/walls.py)."""
    speaks_for = "current_setting('companion.org', true)"
    inspector = sa.inspect(op.get_bind())
    columns = {
        table: {column["name"] for column in inspector.get_columns(table)} & {"org"}
        for table in inspector.get_table_names()
    }
    walled = {table: "org" for table, found in columns.items() if found} | {"organisation": "id"}
    for table, column in walled.items():
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY own_organisation ON "{table}" '
            f"USING ({column} = {speaks_for} OR {speaks_for} = '*')"
        )
    asking = (
        "organisation",
        "user",
        "account",
        "device",
        "enrolment_code",
        "invitation",
        "api_key",
    )
    for table in (*asking, "page_session", "authorization", "inbound_source"):
        op.execute(
            f'CREATE POLICY who_asks ON "{table}" FOR SELECT '
            f"USING (coalesce({speaks_for}, '') = '')"
        )


def _make_hooks() -> None:
    op.create_table(
        "hook_endpoint",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("events", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("prior_secret", sa.LargeBinary(), nullable=True),
        sa.Column("prior_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_hook_endpoint_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_hook_endpoint")),
    )
    op.create_table(
        "hook_event",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("prospect_id", sa.String(length=36), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_hook_event_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_hook_event")),
    )
    op.create_index(op.f("ix_hook_event_occurred_at"), "hook_event", ["occurred_at"], unique=False)
    op.create_index(
        op.f("ix_hook_event_org_prospect_id"), "hook_event", ["org", "prospect_id"], unique=False
    )
    op.create_table(
        "hook_delivery",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("endpoint_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "endpoint_id"],
            ["hook_endpoint.org", "hook_endpoint.id"],
            name=op.f("fk_hook_delivery_org_endpoint_id_hook_endpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org", "event_id"],
            ["hook_event.org", "hook_event.id"],
            name=op.f("fk_hook_delivery_org_event_id_hook_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_hook_delivery_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "endpoint_id", "event_id", name=op.f("pk_hook_delivery")),
    )
    op.create_index(
        "ix_hook_delivery_due",
        "hook_delivery",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        op.f("ix_hook_delivery_org_event_id"), "hook_delivery", ["org", "event_id"], unique=False
    )
    op.create_table(
        "hook_attempt",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("endpoint_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "endpoint_id", "event_id"],
            ["hook_delivery.org", "hook_delivery.endpoint_id", "hook_delivery.event_id"],
            name=op.f("fk_hook_attempt_org_endpoint_id_event_id_hook_delivery"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_hook_attempt_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_hook_attempt")),
    )
    op.create_index(
        op.f("ix_hook_attempt_org_endpoint_id_event_id"),
        "hook_attempt",
        ["org", "endpoint_id", "event_id"],
        unique=False,
    )


def _make_exports() -> None:
    op.create_table(
        "export_order",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("layout", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("campaign_id", sa.String(length=36), nullable=True),
        sa.Column("every_hours", sa.BigInteger(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sentence", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_export_order_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_export_order")),
    )
    op.create_index(op.f("ix_export_order_next_at"), "export_order", ["next_at"], unique=False)
    op.create_table(
        "export_file",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "order_id"],
            ["export_order.org", "export_order.id"],
            name=op.f("fk_export_file_org_order_id_export_order"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_export_file_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_export_file")),
    )
    op.create_index(
        op.f("ix_export_file_org_order_id_written_at"),
        "export_file",
        ["org", "order_id", "written_at"],
        unique=False,
    )
    op.create_table(
        "exported_call",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "call_id"],
            ["call.org", "call.id"],
            name=op.f("fk_exported_call_org_call_id_call"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org", "order_id"],
            ["export_order.org", "export_order.id"],
            name=op.f("fk_exported_call_org_order_id_export_order"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_exported_call_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "order_id", "call_id", name=op.f("pk_exported_call")),
    )
    op.create_index(
        op.f("ix_exported_call_org_call_id"), "exported_call", ["org", "call_id"], unique=False
    )


def _make_duplicates() -> None:
    op.create_table(
        "likely_pair",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "one_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_likely_pair_org_one_id_prospect"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org", "other_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_likely_pair_org_other_id_prospect"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_likely_pair_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "one_id", "other_id", name=op.f("pk_likely_pair")),
    )
    op.create_index(
        op.f("ix_likely_pair_org_other_id"), "likely_pair", ["org", "other_id"], unique=False
    )
    op.create_table(
        "prospect_merge",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("survivor_id", sa.String(length=36), nullable=False),
        sa.Column("gone_id", sa.String(length=36), nullable=False),
        sa.Column("merged_by", sa.String(length=36), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "gone_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_prospect_merge_org_gone_id_prospect"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org", "survivor_id"],
            ["prospect.org", "prospect.id"],
            name=op.f("fk_prospect_merge_org_survivor_id_prospect"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_prospect_merge_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "id", name=op.f("pk_prospect_merge")),
    )
    op.create_index(
        op.f("ix_prospect_merge_org_gone_id"), "prospect_merge", ["org", "gone_id"], unique=False
    )
    op.create_index(
        op.f("ix_prospect_merge_org_survivor_id"),
        "prospect_merge",
        ["org", "survivor_id"],
        unique=False,
    )
    op.create_table(
        "merge_stretch",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("merge_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "merge_id"],
            ["prospect_merge.org", "prospect_merge.id"],
            name=op.f("fk_merge_stretch_org_merge_id_prospect_merge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_merge_stretch_org_organisation")
        ),
        sa.PrimaryKeyConstraint("org", "last_seq", name=op.f("pk_merge_stretch")),
    )
    op.create_table(
        "merged_record",
        sa.Column("org", sa.String(length=36), nullable=False),
        sa.Column("merge_id", sa.String(length=36), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "merge_id"],
            ["prospect_merge.org", "prospect_merge.id"],
            name=op.f("fk_merged_record_org_merge_id_prospect_merge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org"], ["organisation.id"], name=op.f("fk_merged_record_org_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "org", "merge_id", "entity", "record_id", name=op.f("pk_merged_record")
        ),
    )
    op.create_index(
        op.f("ix_merged_record_org_record_id"), "merged_record", ["org", "record_id"], unique=False
    )
