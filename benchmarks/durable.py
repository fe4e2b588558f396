"""Durable appends: entries one by one from many writers at once, against one bare writer of SQLite rows."""

import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from adapters.journal import Keys, Line, Shared, Writer, create
from benchmarks.journal import ENTRY, timed
from benchmarks.measuring import BUILD, interleaved
from benchmarks.report import OURS, Versus

ROWS = 6_400
ROUNDS = 5
WRITERS = 64
BARE = "SQLite, FULL, a row each"


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD / "durable") -> Versus:
    """Append so many entries, each acknowledged only when it is on disk."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    runs = {
        OURS: partial(timed, partial(append, rows, folder)),
        BARE: partial(timed, partial(bare, rows, folder)),
    }
    taken = interleaved(rounds, runs)
    shutil.rmtree(folder)
    return Versus(
        name="durable",
        title=f"{rows:,} entries appended by {WRITERS} writers, one commit for all that wait",
        rows=rows,
        runs=taken,
        target=0.7,
    )


def append(rows: int, folder: Path) -> None:
    """Append from 64 threads, each waiting for its own."""
    shutil.rmtree(folder / "journal", ignore_errors=True)
    keys = Keys.made("example.com/benchmark")
    create(folder / "journal", keys)
    with Writer(folder / "journal", keys) as writer, ThreadPoolExecutor(WRITERS) as pool:
        shared = Shared(writer, lambda: time.time_ns() // 1000)
        list(pool.map(lambda _: shared.append([Line(ENTRY)]), range(rows)))
        shared.sign()


def bare(rows: int, folder: Path) -> None:
    """Commit as many rows one after the other."""
    (folder / "bare.db").unlink(missing_ok=True)
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, entry BLOB)")
    for _ in range(rows):
        connection.execute("INSERT INTO entry (entry) VALUES (?)", (ENTRY,))
    connection.close()
