"""Counting time: when a period ends, by a declared convention.

Hours run from the instant.
Days are counted whole: by default the day of the start is not counted, the period ends at the end of its last day,
and a period of calendar days or months whose last day is not worked ends on the next working day
(Civil Code of the People's Republic of China, articles 200 to 203; likewise Regulation (EEC, Euratom) 1182/71).
Working days are counted on a calendar, and end on one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from rules.midnight import at, begins, day_of
from rules.types import EPOCH_DAY, Instant, Unit, bounds
from rules.workdays import Reach, Refusal, Workdays, settled

LAST_DAY = (date(9998, 12, 30) - EPOCH_DAY).days
"""The last day whose end is an instant in every timezone."""

_LAST_INSTANT = bounds(Instant())[1]
_MONTHS = 12
_LAST_MONTH = 9998 * _MONTHS


@dataclass(frozen=True, slots=True)
class Hours:
    """A period that runs from the instant; `length` in microseconds."""

    length: int


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of days that the calendar has as worked."""

    length: int


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """A number of days, worked or not."""

    length: int


@dataclass(frozen=True, slots=True)
class Months:
    """A number of months: up to the day of the same number, or the month's last where it has none."""

    length: int


Period = Hours | WorkingDays | CalendarDays | Months

PERIODS: Mapping[Unit, type[Period]] = MappingProxyType(
    {Unit.HOURS: Hours, Unit.WORKING_DAYS: WorkingDays, Unit.CALENDAR_DAYS: CalendarDays, Unit.MONTHS: Months}
)
"""The period that a stored duration of each unit is."""


class StartDay(StrEnum):
    """Whether the day of the start is the first one counted."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class EndsAt(StrEnum):
    """When on its last day a period ends."""

    END_OF_DAY = "end_of_day"
    CLOSE_OF_BUSINESS = "close_of_business"


class OnHoliday(StrEnum):
    """What becomes of calendar days or months whose last day is not worked."""

    NEXT_WORKING_DAY = "next_working_day"
    NONE = "none"


class AfterHours(StrEnum):
    """On which day something is received after business has closed, or on a day that is not worked."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True, slots=True)
class Business:
    """The hours of a working day, on the clocks of the place."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Convention:
    """How days are counted; `business` must be there where an answer depends on it."""

    start_day: StartDay = StartDay.EXCLUDED
    ends_at: EndsAt = EndsAt.END_OF_DAY
    on_holiday: OnHoliday = OnHoliday.NEXT_WORKING_DAY
    after_hours: AfterHours = AfterHours.SAME_DAY
    business: Business | None = None

    def __post_init__(self) -> None:
        if self.business is None and (self.ends_at, self.after_hours) != (EndsAt.END_OF_DAY, AfterHours.SAME_DAY):
            raise ValueError("business hours are missing")
        if self.business is not None and self.business.opens >= self.business.closes:
            raise ValueError("business closes before it opens")


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends, in microseconds UTC, and between which instants that can still move.

    It is provisional when it depends on days that no notice covers yet; else all three instants are the same.
    `counted` are the days that were counted, in order; a last day that was moved comes after them.
    """

    instant: int
    earliest: int
    latest: int
    provisional: bool
    day: int | None = None
    counted: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time that went by: a number of days, or microseconds; provisional where no notice covers its days yet."""

    amount: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Counting:
    """Counting by one convention, on one calendar, in one timezone."""

    convention: Convention
    workdays: Workdays
    zone: tzinfo

    def due(self, start: int, period: Period) -> Due | Refusal:
        """The end of a period that begins at an instant."""
        if period.length < 1:
            return Refusal.NO_PERIOD
        if isinstance(period, Hours):
            end = start + period.length
            return Refusal.BEYOND_CALENDAR if end > _LAST_INSTANT else Due(end, end, end, provisional=False)
        received = self.received(start)
        if isinstance(received, Refusal):
            return received
        last = received.then(partial(self.last_day, period))
        if isinstance(last, Refusal):
            return last
        return self.ending(last, counted=self._counted(period, received.day))

    def ending(self, last: Reach, *, counted: Sequence[int]) -> Due:
        """The end of a period whose last day is `last`."""
        return Due(
            instant=self.ends(last.day),
            earliest=self.ends(last.earliest),
            latest=self.ends(last.latest),
            provisional=not last.settled,
            day=last.day,
            counted=counted,
        )

    def received(self, start: int) -> Reach | Refusal:
        """The day on which something counts as received."""
        day, business = day_of(start, self.zone), self.convention.business
        if self.convention.after_hours is AfterHours.SAME_DAY or business is None:
            return settled(day)
        late = start >= at(day, business.closes, self.zone)
        return self.workdays.nth(day + late, 1)

    def last_day(self, period: WorkingDays | CalendarDays | Months, received: int) -> Reach | Refusal:
        """The last day of a period that was received on a day."""
        if isinstance(period, WorkingDays):
            return self.workdays.nth(self.first(received), period.length)
        end = self._end(period, received)
        if end > LAST_DAY:
            return Refusal.BEYOND_CALENDAR
        return settled(end) if self.convention.on_holiday is OnHoliday.NONE else self.workdays.nth(end, 1)

    def ends(self, day: int) -> int:
        """The instant at which a period ends whose last day is `day`; the end of a day is where the next begins."""
        if self.convention.ends_at is EndsAt.CLOSE_OF_BUSINESS and self.convention.business is not None:
            return at(day, self.convention.business.closes, self.zone)
        return begins(day + 1, self.zone)

    def business_time(self, start: int, end: int) -> Elapsed | Refusal:
        """How many microseconds of business lie between two instants; without declared hours, of whole working days."""
        if start > end:
            return Refusal.NO_PERIOD
        until = day_of(end, self.zone)
        places = self.workdays.between(day_of(start, self.zone), until + 1)
        if isinstance(places, Refusal):
            return places
        spans = (self.hours(day) for day in self.workdays.days[places.start : places.stop])
        amount = sum(max(0, min(end, closes) - max(start, opens)) for opens, closes in spans)
        return Elapsed(amount, provisional=until > self.workdays.settled_until)

    def hours(self, day: int) -> tuple[int, int]:
        """When business opens and closes on a working day."""
        business = self.convention.business
        if business is None:
            return begins(day, self.zone), begins(day + 1, self.zone)
        return at(day, business.opens, self.zone), at(day, business.closes, self.zone)

    def ending_after(self, instant: int) -> int:
        """The first day at whose end the clock, on its way from an instant, has still to arrive."""
        day = day_of(instant, self.zone)
        return day + (self.ends(day) <= instant)

    def first(self, received: int) -> int:
        """The first day that may be counted."""
        return received + (self.convention.start_day is StartDay.EXCLUDED)

    def _end(self, period: CalendarDays | Months, received: int) -> int:
        """The last day of a period before it is moved off a holiday."""
        first = self.first(received)
        if isinstance(period, CalendarDays):
            return first + period.length - 1
        return _months_on(received, period.length, back=received + 1 - first)

    def _counted(self, period: WorkingDays | CalendarDays | Months, received: int) -> Sequence[int]:
        first = self.first(received)
        if isinstance(period, WorkingDays):
            place = self.workdays.before[first - self.workdays.first]
            return self.workdays.days[place : place + period.length]
        return range(first, self._end(period, received) + 1)


def _months_on(day: int, number: int, *, back: int) -> int:
    """The day of the same number so many months later, and `back` days back; the month's last where there is none."""
    start = EPOCH_DAY + timedelta(day)
    month = start.year * _MONTHS + start.month - 1 + number
    if month >= _LAST_MONTH:
        return LAST_DAY + 1
    first = _first_of(month)
    return first - 1 + min(start.day - back, _first_of(month + 1) - first)


def _first_of(month: int) -> int:
    """The first day of a month, months numbered through from year 0."""
    year, number = divmod(month, _MONTHS)
    return (date(year, number + 1, 1) - EPOCH_DAY).days
