"""Fitness: whether a fact's value is of its type and within its range."""

from __future__ import annotations

import re

import polars as pl

from rules.cells import Value
from rules.intervals import KEPT
from rules.policy import Fact
from rules.types import Boolean, Enumeration, Intervals, Text, bounds


def fits(fact: Fact, value: Value) -> bool:
    """Whether a value that is there is one of the fact's."""
    match fact.type:
        case Boolean():
            return value.__class__ is bool
        case Enumeration(names=names):
            return value.__class__ is str and value in names
        case Intervals():
            return isinstance(value, str) and re.fullmatch(KEPT, value) is not None
        case Text():
            return value.__class__ is str
        case kind:
            low, high = bounds(kind)
            return value.__class__ is int and low <= value <= high


def unfit_rows(fact: Fact, column: pl.Series) -> pl.Series | None:
    """Boolean series of the rows whose number is outside the fact's range or whose text it cannot have, if any."""
    if isinstance(fact.type, Intervals):
        fit = column.str.contains(f"^(?:{KEPT})$").fill_null(value=True)
        return None if fit.all() else ~fit
    if column.dtype != pl.Int64 or column.null_count() == len(column):
        return None
    low, high = bounds(fact.type)
    lowest, highest = column.min(), column.max()
    if isinstance(lowest, int) and isinstance(highest, int) and low <= lowest and highest <= high:
        return None
    return ((column < low) | (column > high)).fill_null(value=False)
