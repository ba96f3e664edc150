"""Alembic's environment: the connection comes from the caller, so that one transaction covers a whole migration."""

from alembic import context
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (loads every table into the metadata)
from models.tables.base import with_postgresql

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=with_postgresql(SQLModel.metadata),
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
