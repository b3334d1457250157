from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from companion.server.schema import MIGRATIONS, SchemaState, migrate, schema_state
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


def test_migrations_when_shipped_then_lie_inside_the_package():
    assert MIGRATIONS.parent.name == "server"
    assert (MIGRATIONS / "env.py").is_file()
