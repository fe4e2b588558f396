"""Midnight by column: where days begin, and which days instants lie in, as `rules.midnight` says it one by one.

Days are arrays of int64 since 1970-01-01, instants int64 microseconds UTC.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_MICROSECONDS_PER_DAY = 86_400_000_000
_ASKED_AT_ONCE = 512
_MOST_EVEN = 4_096
_NOT_ASKED = np.iinfo(np.int64).min


class Moments:
    """One instant of each day, by a function: kept once asked for in a range of days, asked each time for any other."""

    def __init__(self, moment: Callable[[int], int], *, days: range) -> None:
        self._moment = moment
        self._days = days
        self._kept = np.full(len(days), _NOT_ASKED, np.int64)

    def of(self, days: Integers) -> Integers:
        """The instants of many days."""
        places = days - self._days.start
        found = self._kept.take(places, mode="clip")
        new = np.flatnonzero(found == _NOT_ASKED)
        if new.size:
            self._ask(np.clip(places[new], 0, self._kept.size - 1))
            found[new] = self._kept.take(places[new], mode="clip")
        outside = np.flatnonzero((places < 0) | (places >= self._kept.size))
        if outside.size:
            different, which = np.unique(days[outside], return_inverse=True)
            found[outside] = np.array([self._moment(day) for day in different.tolist()], np.int64)[which]
        return found

    def _ask(self, places: Integers) -> None:
        """Ask for all days around some, which others will ask for soon."""
        for start in (np.unique(places // _ASKED_AT_ONCE) * _ASKED_AT_ONCE).tolist():
            days = self._days[start : start + _ASKED_AT_ONCE]
            self._kept[start : start + len(days)] = [self._moment(day) for day in days]

    def even(self, first: int, last: int) -> int | None:
        """The instant of day 0 if it were as far from UTC's as those of all days from `first` to `last`; None else."""
        if last - first > _MOST_EVEN:
            return None
        found = self.of(np.arange(first, last + 1))
        if (np.diff(found) != _MICROSECONDS_PER_DAY).any():
            return None
        return int(found[0]) - first * _MICROSECONDS_PER_DAY


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
