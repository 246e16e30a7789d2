"""Alembic's entry: runs the steps on the connection that `service.store.migrate` hands over, in its transaction."""

from alembic import context

from service.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    compare_type=True,
)
context.run_migrations()
