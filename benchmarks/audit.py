"""Auditing a journal that a run wrote: its size, and what it takes to verify, replay and look into it."""

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import polars as pl

from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, plan_for
from adapters.feeds.reading import Feed
from adapters.journal import Keys, Records, Sources, Writer, create
from adapters.journal.replaying import Replayed, replay, spans
from adapters.journal.verdict import Verdict
from adapters.journal.verifying import verify
from adapters.run import Order, run
from benchmarks.complaints import write_parquet
from benchmarks.journal import hashed
from benchmarks.measuring import BUILD, apart, called, made
from benchmarks.policies import PEERS, peers
from benchmarks.report import Figure, Figures
from engine import Engine
from engine.journal.entry import complaint_key

ROWS = 1_000_000
ROUNDS = 3
ASKED = 99
KEYS = Keys.made("example.com/benchmark")


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Figures:
    """Decide so many complaints into a journal, and audit it, in every round."""
    feed = made(BUILD / f"complaints-{rows}.parquet", write_parquet, rows)
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, value in _round(feed, rows, BUILD / "audited").items():
            taken.setdefault(name, []).append(value)
    shutil.rmtree(BUILD / "audited")
    return Figures(
        name="audit",
        title=f"a journal of {rows:,} rulings",
        rows=rows,
        figures=[
            Figure(name="on disk, index included", unit="B each", values=taken["bytes"], most=160),
            Figure(name="verify on one core / bare hashlib loop", unit="times", values=taken["one"], most=4),
            Figure(name="verify on one core / on two", unit="times", values=taken["two"], least=1),
            Figure(name="look up one complaint", unit="ms", values=taken["look"], most=5),
            Figure(name="replay / the run that was replayed", unit="times", values=taken["replay"], most=3),
            Figure(name="replay / that run without a journal", unit="times", values=taken["plain"]),
            Figure(name="replay / deciding by column, nothing read or written", unit="times", values=taken["columns"]),
        ],
        packages=("polars", "polars-hash", "numpy"),
    )


def _round(feed: Path, rows: int, folder: Path) -> dict[str, float]:
    shutil.rmtree(folder, ignore_errors=True)
    journal = folder / "journal"
    create(journal, KEYS)
    plain = _seconds(lambda: _run(feed, folder / "plain", None))
    with Writer(journal, KEYS) as writer:
        journaled = _seconds(lambda: _run(feed, folder / "out", writer))
    size = sum(path.stat().st_size for path in journal.rglob("*") if path.is_file())
    one, two = apart(verified, journal, rows, cores=1), apart(verified, journal, rows, cores=2)
    again = _seconds(lambda: _replay(journal, rows))
    return {
        "bytes": size / rows,
        "one": one.processor / one.loop,
        "two": one.wall / two.wall,
        "look": _look(journal, rows),
        "replay": again / journaled,
        "plain": again / plain,
        "columns": again / _columns(feed),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _run(feed: Path, folder: Path, writer: Writer | None) -> None:
    policy = peers()
    plan = plan_for("identity", policy)
    if not isinstance(plan, Plan):
        raise TypeError(plan)
    kept = None if writer is None else (writer, Sources(PEERS.read_bytes(), None))
    order = Order(
        feed=Feed((str(feed),)),
        reader=FactReader(plan),
        policy=policy,
        as_of=0,
        folder=folder,
        format="parquet",
        journal=kept,
    )
    run(order, lambda _: None)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of verifying, by the clock on the wall and of the processor, and the processor's for the bare loop."""

    wall: float
    processor: float
    loop: float


def verified(journal: Path, rows: int, *, cores: int) -> Spent:
    """What it takes to verify a journal on so many cores; in a process that has done nothing yet."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    head = (journal / "checkpoint").read_text("utf-8")
    loop = called(lambda: hashed(rows)).seconds
    began, worked = time.perf_counter(), time.process_time()
    told = verify(journal, outside=head, key=None, watch=lambda _more, _share: None)
    seconds = Spent(time.perf_counter() - began, time.process_time() - worked, loop)
    if told.verdict is not Verdict.INTACT:
        raise AssertionError(told)
    return seconds


def _replay(journal: Path, rows: int) -> None:
    records, found = Records.open(journal), Replayed()
    replay(records, spans(records, 0, None), lambda _: None, found)
    records.close()
    if (found.replayed, found.differing, found.tampered) != (rows, 0, []):
        raise AssertionError(found)


def _look(journal: Path, rows: int) -> float:
    """The milliseconds that it takes, in an open journal, to find a complaint's ruling and read it with its facts."""
    draw, records, taken = random.Random(0), Records.open(journal), []
    for _ in range(ASKED):
        key = complaint_key(KEYS.secret, f"C{draw.randrange(rows):08d}")
        began = time.perf_counter()
        (number,) = records.of_key(key)
        line = records.line(number)
        taken.append(1000 * (time.perf_counter() - began))
        if line.key != key:
            raise AssertionError(number)
    records.close()
    return median(taken)


def _columns(feed: Path) -> float:
    facts = pl.read_parquet(feed).with_columns(pl.lit(None, pl.String).alias("review"))
    with Engine(peers()) as engine:
        engine.decide_columns(facts[:1000])
        return _seconds(lambda: [engine.decide_columns(piece) for piece in facts.iter_slices(1 << 17)])
