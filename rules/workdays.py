"""Working days by number: a table of a calendar, so that counting is a look-up.

Past what its calendar covers, the table goes on as the week goes, for as long again as is covered.
What is counted there is a guess, and told as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rules.calendar import Calendar


class Refusal(StrEnum):
    """Why nothing can be counted."""

    BEFORE_CALENDAR = "before_calendar"
    """A day is asked for that lies before the calendar begins."""
    BEYOND_CALENDAR = "beyond_calendar"
    """A day is asked for that lies so far ahead that not even a guess is sensible."""
    NO_PERIOD = "no_period"
    """The period is zero or negative, or its end lies before its start."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A day that was counted to, and the days between which it can still move; all the same when it is settled.

    The bounds are how near and how far the same count has come anywhere in what the calendar covers.
    """

    day: int
    earliest: int
    latest: int
    settled: bool

    def then(self, step: Callable[[int], Reach | Refusal]) -> Reach | Refusal:
        """Count on from here; a step from a later day never leads to an earlier one, so the bounds hold."""
        found = step(self.day)
        if self.settled or isinstance(found, Refusal):
            return found
        earliest, latest = step(self.earliest), step(self.latest)
        if isinstance(earliest, Refusal):
            return earliest
        if isinstance(latest, Refusal):
            return latest
        return Reach(found.day, earliest.earliest, latest.latest, settled=False)


def settled(day: int) -> Reach:
    """A day that no notice can move."""
    return Reach(day, day, day, settled=True)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days from the day `first` on, ascending, and how many of them lie before each day.

    `before[d - first]` is the number of working days before day `d`, so the place of the first one on or after it;
    its last entry is for the day after the table.
    No coming notice is expected to move a day up to `settled_until`.
    """

    first: int
    settled_until: int
    days: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def settled(self) -> int:
        """How many of the days are settled."""
        return self.before[self.settled_until + 1 - self.first]

    def nth(self, day: int, number: int) -> Reach | Refusal:
        """The working day that is the `number`-th, from 1, on or after `day`."""
        if day < self.first:
            return Refusal.BEFORE_CALENDAR
        if day - self.first >= len(self.before):
            return Refusal.BEYOND_CALENDAR
        place = self.before[day - self.first] + number - 1
        if place >= len(self.days):
            return Refusal.BEYOND_CALENDAR
        found = self.days[place]
        if found <= self.settled_until:
            return settled(found)
        base = max(self.settled_until, day - 1)
        spans = self.spans(place + 1 - self.before[base + 1 - self.first])
        if spans is None:
            return Refusal.BEYOND_CALENDAR
        return Reach(found, min(found, base + spans[0]), max(found, base + spans[1]), settled=False)

    def spans(self, number: int) -> tuple[int, int] | None:
        """How few and how many days it has taken to count `number` working days; None when so many are not settled."""
        known = self.days[: self.settled]
        if number >= len(known):
            return None
        shortest = min(last - first for first, last in zip(known, known[number - 1 :], strict=False)) + 1
        longest = max(last - first for first, last in zip(known, known[number:], strict=False))
        return shortest, longest

    def between(self, first: int, end: int) -> range | Refusal:
        """Places of the working days from `first` up to the day before `end`."""
        if first > end:
            return Refusal.NO_PERIOD
        if first < self.first:
            return Refusal.BEFORE_CALENDAR
        if end - self.first >= len(self.before):
            return Refusal.BEYOND_CALENDAR
        return range(self.before[first - self.first], self.before[end - self.first])


def workdays(calendar: Calendar) -> Workdays:
    """The table of a calendar, as it is known in it."""
    first, until = calendar.covers_from, calendar.covers_until
    days: list[int] = []
    before: list[int] = []
    for one in calendar.days(first, until + (until + 1 - first)):
        before.append(len(days))
        if one.working:
            days.append(one.day)
    return Workdays(first, calendar.settled_until, tuple(days), (*before, len(days)))
