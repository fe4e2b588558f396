"""Usage by column: when a share of the business time is used up, the same as `rules.usage` finds it one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.counting import Counting
from engine.stopping import NEVER, Pauses
from engine.workdays import Bits, Integers
from rules import counting
from rules.counting import Hours, Period

_PERCENT = 100


class Usage:
    """The hours of business of one counting, summed up from the first working day of its table on."""

    def __init__(self, one: counting.Counting, columns: Counting) -> None:
        self._counting = columns
        self._table = one.workdays
        self._days = np.array(one.workdays.days, np.int64)
        self._before = np.array(one.workdays.before, np.int64)
        self._opens = columns.dial.opens(self._days)
        self._lengths = columns.dial.closes(self._days) - self._opens
        self._sums = np.concatenate([[0], np.cumsum(self._lengths)])

    def reached(
        self,
        starts: Integers,
        untils: Integers,
        pauses: Pauses,
        met: Integers,
        *,
        percent: int,
        unit: type[Period],
    ) -> Integers:
        """The first instants at which `percent` of the business time from `starts` until `untils` is used, or NEVER.

        Of the pauses the first `met` of each row count.
        """
        plain = _Plain()
        if issubclass(unit, Hours) or not self._days.size:
            return _reached(plain, starts, untils, pauses, met, percent=percent)
        total = np.where(self._outside(starts, untils), 0, self.used(untils) - self.used(starts))
        found = _reached(self, starts, untils, pauses, met, percent=percent)
        none = np.flatnonzero(total == 0)
        if none.size:
            part = pauses.where(none)
            found[none] = _reached(plain, starts[none], untils[none], part, met[none], percent=percent)
        return found

    def _outside(self, starts: Integers, untils: Integers) -> Bits:
        """Whether the table lacks a day between two instants."""
        first, last = self._counting.days(starts), self._counting.days(untils)
        outside: Bits = (first < self._table.first) | (last + 1 - self._table.first >= self._before.size)
        return outside

    def used(self, instants: Integers) -> Integers:
        """Business time from the table's first day until `instants`."""
        days = self._counting.days(instants)
        places = self._before.take(days - self._table.first, mode="clip")
        inside = np.minimum(places, self._days.size - 1)
        part = np.clip(instants - self._opens[inside], 0, self._lengths[inside])
        used: Integers = self._sums[places] + np.where(self._days[inside] == days, part, 0)
        return used

    def instants(self, used: Integers) -> Integers:
        """The first instants at which so much is used, or NEVER."""
        places = np.searchsorted(self._sums, used, side="left") - 1
        inside = np.minimum(places, self._days.size - 1)
        found: Integers = np.where(places >= self._days.size, NEVER, self._opens[inside] + used - self._sums[inside])
        return found


@dataclass(frozen=True, slots=True)
class _Plain:
    """Time of which every microsecond is used."""

    def used(self, instants: Integers) -> Integers:
        return instants

    def instants(self, used: Integers) -> Integers:
        return used


def _reached(
    scale: Usage | _Plain, starts: Integers, untils: Integers, pauses: Pauses, met: Integers, *, percent: int
) -> Integers:
    begun = scale.used(starts)
    wanted = begun + -(-(scale.used(untils) - begun) * percent // _PERCENT)
    never = np.zeros(starts.size, np.bool_)
    for slot, (begins, ends) in enumerate(zip(pauses.starts, pauses.ends, strict=True)):
        counts = slot < met
        if not counts.any():
            break
        before = scale.used(np.where(counts, begins, 0))
        stops = counts & (before < wanted)
        never |= stops & (ends == NEVER)
        goes = stops & (ends != NEVER)
        wanted += np.where(goes, scale.used(np.where(goes, ends, 0)) - before, 0)
    return np.where(never, NEVER, scale.instants(wanted))
