"""The server's records as an import looks them up: in bulk, within one transaction."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from companion.domain.prospects import Barred
from companion.server.bars.numbers import Bars
from companion.server.kept import external_kind, portions, row_fields
from companion.server.tables import RECORD_TABLES, prospect_key
from companion.wire.records import from_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sqlalchemy import Connection

    from companion.domain.campaigns import Campaign
    from companion.domain.external_ids import ExternalId
    from companion.domain.people import User
    from companion.domain.promises import Promise, PromiseVersion
    from companion.domain.prospects import Prospect
    from companion.domain.touches import Touch


class ServerBook:
    """The ``Book`` of an import over one organisation's records, as ``cx`` sees them."""

    def __init__(self, cx: Connection, org: str) -> None:
        self._cx = cx
        self._org = org

    def prospects_with_external_ids(self, wanted: AbstractSet[ExternalId]) -> Iterator[Prospect]:
        """Return the prospects that carry at least one of these external ids."""
        by_kind: dict[str, set[str]] = defaultdict(set)
        for each in wanted:
            by_kind[external_kind(each.system)].add(each.value)
        return self._prospects(
            found for kind, values in by_kind.items() for found in self._known_by(kind, values)
        )

    def prospects_with_emails(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these emails."""
        return self._prospects(self._known_by("email", wanted))

    def prospects_with_phones(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these phones."""
        return self._prospects(self._known_by("phone", wanted))

    def prospects_named(self, wanted: AbstractSet[tuple[str, str]]) -> Iterator[Prospect]:
        """Return the prospects with exactly one of these ``(name, company)`` pairs."""
        names = {name for name, _ in wanted}
        for found in self._records("prospect", "name", names):
            if (found.name, found.company) in wanted:
                yield found

    def touches_of(self, prospect_ids: AbstractSet[str]) -> Iterator[Touch]:
        """Return every touch of these prospects."""
        return self._records("touch", "prospect_id", prospect_ids)

    def campaigns(self) -> list[Campaign]:
        """Return every campaign."""
        return list(self._records("campaign"))

    def promises(self) -> list[Promise]:
        """Return every promise of every campaign."""
        return list(self._records("promise"))

    def promise_versions(self) -> list[PromiseVersion]:
        """Return every version of every promise, published or not."""
        return list(self._records("promise_version"))

    def users(self) -> list[User]:
        """Return the people prospects can belong to."""
        return [each for each in self._records("user") if each.is_active]

    def barred_phones(self, wanted: AbstractSet[str]) -> Mapping[str, Barred]:
        """Return which of these phones must not be called, and why."""
        bars = Bars(self._cx, self._org)
        bars.look_up(wanted)
        return {
            each: Barred(is_objected, tuple(lists))
            for each in wanted
            if (is_objected := bars.is_objected((each,))) | bool(lists := bars.lists_of((each,)))
        }

    def _known_by(self, kind: str, values: Iterable[str]) -> Iterator[str]:
        columns = prospect_key.c
        query = select(columns.prospect_id).where(columns.org == self._org, columns.kind == kind)
        for some in portions(values):
            yield from self._cx.execute(query.where(columns.value.in_(some))).scalars()

    def _prospects(self, ids: Iterable[str]) -> Iterator[Prospect]:
        return self._records("prospect", "id", dict.fromkeys(ids))

    def _records(
        self, entity: str, column: str = "", wanted: Iterable[str] | None = None
    ) -> Iterator[Any]:
        """Yield the records that are not deleted; of ``column`` only those ``wanted``."""
        table = RECORD_TABLES[entity]
        query = select(table).where(table.c.org == self._org, table.c.deleted_at.is_(None))
        queries = [query] if wanted is None else []
        queries += [query.where(table.c[column].in_(some)) for some in portions(wanted or ())]
        for each in queries:
            for row in self._cx.execute(each).mappings():
                yield from_fields(entity, row["id"], row_fields(entity, row))
