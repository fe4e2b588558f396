"""Dials: what the clocks of a place show on each day, by column.

Days are arrays of int64 since 1970-01-01, instants int64 microseconds UTC.
"""

from __future__ import annotations

from functools import partial

from engine.midnight import Integers, Moments
from rules.counting import Counting
from rules.midnight import at, begins


class Dial:
    """Where days begin, and where business opens and closes on them; what was asked is kept where a calendar is.

    Without declared hours business lasts all day.
    What was known of the calendar does not matter, so one dial serves however much was known.
    """

    def __init__(self, one: Counting) -> None:
        table, business = one.workdays, one.convention.business
        days = range(table.first, table.first + len(table.before) + 1)
        self.begins = Moments(partial(begins, zone=one.zone), days=days)
        self._opens = business and Moments(partial(at, clock=business.opens, zone=one.zone), days=days)
        self._closes = business and Moments(partial(at, clock=business.closes, zone=one.zone), days=days)

    def opens(self, days: Integers) -> Integers:
        """Where business opens."""
        return self._opens.of(days) if self._opens else self.begins.of(days)

    def closes(self, days: Integers) -> Integers:
        """Where business closes."""
        return self._closes.of(days) if self._closes else self.begins.of(days + 1)
