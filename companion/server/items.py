"""Records on their way to a laptop: which ones its person may see, and how they are written."""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sqlalchemy import and_, bindparam, select, true

from companion.server.among import is_among
from companion.server.kept import portions
from companion.server.tables import RECORD_TABLES, prospect
from companion.wire.messages import Verb
from companion.wire.records import ENTITIES, field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Row, Select


class Item(NamedTuple):
    """What a laptop is told of one record, as ``messages.PullItem`` has it.

    ``data`` are values that are written as the wire has them, times as they come from the database:
    of hundreds on a page none is looked at, only written.
    """

    seq: int
    verb: Verb
    entity: str
    id: str
    rev: int
    data: Mapping[str, Any] = {}


class Seer(Protocol):
    """Whose eyes a statement sees with: a person, or what is bound in one's place."""

    @property
    def org(self) -> Any:
        """Return the organisation."""
        ...

    @property
    def user_id(self) -> Any:
        """Return the person."""
        ...

    @property
    def sees_all(self) -> bool:
        """Tell whether every prospect is theirs to see."""
        ...


def is_visible(entity: str, actor: Seer) -> ColumnElement[bool]:
    """Return the condition under which a person sees rows of an entity."""
    place = ENTITIES[entity].prospect_field
    if place is None or actor.sees_all:
        return true()
    if entity == "prospect":
        is_theirs: ColumnElement[bool] = prospect.c.owner_id == actor.user_id
        return is_theirs
    theirs = select(prospect.c.id).where(
        and_(prospect.c.org == actor.org, prospect.c.owner_id == actor.user_id)
    )
    # "IS true" keeps PostgreSQL from joining: it looks their prospects up once and then goes
    # through the others' records in order, where it would have looked for each one's prospect.
    return RECORD_TABLES[entity].c[place].in_(theirs).is_(True)


def read_items(
    cx: Connection, org: str, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Item]:
    """Read records by entity and id, each at its newest state; tombstones are ``gone``."""
    ids: dict[str, list[str]] = {}
    for entity, record_id in keys:
        ids.setdefault(entity, []).append(record_id)
    found: dict[tuple[str, str], Item] = {}
    for entity, mine in ids.items():
        query = _by_id(cx.dialect.name, entity)
        for some in portions(mine):
            for row in cx.execute(query, {"org": org, "ids": some}):
                item = to_item(entity, row)
                found[entity, item.id] = item
    return found


def to_item(entity: str, row: Row[Any]) -> Item:
    """Turn a row of an entity's table into what a laptop is told."""
    record_id, rev, extra, deleted_at, *values = _picked(entity)(row)
    if deleted_at is not None:
        return Item(rev, Verb.GONE, entity, record_id, rev)
    data = dict(zip(_names(entity), values, strict=True))
    return Item(rev, Verb.PUT, entity, record_id, rev, data | extra if extra else data)


@cache
def _by_id(dialect: str, entity: str) -> Select[Any]:
    table = RECORD_TABLES[entity]
    return select(table).where(
        table.c.org == bindparam("org"), is_among(dialect, table.c.id, "ids")
    )


@cache
def _names(entity: str) -> tuple[str, ...]:
    names = field_names(entity)
    return tuple(str(each.name) for each in RECORD_TABLES[entity].c if each.name in names)


@cache
def _picked(entity: str) -> Callable[[Row[Any]], tuple[Any, ...]]:
    places = {each.name: place for place, each in enumerate(RECORD_TABLES[entity].c)}
    wanted = ("id", "rev", "extra", "deleted_at", *_names(entity))
    return itemgetter(*(places[name] for name in wanted))
