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
        lengths = columns.dial.closes(self._days) - self._opens
        self._sums = np.concatenate([[0], np.cumsum(lengths)])
        self._used, self._opened, self._length = self._by_day(lengths)

    @property
    def first(self) -> int:
        """The first day of the table."""
        return self._table.first

    def _by_day(self, lengths: Integers) -> tuple[Integers, Integers, Integers]:
        """For each day of the table what was used before it, when business opens, and how long it is open."""
        places = self._before[:-1]
        worked = np.diff(self._before).astype(np.bool_)
        opens, length = np.zeros((2, places.size), np.int64)
        opens[worked], length[worked] = self._opens, lengths
        return self._sums[places], opens, length

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
        lacking = self.outside(untils) | (self._counting.days(starts) < self.first)
        total = np.where(lacking, 0, self.used(untils) - self.used(starts))
        found = _reached(self, starts, untils, pauses, met, percent=percent)
        none = np.flatnonzero(total == 0)
        if none.size:
            part = pauses.where(none)
            found[none] = _reached(plain, starts[none], untils[none], part, met[none], percent=percent)
        return found

    def outside(self, instants: Integers) -> Bits:
        """Whether the table ends before the day after `instants`."""
        beyond: Bits = self._counting.days(instants) + 1 - self.first >= self._before.size
        return beyond

    def used(self, instants: Integers) -> Integers:
        """Business time from the table's first day until `instants`; of no meaning outside of the table."""
        return self.used_on(self._counting.days(instants), instants)

    def used_on(self, days: Integers, instants: Integers) -> Integers:
        """The same of `instants` whose days are known."""
        if not self._length.size:
            return np.zeros(instants.size, np.int64)
        places = days - self.first
        part = instants - self._opened.take(places, mode="clip")
        np.maximum(part, 0, out=part)
        np.minimum(part, self._length.take(places, mode="clip"), out=part)
        part += self._used.take(places, mode="clip")
        return part

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
