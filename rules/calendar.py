"""Calendars: which days are worked, by which notice, and since when that is known.

A calendar is bitemporal: a notice says something about days, and became known on a day of its own.
`Calendar.known_on` goes back to what was known then, so a deadline that was set once stays as it was set.
Days are `int`, counted from 1970-01-01, as in `rules.types`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIRST_WEEKDAY = 3  # 1970-01-01 was a Thursday


class Mark(StrEnum):
    """What a day is."""

    WORKING = "working"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` to `last`, both included."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        """Each day."""
        return iter(range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class Holiday:
    """What a notice says of one holiday: the days off for it, and the days worked to make up for them."""

    name: str
    off: tuple[Stretch, ...]
    work: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One announcement or law; `known` is the day it was made public.

    `covers_until` is the last day it settles; None where it only changes what another notice has covered.
    """

    title: str
    source: str
    known: int
    covers_until: int | None
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what it is, for which holiday, and by which notice; both None for what the week alone says.

    `covered` tells whether any notice speaks of the day's year; else the mark is what the week says.
    """

    day: int
    mark: Mark
    holiday: str | None
    notice: Notice | None
    covered: bool

    @property
    def working(self) -> bool:
        """Whether the day is worked."""
        return self.mark in {Mark.WORKING, Mark.MAKE_UP}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The notices that are known, in the order they became so; a later one holds against an earlier.

    `weekend` holds days of the week, Monday being 0.
    `unsettled_days` is how many days at its end the next notice usually still moves.
    `digest` is the SHA-256 of the file; with the day of `known_on` it says which days were meant.
    """

    name: str
    title: str
    weekend: tuple[int, ...]
    covers_from: int
    unsettled_days: int
    notices: tuple[Notice, ...]
    digest: str

    @property
    def covers_until(self) -> int:
        """The last day that a notice covers; the day before `covers_from` when none is known."""
        ends = [notice.covers_until for notice in self.notices if notice.covers_until is not None]
        return max(ends, default=self.covers_from - 1)

    @property
    def settled_until(self) -> int:
        """The last day that no coming notice is expected to move."""
        return max(self.covers_until - self.unsettled_days, self.covers_from - 1)

    def known_on(self, day: int) -> Calendar:
        """The calendar as it was known at the end of `day`."""
        return replace(self, notices=tuple(notice for notice in self.notices if notice.known <= day))

    def days(self, first: int, last: int) -> tuple[Day, ...]:
        """Each day from `first` to `last`, both included."""
        told = self._told()
        until = self.covers_until
        return tuple(
            self._day(day, told.get(day), covered=self.covers_from <= day <= until) for day in range(first, last + 1)
        )

    def _told(self) -> Mapping[int, tuple[Notice, Holiday, bool]]:
        """What the notices say of single days, and whether they are off; the latest word on each."""
        return {
            day: (notice, holiday, off)
            for notice in self.notices
            for holiday in notice.holidays
            for off, stretches in ((True, holiday.off), (False, holiday.work))
            for stretch in stretches
            for day in stretch
        }

    def _day(self, day: int, told: tuple[Notice, Holiday, bool] | None, *, covered: bool) -> Day:
        at_weekend = (day + _FIRST_WEEKDAY) % len(WEEK) in self.weekend
        if told is None:
            return Day(day, Mark.WEEKEND if at_weekend else Mark.WORKING, None, None, covered)
        notice, holiday, off = told
        mark = Mark.DAY_OFF if off else Mark.MAKE_UP if at_weekend else Mark.WORKING
        return Day(day, mark, holiday.name, notice, covered)
