"""Tallies: how many rows came to which outcome, and why rows need review."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from engine.results import REVIEW
from rules.policy import Decision, HitPolicy, Policy

# A reason begins with its code, whoever gives it: the mapping, the engine or the run.
CODE = "^([a-z-]+)"

Outcomes = dict[str, Counter[str]]


@dataclass(slots=True)
class Tally:
    """Counts of rows: `reasons` by code, `outcomes` by decision and outcome (not for decisions that declare a type)."""

    rows: int = 0
    needs_review: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    outcomes: Outcomes = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Count the rows of another tally in."""
        self.rows += other.rows
        self.needs_review += other.needs_review
        self.reasons.update(other.reasons)
        for decision, counts in other.outcomes.items():
            self.outcomes.setdefault(decision, Counter()).update(counts)


def tally(frame: pl.DataFrame, policy: Policy) -> Tally:
    """The tally of decided rows, as the engine gives them."""
    reasons = Counter(dict(_counts(frame[REVIEW].drop_nulls().str.extract(CODE))))
    outcomes = {one.name: _outcomes(frame, one) for one in policy.decisions if one.outcomes}
    return Tally(frame.height, reasons.total(), reasons, outcomes)


def _outcomes(frame: pl.DataFrame, decision: Decision) -> Counter[str]:
    """Rows by outcome; under `collect` a row counts once for each outcome of its set."""
    found = Counter(dict(_counts(frame[decision.name])))
    if decision.hit_policy is not HitPolicy.COLLECT:
        return found
    split: Counter[str] = Counter()
    for names, count in found.items():
        split.update(dict.fromkeys(names.split(), count))
    return split


def _counts(series: pl.Series) -> Iterator[tuple[str, int]]:
    """How often each text stands in a column without nulls; an enumeration is counted by its numbers."""
    if isinstance(series.dtype, pl.Enum):
        counts = np.bincount(series.to_physical().to_numpy())
        names = series.dtype.categories.to_list()
        yield from ((names[number], int(counts[number])) for number in np.flatnonzero(counts).tolist())
        return
    for value, count in series.value_counts().iter_rows():
        yield str(value), count
