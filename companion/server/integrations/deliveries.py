"""A delivery of a form or automation tool: taken as one row of a list, however often it comes.

What was taken is answered the same when it comes again. What could not be is tried anew, so that
a mapping that was mended in the meantime helps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from companion.domain.errors import ConflictError, RejectedError
from companion.domain.legal_bases import Origin
from companion.imports.columns import map_columns
from companion.imports.prospects import import_prospects
from companion.imports.readings import ROW
from companion.imports.tables import Layout, Row, Table
from companion.imports.vocabulary import known_field
from companion.server.book import ServerBook
from companion.server.integrations.shapes import read_said
from companion.server.integrations.told import LeftOut, Received, without_values
from companion.server.records import patch_records, put_records
from companion.server.tables import inbound_delivery, inbound_source

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from companion.domain.import_reports import RowLine
    from companion.server.integrations.shapes import Said
    from companion.server.integrations.sources import InboundSource

KEPT = timedelta(days=30)
"""How long a delivery is known again."""

LARGEST = 256 * 1024
"""Most bytes of one delivery."""

LONGEST_ID = 200

MOST_SEEN = 60
"""How many names of fields are remembered, those of the last delivery first."""

_NOBODY = (
    "No field of this is a name, a company, a phone or an email. An admin can say on the source's "
    "page what its fields mean."
)
_DATES = {"occurred_at", "created_at"}


def take_delivery(
    cx: Connection,
    org: str,
    source: InboundSource,
    message_id: str,
    sent_at: datetime,
    body: bytes,
    kind: str,
    now: datetime,
) -> Received:
    """Take a delivery whose signature was checked. Call it with the counter locked.

    Raises:
        ConflictError: ``key_reused``: another delivery came under this id.
    """
    deliveries, digest = inbound_delivery.c, sha256(body).digest()
    own = deliveries.org == org, deliveries.source_id == source.id
    cx.execute(delete(inbound_delivery).where(*own, deliveries.received_at < now - KEPT))
    is_it = (*own, deliveries.message_id == message_id)
    row = cx.execute(select(inbound_delivery).where(*is_it)).first()
    if row is not None and row.outcome != "rejected":
        if row.body_sha256 != digest:
            sentence = "Another delivery came under this webhook-id. Please make up a new one."
            raise ConflictError(sentence, "key_reused")
        return Received.model_validate_json(row.answer)
    received, seen = _take(cx, org, source, sent_at, body, kind, now)
    cx.execute(delete(inbound_delivery).where(*is_it))
    cx.execute(
        insert(inbound_delivery).values(
            org=org,
            source_id=source.id,
            message_id=message_id,
            body_sha256=digest,
            received_at=now,
            outcome=received.outcome,
            record_id=received.id,
            sentence=received.message or _words(received),
            answer=received.model_dump_json(),
        )
    )
    names = list(dict.fromkeys((*seen, *source.seen)))[:MOST_SEEN]
    values = {"used_at": now, "seen": names}
    cx.execute(update(inbound_source).where(inbound_source.c.id == source.id).values(**values))
    return received


def _take(
    cx: Connection,
    org: str,
    source: InboundSource,
    sent_at: datetime,
    body: bytes,
    kind: str,
    now: datetime,
) -> tuple[Received, list[str]]:
    seen: list[str] = []
    try:
        said = read_said(body, kind)
        seen = [name for name, _ in said]
        table, mapping = _as_list(said, source, min(sent_at, now))
        columns = map_columns(table, mapping)
        with cx.begin_nested():
            book, region = ServerBook(cx, org), source.region or None
            origin = Origin(f"form: {source.name}")
            whose = source.owner_id
            found = import_prospects(table, columns, book, now, whose, region, origin=origin)
            put_records(cx, org, found.creates, source.id, now)
            patches = ((each.entity, each.id, each.fields) for each in found.patches)
            patch_records(cx, org, patches, source.id, now)
    except RejectedError as error:
        sentence = _NOBODY if error.code == "not_people" else without_values(error.sentence)
        return Received(outcome="rejected", message=sentence), seen
    return _received(found.report.lines[0]), seen


def _words(received: Received) -> str:
    return " ".join(f"{each.field}: {each.reason}" for each in received.left_out)


def _received(line: RowLine) -> Received:
    reasons = [each.reason for each in line.problems if each.field == ROW]
    left_out = [each for each in line.problems if each.field != ROW]
    return Received(
        outcome=line.outcome.value,
        id=line.record_id,
        message=without_values(" ".join(reasons)),
        left_out=[LeftOut.of(each) for each in left_out],
    )


def _as_list(said: Said, source: InboundSource, sent_at: datetime) -> tuple[Table, dict[str, str]]:
    """Write a delivery as a list of one row; its form and time are added where it has none."""
    names = {name.casefold() for name, _ in said}
    mapping = {name: field for name, field in source.mapping.items() if name.casefold() in names}
    by_hand = {name.casefold(): field for name, field in mapping.items()}
    fields = {by_hand.get(name.casefold()) or known_field(name) for name, _ in said}
    pairs = list(said)
    if "form" not in fields:
        pairs.append(("Form", source.name))
    if not fields & _DATES:
        pairs.append(("Submitted at", sent_at.astimezone(UTC).isoformat()))
    layout = Layout(tuple(name for name, _ in pairs), 0)
    return Table(layout, (Row(1, tuple(text for _, text in pairs)),)), mapping
