"""Failures: what keeps a database from being used."""


class StoreError(Exception):
    """The database cannot be used; says which and why, on one line."""
