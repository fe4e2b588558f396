"""Tallies: how many rows came to which outcome, and why rows need review."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
import polars as pl

from engine.results import REVIEW
from rules.deadline import State
from rules.policy import Deadline, HitPolicy, Policy

# A reason begins with its code, whoever gives it: the mapping, the engine or the run.
CODE = "^([a-z-]+)"
MOST_COMBINATIONS = 1 << 12
WARNED = "warned"
PROVISIONAL = "provisional"

Outcomes = dict[str, Counter[str]]


@dataclass(slots=True)
class Tally:
    """Counts of rows: `reasons` by code, `outcomes` by decision and outcome (not for decisions that declare a type).

    `deadlines` by deadline and state, and beside these how many open ones are `warned` of, and how many `provisional`.
    """

    rows: int = 0
    needs_review: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    outcomes: Outcomes = field(default_factory=dict)
    deadlines: Outcomes = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Count the rows of another tally in."""
        self.rows += other.rows
        self.needs_review += other.needs_review
        self.reasons.update(other.reasons)
        for mine, theirs in ((self.outcomes, other.outcomes), (self.deadlines, other.deadlines)):
            for name, counts in theirs.items():
                mine.setdefault(name, Counter()).update(counts)


def tally(frame: pl.DataFrame, policy: Policy) -> Tally:
    """The tally of decided rows, as the engine gives them."""
    reasons = _reasons(frame[REVIEW])
    decisions = [one for one in policy.decisions if one.outcomes]
    single = [frame[one.name] for one in decisions if one.hit_policy is not HitPolicy.COLLECT]
    states = [frame[deadline.name] for deadline in policy.deadlines]
    counted = {column.name: counts for some in _together((*single, *states)) for column, counts in _joint_counts(some)}
    deadlines = {one.name: counted.pop(one.name) + _aside(frame, one) for one in policy.deadlines}
    outcomes = {column.name: counted[column.name] for column in single}
    for decision in decisions:
        if decision.hit_policy is HitPolicy.COLLECT:
            outcomes[decision.name] = _split(_counts(frame[decision.name]))
    return Tally(frame.height, reasons.total(), reasons, outcomes, deadlines)


def _aside(frame: pl.DataFrame, deadline: Deadline) -> Counter[str]:
    """Rows whose deadline is warned of, or may still move."""
    moves = frame[f"{deadline.name}.latest"]
    found = Counter({PROVISIONAL: len(moves) - moves.null_count()})
    if deadline.warn_at is not None:
        open_ = frame[deadline.name].is_in([State.RUNNING.value, State.PAUSED.value])
        found[WARNED] = int((frame[f"{deadline.name}.warned"] & open_).sum() or 0)
    return +found


def _reasons(review: pl.Series) -> Counter[str]:
    if review.null_count() == len(review):
        return Counter()
    return Counter(dict(_counts(review.drop_nulls().str.extract(CODE))))


def _split(sets: Iterable[tuple[str, int]]) -> Counter[str]:
    """Rows by outcome, a row counted once for each outcome of its set."""
    split: Counter[str] = Counter()
    for names, count in sets:
        split.update(dict.fromkeys(names.split(), count))
    return split


def _counts(series: pl.Series) -> Iterator[tuple[str, int]]:
    """How often each text stands in a column without nulls."""
    for value, count in series.value_counts().iter_rows():
        yield str(value), count


def _together(columns: Iterable[pl.Series]) -> Iterator[list[pl.Series]]:
    """Enumerations in order, as many at a time as have few enough combinations to be counted at once."""
    some: list[pl.Series] = []
    for column in columns:
        if some and prod(len(_names(one)) for one in (*some, column)) > MOST_COMBINATIONS:
            yield some
            some = []
        some.append(column)
    if some:
        yield some


def _joint_counts(columns: Sequence[pl.Series]) -> Iterator[tuple[pl.Series, Counter[str]]]:
    """How often each name stands in each of some enumerations: one pass counts their combinations."""
    sizes = [len(_names(column)) for column in columns]
    keys = np.zeros(len(columns[0]), np.uint32)
    numbers = pl.DataFrame(columns).select(pl.all().to_physical())
    for column, size in zip(numbers.get_columns(), sizes, strict=True):
        keys *= np.uint32(size)
        keys += column.to_numpy()
    counts = np.bincount(keys, minlength=prod(sizes)).reshape(sizes)
    for axis, column in enumerate(columns):
        rows = counts.sum(axis=tuple(other for other in range(len(columns)) if other != axis)).tolist()
        yield column, Counter({name: count for name, count in zip(_names(column), rows, strict=True) if count})


def _names(column: pl.Series) -> list[str]:
    """The names of an enumeration; there are none of any other type."""
    return column.dtype.categories.to_list() if isinstance(column.dtype, pl.Enum) else []
