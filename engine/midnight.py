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

    def of(self, days: Integers) -> Integers:
        """The instants of many days."""
        places = days - self._first
        found = self._known.take(places, mode="clip")
        outside = np.flatnonzero((places < 0) | (places >= self._known.size))
        if outside.size:
            different, which = np.unique(days[outside], return_inverse=True)
            found[outside] = np.array([self._moment(day) for day in different.tolist()], np.int64)[which]
        return found


def days_of(instants: Integers, begins: Moments) -> Integers:
    """The days instants lie in; no clock shows a day that is further from UTC's than the one before or after."""
    days = instants // _MICROSECONDS_PER_DAY
    late, early = instants >= begins.of(days + 1), instants < begins.of(days)
    days += late
    days -= early
    return days
