"""Impact: millions of complaints decided by two policies and counted together, against deciding them by one."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.columns import tousu
from benchmarks.complaints import write_parquet
from benchmarks.measuring import BUILD, command, interleaved, made
from benchmarks.policies import PEERS
from benchmarks.report import MIB, OURS, Versus

ROWS = 10_000_000
ROUNDS = 3
CHANGES = {
    "amount > 100000 or": "amount > 50000 or",
    "then: 7": "then: 8",
    "amount_lost > 0": "amount_lost > 100",
    "days_since_notice >= 7": "days_since_notice >= 10",
}


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD) -> Versus:
    """Compare two policies and run one of them, in every round."""
    feed = made(folder / f"complaints-{rows}.parquet", write_parquet, rows)
    runs = {
        OURS: partial(command, impact(feed, changed(folder), folder / "impact.html")),
        "run by one policy": partial(command, tousu(feed, feed.with_suffix(".decided"))),
    }
    return Versus(
        name="impact",
        title=f"{rows:,} complaints by two policies with five decisions each, counted by category with a page",
        rows=rows,
        runs=interleaved(rounds, runs),
        target=1 / 3,
        most_memory=1024 * MIB,
        packages=("polars", "vl-convert-python"),
    )


def changed(folder: Path) -> Path:
    """The policy that peers are measured on, with four thresholds moved."""
    text = PEERS.read_text("utf-8")
    for old, new in CHANGES.items():
        text = text.replace(old, new)
    path = folder / "impact.yaml"
    path.write_text(text, "utf-8")
    return path


def impact(feed: Path, new: Path, page: Path) -> list[str | Path]:
    """The command that compares a policy with the one that peers are measured on."""
    program = Path(sys.executable).with_name("tousu")
    return [program, "impact", new, feed, "--against", PEERS, "--money", "amount", "--html", page]
