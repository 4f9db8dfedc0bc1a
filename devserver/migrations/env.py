"""How a migration gets its connection: from whoever runs it, as the attribute `connection`."""

from alembic import context

from devserver.engine.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
