"""Columns: the values of many complaints at once.

A column of `n` values is a NumPy array of length `n`; `known` is a boolean array, or None when no value is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from rules.cells import Value

Bits = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one input or term.

    Numbers, dates, times and durations are int64, truths bool, texts a Polars String series.
    Names of an enumeration are numbers into `names`.
    """

    values: Any
    known: Bits | None = None
    names: tuple[str, ...] | None = None

    def at(self, row: int) -> Value:
        """The value in one row, as it is stored for one complaint."""
        if self.known is not None and not self.known[row]:
            return None
        value: Value = self.values[row] if isinstance(self.values, pl.Series) else self.values[row].item()
        return value if self.names is None else self.names[int(value or 0)]

    def where(self, rows: Array) -> Column:
        """The values in `rows` (int64 positions)."""
        known = None if self.known is None else self.known.take(rows)
        values = self.values.gather(rows) if isinstance(self.values, pl.Series) else self.values.take(rows)
        return Column(values, known, self.names)

    def joined(self, more: Column) -> Column:
        """These values, of no text, then those of `more`, which has the same names."""
        whole = self.known is None and more.known is None
        known = None if whole else np.concatenate((self._there, more._there))
        return Column(np.concatenate((self.values, more.values)), known, self.names)

    @property
    def _there(self) -> Bits:
        return np.ones(len(self.values), np.bool_) if self.known is None else self.known


def columns(facts: Iterable[pl.Series]) -> dict[str, Column]:
    """Facts' columns, as a feed's mapping gives them, as arrays by name.

    Polars is asked once about all of them: each question waits until one of its threads is free.
    """
    frame = pl.DataFrame(list(facts))
    gaps = [fact.name for fact in frame.get_columns() if fact.null_count()]
    known = frame.select(pl.col(gaps).is_not_null()) if gaps else frame.select()
    whole = frame.select(_whole(fact) for fact in frame.get_columns())
    return {
        fact.name: _column(fact.dtype, whole[fact.name], known[fact.name].to_numpy() if fact.name in gaps else None)
        for fact in frame.get_columns()
    }


def _whole(fact: pl.Series) -> pl.Expr:
    """A fact without gaps; what stands in them has no meaning."""
    found = pl.col(fact.name).to_physical()
    if not fact.null_count():
        return found
    nothing = "" if fact.dtype == pl.String else False if fact.dtype == pl.Boolean else 0
    return found.fill_null(nothing)


def _column(dtype: pl.DataType, values: pl.Series, known: Bits | None) -> Column:
    names = tuple(dtype.categories) if isinstance(dtype, pl.Enum) else None
    return Column(values if dtype == pl.String else values.to_numpy(), known, names)
