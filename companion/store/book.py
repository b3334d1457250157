"""The laptop's records as an import looks them up: in bulk, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select, text

from companion.domain.prospects import SHARED_OBJECTION, Barred
from companion.store.barred_numbers import objected_among
from companion.store.campaigns import live_records
from companion.store.columns import read_record, record_columns
from companion.store.projections import portions
from companion.store.tables import RECORD_TABLES, prospect
from companion.wire.records import parse_json

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
    from companion.store.known import Known

# One walk through all prospects answers for a file of any length, so no index is kept for it.
_IDS = text(
    "SELECT p.id, json_extract(e.value, '$.system') AS system, "
    "json_extract(e.value, '$.value') AS value "
    "FROM prospect AS p, json_each(p.external_ids) AS e WHERE p.is_live"
)
_EMAILS = text("SELECT p.id, e.value FROM prospect AS p, json_each(p.emails) AS e WHERE p.is_live")
_PHONES = text("SELECT p.id, e.value FROM prospect AS p, json_each(p.phones) AS e WHERE p.is_live")

# With several numbers it is not told under which of them somebody else asked not to be called.
_BARRED = text(
    "SELECT e.value AS phone, p.do_not_call_lists AS lists, p.do_not_call = 1 AND "
    "(p.do_not_call_reason != :shared OR json_array_length(p.phones) = 1) AS is_objected "
    "FROM prospect AS p, json_each(p.phones) AS e WHERE p.is_live AND "
    "NOT (p.do_not_call = 0 AND p.do_not_call_lists = '[]')"
).bindparams(shared=SHARED_OBJECTION)


class StoreBook:
    """The ``Book`` of an import over the laptop's database, as ``cx`` sees it."""

    def __init__(self, cx: Connection, known: Known | None = None) -> None:
        """With ``known`` nobody is walked through: it says who may be meant."""
        self._cx = cx
        self._known = known

    def prospects_with_external_ids(self, wanted: AbstractSet[ExternalId]) -> Iterator[Prospect]:
        """Return the prospects that carry at least one of these external ids."""
        if self._known is not None:
            found = {id_ for e in wanted for id_ in self._known.ids(f"id:{e.system}", [e.value])}
            return self._records("prospect", "id", found)
        pairs = {(each.system, each.value) for each in wanted}
        rows = self._cx.execute(_IDS) if pairs else ()
        ids = [row.id for row in rows if (row.system, row.value) in pairs]
        return self._records("prospect", "id", ids)

    def prospects_with_emails(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these emails."""
        if self._known is not None:
            return self._records("prospect", "id", self._known.ids("email", wanted))
        rows = self._cx.execute(_EMAILS) if wanted else ()
        return self._records("prospect", "id", [row.id for row in rows if row.value in wanted])

    def prospects_with_phones(self, wanted: AbstractSet[str]) -> Iterator[Prospect]:
        """Return the prospects that have at least one of these phones."""
        if self._known is not None:
            return self._records("prospect", "id", self._known.ids("phone", wanted))
        rows = self._cx.execute(_PHONES) if wanted else ()
        return self._records("prospect", "id", [row.id for row in rows if row.value in wanted])

    def prospects_named(self, wanted: AbstractSet[tuple[str, str]]) -> Iterator[Prospect]:
        """Return the prospects with exactly one of these ``(name, company)`` pairs."""
        if self._known is not None:
            names = [f"{name}\0{company}" for name, company in wanted]
            found = self._records("prospect", "id", self._known.ids("name", names))
            return (each for each in found if (each.name, each.company) in wanted)
        query = select(prospect.c.id, prospect.c.name, prospect.c.company)
        rows = self._cx.execute(query.where(prospect.c.is_live)) if wanted else ()
        ids = [row.id for row in rows if (row.name, row.company) in wanted]
        return self._records("prospect", "id", ids)

    def touches_of(self, prospect_ids: AbstractSet[str]) -> Iterator[Touch]:
        """Return every touch of these prospects."""
        return self._records("touch", "prospect_id", prospect_ids)

    def campaigns(self) -> list[Campaign]:
        """Return every campaign."""
        return live_records(self._cx, "campaign")

    def promises(self) -> list[Promise]:
        """Return every promise of every campaign."""
        return live_records(self._cx, "promise")

    def promise_versions(self) -> list[PromiseVersion]:
        """Return every version of every promise, published or not."""
        return live_records(self._cx, "promise_version")

    def users(self) -> list[User]:
        """Return the people prospects can belong to."""
        return live_records(self._cx, "user")

    def barred_phones(self, wanted: AbstractSet[str]) -> Mapping[str, Barred]:
        """Return which of these phones must not be called, and why, as far as it is known here.

        The server, which knows all numbers, says so anew when what was imported is sent.
        """
        erased = objected_among(self._cx, wanted)
        found = {phone: Barred(is_objected=True) for phone in erased}
        for row in self._cx.execute(_BARRED) if wanted else ():
            if row.phone in wanted:
                before = found.get(row.phone, Barred(is_objected=False))
                lists = {*before.lists, *cast("list[str]", parse_json(row.lists))}
                is_objected = before.is_objected or bool(row.is_objected)
                found[row.phone] = Barred(is_objected, tuple(sorted(lists)))
        return {phone: each for phone, each in found.items() if each.is_objected or each.lists}

    def _records(self, entity: str, column: str, wanted: Iterable[str]) -> Iterator[Any]:
        table = RECORD_TABLES[entity]
        query = select(*record_columns(entity)).where(table.c.is_live)
        for portion in portions(list(dict.fromkeys(wanted))):
            for row in self._cx.execute(query.where(table.c[column].in_(portion))):
                yield read_record(entity, row)
