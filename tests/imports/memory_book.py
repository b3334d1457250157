"""A book kept in a dictionary: the same Protocol the store and the server implement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.wire.records import check_record, entity_of, from_fields, to_fields

if TYPE_CHECKING:
    from companion.domain.prospects import Barred


class MemoryBook:
    def __init__(self, *records) -> None:
        self.records = {record.id: record for record in records}
        self.barred: dict[str, Barred] = {}

    def all(self, entity: str) -> list:
        return [each for each in self.records.values() if entity_of(each).name == entity]

    def write(self, change) -> None:
        """Keep what an import worked out, as strictly as a database would."""
        for record in change.creates:
            assert record.id not in self.records
            self._check_references(record)
            check_record(record)
            self.records[record.id] = record
        for patch in change.patches:
            kept = to_fields(self.records[patch.id])
            assert any(kept[name] != value for name, value in patch.fields.items())
            record = from_fields(patch.entity, patch.id, kept | patch.fields)
            check_record(record)
            self.records[patch.id] = record

    def prospects_with_external_ids(self, wanted):
        return [each for each in self.all("prospect") if wanted & set(each.external_ids)]

    def prospects_with_emails(self, wanted):
        return [each for each in self.all("prospect") if wanted & set(each.emails)]

    def prospects_with_phones(self, wanted):
        return [each for each in self.all("prospect") if wanted & set(each.phones)]

    def prospects_named(self, wanted):
        return [each for each in self.all("prospect") if (each.name, each.company) in wanted]

    def touches_of(self, prospect_ids):
        return [each for each in self.all("touch") if each.prospect_id in prospect_ids]

    def campaigns(self):
        return self.all("campaign")

    def promises(self):
        return self.all("promise")

    def promise_versions(self):
        return self.all("promise_version")

    def users(self):
        return self.all("user")

    def barred_phones(self, wanted):
        return {phone: why for phone, why in self.barred.items() if phone in wanted}

    def _check_references(self, record) -> None:
        for field in entity_of(record).references:
            target = getattr(record, field)
            assert target is None or target in self.records, field
