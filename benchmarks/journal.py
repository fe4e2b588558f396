"""Appending to a journal, against the least that any journal does: the same columns as Parquet, and one hash a row."""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from adapters.flow import in_order
from adapters.journal import Keys, Lines, Recorder, Sources, Writer, create
from adapters.run import AHEAD, WORKERS
from benchmarks.complaints import complaints
from benchmarks.measuring import Taken, called, interleaved
from benchmarks.policies import PEERS, peers
from benchmarks.report import OURS, Versus
from engine import Engine
from engine.results import REVIEW

ROWS = 1_000_000
CHUNK = 1 << 17
ROUNDS = 5
ENTRY = bytes(160)
BARE = "Parquet, bare hashlib"


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Versus:
    """Append the decisions on so many complaints to a new journal in every round, committed and signed."""
    facts = read(rows)
    with Engine(peers()) as engine, _folder() as folder:
        result = engine.decide_columns(facts)
        runs = {
            OURS: partial(timed, partial(append, engine, facts, result, folder=folder)),
            BARE: partial(timed, partial(bare, facts, result, folder=folder)),
        }
        taken = interleaved(rounds, runs)
    return Versus(name="journal", title=f"{rows:,} rulings appended", rows=rows, runs=taken, target=0.5)


def timed(function: Callable[[], object]) -> Taken:
    """Call a function that uses threads and the disk, by the clock on the wall."""
    started = time.perf_counter()
    taken = called(function)
    return Taken(time.perf_counter() - started, taken.peak)


def read(rows: int) -> pl.DataFrame:
    """So many complaints as they are read: nothing amiss with any."""
    return complaints(0, rows).with_columns(pl.lit(None, pl.String).alias(REVIEW))


def append(engine: Engine, facts: pl.DataFrame, result: pl.DataFrame, *, folder: Path) -> int:
    """Append what was decided, chunk by chunk as a run does; the journal's size."""
    journal = folder / "journal"
    shutil.rmtree(journal, ignore_errors=True)
    keys = Keys.made("example.com/benchmark")
    create(journal, keys)
    with Writer(journal, keys) as writer, ThreadPoolExecutor(WORKERS) as pool:
        recorder = Recorder(writer, engine, Sources(PEERS.read_bytes(), None))

        def lines(first: int) -> Lines:
            return recorder.lines(facts[first : first + CHUNK], result[first : first + CHUNK], as_of=0)

        for chunk in in_order(pool, lines, range(0, facts.height, CHUNK), ahead=AHEAD):
            recorder.add(chunk)
        recorder.finish({}, as_of=0)
        return writer.size


def bare(facts: pl.DataFrame, result: pl.DataFrame, *, folder: Path) -> None:
    """Write the columns, and hash as many entries one by one."""
    columns = facts.hstack([one for one in result.get_columns() if one.name not in facts.columns])
    columns.write_parquet(folder / "bare.parquet", compression="zstd", compression_level=3)
    hashed(facts.height)


def hashed(rows: int) -> None:
    """Hash as many entries one by one."""
    sha256 = hashlib.sha256
    for _ in range(rows):
        sha256(ENTRY).digest()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
