"""Midnight by column: where days begin, and which days instants lie in, as `rules.midnight` says it one by one.

Days are arrays of int64 since 1970-01-01, instants int64 microseconds UTC.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_MICROSECONDS_PER_DAY = 86_400_000_000


class Moments:
    """One instant of each day, by a function: known beforehand in a range of days, asked once for any other."""

    def __init__(self, moment: Callable[[int], int], *, days: range) -> None:
        self._moment = moment
        self._first = days.start
        self._known = np.array([moment(day) for day in days], np.int64)
        uneven = np.diff(self._known, append=self._known[-1:]) != _MICROSECONDS_PER_DAY
        self._uneven = np.concatenate([[0], np.cumsum(uneven)])

    def of(self, days: Integers) -> Integers:
        """The instants of many days."""
        places = days - self._first
        found = self._known.take(places, mode="clip")
        outside = np.flatnonzero((places < 0) | (places >= self._known.size))
        if outside.size:
            different, which = np.unique(days[outside], return_inverse=True)
            found[outside] = np.array([self._moment(day) for day in different.tolist()], np.int64)[which]
        return found

    def even(self, first: int, last: int) -> int | None:
        """The instant of day 0 if it were as far from UTC's as those of all days from `first` to `last`; None else."""
        low, high = first - self._first, last - self._first
        if low < 0 or high >= self._known.size or self._uneven[high] != self._uneven[low]:
            return None
        return int(self._known[low]) - first * _MICROSECONDS_PER_DAY


def days_of(instants: Integers, begins: Moments) -> Integers:
    """The days instants lie in; no clock shows a day that is further from UTC's than the one before or after."""
    if not instants.size:
        return instants
    ends = (int(instants.min()) // _MICROSECONDS_PER_DAY - 1, int(instants.max()) // _MICROSECONDS_PER_DAY + 1)
    ahead = begins.even(*ends)
    if ahead is not None:
        return (instants - ahead) // _MICROSECONDS_PER_DAY
    days = instants // _MICROSECONDS_PER_DAY
    late, early = instants >= begins.of(days + 1), instants < begins.of(days)
    days += late
    days -= early
    return days
