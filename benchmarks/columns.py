"""Columns: millions of complaints from Parquet to Parquet, the whole command against Polars by hand."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.agreement import agree
from benchmarks.complaints import write_parquet
from benchmarks.measuring import BUILD, Runs, apart, command, interleaved, made
from benchmarks.policies import PEERS
from benchmarks.report import MIB, OURS, Versus

ROWS = 10_000_000
ROUNDS = 5


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD) -> Versus:
    """Run both commands in every round; raises DisagreementError unless they write the same, value for value."""
    feed = made(folder / f"complaints-{rows}.parquet", write_parquet, rows)
    return Versus(
        name="columns",
        title=f"{rows:,} complaints, Parquet to Parquet, outcomes with winning and fired rules",
        rows=rows,
        runs=side_by_side(feed, rounds),
        target=1.0,
        most_memory=1024 * MIB,
        packages=("polars",),
    )


def side_by_side(feed: Path, rounds: int) -> Runs:
    """Both commands on one feed, in rounds; their outputs compared."""
    ours, theirs = feed.with_suffix(".decided"), feed.with_suffix(".byhand")
    taken = interleaved(
        rounds,
        {
            OURS: partial(command, tousu(feed, ours)),
            "Polars by hand": partial(command, [sys.executable, "-m", "benchmarks.pipeline", feed, theirs]),
        },
    )
    apart(agree, ours / "decisions.parquet", theirs)
    return taken


def tousu(feed: Path, out: Path) -> list[str | Path]:
    """The command that decides a feed into a folder."""
    return [Path(sys.executable).with_name("tousu"), "run", feed, "--policy", PEERS, "--out", out]
