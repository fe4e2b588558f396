"""Working days by column: the table of `rules.workdays` as arrays.

Days are arrays of int64 since 1970-01-01.
Where something can't be counted, `refusals` (uint8) holds one plus the place of the reason in `REFUSALS`, else 0;
the other arrays then hold nothing of meaning in that row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.workdays import Refusal, Workdays

Integers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp] | slice

REFUSALS = tuple(Refusal)
BEFORE, BEYOND, NO_PERIOD = (np.uint8(number) for number in range(1, len(REFUSALS) + 1))
BLOCK = 2**16
"""Rows counted at a time, so that what is in between stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reaches:
    """Many `rules.workdays.Reach`es; where all are settled, the three arrays are one."""

    days: Integers
    earliest: Integers
    latest: Integers
    settled: Bits
    refusals: Codes

    def then(self, step: Callable[[Integers, Rows], Reaches]) -> Reaches:
        """Count on from here; `step` takes days and the rows that they are in."""
        found = step(self.days, slice(None))
        refusals = np.where(self.refusals, self.refusals, found.refusals)
        rows = np.flatnonzero(~self.settled & (refusals == 0))
        if not rows.size:
            return Reaches(found.days, found.earliest, found.latest, found.settled, refusals)
        low, high = step(self.earliest[rows], rows), step(self.latest[rows], rows)
        earliest, latest, settled = found.earliest.copy(), found.latest.copy(), found.settled.copy()
        earliest[rows], latest[rows], settled[rows] = low.earliest, high.latest, False
        refusals[rows] = np.where(low.refusals, low.refusals, high.refusals)
        return Reaches(found.days, earliest, latest, settled, refusals)


def certain(days: Integers, *, beyond: Bits | None = None) -> Reaches:
    """Days that no notice can move; `beyond` marks those that are too far ahead."""
    refusals = np.zeros(days.size, np.uint8) if beyond is None else beyond * BEYOND
    return Reaches(days, days, days, np.ones(days.size, np.bool_), refusals)


class Table:
    """The arrays of `rules.workdays.Workdays`."""

    def __init__(self, workdays: Workdays) -> None:
        self._workdays = workdays
        self._first = workdays.first
        self._settled_until = workdays.settled_until
        self._days = np.array(workdays.days, np.int64)
        self._before = np.array(workdays.before, np.int64)

    def nth(self, days: Integers, numbers: Integers | int) -> Reaches:
        """The working days that are the `numbers`-th, from 1, on or after `days`."""
        found = np.empty(days.size, np.int64)
        settled, refusals = np.empty(days.size, np.bool_), np.empty(days.size, np.uint8)
        for start in range(0, days.size, BLOCK):
            rows = slice(start, start + BLOCK)
            offsets = days[rows] - self._first
            places = self._before.take(offsets, mode="clip")
            places += numbers if isinstance(numbers, int) else numbers[rows]
            places -= 1
            found[rows] = self._days.take(places, mode="clip") if self._days.size else places
            refusals[rows] = self._refusals(offsets, places)
            settled[rows] = found[rows] <= self._settled_until
        open_ = np.flatnonzero(~(settled | refusals.view(np.bool_)))
        if not open_.size:
            return Reaches(found, found, found, settled, refusals)
        earliest, latest = found.copy(), found.copy()
        earliest[open_], latest[open_], refusals[open_] = self._bounds(days[open_], found[open_])
        return Reaches(found, earliest, latest, settled, refusals)

    def places(self, days: Integers) -> Integers:
        """How many working days lie before `days`, which are taken for the table's ends where they lie outside."""
        return self._before.take(days - self._first, mode="clip")

    def _refusals(self, offsets: Integers, places: Integers) -> Codes:
        refusals = (offsets >= self._before.size).view(np.uint8)
        refusals |= (places >= self._days.size).view(np.uint8)
        refusals *= BEYOND
        refusals[offsets < 0] = BEFORE
        return refusals

    def _bounds(self, days: Integers, found: Integers) -> tuple[Integers, Integers, Codes]:
        """Between which days the working days `found` can lie, which no notice covers yet."""
        base = np.maximum(days - 1, self._settled_until)
        left = self._before[found + 1 - self._first] - self._before[base + 1 - self._first]
        shortest, longest = np.zeros((2, left.max() + 1), np.int64)
        for number in np.flatnonzero(np.bincount(left)).tolist():
            shortest[number], longest[number] = self._workdays.spans(number) or (0, 0)
        low, high = np.minimum(found, base + shortest[left]), np.maximum(found, base + longest[left])
        return low, high, (longest[left] == 0) * BEYOND
