"""Growth: the time that a row takes, by how many rows there are."""

from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.columns import tousu
from benchmarks.complaints import write_parquet
from benchmarks.measuring import BUILD, command, interleaved, made
from benchmarks.report import OURS, Series

ROWS = 10_000_000
ROUNDS = 3
SHARES = (10, 5, 2, 1)


def measure(rows: int = ROWS, rounds: int = ROUNDS, *, folder: Path = BUILD) -> Series:
    """Decide none, a tenth, a fifth, a half and all of the rows in every round; what none takes is subtracted."""
    sizes = [rows // share for share in SHARES]
    feeds = {size: made(folder / f"complaints-{size}.parquet", write_parquet, size) for size in (0, *sizes)}
    runs = {str(size): partial(command, tousu(feed, feed.with_suffix(".decided"))) for size, feed in feeds.items()}
    taken = {int(size): times for size, times in interleaved(rounds, runs).items()}
    seconds = {size: median(one.seconds for one in times) for size, times in taken.items()}
    micros = {size: (seconds[size] - seconds[0]) / size * 1e6 for size in sizes}
    return Series(
        name="growth",
        title="Parquet to Parquet, without the start of the command",
        size="rows",
        unit="µs a row",
        runs={OURS: micros},
        peak=max(one.peak for times in taken.values() for one in times),
        packages=("polars",),
    )
