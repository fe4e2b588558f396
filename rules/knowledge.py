"""Knowledge: counting by what was known of a calendar at a time.

A calendar's notices became known on days of their own; between two such days nothing new was known.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import tzinfo

from rules.calendar import Calendar
from rules.counting import Convention, Counting
from rules.midnight import day_of
from rules.workdays import Workdays, workdays

_NO_DAYS = Workdays(first=0, settled_until=-1, days=(), before=(0,))


class Knowledge:
    """One convention's counting on a calendar as it was known, from time to time; without a calendar hours alone count.

    `days` are those on which something became known, ascending; a `place` is how many of them have come.
    """

    def __init__(self, calendar: Calendar | None, convention: Convention, zone: tzinfo) -> None:
        notices = () if calendar is None else calendar.notices
        self.days = tuple(sorted({notice.known for notice in notices}))
        self.convention = convention
        self.zone = zone
        self._calendar = calendar
        self._countings: dict[int, Counting] = {}

    def place(self, instant: int) -> int:
        """How much was known at an instant; what becomes known on a day is known all day."""
        return bisect_right(self.days, day_of(instant, self.zone))

    def counting(self, place: int) -> Counting:
        """Counting by what was known at a place."""
        if place not in self._countings:
            self._countings[place] = Counting(self.convention, self._workdays(place), self.zone)
        return self._countings[place]

    def _workdays(self, place: int) -> Workdays:
        if self._calendar is None:
            return _NO_DAYS
        day = self.days[place - 1] if place else self.days[0] - 1 if self.days else 0
        return workdays(self._calendar.known_on(day))
