"""Erasing people: their records, their words, and every trace of their values, in one transaction.

What stays is that it was done: the ids, which are refused for ever, a receipt with counts, and a
line in the log that every laptop is told. The file of the database is seen to afterwards
(``remains``), and laptops drop them at their next contact.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from companion.domain.errors import RejectedError
from companion.domain.ids import new_id
from companion.server.bars.digests import keep_objections_of
from companion.server.exports.rewriting import mark_stale
from companion.server.figures.upkeep import leave_out
from companion.server.kept import portions
from companion.server.ledgers import Act, Ledger, lock_counter
from companion.server.rights.clearing import (
    clear_records,
    clear_the_rest,
    drop_rows,
    empty_log,
    former_selves,
)
from companion.server.rights.mentions import Person
from companion.server.rights.staged import clear_staged
from companion.server.rights.subtrees import ids_of, with_merged
from companion.server.tables import RECORD_TABLES, erased_record, erasure, prospect, prospect_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection


class Reason(StrEnum):
    """Why somebody was erased."""

    ASKED = "asked"
    RETENTION = "retention"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased: how many of which kind, why, when, by whom (None: the server itself)."""

    id: str
    why: Reason
    erased_at: datetime
    erased_by: str | None
    counts: Mapping[str, int]


def erase_people(
    cx: Connection,
    org: str,
    prospect_ids: Sequence[str],
    why: Reason,
    actor_id: str | None,
    now: datetime,
) -> Receipt:
    """Erase prospects with all that hangs on them, wherever their values are.

    Takes the counter's lock first. By a rule of retention, words about others that name them are
    left to the rule for words: each name costs a walk through everything.

    Raises:
        RejectedError: ``not_found``: none of them is here.
    """
    lock_counter(cx, org)
    ids = ids_of(cx, org, with_merged(cx, org, prospect_ids))
    if not ids["prospect"]:
        raise RejectedError("There is no such person here.", "not_found")
    counts: Counter[str] = Counter({name: len(found) for name, found in ids.items()})
    people = [person_of(cx, org, [each]) for each in ids["prospect"]]
    counts["numbers_still_barred"] = keep_objections_of(cx, org, ids["prospect"], now)
    counts["searchable"] = leave_out(cx, org, ids["prospect"])
    is_thorough = why is not Reason.RETENTION
    if is_thorough:
        counts["list_rows"] = sum(clear_staged(cx, org, each, ids, now) for each in people)
    counts["export_file"] = mark_stale(cx, org, ids["call"])
    counts["log_lines"] = empty_log(cx, org, ids)
    counts.update(drop_rows(cx, org, ids))
    _drop_records(cx, org, ids)
    for person in people if is_thorough else ():
        counts["named_elsewhere"] += clear_records(cx, org, person, actor_id, now)
        counts.update(clear_the_rest(cx, org, person, ids["prospect"]))
    receipt = Receipt(new_id(), why, now, actor_id, {k: n for k, n in counts.items() if n})
    _note(cx, org, ids, receipt)
    return receipt


def person_of(cx: Connection, org: str, prospect_ids: Sequence[str]) -> Person:
    """Return what somebody was ever known by, from their record and its history."""
    mine = prospect.c.org == org, prospect.c.id.in_(prospect_ids)
    columns = prospect.c.name, prospect.c.phones, prospect.c.emails, prospect.c.external_ids
    query = select(*columns).where(*mine)
    selves: list[Any] = [row._asdict() for row in cx.execute(query)]
    selves += former_selves(cx, org, prospect_ids)
    return Person(
        names=frozenset(name for each in selves if (name := str(each.get("name") or "").strip())),
        phones=frozenset(_texts(each.get("phones") for each in selves)),
        emails=frozenset(_texts(each.get("emails") for each in selves)),
        external_ids=frozenset(_ids(each.get("external_ids") for each in selves)),
    )


def _texts(lists: Iterable[Any]) -> list[str]:
    return [each for given in lists for each in given or () if isinstance(each, str) and each]


def _ids(lists: Iterable[Any]) -> list[str]:
    return [str(each.get("value")) for given in lists for each in given or () if each]


def _drop_records(cx: Connection, org: str, ids: Mapping[str, Sequence[str]]) -> None:
    for some in portions(ids["prospect"]):
        keys = prospect_key.c.org == org, prospect_key.c.prospect_id.in_(some)
        cx.execute(delete(prospect_key).where(*keys))
    for entity in reversed(list(ids)):
        table = RECORD_TABLES[entity]
        for some in portions(ids[entity]):
            cx.execute(delete(table).where(table.c.org == org, table.c.id.in_(some)))


def _note(cx: Connection, org: str, ids: Mapping[str, Sequence[str]], receipt: Receipt) -> None:
    """Enter what was done: a line of the log for each prospect, every id, and the receipt."""
    ledger = Ledger(cx, org)
    lines = {
        each: ledger.note_act(Act("prospect", each, "erase", receipt.erased_by, receipt.erased_at))
        for each in ids["prospect"]
    }
    ledger.flush()
    common = {"org": org, "erasure_id": receipt.id, "erased_at": receipt.erased_at}
    rows = [
        {**common, "id": each, "entity": entity, "seq": lines.get(each, 0)}
        for entity, found in ids.items()
        for each in found
    ]
    cx.execute(insert(erased_record), rows)
    values = {
        "org": org,
        "id": receipt.id,
        "why": receipt.why.value,
        "erased_by": receipt.erased_by,
        "erased_at": receipt.erased_at,
        "counts": dict(receipt.counts),
    }
    cx.execute(insert(erasure).values(values))
