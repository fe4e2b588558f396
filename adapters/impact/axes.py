"""Axes: by what the complaints are counted apart: the month of a day or time, the name of an enumeration."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from adapters.impact.joint import Codes, Numbers
from engine.midnight import Moments, days_of
from rules.midnight import begins
from rules.policy import Fact, Policy
from rules.types import Boolean, Date, Enumeration, Instant, Number

_KEPT_DAYS = range(-25_567, 47_847)
"""Days from 1900 to 2100, which are asked for once."""

_MOST_DAYS = 1 << 16
_MONTHS_BEFORE = 1970 * 12

Bucket = str | None
"""A month such as `2026-03`, or a name; None where the fact is missing."""


@dataclass(frozen=True, slots=True)
class Bucketed:
    """`places` says for each row in which of `buckets` it lies."""

    places: Codes
    buckets: Sequence[Bucket]


class Axis:
    """One fact that complaints are counted by; may be shared by threads."""

    def __init__(self, fact: Fact, policy: Policy) -> None:
        self.fact = fact
        self._moments = Moments(partial(begins, zone=policy.zone), days=_KEPT_DAYS)

    @staticmethod
    def fits(fact: Fact) -> bool:
        """Whether complaints can be counted by a fact."""
        return isinstance(fact.type, Boolean | Date | Enumeration | Instant)

    @property
    def monthly(self) -> bool:
        """Whether the buckets are months."""
        return isinstance(self.fact.type, Date | Instant)

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the names, in the order declared."""
        kind = self.fact.type
        return dict(zip(kind.names, kind.titles or kind.names, strict=True)) if isinstance(kind, Enumeration) else {}

    def bucketed(self, column: pl.Series) -> Bucketed:
        """The buckets of a column of the fact's values."""
        places, buckets = self._months(column) if self.monthly else _names(column)
        if column.null_count():
            places = places.copy()
            places[column.is_null().to_numpy()] = len(buckets)
        return Bucketed(places, [*buckets, None])

    def _months(self, column: pl.Series) -> tuple[Codes, list[str]]:
        known = column.fill_null(column.min() or 0).to_numpy() if column.null_count() else column.to_numpy()
        if not len(known):
            return np.empty(0, np.intp), []
        days = known if isinstance(self.fact.type, Date) else days_of(known, self._moments)
        months = _months(days)
        first = int(months.min())
        there = np.bincount(months - first) > 0
        places = (np.cumsum(there) - 1).take(months - first)
        return places, [_month(first + later) for later in np.flatnonzero(there).tolist()]


def default_axes(policy: Policy) -> tuple[Fact, ...]:
    """The fact whose day dates a complaint, and the enumeration with the most values, of several the first."""
    named = [fact for fact in policy.facts if isinstance(fact.type, Enumeration)]
    widest = max(
        named, key=lambda fact: len(fact.type.names) if isinstance(fact.type, Enumeration) else 0, default=None
    )
    dated = policy.facts_by_name.get(policy.dated_by)
    return tuple(fact for fact in (dated, widest) if fact is not None)


def default_money(policy: Policy) -> Fact | None:
    """The first fact of money."""
    money = (fact for fact in policy.facts if isinstance(fact.type, Number) and fact.type.currency)
    return next(money, None)


def _months(days: Numbers) -> Numbers:
    """Months since 1970-01; of close days by a table of them all."""
    low, high = int(days.min()), int(days.max())
    if high - low < _MOST_DAYS:
        return _counted(np.arange(low, high + 1)).take(days - low)
    return _counted(days)


def _counted(days: Numbers) -> Numbers:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _month(number: int) -> str:
    year, month = divmod(number + _MONTHS_BEFORE, 12)
    return f"{year:04}-{month + 1:02}"


def _names(column: pl.Series) -> tuple[Codes, list[str]]:
    kind = column.dtype
    names = kind.categories.to_list() if isinstance(kind, pl.Enum) else ["false", "true"]
    numbers = column.to_physical() if isinstance(kind, pl.Enum) else column.cast(pl.UInt8)
    return numbers.fill_null(0).to_numpy().astype(np.intp), names
