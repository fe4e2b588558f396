"""What Alembic runs: the steps that are lacking, on the connection it is given."""

from alembic import context

from adapters.stores.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
