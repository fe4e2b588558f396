"""Alembic migrations: how the tables came to be what `adapters.stores.schema` says."""
