"""Soak: the memory of a process that goes on and on, lap after lap of complaints that it has not met before."""

import gc
import resource
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from adapters.facts import FactReader
from adapters.feeds.mapping import identity
from adapters.feeds.reading import Feed
from adapters.run import Order, run
from benchmarks.complaints import complaints, write_parquet
from benchmarks.measuring import apart
from benchmarks.policies import peers, wide
from benchmarks.report import Soak
from engine import Engine

ROWS = 200_000
ROUNDS = 60
RUNS = 16
FLAGS = 24

Laps = Iterator[None]


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Soak:
    """Go each way in which a process may go on for months, in a process of its own, for as many laps as `rounds`."""
    held = {name: apart(watched, name, rows, rounds) for name in WAYS}
    return Soak(name="soak", title=f"memory over {rounds} laps of {rows:,} complaints", held=held)


def watched(name: str, rows: int, laps: int) -> list[int]:
    """Bytes that this process holds after each lap of a way."""
    return [_held() for _ in islice(WAYS[name](rows), laps)]


def _held() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _runs(rows: int) -> Laps:
    """Whole runs, one after the other, each with an engine of its own.

    A lap is `RUNS` of them: what is given back in pieces takes some two hundred runs to lie where it then stays.
    """
    policy = peers()
    with TemporaryDirectory(prefix="tousu-soak-") as folder:
        feed = Path(folder, "feed.parquet")
        write_parquet(feed, rows)
        while True:
            for _ in range(RUNS):
                order = Order(
                    feed=Feed([str(feed)]),
                    reader=FactReader(identity(policy)),
                    policy=policy,
                    as_of=0,
                    folder=Path(folder, "out"),
                    format="parquet",
                )
                run(order, lambda _: None)
            yield


def _singly(rows: int) -> Laps:
    """Single complaints on one engine."""
    with Engine(peers()) as engine:
        for lap in _counted():
            for complaint in complaints(lap * rows, rows).iter_rows(named=True):
                engine.decide(complaint)
            yield


def _uncached(rows: int) -> Laps:
    """A hundredth of the complaints, each asserted into durable_rules."""
    with Engine(peers()) as engine:
        for lap in _counted():
            for complaint in complaints(lap * rows, max(1, rows // 100)).iter_rows(named=True):
                engine.decide_uncached(complaint)
            yield


def _columns(rows: int) -> Laps:
    """Columns of complaints of which nearly each comes to a set of rules of its own, and a tenth of them singly."""
    with Engine(wide(FLAGS)) as engine:
        for lap in _counted():
            frame = _flags(lap, rows)
            engine.decide_columns(frame)
            for complaint in frame.head(rows // 10).iter_rows(named=True):
                engine.decide(complaint)
            yield


def _policies(rows: int) -> Laps:
    """Policies loaded, compiled, used once and given back."""
    for lap in _counted():
        for _ in range(max(1, rows // 20_000)):
            with Engine(wide(FLAGS)) as engine:
                engine.decide_columns(_flags(lap, 100))
        yield


WAYS: dict[str, Callable[[int], Laps]] = {
    "whole runs": _runs,
    "single complaints": _singly,
    "asked of durable_rules": _uncached,
    "columns, ever new sets of rules": _columns,
    "policies, loaded anew": _policies,
}


def _flags(lap: int, rows: int) -> pl.DataFrame:
    """Complaints that have each flag or not, and in a tenth of the cases do not say."""
    draw = np.random.default_rng((lap, rows))
    chances = {f"f{flag}": draw.random(rows) for flag in range(FLAGS)}
    told = {name: pl.Series(name, found < 0.45).set(pl.Series(found >= 0.9), None) for name, found in chances.items()}
    return pl.DataFrame({"id": [f"{lap}-{row}" for row in range(rows)], **told})


def _counted() -> Iterator[int]:
    lap = 0
    while True:
        yield lap
        lap += 1
