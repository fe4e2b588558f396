"""Reports: what was measured, as a table for people and as one line of JSON for programs."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

from benchmarks.measuring import Runs, Taken

OURS = "tousu"
MIB = 1 << 20
ALLOWED = 16 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """A measurement of ours against another; the ratio of speeds is the median over the rounds.

    `target` is the least ratio, `most_memory` the most bytes that our process may ever hold.
    """

    name: str
    title: str
    rows: int
    runs: Runs
    target: float
    most_memory: int | None = None
    packages: Sequence[str] = ()

    @property
    def other(self) -> str:
        """What ours is measured against."""
        return next(name for name in self.runs if name != OURS)

    @property
    def ratios(self) -> list[float]:
        """How many times as fast as the other ours was, by round."""
        pairs = zip(self.runs[OURS], self.runs[self.other], strict=True)
        return [theirs.seconds / ours.seconds for ours, theirs in pairs]

    def show(self) -> None:
        """Print the table, then the line of JSON."""
        print(f"\n{self.name}: {self.title}")
        print(f"  {'':<24}{'seconds *':>12}{'rows/s *':>16}{'peak memory':>14}")
        for name, taken in self.runs.items():
            seconds = _median(taken)
            print(f"  {name:<24}{seconds:>12.3f}{self.rows / seconds:>16,.0f}{_peak(taken) / MIB:>10,.0f} MiB")
        rounds = " ".join(f"{ratio:.2f}" for ratio in self.ratios)
        print(f"  ratio {median(self.ratios):.2f}, to be at least {self.target:.2f} (rounds: {rounds})")
        if self.most_memory is not None:
            print(f"  our memory is to stay below {self.most_memory / MIB:,.0f} MiB")
        print(f"  * {machine(self.packages)}")
        print(json.dumps(self.document()))

    def document(self) -> dict[str, object]:
        """The measurement as JSON."""
        return {
            "benchmark": self.name,
            "rows": self.rows,
            "ratio": round(median(self.ratios), 3),
            "rounds": [round(ratio, 3) for ratio in self.ratios],
            "target": self.target,
            "seconds": {name: round(_median(taken), 4) for name, taken in self.runs.items()},
            "peak_bytes": _peak(self.runs[OURS]),
            "most_peak_bytes": self.most_memory,
            "versions": versions(self.packages),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A measurement of ours at several sizes: `unit` a row or a decision took, by size."""

    name: str
    title: str
    size: str
    unit: str
    runs: dict[str, dict[int, float]]
    peak: int
    packages: Sequence[str] = ()

    def show(self) -> None:
        """Print the table, then the line of JSON."""
        print(f"\n{self.name}: {self.title}")
        sizes = next(iter(self.runs.values()))
        print(f"  {self.size:<24}" + "".join(f"{size:>12,}" for size in sizes))
        for name, taken in self.runs.items():
            print(f"  {f'{name}, {self.unit} *':<24}" + "".join(f"{value:>12.3f}" for value in taken.values()))
        print(f"  peak memory {self.peak / MIB:,.0f} MiB")
        print(f"  * {machine(self.packages)}")
        print(json.dumps(self.document()))

    def document(self) -> dict[str, object]:
        """The measurement as JSON."""
        return {
            "benchmark": self.name,
            "unit": self.unit,
            "runs": {
                name: {str(size): round(value, 4) for size, value in taken.items()} for name, taken in self.runs.items()
            },
            "peak_bytes": self.peak,
            "versions": versions(self.packages),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured: the median of several values, which is to be at most, or at least, `target`."""

    name: str
    unit: str
    values: Sequence[float]
    most: float | None = None
    least: float | None = None

    @property
    def median(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def target(self) -> str:
        """What it is to be."""
        if self.most is not None:
            return f"at most {self.most:g}"
        return "" if self.least is None else f"at least {self.least:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Several things measured on the same rows."""

    name: str
    title: str
    rows: int
    figures: Sequence[Figure]
    packages: Sequence[str] = ()

    def show(self) -> None:
        """Print the table, then the line of JSON."""
        print(f"\n{self.name}: {self.title}")
        for one in self.figures:
            rounds = " ".join(f"{value:.3g}" for value in one.values[:9])
            print(f"  {one.name:<56}{one.median:>10.3g} {one.unit:<8}{one.target:<14}({rounds})")
        print(f"  * {machine(self.packages)}")
        print(json.dumps(self.document()))

    def document(self) -> dict[str, object]:
        """The measurement as JSON."""
        return {
            "benchmark": self.name,
            "rows": self.rows,
            "figures": {
                one.name: {"median": round(one.median, 4), "unit": one.unit, "most": one.most, "least": one.least}
                for one in self.figures
            },
            "versions": versions(self.packages),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """The bytes that a process held after each lap, by the way it went on.

    The first half of the laps fills what is kept; from then on memory must not grow by more than `ALLOWED`.
    """

    name: str
    title: str
    held: dict[str, list[int]]

    @property
    def grown(self) -> dict[str, int]:
        """By how many bytes the most held in the second half of the laps exceeds the most held in the first."""
        halves = {way: (held[: len(held) // 2], held[len(held) // 2 :]) for way, held in self.held.items()}
        return {way: max(late) - max(early, default=0) for way, (early, late) in halves.items()}

    @property
    def steady(self) -> bool:
        """Whether memory stays as it is."""
        return all(more <= ALLOWED for more in self.grown.values())

    def show(self) -> None:
        """Print the table, then the line of JSON."""
        print(f"\n{self.name}: {self.title}")
        print(f"  {'MiB after lap':<32}" + "".join(f"{lap:>8,}" for lap in _laps(len(next(iter(self.held.values()))))))
        for way, held in self.held.items():
            shown = "".join(f"{held[lap - 1] / MIB:>8,.0f}" for lap in _laps(len(held)))
            print(f"  {way:<32}{shown}   grown by {self.grown[way] / MIB:,.1f}")
        print(f"  {'steady' if self.steady else 'NOT STEADY'}: to grow by no more than {ALLOWED / MIB:,.0f} MiB")
        print(json.dumps(self.document()))

    def document(self) -> dict[str, object]:
        """The measurement as JSON."""
        return {
            "benchmark": self.name,
            "steady": self.steady,
            "grown_bytes": self.grown,
            "held_bytes": self.held,
            "versions": versions(("polars",)),
        }


def _laps(count: int) -> list[int]:
    """The laps that a table has room for, the last one among them."""
    return sorted({1, *(count * eighth // 8 for eighth in range(1, 9))} - {0})


def machine(packages: Sequence[str]) -> str:
    """On what it was measured, for numbers that another machine will not give."""
    told = ", ".join(f"{name} {number}" for name, number in versions(packages).items())
    return f"depends on the machine; here {os.cpu_count()} cores, {told}"


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Versions of what was measured."""
    python = {platform.python_implementation(): platform.python_version()}
    return python | {name: version(name) for name in ("tousu", "durable-rules", *packages)}


def _median(taken: Sequence[Taken]) -> float:
    return median(one.seconds for one in taken)


def _peak(taken: Sequence[Taken]) -> int:
    return max(one.peak for one in taken)
