"""Usage: when a share of the business time is used up."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from rules.counting import Business, CalendarDays, Convention, Counting, Hours, Period, WorkingDays
from rules.loading.calendar import shipped
from rules.types import EPOCH
from rules.usage import reached
from rules.workdays import workdays

ZONE = ZoneInfo("Asia/Shanghai")
ALL_DAY = Convention()
OFFICE = Convention(business=Business(time(9), time(17)))
DAYS, HOURS = WorkingDays(1), Hours(1)


def at(text: str) -> int:
    """Microseconds of a time of March 2026, of which the 7th is a Saturday."""
    return (datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZONE) - EPOCH) // EPOCH.resolution


@pytest.mark.parametrize(
    ("convention", "start", "until", "percent", "period", "expected"),
    [
        (ALL_DAY, "02 00:00", "03 00:00", 25, HOURS, "02 06:00"),
        (ALL_DAY, "02 00:00", "04 00:00", 50, DAYS, "03 00:00"),
        (ALL_DAY, "06 00:00", "10 00:00", 75, DAYS, "09 12:00"),  # the weekend is no business time
        (ALL_DAY, "06 00:00", "10 00:00", 75, HOURS, "09 00:00"),
        (OFFICE, "02 08:00", "03 00:00", 50, DAYS, "02 13:00"),
        (OFFICE, "02 13:00", "04 00:00", 50, DAYS, "03 11:00"),
        (OFFICE, "02 13:00", "03 12:59", 100, DAYS, "03 12:59"),
        (OFFICE, "06 17:00", "09 09:00", 50, CalendarDays(1), "08 01:00"),  # none at all: all time alike
        (OFFICE, "02 08:00", "03 00:00", 1, DAYS, "02 09:04:48"),
    ],
)
def test_so_much_is_used_by_then(
    convention: Convention, start: str, until: str, percent: int, period: Period, expected: str
) -> None:
    counting = Counting(convention, workdays(shipped("CN")), ZONE)
    assert reached(counting, at(start), at(until), (), percent=percent, period=period) == at(expected)


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ([("02 10:00", "02 11:00")], "02 14:00"),
        ([("02 08:00", "02 10:00")], "02 14:00"),
        ([("02 09:30", "02 10:00"), ("02 11:00", "02 11:30")], "02 14:00"),
        ([("02 13:00", "02 16:00")], "02 13:00"),  # it is used as the pause begins
        ([("02 10:00", "02 18:00")], "03 12:00"),
        ([("02 10:00", "06 18:00")], "09 12:00"),
        ([("02 10:00", None)], None),
        ([("02 14:00", None)], "02 13:00"),
    ],
)
def test_what_stands_still_uses_nothing(stops: list[tuple[str, str | None]], expected: str | None) -> None:
    counting = Counting(OFFICE, workdays(shipped("CN")), ZONE)
    intervals = [(at(start), None if end is None else at(end)) for start, end in stops]
    found = reached(counting, at("02 08:00"), at("03 00:00"), intervals, percent=50, period=DAYS)
    assert found == (None if expected is None else at(expected))


def test_of_rounded_shares_the_whole_is_used() -> None:
    """A hundredth of 101 microseconds is two, not one: it is not used up before."""
    counting = Counting(ALL_DAY, workdays(shipped("CN")), ZONE)
    assert reached(counting, 0, 101, (), percent=1, period=HOURS) == 2


def test_past_all_days_that_are_counted_nothing_more_is_used() -> None:
    counting = Counting(ALL_DAY, workdays(shipped("CN")), ZONE)
    far = at("02 10:00") + 30 * 366 * 86_400_000_000
    stops = [(at("02 10:00"), far)]
    assert reached(counting, at("02 08:00"), at("03 00:00"), stops, percent=50, period=DAYS) is None
