"""What pages read instead of calls: sums by time, the path of each prospect, words to search.

Every row follows from records and is written with them, in their transaction (``figures``);
``companion-server recount`` makes all of them anew. A tally's key starts with its organisation;
``grain`` is "week" or "ever", and ``start`` the first day of that (UTC, weeks from Monday).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from companion.server.columns import flag, identifier, metadata, moment, number, org, word

_SERIAL = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself there


def _tally(name: str, keys: list[Column[Any]], counts: list[str], *more: Index) -> Table:
    return Table(
        name,
        metadata,
        org(),
        *keys,
        *(number(each) for each in counts),
        PrimaryKeyConstraint("org", *(each.name for each in keys)),
        *more,
    )


def _time() -> list[Column[Any]]:
    return [Column("grain", String(4), nullable=False), Column("start", Date, nullable=False)]


version_tally = _tally(
    "version_tally",
    [identifier("promise_version_id"), *_time()],
    [
        "calls",
        "connected",
        "objected",
        "broken",
        "meetings",
        "wins",
        "objections",
        "raised",
        "resolved",
        "confirms",
        "unclear",
        "contradicts",
        "not_covered",
        "unrelated",
    ],
    Index(None, "org", "grain", "start"),
)
"""Calls by the version frozen on them (empty: none), and the objections heard on them.

``objected`` are connected calls with an objection, ``broken`` those with one that the promise did
not stand (``domain.objections.AGAINST``). ``raised`` counts objections on connected calls,
``objections`` those on any; ``resolved`` and the five fits are of the latter.
"""

use_tally = _tally(
    "use_tally",
    [identifier("promise_version_id"), *_time(), word("promise_use")],
    ["connected", "objected", "meetings", "wins"],
)
"""Connected calls by how the rep used the promise, and what followed."""

kind_tally = _tally(
    "kind_tally",
    [identifier("promise_version_id"), *_time(), word("category")],
    ["objections", "resolved"],
)
"""Objections by kind."""

span_tally = _tally(
    "span_tally",
    [identifier("promise_version_id"), *_time(), word("part"), number("first"), number("last")],
    ["objections"],
)
"""Objections by the words of the promise they pushed against: the heat map."""

campaign_tally = _tally(
    "campaign_tally",
    [identifier("campaign_id"), *_time()],
    ["prospects", "connected", "meetings", "wins", "objections", "resolved", "decided"],
    Index(None, "org", "grain", "start"),
)
"""Prospects by the campaign they came from, when they came, and how far they got since."""

path_tally = _tally(
    "path_tally",
    [identifier("campaign_id"), word("measure"), number("value")],
    ["prospects"],
)
"""How many prospects needed so many "days" or "touches" to a decision: medians without a scan."""

answer_tally = _tally("answer_tally", [identifier("answer_id")], ["uses", "resolved"])
"""How often each answer was used, and how often the objection was resolved then."""

journey = Table(
    "journey",
    metadata,
    org(),
    identifier("prospect_id"),
    identifier("campaign_id"),
    moment("began_at", nullable=False),
    flag("is_connected"),
    flag("has_meeting"),
    flag("is_won"),
    number("objections"),
    number("resolved"),
    number("days", nullable=True),
    number("touches", nullable=True),
    PrimaryKeyConstraint("org", "prospect_id"),
)
"""A prospect's path since the touch they originate from; none without such a touch."""

heard = Table(
    "heard",
    metadata,
    Column("n", _SERIAL, primary_key=True),
    org(),
    identifier("objection_id"),
    identifier("call_id"),
    identifier("prospect_id"),
    identifier("promise_version_id"),
    moment("heard_at", nullable=False),
    word("category"),
    word("promise_fit", nullable=True),
    word("handling"),
    word("part", nullable=True),
    number("first", nullable=True),
    number("last", nullable=True),
    Column("words", Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
    UniqueConstraint("org", "objection_id"),
    Index(None, "org", "promise_version_id", "heard_at", "objection_id"),
    Index(None, "org", "promise_version_id", "category", "heard_at"),
    Index(None, "org", "promise_version_id", "part", "first"),
)
"""Objections that count, as they are listed and searched: words folded, their version first.

SQLite has the words once more in ``heard_words``, an FTS5 table that triggers keep (migration 001).
PostgreSQL has no index on them: under row-level security it may not use one whose operator is not
leakproof, and the words of one version are few.
"""

SPACED: tuple[Table, ...] = (version_tally, use_tally, kind_tally, span_tally, campaign_tally)
"""The tallies by time."""

TALLIES: tuple[Table, ...] = (*SPACED, path_tally, answer_tally)
