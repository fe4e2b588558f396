"""The reference for counting: a person with a calendar and a pencil, one day after the other.

It shares no table, no bound and no arithmetic with what it checks; it asks a day whether it is worked, and goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from rules.calendar import Calendar
from rules.counting import (
    AfterHours,
    CalendarDays,
    Convention,
    EndsAt,
    Hours,
    Months,
    OnHoliday,
    Period,
    StartDay,
    WorkingDays,
)
from rules.types import EPOCH, EPOCH_DAY

ONE = timedelta(days=1)
Worked = Callable[[date], bool]


def worked(calendar: Calendar) -> Worked:
    """Whether a day is worked, looked up on the wall: the years that are covered and two after them."""
    wall = calendar.days(calendar.covers_from, calendar.covers_until + 731)
    return {EPOCH_DAY + timedelta(one.day): one.working for one in wall}.__getitem__


@dataclass(frozen=True)
class Pencil:
    """Counting by hand."""

    convention: Convention
    worked: Worked
    zone: tzinfo

    def due(self, start: int, period: Period) -> datetime:
        begun = EPOCH + timedelta(microseconds=start)
        if isinstance(period, Hours):
            return begun + timedelta(microseconds=period.length)
        return self.end_of(self.last_day(self.received(begun.astimezone(self.zone)), period))

    def received(self, local: datetime) -> date:
        day = local.date()
        business = self.convention.business
        if self.convention.after_hours is AfterHours.SAME_DAY or business is None:
            return day
        if self.worked(day) and local < datetime.combine(day, business.closes, self.zone):
            return day
        return self.worked_after(day)

    def worked_after(self, day: date) -> date:
        day += ONE
        while not self.worked(day):
            day += ONE
        return day

    def last_day(self, received: date, period: Period) -> date:
        included = self.convention.start_day is StartDay.INCLUDED
        match period:
            case WorkingDays(length=length):
                day, left = received, length - (included and self.worked(received))
                for _ in range(left):
                    day = self.worked_after(day)
                return day
            case CalendarDays(length=length):
                day = received
                for _ in range(length - included):
                    day += ONE
            case Months(length=length):
                day = self.months_after(received - ONE if included else received, received, length)
            case _:
                raise AssertionError(period)
        if self.convention.on_holiday is OnHoliday.NEXT_WORKING_DAY and not self.worked(day):
            return self.worked_after(day)
        return day

    @staticmethod
    def months_after(counted_from: date, received: date, months: int) -> date:
        """The same number `months` later; where the month has no such day, its last."""
        year, month = received.year, received.month
        for _ in range(months):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if (
            counted_from.month != received.month
        ):  # the first of a month, counted itself: up to the end of the month before
            return date(year, month, 1) - ONE
        for number in range(counted_from.day, 27, -1):
            try:
                return date(year, month, number)
            except ValueError:
                continue
        return date(year, month, counted_from.day)

    def end_of(self, day: date) -> datetime:
        if self.convention.ends_at is EndsAt.CLOSE_OF_BUSINESS and self.convention.business is not None:
            return datetime.combine(day, self.convention.business.closes, self.zone).astimezone(UTC)
        return self.first_instant(day + ONE)

    def first_instant(self, day: date) -> datetime:
        """Look at the clock every quarter of an hour in the night until it shows the day."""
        moment = datetime.combine(day - ONE, datetime.min.time(), UTC)
        moment += timedelta(hours=8)
        while moment.astimezone(self.zone).date() < day:
            moment += timedelta(minutes=15)
        return moment
