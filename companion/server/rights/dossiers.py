"""Everything the server keeps about one person, found by what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import phonenumbers
from phonenumbers import NumberParseException
from sqlalchemy import and_, func, or_, select

from companion.domain.errors import RejectedError
from companion.domain.ids import is_record_id
from companion.domain.problems import is_storable
from companion.server.histories import NOBODY
from companion.server.kept import portions, to_kept
from companion.server.rights.clearing import NOT_GONE_THROUGH, WRITTEN, texts_of
from companion.server.rights.erasing import person_of
from companion.server.rights.mentions import found_in
from companion.server.rights.subtrees import PERSONAL, ids_of, with_merged
from companion.server.tables import (
    RECORD_TABLES,
    change_log,
    metadata,
    prospect,
    prospect_key,
    user,
)
from companion.wire.messages import utc_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue
    from sqlalchemy import Connection

    from companion.wire.records import Fields

MOST_FOUND = 50
"""How many people one search shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody a search found."""

    id: str
    name: str
    company: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person, whole: by entity their records, what was ever written of them, and by whom.

    Records of whom they were merged with are among them: it is the same person.
    ``elsewhere`` names, by kind of record, how many texts about others mention them; ``beside``
    how many rows of other tables are about them.
    """

    id: str
    name: str
    records: Mapping[str, Sequence[Fields]]
    history: Sequence[Mapping[str, JsonValue]]
    elsewhere: Mapping[str, int]
    beside: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON object for the person, or for another program."""
        return {
            "id": self.id,
            **{f"{entity}s": list(found) for entity, found in self.records.items()},
            "changes": list(self.history),
            "named_elsewhere": dict(self.elsewhere),
            "in_other_tables": dict(self.beside),
        }


def find_people(cx: Connection, org: str, asked: str) -> list[Found]:
    """Return who is called so, or has this phone or email; deleted ones too.

    A number is understood as an E.164 one, with or without its plus, or by its last digits.
    """
    asked = asked.strip()
    if not asked or not is_storable(asked):
        return []
    mine = prospect.c.org == org
    by_key = select(prospect_key.c.prospect_id).where(
        prospect_key.c.org == org,
        or_(
            and_(prospect_key.c.kind == "email", prospect_key.c.value == asked.lower()),
            and_(prospect_key.c.kind == "phone", _is_number(asked)),
        ),
    )
    named = prospect.c.name.icontains(asked, autoescape=True)
    query = select(prospect).where(mine, or_(named, prospect.c.id.in_(by_key)))
    rows = cx.execute(query.order_by(prospect.c.name, prospect.c.id).limit(MOST_FOUND)).all()
    return [
        Found(row.id, row.name, row.company, tuple(row.phones), tuple(row.emails)) for row in rows
    ]


def read_dossier(cx: Connection, org: str, prospect_id: str) -> Dossier:
    """Return everything kept about a person.

    Raises:
        RejectedError: ``not_found``.
    """
    mine = prospect.c.org == org, prospect.c.id == prospect_id
    name = cx.scalar(select(prospect.c.name).where(*mine)) if is_record_id(prospect_id) else None
    if name is None:
        raise RejectedError("There is no such person here.", "not_found")
    people = with_merged(cx, org, [prospect_id])
    ids = ids_of(cx, org, people)
    return Dossier(
        id=prospect_id,
        name=name,
        records={entity: _records(cx, org, entity, found) for entity, found in ids.items()},
        history=_history(cx, org, ids),
        elsewhere=_elsewhere(cx, org, people),
        beside=_beside(cx, org, ids),
    )


def _is_number(asked: str) -> Any:
    digits = "".join(each for each in asked if each.isdecimal())
    try:
        number = phonenumbers.parse(asked if asked.startswith("+") else f"+{digits}")
        whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except NumberParseException:
        whole = ""
    ending = digits.lstrip("0")
    is_long = len(ending) >= _LEAST_DIGITS
    ends = prospect_key.c.value.endswith(ending) if is_long else prospect_key.c.value == whole
    return or_(prospect_key.c.value == whole, ends)


_LEAST_DIGITS = 6


def _records(cx: Connection, org: str, entity: str, ids: Sequence[str]) -> list[Fields]:
    table, found = RECORD_TABLES[entity], []
    for some in portions(ids):
        rows = cx.execute(select(table).where(table.c.org == org, table.c.id.in_(some)))
        for row in rows.mappings():
            kept = to_kept(entity, row)
            gone = {} if kept.deleted_at is None else {"deleted_at": utc_text(kept.deleted_at)}
            found.append({"id": kept.id, **kept.all_fields, **gone})
    return found


def _history(
    cx: Connection, org: str, ids: Mapping[str, Sequence[str]]
) -> list[dict[str, JsonValue]]:
    log = change_log.c
    query = (
        select(change_log, user.c.name.label("who"))
        .outerjoin(user, and_(user.c.org == org, user.c.id == log.actor_id))
        .where(log.org == org)
    )
    rows: list[Any] = []
    for entity, mine in ids.items():
        for some in portions(mine):
            rows += cx.execute(query.where(log.entity == entity, log.entity_id.in_(some))).all()
    return [_change(row) for row in sorted(rows, key=lambda row: row.seq)]


def _change(row: Any) -> dict[str, JsonValue]:
    return {
        "number": row.seq,
        "at": utc_text(row.received_at),
        "by": row.who or NOBODY,
        "what": row.op,
        "kind": row.entity,
        "id": row.entity_id,
        "outcome": row.outcome,
        "written": row.fields,
        "before": row.prior,
        "not_kept": row.losers,
    }


def _elsewhere(cx: Connection, org: str, people: Sequence[str]) -> dict[str, int]:
    terms = person_of(cx, org, people).terms
    if not terms:
        return {}
    counts: dict[str, int] = {}
    for entity, names in WRITTEN.items():
        table = RECORD_TABLES[entity]
        either = or_(*(found_in(table.c[name], terms) for name in names))
        others = [table.c.org == org, table.c.deleted_at.is_(None), either]
        if entity in PERSONAL:
            others.append(table.c[PERSONAL[entity]].not_in(people))
        counts[entity] = cx.scalar(select(func.count()).select_from(table).where(*others)) or 0
    return {name: count for name, count in counts.items() if count}


def _beside(cx: Connection, org: str, ids: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Count rows of other tables whose texts name the person by id: exports, messages sent …"""
    counts: dict[str, int] = {}
    for table in metadata.sorted_tables:
        names = texts_of(table)
        if table.name in {*RECORD_TABLES, *NOT_GONE_THROUGH, "change_log"} or not names:
            continue
        about = or_(*(found_in(table.c[name], ids["prospect"]) for name in names))
        query = select(func.count()).select_from(table).where(table.c.org == org, about)
        counts[table.name] = cx.scalar(query) or 0
    return {name: count for name, count in counts.items() if count}
