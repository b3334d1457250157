"""Where forms and automation tools post to: an address each, with a secret of its own.

The secret is shown once and kept sealed. When another follows it, both are good for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import is_storable, needs_text
from companion.imports.regions import region_of
from companion.imports.vocabulary import FIELDS
from companion.server.hooks.seals import new_secret, seal, unseal
from companion.server.ledgers import Act, Ledger
from companion.server.tables import inbound_delivery, inbound_source
from companion.server.walls import enter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

OVERLAP = timedelta(days=1)
MOST_SOURCES = 100
SHOWN = 50
"""How many of the newest deliveries a page shows."""

_NAME = 100
_LONGEST_HEADER = 100


@dataclass(frozen=True, slots=True)
class InboundSource:
    """A source as people see it. ``mapping`` says by hand what a field means; ``seen`` are the
    names of the fields that came last, never what was filled in.
    """

    id: str
    name: str
    mapping: Mapping[str, str]
    owner_id: str | None
    region: str
    seen: Sequence[str]
    made_at: datetime
    used_at: datetime | None
    refused_at: datetime | None
    refused_why: str
    prev_until: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery and what became of it."""

    message_id: str
    received_at: datetime
    outcome: str
    record_id: str | None
    sentence: str


def add_source(
    cx: Connection,
    org: str,
    source_id: str,
    name: str,
    owner_id: str | None,
    region: str,
    made_by: str | None,
    now: datetime,
    *,
    secret_key: str,
) -> str | None:
    """Add a source and return its secret, or None if this very one was added before.

    Raises:
        RejectedError: ``invalid``, with a problem per field.
    """
    if not is_record_id(source_id):
        raise RejectedError("This form cannot be read. Please open the page again.")
    if cx.scalar(select(inbound_source.c.id).where(inbound_source.c.id == source_id)):
        return None
    problems = needs_text("source_name", name, "the source a name, such as that of its form", _NAME)
    if problems:
        raise RejectedError(problems[0].sentence, problems=problems)
    if region and region_of(region) is None:
        raise RejectedError(f"“{region[:20]}” is no country we know, such as DE or US.")
    if len(list_sources(cx, org)) >= MOST_SOURCES:
        raise RejectedError(f"There are {MOST_SOURCES} sources already. Please stop one first.")
    secret = new_secret()
    cx.execute(
        insert(inbound_source).values(
            org=org,
            id=source_id,
            name=name.strip(),
            secret=seal(secret_key, secret),
            mapping={},
            owner_id=owner_id,
            region=region_of(region) or "" if region else "",
            seen=[],
            refused_why="",
            made_by=made_by,
            made_at=now,
        )
    )
    _note(cx, org, Act("source", source_id, "made", made_by, now, {"name": name.strip()}))
    return secret


def follow_secret(
    cx: Connection,
    org: str,
    source_id: str,
    actor_id: str | None,
    now: datetime,
    *,
    secret_key: str,
) -> str:
    """Let a new secret follow a source's, and return it; both are good for a day.

    Raises:
        RejectedError: ``not_found``.
    """
    row = _row(cx, org, source_id)
    secret = new_secret()
    values = {
        "secret": seal(secret_key, secret),
        "prev_secret": row.secret,
        "prev_until": now + OVERLAP,
    }
    cx.execute(update(inbound_source).where(inbound_source.c.id == source_id).values(**values))
    _note(cx, org, Act("source", source_id, "secret followed", actor_id, now, {"name": row.name}))
    return secret


def stop_source(
    cx: Connection, org: str, source_id: str, actor_id: str | None, now: datetime
) -> None:
    """Take nothing more from a source.

    Raises:
        RejectedError: ``not_found``.
    """
    row = _row(cx, org, source_id)
    is_it = inbound_source.c.id == source_id
    cx.execute(update(inbound_source).where(is_it).values(stopped_at=now))
    _note(cx, org, Act("source", source_id, "stopped", actor_id, now, {"name": row.name}))


def keep_mapping(
    cx: Connection,
    org: str,
    source_id: str,
    mapping: Mapping[str, str],
    actor_id: str | None,
    now: datetime,
) -> None:
    """Keep what fields of a source mean; an empty meaning leaves it to their names.

    Raises:
        RejectedError: ``not_found``, or ``invalid``.
    """
    row = _row(cx, org, source_id)
    kept = {header: field for header, field in mapping.items() if header.strip() and field}
    for header, field in kept.items():
        if len(header) > _LONGEST_HEADER or not is_storable(header):
            raise RejectedError("A name of a field is too long, or cannot be kept.")
        if field not in FIELDS | {"-"}:
            raise RejectedError("A field cannot mean that. Please choose from the list.")
    is_it = inbound_source.c.id == source_id
    cx.execute(update(inbound_source).where(is_it).values(mapping=kept))
    told = {"name": row.name, "mapping": {**kept}}
    _note(cx, org, Act("source", source_id, "mapped", actor_id, now, told))


def list_sources(cx: Connection, org: str) -> list[InboundSource]:
    """Return every source, those that were stopped last."""
    query = select(inbound_source).where(inbound_source.c.org == org)
    columns = inbound_source.c
    rows = cx.execute(query.order_by(columns.stopped_at.is_not(None), columns.made_at.desc()))
    return [_to_source(row) for row in rows]


def read_source(cx: Connection, org: str, source_id: str) -> InboundSource:
    """Return one source.

    Raises:
        RejectedError: ``not_found``.
    """
    mine = inbound_source.c.org == org, inbound_source.c.id == source_id
    row = cx.execute(select(inbound_source).where(*mine)).first() if _is_id(source_id) else None
    if row is None:
        raise _no_such()
    return _to_source(row)


def read_deliveries(cx: Connection, org: str, source_id: str) -> list[Delivery]:
    """Return the newest deliveries of a source."""
    columns = inbound_delivery.c
    query = select(inbound_delivery).where(columns.org == org, columns.source_id == source_id)
    rows = cx.execute(query.order_by(columns.received_at.desc()).limit(SHOWN))
    return [
        Delivery(row.message_id, row.received_at, row.outcome, row.record_id, row.sentence)
        for row in rows
    ]


def find_source(cx: Connection, source_id: str) -> tuple[str, InboundSource, Sequence[bytes]]:
    """Return a source that takes deliveries, as ``(org, source, its secrets, sealed)``.

    The organisation is entered. It is the address that names the source; whether the delivery is
    from it, the signature says.

    Raises:
        RejectedError: ``not_found``.
    """
    is_it = inbound_source.c.id == source_id, inbound_source.c.stopped_at.is_(None)
    row = cx.execute(select(inbound_source).where(*is_it)).first() if _is_id(source_id) else None
    if row is None:
        raise _no_such()
    enter(cx, row.org)
    sealed = [row.secret] if row.prev_secret is None else [row.secret, row.prev_secret]
    return row.org, _to_source(row), sealed


def good_secrets(
    source: InboundSource, sealed: Sequence[bytes], secret_key: str, now: datetime
) -> list[str]:
    """Return the secrets that a delivery may be signed with now.

    Raises:
        UnavailableError: ``sealed``: the server's secret key is another one than it was.
    """
    is_overlap = source.prev_until is not None and source.prev_until > now
    return [unseal(secret_key, each) for each in sealed[: 2 if is_overlap else 1]]


def _is_id(source_id: str) -> bool:
    return is_record_id(source_id)


def _row(cx: Connection, org: str, source_id: str) -> Any:
    columns = inbound_source.c
    mine = columns.org == org, columns.id == source_id, columns.stopped_at.is_(None)
    row = cx.execute(select(inbound_source).where(*mine)).first() if _is_id(source_id) else None
    if row is None:
        raise _no_such()
    return row


def _no_such() -> RejectedError:
    return RejectedError("There is no such source, or it was stopped.", "not_found")


def _to_source(row: Row[Any]) -> InboundSource:
    return InboundSource(
        id=row.id,
        name=row.name,
        mapping=row.mapping,
        owner_id=row.owner_id,
        region=row.region,
        seen=row.seen,
        made_at=row.made_at,
        used_at=row.used_at,
        refused_at=row.refused_at,
        refused_why=row.refused_why,
        prev_until=row.prev_until,
        stopped_at=row.stopped_at,
    )


def _note(cx: Connection, org: str, act: Act) -> None:
    ledger = Ledger(cx, org)
    ledger.note_act(act)
    ledger.flush()
