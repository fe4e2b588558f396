"""The tail: the newest entries, in SQLite, until they fill a segment; and what the writer must not forget."""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from itertools import count
from pathlib import Path
from typing import Any, Self

import polars as pl

from adapters.journal.errors import UnreadableJournalError, UsedJournalError
from adapters.journal.lines import key_of
from adapters.journal.piece import NUMBERED, Piece, cut
from adapters.journal.segment import offsets_of
from adapters.journal.step import Bound, Run, State, Step
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
CREATE TABLE IF NOT EXISTS piece (
    first INTEGER PRIMARY KEY, count INTEGER, idx BLOB, decisions BLOB, facts BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS run (
    identity BLOB, as_of INTEGER, number INTEGER, shown INTEGER, PRIMARY KEY (identity, as_of)
) STRICT;
"""
"""What the journals of the earliest releases lack."""
ENDLESS = 1 << 62
_BY_KEY = f"SELECT number FROM entry WHERE {_KEY} = ? AND number >= ? ORDER BY number"  # noqa: S608 -- all of it is ours


class Tail:
    """The database; raises UnreadableJournalError where it is none."""

    def __init__(self, connection: sqlite3.Connection, *, knows_runs: bool) -> None:
        self._connection = connection
        self.knows_runs = knows_runs
        """Whether the journal had a table of its runs when it was opened; those of the earliest releases had none."""

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
            knows_runs = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'run'").fetchone() is not None
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
        return cls(connection, knows_runs=knows_runs)

    @property
    def state(self) -> State:
        """The state."""
        with _explained(Path(NAME)):
            found = self._connection.execute("SELECT sealed, signed_size, signed_root FROM state").fetchone()
            return State(_number(found[0]), _number(found[1]), _bytes(found[2]))

    def numbered(self, low: int, high: int = ENDLESS) -> pl.DataFrame:
        """The entries from `low` until before `high`, in order: `number`, `entry`, `salt` and `facts`."""
        with _explained(Path(NAME)):
            query = "SELECT number, entry, salt, facts FROM entry WHERE number >= ? AND number < ? ORDER BY number"
            rows = list(zip(*self._connection.execute(query, (low, high)).fetchall(), strict=True))
            columns = dict(zip(NUMBERED, rows, strict=True)) if rows else {}
            found = pl.DataFrame({name: columns.get(name, []) for name in NUMBERED}, schema=NUMBERED)
            pieces = [piece.numbered() for piece in self.pieces(low, high)]
            if not pieces:
                return found
            whole = pl.concat([found, *pieces]).filter(pl.col("number").is_between(low, high, closed="left"))
            return whole.sort("number")

    def pieces(self, low: int, high: int = ENDLESS) -> list[Piece]:
        """The pieces that have some of these entries, in order."""
        query = (
            "SELECT first, count, idx, decisions, facts FROM piece WHERE first + count > ?1 AND first < ?2 "
            "AND first >= coalesce((SELECT max(first) FROM piece WHERE first <= ?1), 0) ORDER BY first"
        )
        return [Piece(*one) for one in self._if_there("piece", query, (low, high))]

    def frame(self, low: int, high: int = ENDLESS) -> pl.DataFrame:
        """These entries by column: `entry`, `salt` and `facts`."""
        return self.numbered(low, high).drop("number")

    def end(self, low: int) -> int:
        """The number after the last entry, `low` when there is none from there on."""
        with _explained(Path(NAME)):
            last = self._connection.execute("SELECT max(number) FROM entry WHERE number >= ?", (low,)).fetchall()
            last += self._if_there("piece", "SELECT max(first + count) - 1 FROM piece WHERE first >= ?", (low,))
            return 1 + max((_number(one) for (one,) in last if one is not None), default=low - 1)

    def of_key(self, key: bytes, low: int) -> list[int]:
        """The numbers, from `low`, of the rulings on a complaint."""
        with _explained(Path(NAME)):
            found = [number for (number,) in self._connection.execute(_BY_KEY, (key, low))]
            for first, held in self._if_there("piece", "SELECT first, idx FROM piece WHERE first >= ?", (low,)):
                maybe = (first + offset for offset in offsets_of(key, held))
                found += [number for number in maybe if key_of(self.frame(number, number + 1)["entry"][0]) == key]
        return sorted(found)

    def activations(self) -> dict[bytes, int]:
        """The number of the entry of each activation, by digest."""
        with _explained(Path(NAME)):
            found = self._connection.execute("SELECT digest, number FROM activation").fetchall()
            return {_bytes(digest): _number(number) for digest, number in found}

    @property
    def bound(self) -> Bound | None:
        """What the last commit was bound by."""
        found = self._if_there("bound", "SELECT size, mac FROM bound")
        with _explained(Path(NAME)):
            return Bound(_number(found[0][0]), _bytes(found[0][1])) if found else None

    def runs(self) -> list[Run]:
        """The runs that are on record."""
        found = self._if_there("run", "SELECT identity, as_of, number, shown FROM run ORDER BY number")
        with _explained(Path(NAME)):
            return [Run(_bytes(one), as_of, _number(number), bool(shown)) for one, as_of, number, shown in found]

    def _if_there(self, table: str, query: str, given: tuple[int, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query on a table finds that the journals of the earliest releases lack."""
        with _explained(Path(NAME)):
            there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            return self._connection.execute(query, given).fetchall() if there else []

    def commit(self, lines: pl.DataFrame, step: Step) -> None:
        """Add entries, let go of those that are in segments now, and what else a step brings: all for good."""
        with _explained(Path(NAME)), self._transaction():
            execute, executemany = self._connection.execute, self._connection.executemany
            execute("DELETE FROM entry WHERE number < ?", (step.low,))
            execute("DELETE FROM piece WHERE first < ?", (step.low,))
            pieces, rest = cut(lines, step.first)
            executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?)", map(astuple, pieces))
            rows = zip(
                count(step.first + lines.height - rest.height), *rest.to_dict(as_series=False).values(), strict=False
            )
            executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
            executemany("INSERT OR IGNORE INTO activation VALUES (?, ?)", step.activations.items())
            executemany(
                "INSERT INTO run VALUES (?, ?, ?, 0)", ((one.identity, one.as_of, one.number) for one in step.runs)
            )
            execute("INSERT OR REPLACE INTO bound VALUES (0, ?, ?)", (step.bound.size, step.bound.mac))
            execute("UPDATE state SET sealed = ?", (step.sealed,))

    def learn(self, runs: Iterable[Run]) -> None:
        """Take up the runs of a journal that had no table of them."""
        with _explained(Path(NAME)), self._transaction():
            rows = ((one.identity, one.as_of, one.number) for one in runs)
            self._connection.executemany("INSERT OR IGNORE INTO run VALUES (?, ?, ?, 1)", rows)
        self.knows_runs = True

    def show(self, number: int) -> None:
        """Remember that the outputs of a run appeared."""
        with _explained(Path(NAME)), self._transaction():
            self._connection.execute("UPDATE run SET shown = 1 WHERE number = ?", (number,))

    def sign(self, size: int, root: bytes) -> None:
        """Remember a head, before it is published."""
        with _explained(Path(NAME)), self._transaction():
            self._connection.execute("UPDATE state SET signed_size = ?, signed_root = ?", (size, root))

    def forget(self, numbers: Collection[int]) -> None:
        """Erase the salts and facts of entries, also from the space that SQLite would reuse and from its log."""
        with _explained(Path(NAME)):
            with self._transaction():
                update = "UPDATE entry SET salt = NULL, facts = NULL WHERE number = ?"
                self._connection.executemany(update, ((number,) for number in numbers))
                for piece in self.pieces(min(numbers, default=0), max(numbers, default=-1) + 1):
                    update = "UPDATE piece SET facts = ? WHERE first = ?"
                    self._connection.execute(update, (piece.forgotten(numbers).facts, piece.first))
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


def _number(value: object) -> int:
    """A number of entries or segments; raises ValueError for what else somebody may have put in its place."""
    if not isinstance(value, int) or not 0 <= value < ENDLESS:
        raise ValueError(Said("no number where one should be"))
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(Said("no bytes where some should be"))
    return value


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, pl.exceptions.PolarsError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableJournalError(Said("`{path}` cannot be used: {why}", path=path.name, why=error)) from error
