"""Columns: the values of many complaints at once.

A column of `n` values is a NumPy array of length `n`; `known` is a boolean array, or None when no value is missing.
"""

from __future__ import annotations

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


def column(series: pl.Series) -> Column:
    """A fact's column, as a feed's mapping gives it, as arrays."""
    known = series.is_not_null().to_numpy() if series.null_count() else None
    if isinstance(series.dtype, pl.Enum):
        return Column(_filled(series.to_physical(), 0).to_numpy(), known, tuple(series.dtype.categories))
    if series.dtype == pl.String:
        return Column(_filled(series, ""), known)
    nothing = False if series.dtype == pl.Boolean else 0
    return Column(_filled(series, nothing).to_numpy(), known)


def _filled(series: pl.Series, value: Value) -> pl.Series:
    """The series with `value` where it is missing; a whole one as it is, for asking costs more than the answer."""
    return series.fill_null(value) if series.null_count() else series
