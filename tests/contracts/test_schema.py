from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from companion.server.schema import MIGRATIONS, SchemaState, _script, migrate, schema_state
from companion.server.tables import metadata


def _is_of_both(thing, name, kind, is_reflected, compared):
    """Leave out what SQLite alone has to search words with."""
    return not (kind == "table" and name.startswith("heard_words"))


def test_schema_when_migrated_then_equals_the_tables(database):
    with database.read() as cx:
        options = {"compare_type": True, "include_object": _is_of_both}
        context = MigrationContext.configure(cx, opts=options)
        assert compare_metadata(context, metadata) == []


def test_schema_when_migrated_twice_then_stays_current(database):
    migrate(database)
    with database.read() as cx:
        assert schema_state(cx) is SchemaState.CURRENT


def test_migrations_when_walked_then_each_says_who_serves_after_it_and_none_takes_that_back():
    walked = [each.module for each in _script().walk_revisions()][::-1]
    known = [each.revision for each in walked]
    floors = [known.index(each.SERVES_FROM) for each in walked]
    assert floors == sorted(floors)
    assert all(floor <= place for place, floor in enumerate(floors))


def test_migrations_when_shipped_then_lie_inside_the_package():
    assert MIGRATIONS.parent.name == "server"
    assert (MIGRATIONS / "env.py").is_file()
