"""Who was erased, by their ids alone: told to laptops, and refused when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from companion.domain.errors import RejectedError
from companion.server.kept import portions
from companion.server.rights_tables import erased_record
from companion.wire.messages import PullItem, RejectionCode, Verb

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
    mine = erased_record.c.org == org
    if not (asked := sorted(set(ids))) or not cx.scalar(select(exists().where(mine))):
        return set()
    query = select(erased_record.c.id).where(mine)
    return {
        each
        for some in portions(asked)
        for each in cx.scalars(query.where(erased_record.c.id.in_(some)))
    }


def erased_since(cx: Connection, org: str, since: int, limit: int) -> dict[int, PullItem]:
    """Return who was erased after a number of the log, by the number that tells it."""
    query = _prospects(org).where(erased_record.c.seq > since)
    rows = cx.execute(query.order_by(erased_record.c.seq).limit(limit))
    return {row.seq: _item(row) for row in rows}


def erased_after_id(cx: Connection, org: str, since_id: str, limit: int) -> list[PullItem]:
    """Return everybody erased, by id: a laptop that begins anew may still know any of them."""
    query = _prospects(org).where(erased_record.c.id > since_id)
    return [_item(row) for row in cx.execute(query.order_by(erased_record.c.id).limit(limit))]


def _prospects(org: str) -> Any:
    columns = erased_record.c.seq, erased_record.c.id
    return select(*columns).where(erased_record.c.org == org, erased_record.c.entity == "prospect")


def _item(row: Any) -> PullItem:
    return PullItem(seq=row.seq, verb=Verb.ERASE, entity="prospect", id=row.id, rev=row.seq)
