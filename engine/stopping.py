"""Stopping by column: when periods end whose clocks stood still, the same as `rules.stopping` finds one by one.

Pauses are two arrays of int64 microseconds UTC, one row a slot and one column a complaint; NEVER stands for "none".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.counting import Counting, Dues
from engine.workdays import Bits, Integers, Rows
from rules.counting import Hours, Period

NEVER = np.iinfo(np.int64).max
"""An instant that does not come: the end of a pause that lasts, and the start of one that there is not."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses in order of their starts, none touching another; those that there are not come last."""

    starts: Integers
    ends: Integers

    def where(self, rows: Rows) -> Pauses:
        """Those of some complaints."""
        return Pauses(self.starts[:, rows], self.ends[:, rows])


@dataclass(frozen=True, slots=True)
class Stopped:
    """Dues, in which rows the clock stands still with no end in sight, and how many of the pauses counted."""

    dues: Dues
    still: Bits
    met: Integers


def merged(pauses: Pauses, *, starts: Integers, horizons: Integers) -> Pauses:
    """The pauses as they are known at `horizons`, from `starts` on; those that touch are one."""
    begins = np.maximum(pauses.starts, starts)
    ends = np.where(pauses.ends > horizons, NEVER, pauses.ends)
    gone = (begins > horizons) | (ends <= begins)
    begins[gone], ends[gone] = NEVER, NEVER
    if len(begins) == 1:
        return Pauses(begins, ends)
    order = np.argsort(begins, axis=0, kind="stable")
    begins, ends = np.take_along_axis(begins, order, 0), np.take_along_axis(ends, order, 0)
    for later in range(1, len(begins)):
        _join(begins, ends, later)
    order = np.argsort(begins, axis=0, kind="stable")
    return Pauses(np.take_along_axis(begins, order, 0), np.take_along_axis(ends, order, 0))


def _join(begins: Integers, ends: Integers, later: int) -> None:
    """Join a pause to the one that it touches among those before it, which touch no other."""
    for earlier in range(later):
        touch = (begins[later] != NEVER) & (begins[earlier] <= begins[later]) & (begins[later] <= ends[earlier])
        begins[later] = np.where(touch, begins[earlier], begins[later])
        ends[later] = np.where(touch, np.maximum(ends[earlier], ends[later]), ends[later])
        begins[earlier] = np.where(touch, NEVER, begins[earlier])
        ends[earlier] = np.where(touch, NEVER, ends[earlier])


def stopped(
    counting: Counting, starts: Integers, lengths: Integers, pauses: Pauses, plain: Dues, *, unit: type[Period]
) -> Stopped:
    """The ends of periods that begin at `starts` and would be `plain` without the pauses, which `merged` gives."""
    still, met = np.zeros(starts.size, np.bool_), np.zeros(starts.size, np.int64)
    if not len(pauses.starts) or not ((pauses.starts[0] < plain.instants) & (plain.refusals == 0)).any():
        return Stopped(plain, still, met)
    dues = plain.copy()
    count = _Hours(counting, starts, lengths) if issubclass(unit, Hours) else _Days(counting, starts, lengths, unit)
    for begins, ends in zip(pauses.starts, pauses.ends, strict=True):
        hit = ~still & (dues.refusals == 0) & (begins < dues.instants)
        met += hit
        still |= hit & (ends == NEVER)
        rows = np.flatnonzero(hit & (ends != NEVER))
        if rows.size:
            dues.put(rows, count.resume(rows, begins[rows], ends[rows]))
    return Stopped(dues, still, met)


class _Hours:
    """Microseconds that are left, each row from an instant of its own on."""

    def __init__(self, counting: Counting, starts: Integers, lengths: Integers) -> None:
        self._counting = counting
        self._base, self._left = starts.copy(), lengths.copy()

    def resume(self, rows: Integers, begins: Integers, ends: Integers) -> Dues:
        self._left[rows] -= begins - self._base[rows]
        self._base[rows] = ends
        return self._counting.due(ends, self._left[rows], unit=Hours)


class _Days:
    """Days that are left, each row from a day of its own on."""

    def __init__(self, counting: Counting, starts: Integers, lengths: Integers, unit: type[Period]) -> None:
        self._counting = counting
        self._unit = unit
        self._base, self._left = counting.begun(starts, lengths, unit=unit)

    def resume(self, rows: Integers, begins: Integers, ends: Integers) -> Dues:
        base = self._base[rows]
        used = self._counting.counted(base, np.maximum(base, self._counting.ending_after(begins)), unit=self._unit)
        self._left[rows] = np.maximum(self._left[rows] - used, 1)
        self._base[rows] = np.maximum(base, self._counting.ending_after(ends))
        return self._counting.resumed(self._base[rows], self._left[rows], unit=self._unit)
