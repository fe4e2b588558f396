"""An outbox on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.stores.database import Database
from adapters.stores.outbox import StoredOutbox
from tests.adapters.stores.databases import fresh, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a PostgreSQL server."""
    with server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A new database."""
    target = str(tmp_path / "outbox.db")
    if request.param == "postgresql":
        target = fresh(request.getfixturevalue("postgres"))
    opened = Database(target, create=True)
    yield opened
    opened.close()


@pytest.fixture
def outbox(database: Database) -> StoredOutbox:
    """A new outbox."""
    return StoredOutbox(database)
