"""Where Alembic starts: it is handed a connection that is already inside a transaction."""

from alembic import context

from companion.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite can; all migrations are kept or none
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
