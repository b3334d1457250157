"""Items of a batch: read one by one, taken together, each with exactly one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import JsonValue, ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from companion.domain.errors import RejectedError
from companion.domain.problems import is_storable
from companion.server.bodies import invalid_message
from companion.server.integrations.messages import Batch, Given
from companion.server.integrations.told import ItemOutcome
from companion.wire.messages import BYTES_PER_CHANGE
from companion.wire.records import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

ItemT = TypeVar("ItemT", bound=Given)

_ROOM = BYTES_PER_CHANGE // 2
"""Most bytes of one item: a record grows by what is there already."""


@dataclass(frozen=True, slots=True)
class Numbered(Generic[ItemT]):
    """An item and its place in the batch."""

    index: int
    item: ItemT


@dataclass(frozen=True, slots=True)
class Parcel(Generic[ItemT]):
    """A batch as it was read: what can be taken, and what was refused at once."""

    items: Sequence[Numbered[ItemT]]
    refused: Sequence[ItemOutcome]


def read_batch(body: bytes, kind: type[ItemT]) -> Parcel[ItemT]:
    """Read a batch; an item that is not what it must be is refused by itself.

    Raises:
        RejectedError: ``unreadable`` (no JSON) or ``invalid`` (no batch).
    """
    try:
        batch = Batch.model_validate_json(body)
    except ValidationError as error:
        raise invalid_message(error) from None
    items: list[Numbered[ItemT]] = []
    refused: list[ItemOutcome] = []
    for index, given in enumerate(batch.items):
        try:
            items.append(Numbered(index, _read(given, kind)))
        except RejectedError as error:
            refused.append(rejected(index, error.sentence))
    return Parcel(items, refused)


def take_items(
    cx: Connection,
    items: Sequence[Numbered[ItemT]],
    take: Callable[[Sequence[Numbered[ItemT]]], list[ItemOutcome]],
) -> list[ItemOutcome]:
    """Take items together; if one cannot be kept after all, each is taken by itself."""
    if not items:
        return []
    try:
        with cx.begin_nested():
            return take(items)
    except RejectedError as error:
        sentence = error.sentence
    except (DataError, IntegrityError):
        sentence = "The server's database cannot keep this."
    if len(items) == 1:
        return [rejected(items[0].index, sentence)]
    return [outcome for each in items for outcome in take_items(cx, [each], take)]


def rejected(index: int, sentence: str) -> ItemOutcome:
    """Make the outcome of an item of which nothing was taken."""
    return ItemOutcome(index=index, outcome="rejected", message=sentence)


def _read(given: dict[str, JsonValue], kind: type[ItemT]) -> ItemT:
    written = write_json(given)
    if len(written) > _ROOM:
        raise RejectedError(f"This item is over {_ROOM // 1024} KiB. Please shorten it.")
    if not _are_storable(given):
        raise RejectedError("There is a character in this item that cannot be kept.")
    try:
        return kind.model_validate_json(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the item"
        raise RejectedError(f"{place}: {first['msg']}.") from None


def _are_storable(value: object) -> bool:
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, dict):
        return all(is_storable(name) and _are_storable(each) for name, each in value.items())
    return not isinstance(value, list) or all(map(_are_storable, value))
