from __future__ import annotations

from dataclasses import fields

import pytest

from companion.server.tables import RECORD_TABLES, metadata
from companion.wire.records import ENTITIES

BESIDES = {"org", "rev", "field_rev", "extra", "deleted_at"}


@pytest.mark.parametrize("entity", ENTITIES)
def test_record_table_when_compared_with_its_noun_then_has_exactly_its_fields(entity):
    names = {field.name for field in fields(ENTITIES[entity].record_type)}
    assert set(RECORD_TABLES[entity].columns.keys()) == names | BESIDES


def test_tables_when_listed_then_every_constraint_and_index_is_named_and_fits_postgresql():
    names = [
        each.name
        for table in metadata.sorted_tables
        for each in (*table.constraints, *table.indexes)
    ]
    assert all(name and len(str(name)) <= 63 for name in names)


def test_tables_when_listed_then_every_row_belongs_to_an_organisation():
    apart = {"server_identity", "organisation", "schema_floor", "wrong_guess"}
    assert [
        t.name for t in metadata.sorted_tables if "org" not in t.c and t.name not in apart
    ] == []
