"""The tail: the newest entries, in SQLite, until they fill a segment; and what the writer must not forget."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self

import polars as pl

from adapters.journal.errors import UnreadableJournalError, UsedJournalError
from adapters.journal.lines import COLUMNS, Line, framed
from engine.journal.entry import KEY_AT, KEY_SIZE
from rules.said import Said

NAME = "hot.db"
_KEY = f"substr(entry, {KEY_AT + 1}, {KEY_SIZE})"
_INDEX = f"CREATE INDEX entry_key ON entry ({_KEY})"
_SCHEMA = """
CREATE TABLE entry (number INTEGER PRIMARY KEY, entry BLOB NOT NULL, salt BLOB, facts BLOB) STRICT;
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 0), sealed INTEGER, signed_size INTEGER, signed_root BLOB
) STRICT;
CREATE TABLE activation (digest BLOB PRIMARY KEY, number INTEGER NOT NULL) STRICT;
INSERT INTO state VALUES (0, 0, 0, x'');
"""
_ADDED = """
CREATE TABLE IF NOT EXISTS bound (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER, mac BLOB) STRICT;
CREATE TABLE IF NOT EXISTS run (
    identity BLOB, as_of INTEGER, number INTEGER, shown INTEGER, PRIMARY KEY (identity, as_of)
) STRICT;
"""
"""What the journals of the earliest releases lack."""
_BY_KEY = f"SELECT number FROM entry WHERE {_KEY} = ? AND number >= ? ORDER BY number"  # noqa: S608 -- all of it is ours


@dataclass(frozen=True, slots=True)
class State:
    """How many segments count, and the last head that was signed."""

    sealed: int
    signed_size: int
    signed_root: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """How many entries were committed, and the writer's word for it."""

    size: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is on record: `number` is its own entry; `shown` tells whether its outputs appeared."""

    identity: bytes
    as_of: int
    number: int
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit brings besides entries, which are numbered from `first`; those before `low` are in segments."""

    first: int
    bound: Bound
    sealed: int = 0
    low: int = 0
    activations: Mapping[bytes, int] = field(default_factory=dict)
    runs: Sequence[Run] = ()


class Tail:
    """The database; raises UnreadableJournalError where it is none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def create(cls, folder: Path) -> None:
        """Make the database of a new journal."""
        connection = sqlite3.connect(folder / NAME)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        connection.execute(_INDEX)
        connection.executescript(_ADDED)
        connection.commit()
        connection.close()

    @classmethod
    def open(cls, folder: Path, *, writes: bool) -> Self:
        """Open the database to write, each commit flushed to disk, or only to read."""
        path = (folder / NAME).resolve()
        # Readers of a medium that cannot be written have no use for SQLite's locks, and no place for them.
        mode = "mode=rw" if writes else "mode=ro" if os.access(folder, os.W_OK) else "mode=ro&immutable=1"
        with _explained(path):
            connection = sqlite3.connect(
                f"{path.as_uri()}?{mode}", uri=True, timeout=1, isolation_level=None, check_same_thread=False
            )
            if writes:
                # FULL: in WAL mode NORMAL was seen to lose acknowledged commits on a power cut.
                connection.execute("PRAGMA synchronous = FULL")
                # What is deleted is overwritten, since it may be what somebody had the right to have erased.
                connection.execute("PRAGMA secure_delete = ON")
                connection.executescript(_ADDED)
            else:
                # Until it is closed, a reader sees the journal as it was at one instant.
                connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM state").fetchone()
        return cls(connection)

    @property
    def state(self) -> State:
        """The state."""
        with _explained(Path(NAME)):
            found = self._connection.execute("SELECT sealed, signed_size, signed_root FROM state").fetchone()
            return State(*found)

    def lines(self, low: int, high: int | None = None) -> Iterator[tuple[int, Line]]:
        """The entries from number `low`, in order."""
        with _explained(Path(NAME)):
            query = "SELECT number, entry, salt, facts FROM entry WHERE number >= ? AND number < ? ORDER BY number"
            for number, *line in self._connection.execute(query, (low, 1 << 62 if high is None else high)):
                yield number, Line(*line)

    def frame(self, low: int, high: int | None = None) -> pl.DataFrame:
        """These entries by column."""
        return framed(line for _, line in self.lines(low, high))

    def end(self, low: int) -> int:
        """The number after the last entry, `low` when there is none from there on."""
        with _explained(Path(NAME)):
            found = self._connection.execute("SELECT max(number) FROM entry WHERE number >= ?", (low,)).fetchone()[0]
        return low if found is None else int(found) + 1

    def of_key(self, key: bytes, low: int) -> list[int]:
        """The numbers, from `low`, of the rulings on a complaint."""
        with _explained(Path(NAME)):
            return [number for (number,) in self._connection.execute(_BY_KEY, (key, low))]

    def activations(self) -> dict[bytes, int]:
        """The number of the entry of each activation, by digest."""
        with _explained(Path(NAME)):
            return dict(self._connection.execute("SELECT digest, number FROM activation"))

    @property
    def bound(self) -> Bound | None:
        """What the last commit was bound by."""
        found = self._if_there("bound", "SELECT size, mac FROM bound")
        return Bound(*found[0]) if found else None

    def runs(self) -> list[Run]:
        """The runs that are on record."""
        found = self._if_there("run", "SELECT identity, as_of, number, shown FROM run ORDER BY number")
        return [Run(identity, as_of, number, bool(shown)) for identity, as_of, number, shown in found]

    def _if_there(self, table: str, query: str) -> list[tuple[Any, ...]]:
        with _explained(Path(NAME)):
            there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            return self._connection.execute(query).fetchall() if there else []

    def commit(self, lines: pl.DataFrame, step: Step) -> None:
        """Add entries, let go of those that are in segments now, and what else a step brings: all for good."""
        with _explained(Path(NAME)), self._transaction():
            execute, executemany = self._connection.execute, self._connection.executemany
            execute("DELETE FROM entry WHERE number < ?", (step.low,))
            rows = zip(count(step.first), *(lines[name].to_list() for name in COLUMNS), strict=False)
            executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
            executemany("INSERT OR IGNORE INTO activation VALUES (?, ?)", step.activations.items())
            executemany(
                "INSERT INTO run VALUES (?, ?, ?, 0)", ((one.identity, one.as_of, one.number) for one in step.runs)
            )
            execute("INSERT OR REPLACE INTO bound VALUES (0, ?, ?)", (step.bound.size, step.bound.mac))
            execute("UPDATE state SET sealed = ?", (step.sealed,))

    def show(self, number: int) -> None:
        """Remember that the outputs of a run appeared."""
        with _explained(Path(NAME)), self._transaction():
            self._connection.execute("UPDATE run SET shown = 1 WHERE number = ?", (number,))

    def sign(self, size: int, root: bytes) -> None:
        """Remember a head, before it is published."""
        with _explained(Path(NAME)), self._transaction():
            self._connection.execute("UPDATE state SET signed_size = ?, signed_root = ?", (size, root))

    def forget(self, numbers: Iterable[int]) -> None:
        """Erase the salts and facts of entries, also from the space that SQLite would reuse and from its log."""
        with _explained(Path(NAME)):
            with self._transaction():
                update = "UPDATE entry SET salt = NULL, facts = NULL WHERE number = ?"
                self._connection.executemany(update, ((number,) for number in numbers))
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise UsedJournalError(Said("another process reads the journal, so not all of it is gone yet; do it again"))

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, TypeError) as error:
        raise UnreadableJournalError(Said("`{path}` cannot be used: {why}", path=path.name, why=error)) from error
