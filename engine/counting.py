"""Counting by column: the ends of many periods at once, the same as `rules.counting` finds one by one.

Instants are arrays of int64 microseconds UTC; refusals are as in `engine.workdays`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.dial import Dial
from engine.midnight import days_of
from engine.workdays import BEYOND, BLOCK, NO_PERIOD, Bits, Codes, Integers, Reaches, Table, certain
from rules import counting
from rules.counting import AfterHours, CalendarDays, EndsAt, Hours, Months, OnHoliday, Period, StartDay, WorkingDays
from rules.types import Instant, bounds

_LONGEST = 4_000_000
"""More days than the calendar of dates has, so that nothing overflows."""


@dataclass(frozen=True, slots=True)
class Dues:
    """Many `rules.counting.Due`s: when they end, and between which instants that can move."""

    instants: Integers
    earliest: Integers
    latest: Integers
    provisional: Bits
    refusals: Codes

    def copy(self) -> Dues:
        """The same in arrays of their own."""
        return Dues(
            self.instants.copy(),
            self.earliest.copy(),
            self.latest.copy(),
            self.provisional.copy(),
            self.refusals.copy(),
        )

    def put(self, rows: Integers, other: Dues) -> None:
        """Replace those in some rows; no two arrays of these dues may be one."""
        self.instants[rows], self.earliest[rows], self.latest[rows] = other.instants, other.earliest, other.latest
        self.provisional[rows], self.refusals[rows] = other.provisional, other.refusals


class Counting:
    """`rules.counting.Counting` by column."""

    def __init__(self, one: counting.Counting, dial: Dial | None = None) -> None:
        self._convention = one.convention
        self._back = int(one.convention.start_day is StartDay.INCLUDED)
        self._table = Table(one.workdays)
        self.dial = dial or Dial(one)
        """Of the same place and hours; of a calendar of which no less is known."""

    def due(self, starts: Integers, lengths: Integers, *, unit: type[Period]) -> Dues:
        """The ends of periods of `lengths` `unit`s that begin at `starts`."""
        count = _hours if issubclass(unit, Hours) else partial(self._days, unit=unit)
        size = starts.size
        instants, earliest, latest = np.empty((3, size), np.int64)
        provisional, refusals = np.empty(size, np.bool_), np.empty(size, np.uint8)
        for start in range(0, size, BLOCK):
            rows = slice(start, start + BLOCK)
            found = count(starts[rows], lengths[rows])
            instants[rows], earliest[rows], latest[rows] = found.instants, found.earliest, found.latest
            provisional[rows] = found.provisional
            refusals[rows] = np.where(lengths[rows] < 1, NO_PERIOD, found.refusals)
        return Dues(instants, earliest, latest, provisional, refusals)

    def _days(self, starts: Integers, lengths: Integers, *, unit: type[Period]) -> Dues:
        lengths = np.clip(lengths, 1, _LONGEST)
        return self._due(
            self._received(starts).then(lambda days, rows: self._last_days(days, lengths[rows], unit=unit))
        )

    def _due(self, last: Reaches) -> Dues:
        """The ends of periods whose last days are `last`."""
        instants = self._ends(last.days, last.refusals)
        if last.earliest is last.days:
            return Dues(instants, instants, instants, ~last.settled, last.refusals)
        earliest, latest = self._ends(last.earliest, last.refusals), self._ends(last.latest, last.refusals)
        return Dues(instants, earliest, latest, ~last.settled, last.refusals)

    def begun(self, starts: Integers, lengths: Integers, *, unit: type[Period]) -> tuple[Integers, Integers]:
        """The first days that may be counted in periods that begin at `starts`, and how many days they then have."""
        received = self._received(starts).days
        first = received + 1 - self._back
        if issubclass(unit, Months):
            return first, _months_on(received, lengths, back=self._back) - first + 1
        return first, np.clip(lengths, 1, _LONGEST)

    def counted(self, first: Integers, end: Integers, *, unit: type[Period]) -> Integers:
        """How many days from `first` up to the day before `end` a period counts."""
        if issubclass(unit, WorkingDays):
            return self._table.places(end) - self._table.places(first)
        return end - first

    def resumed(self, first: Integers, lengths: Integers, *, unit: type[Period]) -> Dues:
        """The ends of periods of which so many days are left from `first` on."""
        if issubclass(unit, WorkingDays):
            return self._due(self._table.nth(first, lengths))
        return self._due(self._moved(first + lengths - 1))

    def ending_after(self, instants: Integers) -> Integers:
        """The first days at whose ends the clocks, on their way from `instants`, have still to arrive."""
        days = self.days(instants)
        return days + (self._ends(days, np.zeros(days.size, np.uint8)) <= instants)

    def days(self, instants: Integers) -> Integers:
        """The days instants lie in."""
        return days_of(instants, self.dial.begins)

    def _received(self, starts: Integers) -> Reaches:
        """The days on which things count as received."""
        days = self.days(starts)
        if self._convention.after_hours is AfterHours.SAME_DAY:
            return certain(days)
        return self._table.nth(days + (starts >= self.dial.closes(days)), 1)

    def _last_days(self, received: Integers, lengths: Integers, *, unit: type[Period]) -> Reaches:
        first = received + 1 - self._back
        if issubclass(unit, WorkingDays):
            return self._table.nth(first, lengths)
        calendar = issubclass(unit, CalendarDays)
        return self._moved(first + lengths - 1 if calendar else _months_on(received, lengths, back=self._back))

    def _moved(self, end: Integers) -> Reaches:
        """The last days of periods that would end on `end`, moved off a holiday if they are to be."""
        last = certain(end, beyond=end > counting.LAST_DAY)
        if self._convention.on_holiday is OnHoliday.NONE:
            return last
        return last.then(lambda days, _: self._table.nth(days, 1))

    def _ends(self, days: Integers, refusals: Codes) -> Integers:
        """The instants at which periods end whose last days are `days`; of no meaning where they are refused."""
        days = np.where(refusals, 0, days)
        if self._convention.ends_at is EndsAt.CLOSE_OF_BUSINESS:
            return self.dial.closes(days)
        return self.dial.begins.of(days + 1)


def _hours(starts: Integers, lengths: Integers) -> Dues:
    beyond = lengths > bounds(Instant())[1] - starts
    ends = starts + np.where(beyond, 0, lengths)
    return Dues(ends, ends, ends, np.zeros(ends.size, np.bool_), beyond * BEYOND)


def _months_on(days: Integers, numbers: Integers, *, back: int) -> Integers:
    """The days of the same number so many months later, and `back` days back; the month's last where there is none."""
    dates = days.astype("datetime64[D]")
    own = dates.astype("datetime64[M]")
    number = (dates - own.astype("datetime64[D]")).astype(np.int64) + 1
    month = own + numbers.astype("timedelta64[M]")
    first, following = (one.astype("datetime64[D]").astype(np.int64) for one in (month, month + 1))
    end: Integers = first - 1 + np.minimum(number - back, following - first)
    return end
