"""Time that went by, by column: working days and business time between instants, as `rules.counting` finds it.

Instants are arrays of int64 microseconds UTC; refusals are as in `engine.workdays`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.midnight import Moments, days_of
from engine.workdays import NO_PERIOD, Bits, Codes, Integers, Table
from rules.counting import Counting
from rules.midnight import begins


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Many `rules.counting.Elapsed`."""

    amounts: Integers
    provisional: Bits
    refusals: Codes


class Clock:
    """What of the time between two instants is worked."""

    def __init__(self, one: Counting) -> None:
        table = one.workdays
        hours = np.array([one.hours(day) for day in table.days], np.int64).reshape(-1, 2)
        self._table = Table(table)
        self._settled_until = table.settled_until
        self._begins = Moments(
            partial(begins, zone=one.zone), days=range(table.first, table.first + len(table.before) + 1)
        )
        # By place among the working days, and one more for what comes after them.
        self._opens = np.append(hours[:, 0], np.iinfo(np.int64).max // 2)
        self._length = np.append(hours[:, 1] - hours[:, 0], 0)
        self._used_before = np.append(0, np.cumsum(self._length[:-1]))

    def working_days_between(self, starts: Integers, ends: Integers) -> Elapsed:
        """How many working days there are from the days of `starts` up to the days before those of `ends`."""
        first, until = days_of(starts, self._begins), days_of(ends, self._begins)
        count, refusals = self._table.between(first, until)
        return Elapsed(count, until - 1 > self._settled_until, refusals)

    def business_time(self, starts: Integers, ends: Integers) -> Elapsed:
        """How many microseconds of business lie between `starts` and `ends`."""
        first, until = days_of(starts, self._begins), days_of(ends, self._begins)
        refusals = self._table.between(first, until + 1)[1]
        refusals[starts > ends] = NO_PERIOD
        used = self._used(ends, until) - self._used(starts, first)
        return Elapsed(used, until > self._settled_until, refusals)

    def _used(self, instants: Integers, days: Integers) -> Integers:
        """Microseconds of business from the first day of the table up to `instants`, which lie in `days`.

        On a day that is not worked the place is that of the next one worked, which has not opened yet.
        """
        places = self._table.places(days)
        today = np.clip(instants - self._opens[places], 0, self._length[places])
        used: Integers = self._used_before[places] + today
        return used
