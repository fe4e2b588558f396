"""Delimited text: complaints from CSV to Parquet, validated row by row, against Polars reading and deciding by hand."""

from pathlib import Path

from benchmarks.columns import side_by_side
from benchmarks.complaints import write_csv
from benchmarks.measuring import BUILD, made
from benchmarks.report import Versus

ROWS = 1_000_000
ROUNDS = 5


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD) -> Versus:
    """Run both commands in every round; raises DisagreementError unless they write the same, value for value."""
    feed = made(folder / f"complaints-{rows}.csv", write_csv, rows)
    return Versus(
        name="csv",
        title=f"{rows:,} complaints, CSV to Parquet, every row of ours checked by RFC 4180",
        rows=rows,
        runs=side_by_side(feed, rounds),
        target=0.25,
        packages=("polars",),
    )
