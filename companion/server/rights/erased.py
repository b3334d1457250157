"""Who was erased, by their ids alone: told to laptops, and refused when it comes back."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, select

from companion.domain.errors import RejectedError
from companion.server.among import is_among
from companion.server.items import Item
from companion.server.kept import portions
from companion.server.rights_tables import erased_record
from companion.wire.messages import RejectionCode, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


class ErasedError(RejectedError):
    """A change is about somebody who was erased. Nothing of it is kept."""

    def __init__(self) -> None:
        sentence = (
            "This person's data was erased on the server. What was entered about them was not "
            "taken, and is not kept here either."
        )
        super().__init__(sentence, RejectionCode.ERASED.value)


def erased_among(cx: Connection, org: str, ids: Iterable[str]) -> set[str]:
    """Return those of these ids that belong to somebody erased."""
    if not (asked := sorted(set(ids))) or not cx.scalar(_has_any(), {"mine": org}):
        return set()
    query = _these(cx.dialect.name)
    return {
        each for some in portions(asked) for each in cx.scalars(query, {"mine": org, "ids": some})
    }


@cache
def _has_any() -> Any:
    return select(exists().where(erased_record.c.org == bindparam("mine")))


@cache
def _these(dialect: str) -> Any:
    wanted = is_among(dialect, erased_record.c.id, "ids")
    return select(erased_record.c.id).where(erased_record.c.org == bindparam("mine"), wanted)


def erased_since(cx: Connection, org: str, since: int, limit: int) -> dict[int, Item]:
    """Return who was erased after a number of the log, by the number that tells it."""
    query = _prospects(org).where(erased_record.c.seq > since)
    rows = cx.execute(query.order_by(erased_record.c.seq).limit(limit))
    return {row.seq: _item(row) for row in rows}


def erased_after_id(cx: Connection, org: str, since_id: str, limit: int) -> list[Item]:
    """Return everybody erased, by id: a laptop that begins anew may still know any of them."""
    query = _prospects(org).where(erased_record.c.id > since_id)
    return [_item(row) for row in cx.execute(query.order_by(erased_record.c.id).limit(limit))]


def _prospects(org: str) -> Any:
    columns = erased_record.c.seq, erased_record.c.id
    return select(*columns).where(erased_record.c.org == org, erased_record.c.entity == "prospect")


def _item(row: Any) -> Item:
    return Item(seq=row.seq, verb=Verb.ERASE, entity="prospect", id=row.id, rev=row.seq)
