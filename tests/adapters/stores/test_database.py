"""Databases: opened at the newest schema, private, durable, and told about when they cannot be used."""

import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from adapters.stores.database import Database
from adapters.stores.failure import StoreError
from adapters.stores.migrations.versions import outbox_1
from adapters.stores.outbox import StoredOutbox
from adapters.stores.schema import HEAD, METADATA
from engine.outbox import Wanted
from tests.adapters.stores.test_outbox import TELL, action, wanted


def opened(path: Path, *, patience: float = 0.0) -> Database:
    return Database(str(path), create=True, patience=patience)


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_newest_migration_is_the_head() -> None:
    assert outbox_1.revision == HEAD


def test_a_database_is_opened_again_as_it_was_left(database: Database) -> None:
    StoredOutbox(database).put([wanted(TELL)], at=1)
    again = Database(database.name, create=False)
    assert len(StoredOutbox(again).claim("me", at=1, until=2, limit=1)) == 1
    again.close()


def test_a_step_can_be_undone(tmp_path: Path) -> None:
    database = opened(tmp_path / "o.db")
    with database.transaction() as connection:
        from alembic.operations import Operations  # noqa: PLC0415 -- used here alone

        with Operations.context(MigrationContext.configure(connection)):
            outbox_1.downgrade()
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    assert set(names) & {"actions", "queue"} == set()
    database.close()


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    opened(tmp_path / "o.db").close()
    assert stat.S_IMODE((tmp_path / "o.db").stat().st_mode) == 0o600


def test_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    database = opened(tmp_path / "o.db")
    with database.transaction() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    database.close()


def test_a_locked_database_is_told_after_some_patience(tmp_path: Path) -> None:
    path = tmp_path / "o.db"
    database = opened(path, patience=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as error:
        StoredOutbox(database).put([wanted(TELL)], at=1)
    assert str(error.value) == f"`{path}` cannot be used: database is locked"
    other.execute("ROLLBACK")
    assert StoredOutbox(database).put([wanted(TELL)], at=1).new == 1
    other.close()
    database.close()


def test_a_full_disk_is_told_and_leaves_the_batch_out_whole(tmp_path: Path) -> None:
    database = opened(tmp_path / "o.db")
    with database.transaction() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    many = [Wanted("p", f"T-{number}", (action("tell", text="x" * 2000),)) for number in range(100)]
    with pytest.raises(StoreError) as error:
        StoredOutbox(database).put(many, at=1)
    assert str(error.value) == f"`{tmp_path / 'o.db'}` cannot be used: database or disk is full"
    assert StoredOutbox(database).next_due() is None
    database.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path / "o.db").close()
    with sqlite3.connect(tmp_path / "o.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'outbox_999'")
    connection.close()
    with pytest.raises(StoreError) as error:
        opened(tmp_path / "o.db")
    assert str(error.value) == "the outbox was written by a newer tousu; use that one"


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "o.db").write_text("complaint_id,amount\n" * 100)
    with pytest.raises(StoreError) as error:
        opened(tmp_path / "o.db")
    assert str(error.value) == f"`{tmp_path / 'o.db'}` cannot be used: file is not a database"


@pytest.mark.parametrize(
    ("target", "create", "told"),
    [
        ("none.db", False, "there is no outbox at `none.db`; `tousu run --outbox` makes one"),
        ("none/o.db", True, "`none/o.db` cannot be used: no such file or directory"),
        ("://host/x", True, "the outbox is no path and no address such as `postgresql+psycopg://host/name`"),
        ("mysql+oursql://host/x", True, "needs a driver that is not installed"),
        ("postgresql://nobody@127.0.0.1:1/x", True, "connection failed"),
    ],
)
def test_a_database_that_is_not_there_is_told(
    target: str, create: bool, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError) as error:
        Database(target, create=create)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_password_is_never_told() -> None:
    with pytest.raises(StoreError) as error:
        Database("postgresql://me:secret@127.0.0.1:1/x", create=True)
    assert "me:***@" in str(error.value)
    assert "secret" not in str(error.value)
