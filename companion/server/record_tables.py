"""One table per noun that travels; its typed columns are the fields of the noun in the domain.

Nested values (UTM, spans, lists) are JSON in the wire's form. ``rev`` is the ``seq`` of the
record's last change, ``field_rev`` says who wrote which field when, ``extra`` keeps what newer
laptops wrote and this version does not know, ``deleted_at`` marks a tombstone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
)
from sqlalchemy import text as literal_text

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
from companion.wire.records import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.schema import SchemaItem


def _record_table(entity: str, *items: SchemaItem) -> Table:
    references = [
        ForeignKeyConstraint(["org", field], [f"{target}.org", f"{target}.id"])
        for field, target in ENTITIES[entity].references.items()
    ]
    return Table(
        entity,
        metadata,
        org(),
        identifier(),
        *items,
        number("rev"),
        json("field_rev"),
        json("extra"),
        moment("deleted_at"),
        PrimaryKeyConstraint("org", "id"),
        Index(None, "org", "rev"),
        *references,
    )


user = _record_table("user", text("name"), text("email"), word("role"), flag("is_active"))

category = _record_table(
    "category",
    word("code"),
    text("label"),
    number("position"),
    word("tint"),
    flag("is_retired"),
)

campaign = _record_table(
    "campaign",
    text("name"),
    text("code"),
    text("channel"),
    text("audience"),
    text("objective"),
    word("funnel_stage"),
    number("typical_days", nullable=True),
    number("typical_touches", nullable=True),
    Column("starts_on", Date),
    Column("ends_on", Date),
    word("status"),
    json("match_rules"),
    json("external_ids"),
)

promise = _record_table(
    "promise",
    identifier("campaign_id"),
    text("name"),
    moment("retired_at"),
    Index(None, "org", "campaign_id"),
)

promise_version = _record_table(
    "promise_version",
    identifier("promise_id"),
    number("number"),
    text("headline"),
    text("message"),
    text("offer"),
    json("proof_points"),
    text("call_to_action"),
    json("not_promised"),
    text("landing_page"),
    text("creative"),
    word("language"),
    moment("published_at"),
    text("why_changed"),
    Index(None, "org", "promise_id", "number"),
)

answer = _record_table(
    "answer",
    word("category"),
    text("says"),
    text("reply"),
    text("concern"),
    json("questions"),
    text("proof"),
    identifier("campaign_id", nullable=True),
    number("version"),
    word("status"),
    moment("published_at"),
    text("why_changed"),
)

prospect = _record_table(
    "prospect",
    text("name"),
    text("company"),
    text("title"),
    json("phones"),
    json("emails"),
    text("time_zone"),
    identifier("owner_id", nullable=True),
    word("lifecycle_stage"),
    flag("do_not_call"),
    text("do_not_call_reason"),
    json("do_not_call_lists"),
    text("notes"),
    json("external_ids"),
    text("data_source"),
    word("legal_basis"),
    text("legal_basis_note"),
    Column("consented_on", Date),
    Index(None, "org", "owner_id", "id"),
    Index(None, "org", "name"),
)

touch = _record_table(
    "touch",
    identifier("prospect_id"),
    moment("occurred_at", nullable=False),
    word("kind"),
    identifier("campaign_id", nullable=True),
    identifier("promise_version_id", nullable=True),
    json("utm"),
    text("landing_page"),
    text("form"),
    text("list_name"),
    Index(None, "org", "prospect_id"),
    Index(None, "org", "campaign_id", "occurred_at"),
)

call = _record_table(
    "call",
    identifier("prospect_id"),
    identifier("rep_id"),
    moment("started_at", nullable=False),
    word("direction"),
    moment("ended_at"),
    text("phone"),
    word("disposition", nullable=True),
    word("outcome", nullable=True),
    word("promise_use", nullable=True),
    text("notes"),
    identifier("promise_version_id", nullable=True),
    text("called_despite"),
    Index(None, "org", "prospect_id"),
    Index(None, "org", "promise_version_id", "started_at"),
    Index(None, "org", "started_at"),
    Index(
        "ix_call_despite",
        "org",
        "started_at",
        sqlite_where=literal_text("called_despite <> ''"),
        postgresql_where=literal_text("called_despite <> ''"),
    ),
)

objection = _record_table(
    "objection",
    identifier("call_id"),
    identifier("prospect_id"),
    word("category"),
    text("verbatim"),
    number("position"),
    identifier("promise_version_id", nullable=True),
    json("span", nullable=True),
    word("promise_fit", nullable=True),
    word("handling"),
    text("behind_it"),
    identifier("answer_id", nullable=True),
    Index(None, "org", "call_id"),
    Index(None, "org", "prospect_id"),
    Index(None, "org", "promise_version_id", "category"),
)

follow_up = _record_table(
    "follow_up",
    identifier("prospect_id"),
    identifier("rep_id"),
    moment("due_at", nullable=False),
    text("what"),
    identifier("call_id", nullable=True),
    moment("done_at"),
    Index(None, "org", "prospect_id"),
    Index(None, "org", "rep_id", "due_at"),
)

decision = _record_table(
    "decision",
    word("kind"),
    identifier("decided_by"),
    moment("decided_at", nullable=False),
    json("objection_ids"),
    text("note"),
    identifier("promise_id", nullable=True),
    identifier("promise_version_id", nullable=True),
    identifier("answer_id", nullable=True),
)

proposal = _record_table(
    "proposal",
    identifier("promise_version_id"),
    identifier("proposed_by"),
    moment("proposed_at", nullable=False),
    json("span"),
    text("wording"),
    text("why"),
    word("state"),
    identifier("settled_by", nullable=True),
    moment("settled_at"),
    text("note"),
    identifier("adopted_version_id", nullable=True),
    Index(None, "org", "promise_version_id"),
    Index(None, "org", "state"),
)

RECORD_TABLES: Mapping[str, Table] = {name: metadata.tables[name] for name in ENTITIES}
"""The table of each entity, parents before children."""

prospect_key = Table(
    "prospect_key",
    metadata,
    org(),
    Column("kind", String(80), nullable=False),  # "email", "phone", "id:hubspot" …
    Column("value", String(320), nullable=False),
    identifier("prospect_id"),
    PrimaryKeyConstraint("org", "kind", "value", "prospect_id"),
    ForeignKeyConstraint(["org", "prospect_id"], ["prospect.org", "prospect.id"]),
    Index(None, "org", "prospect_id"),
)
"""By what an import knows a prospect again; written with the prospect, in its transaction."""
