"""Databases: a SQLite file or a PostgreSQL address, brought to the newest schema when opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from adapters.stores.failure import StoreError
from adapters.stores.schema import HEAD
from rules.said import Said

MODE = 0o600
PATIENCE = 30.0
"""Seconds that a write waits for another's."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL")


class Database:
    """A database that several threads and processes may use at once; raises StoreError."""

    def __init__(self, target: str, *, create: bool, patience: float = PATIENCE) -> None:
        self._url = _url(target)
        self.name = self._url.render_as_string(hide_password=True) if "://" in target else target
        self._engine = self._opened(create=create, patience=patience)
        try:
            with self.transaction() as connection:
                _migrate(connection)
        except BaseException:
            self.close()
            raise

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose changes are on disk when the block ends, or undone when it raises."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            why = str(error.orig).strip().split("\n")[0].lower()
            raise StoreError(Said("`{name}` cannot be used: {why}", name=self.name, why=why)) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _opened(self, *, create: bool, patience: float) -> Engine:
        if self._url.get_backend_name() != "sqlite":
            try:
                return create_engine(self._url, pool_pre_ping=True)
            except (ModuleNotFoundError, NoSuchModuleError) as error:
                raise StoreError(
                    Said(
                        "`{name}` needs a driver that is not installed: {why}",
                        name=self.name.lower(),
                        why=str(error).lower(),
                    )
                ) from error
        _private(Path(self._url.database or ""), create=create)
        engine = create_engine(self._url, connect_args={"timeout": patience, "check_same_thread": False})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine


def _url(target: str) -> URL:
    """The address of a database; anything without a scheme is the path of a SQLite file."""
    if "://" not in target:
        return URL.create("sqlite+pysqlite", database=target)
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise StoreError(
            Said("the outbox is no path and no address such as `postgresql+psycopg://host/name`")
        ) from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url


def _private(path: Path, *, create: bool) -> None:
    """Make the file readable by its owner alone, or see that it is there."""
    try:
        if not create and not path.is_file():
            raise StoreError(Said("there is no outbox at `{path}`; `tousu run --outbox` makes one", path=path))
        if create:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, MODE))
    except OSError as error:
        raise StoreError(
            Said("`{path}` cannot be used: {why}", path=path, why=(error.strerror or str(error)).lower())
        ) from error


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 -- SQLAlchemy gives the driver's own
    """Leave transactions to `_begin`; what is committed survives a power cut (FULL: NORMAL was seen to lose rows)."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first could not take it any more when another wrote."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    """Bring the tables to the newest schema, if they are not."""
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found == HEAD:
            return
    # Only now, since Alembic takes its time to load.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7499621)"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(Said("the outbox was written by a newer tousu; use that one")) from error
