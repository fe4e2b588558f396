"""Counting: what the law says on single cases, and a person with a pencil on all others."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.counting import (
    AfterHours,
    Business,
    CalendarDays,
    Convention,
    Counting,
    Due,
    Elapsed,
    EndsAt,
    Hours,
    Months,
    OnHoliday,
    Period,
    StartDay,
    WorkingDays,
)
from rules.loading.calendar import shipped
from rules.types import EPOCH, Instant, read, show
from rules.workdays import Refusal, workdays
from tests.daybyday import Pencil, worked
from tests.rules.days import day, shown

HOUR = 3_600_000_000
OFFICE = Business(time(9), time(17, 30))
CIVIL_CODE = Convention()
ZONES = {"CN": "Asia/Shanghai", "GB-EAW": "Europe/London", "US": "America/New_York", "TARGET": "Europe/Brussels"}


@cache
def counting(name: str, convention: Convention = CIVIL_CODE, known: str | None = None) -> Counting:
    calendar = shipped(name) if known is None else shipped(name).known_on(day(known))
    return Counting(convention, workdays(calendar), ZoneInfo(ZONES[name]))


def instant(text: str) -> int:
    return int(str(read(Instant(), text)))


def told(found: Due | Refusal, *, name: str = "CN") -> str | Refusal:
    return found if isinstance(found, Refusal) else show(Instant(), found.instant, zone=ZoneInfo(ZONES[name]))


def due(start: str, period: Period, *, name: str = "CN", convention: Convention = CIVIL_CODE) -> str | Refusal:
    return told(counting(name, convention).due(instant(start), period), name=name)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-03-02T09:30:00+08:00", Hours(24 * HOUR), "2026-03-03T09:30:00+08:00"),
        ("2026-03-02T09:30:00+08:00", Hours(1), "2026-03-02T09:30:00.000001+08:00"),
        ("2026-03-02T00:00:00+08:00", WorkingDays(1), "2026-03-04T00:00:00+08:00"),
        ("2026-03-02T23:59:59.999999+08:00", WorkingDays(1), "2026-03-04T00:00:00+08:00"),
        ("2026-03-02T09:30:00+08:00", WorkingDays(5), "2026-03-10T00:00:00+08:00"),
        ("2026-02-13T09:30:00+08:00", WorkingDays(1), "2026-02-15T00:00:00+08:00"),  # Saturday, worked
        ("2026-02-14T09:30:00+08:00", WorkingDays(1), "2026-02-25T00:00:00+08:00"),
        ("2026-02-20T09:30:00+08:00", WorkingDays(1), "2026-02-25T00:00:00+08:00"),  # begun on a day off: none is lost
        ("2026-03-02T09:30:00+08:00", CalendarDays(7), "2026-03-10T00:00:00+08:00"),
        ("2026-02-09T09:30:00+08:00", CalendarDays(7), "2026-02-25T00:00:00+08:00"),  # the 16th is a day off
        ("2026-02-07T09:30:00+08:00", CalendarDays(7), "2026-02-15T00:00:00+08:00"),  # the 14th, a Saturday, is worked
        ("2026-03-02T09:30:00+08:00", Months(1), "2026-04-03T00:00:00+08:00"),
        ("2026-01-31T09:30:00+08:00", Months(1), "2026-03-01T00:00:00+08:00"),  # the 28th, a Saturday, is worked
        ("2024-01-31T09:30:00+08:00", Months(1), "2024-03-01T00:00:00+08:00"),
        ("2025-12-31T09:30:00+08:00", Months(12), "2027-01-01T00:00:00+08:00"),
    ],
)
def test_the_civil_code_s_counting(start: str, period: Period, end: str) -> None:
    assert due(start, period) == end


@pytest.mark.parametrize(
    ("known", "start", "end"),
    [
        ("2019-03-21", "2019-04-26T10:00:00+08:00", "2019-05-02"),
        ("2019-03-22", "2019-04-26T10:00:00+08:00", "2019-04-30"),
        ("2020-01-26", "2020-01-22T10:00:00+08:00", "2020-02-01"),
        ("2020-01-27", "2020-01-22T10:00:00+08:00", "2020-02-04"),
    ],
)
def test_a_notice_moves_what_is_counted_after_it_only(known: str, start: str, end: str) -> None:
    found = counting("CN", known=known).due(instant(start), WorkingDays(3))
    assert isinstance(found, Due)
    assert found.day == day(end)


INCLUDED = Convention(start_day=StartDay.INCLUDED)
UNMOVED = Convention(on_holiday=OnHoliday.NONE)
CLOSING = Convention(ends_at=EndsAt.CLOSE_OF_BUSINESS, business=OFFICE)
NEXT_DAY = Convention(after_hours=AfterHours.NEXT_WORKING_DAY, business=OFFICE)


@pytest.mark.parametrize(
    ("convention", "start", "period", "end"),
    [
        (INCLUDED, "2026-03-02T09:30:00+08:00", WorkingDays(1), "2026-03-03T00:00:00+08:00"),
        (INCLUDED, "2026-03-01T09:30:00+08:00", WorkingDays(1), "2026-03-03T00:00:00+08:00"),
        (INCLUDED, "2026-03-02T09:30:00+08:00", CalendarDays(3), "2026-03-05T00:00:00+08:00"),
        (INCLUDED, "2026-03-17T09:30:00+08:00", Months(1), "2026-04-17T00:00:00+08:00"),
        (INCLUDED, "2026-03-01T09:30:00+08:00", Months(1), "2026-04-01T00:00:00+08:00"),
        (INCLUDED, "2026-01-31T09:30:00+08:00", Months(1), "2026-03-01T00:00:00+08:00"),
        (INCLUDED, "2026-01-29T09:30:00+08:00", Months(1), "2026-03-01T00:00:00+08:00"),
        (UNMOVED, "2026-02-09T09:30:00+08:00", CalendarDays(7), "2026-02-17T00:00:00+08:00"),
        (UNMOVED, "2026-02-09T09:30:00+08:00", WorkingDays(5), "2026-02-15T00:00:00+08:00"),
        (UNMOVED, "2026-12-02T09:30:00+08:00", Months(2), "2027-02-03T00:00:00+08:00"),
        (CLOSING, "2026-03-02T09:30:00+08:00", WorkingDays(1), "2026-03-03T17:30:00+08:00"),
        (NEXT_DAY, "2026-03-02T08:00:00+08:00", WorkingDays(1), "2026-03-04T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-02T17:29:59.999999+08:00", WorkingDays(1), "2026-03-04T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-02T17:30:00+08:00", WorkingDays(1), "2026-03-05T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-06T18:00:00+08:00", WorkingDays(1), "2026-03-11T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-07T10:00:00+08:00", WorkingDays(1), "2026-03-11T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-07T10:00:00+08:00", CalendarDays(1), "2026-03-11T00:00:00+08:00"),
        (NEXT_DAY, "2026-03-07T10:00:00+08:00", Hours(HOUR), "2026-03-07T11:00:00+08:00"),
    ],
)
def test_a_convention_counts_otherwise(convention: Convention, start: str, period: Period, end: str) -> None:
    assert due(start, period, convention=convention) == end


@pytest.mark.parametrize(
    ("name", "start", "period", "end"),
    [
        ("GB-EAW", "2026-03-27T12:00:00+00:00", WorkingDays(1), "2026-03-31T00:00:00+01:00"),
        ("GB-EAW", "2026-10-23T12:00:00+01:00", CalendarDays(2), "2026-10-27T00:00:00+00:00"),
        ("US", "2026-03-06T12:00:00-05:00", WorkingDays(1), "2026-03-10T00:00:00-04:00"),
        ("US", "2026-10-30T12:00:00-04:00", Hours(48 * HOUR), "2026-11-01T11:00:00-05:00"),
        ("US", "2026-03-07T12:00:00-05:00", Hours(24 * HOUR), "2026-03-08T13:00:00-04:00"),
    ],
)
def test_a_day_ends_where_the_clocks_say_and_an_hour_is_an_hour(
    name: str, start: str, period: Period, end: str
) -> None:
    assert due(start, period, name=name) == end


def provisional(start: str, period: Period, convention: Convention = CIVIL_CODE) -> list[str]:
    found = counting("CN", convention).due(instant(start), period)
    assert isinstance(found, Due)
    zone = ZoneInfo("Asia/Shanghai")
    return [show(Instant(), one, zone=zone)[:10] for one in (found.earliest, found.instant, found.latest)] * (
        found.provisional
    )


@pytest.mark.parametrize(
    ("start", "period", "convention", "instants"),
    [
        ("2026-12-25T10:00:00+08:00", WorkingDays(1), CIVIL_CODE, []),
        ("2026-12-25T10:00:00+08:00", WorkingDays(2), CIVIL_CODE, ["2026-12-30", "2026-12-30", "2027-01-09"]),
        ("2026-12-31T10:00:00+08:00", WorkingDays(5), CIVIL_CODE, ["2027-01-06", "2027-01-08", "2027-01-16"]),
        ("2026-12-21T10:00:00+08:00", CalendarDays(7), CIVIL_CODE, []),
        ("2026-12-24T10:00:00+08:00", CalendarDays(9), CIVIL_CODE, ["2027-01-03", "2027-01-05", "2027-01-13"]),
        ("2026-12-24T10:00:00+08:00", CalendarDays(9), UNMOVED, []),
        ("2027-06-01T10:00:00+08:00", Hours(HOUR), CIVIL_CODE, []),
        ("2027-01-01T18:00:00+08:00", CalendarDays(1), NEXT_DAY, ["2027-01-04", "2027-01-06", "2027-01-24"]),
    ],
)
def test_a_period_that_ends_where_no_notice_is_out_is_provisional(
    start: str, period: Period, convention: Convention, instants: list[str]
) -> None:
    assert provisional(start, period, convention) == instants


@pytest.mark.parametrize(
    ("start", "period", "convention", "refusal"),
    [
        ("2026-03-02T00:00:00Z", WorkingDays(0), CIVIL_CODE, Refusal.NO_PERIOD),
        ("2026-03-02T00:00:00Z", Hours(-1), CIVIL_CODE, Refusal.NO_PERIOD),
        ("2006-12-28T15:59:59Z", WorkingDays(1), CIVIL_CODE, Refusal.BEFORE_CALENDAR),
        ("2006-12-28T16:00:00Z", WorkingDays(1), CIVIL_CODE, "2006-12-31T00:00:00+08:00"),
        ("2006-12-29T10:00:00Z", WorkingDays(1), INCLUDED, Refusal.BEFORE_CALENDAR),
        ("2006-12-20T10:00:00Z", CalendarDays(9), CIVIL_CODE, Refusal.BEFORE_CALENDAR),
        ("2006-12-20T10:00:00Z", CalendarDays(10), CIVIL_CODE, "2006-12-31T00:00:00+08:00"),
        ("2006-12-20T10:00:00Z", CalendarDays(9), UNMOVED, "2006-12-30T00:00:00+08:00"),
        ("2006-12-29T01:00:00Z", CalendarDays(9), NEXT_DAY, Refusal.BEFORE_CALENDAR),
        ("2047-01-02T00:00:00Z", WorkingDays(1), CIVIL_CODE, Refusal.BEYOND_CALENDAR),
        ("2026-12-30T00:00:00Z", WorkingDays(5000), CIVIL_CODE, Refusal.BEYOND_CALENDAR),
        ("2026-12-30T00:00:00Z", CalendarDays(1_000_000), UNMOVED, "4764-11-27T00:00:00+08:00"),
        ("9000-12-30T00:00:00Z", CalendarDays(1_000_000), UNMOVED, Refusal.BEYOND_CALENDAR),
        ("9000-12-30T00:00:00Z", Months(1_000_000), UNMOVED, Refusal.BEYOND_CALENDAR),
        ("9998-11-30T00:00:00Z", Months(1), UNMOVED, Refusal.BEYOND_CALENDAR),
        ("9997-11-30T00:00:00Z", Months(1), UNMOVED, "9997-12-31T00:00:00+08:00"),
        ("9998-12-30T00:00:00Z", Hours(1_000_000 * HOUR), CIVIL_CODE, Refusal.BEYOND_CALENDAR),
    ],
)
def test_what_lies_outside_every_calendar_is_refused(
    start: str, period: Period, convention: Convention, refusal: Refusal | str
) -> None:
    assert due(start, period, convention=convention) == refusal


@pytest.mark.parametrize(
    ("convention", "start", "period", "counted", "last"),
    [
        (CIVIL_CODE, "2026-02-13T10:00:00+08:00", WorkingDays(2), ["2026-02-14", "2026-02-24"], "2026-02-24"),
        (INCLUDED, "2026-02-14T10:00:00+08:00", WorkingDays(2), ["2026-02-14", "2026-02-24"], "2026-02-24"),
        (CIVIL_CODE, "2026-02-14T10:00:00+08:00", CalendarDays(2), ["2026-02-15", "2026-02-16"], "2026-02-24"),
        (NEXT_DAY, "2026-02-28T18:00:00+08:00", WorkingDays(1), ["2026-03-03"], "2026-03-03"),
    ],
)
def test_the_days_counted_are_told_in_order(
    convention: Convention, start: str, period: Period, counted: list[str], last: str
) -> None:
    found = counting("CN", convention).due(instant(start), period)
    assert isinstance(found, Due)
    assert ([shown(one) for one in found.counted], shown(found.day or 0)) == (counted, last)


def test_hours_count_no_days() -> None:
    end = instant("2026-03-02T01:00:00Z")
    assert counting("CN").due(end - HOUR, Hours(HOUR)) == Due(end, end, end, provisional=False)


@pytest.mark.parametrize(
    ("convention", "message"),
    [
        ({"ends_at": EndsAt.CLOSE_OF_BUSINESS}, "business hours are missing"),
        ({"after_hours": AfterHours.NEXT_WORKING_DAY}, "business hours are missing"),
        ({"business": Business(time(9), time(9))}, "business closes before it opens"),
    ],
)
def test_a_convention_that_lacks_its_hours_is_refused(convention: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Convention(**convention)  # type: ignore[arg-type]


CONVENTIONS = [
    Convention(start_day, ends_at, on_holiday, after_hours, OFFICE)
    for start_day, ends_at, on_holiday, after_hours in product(StartDay, EndsAt, OnHoliday, AfterHours)
]
PERIODS = st.one_of(
    st.builds(Hours, st.integers(1, 5000 * HOUR)),
    st.builds(WorkingDays, st.integers(1, 60)),
    st.builds(CalendarDays, st.integers(1, 90)),
    st.builds(Months, st.integers(1, 18)),
)
STARTS = st.datetimes(datetime(2007, 1, 5), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- naive bounds


@cache
def pencil(name: str, convention: Convention) -> Pencil:
    return Pencil(convention, worked(shipped(name)), ZoneInfo(ZONES[name]))


@given(name=st.sampled_from(sorted(ZONES)), convention=st.sampled_from(CONVENTIONS), start=STARTS, period=PERIODS)
def test_a_person_counting_day_by_day_comes_to_the_same_end(
    name: str, convention: Convention, start: datetime, period: Period
) -> None:
    begun = (start - EPOCH) // timedelta(microseconds=1)
    found = counting(name, convention).due(begun, period)
    assert isinstance(found, Due)
    assert EPOCH + timedelta(microseconds=found.instant) == pencil(name, convention).due(begun, period)
    assert found.earliest <= found.instant <= found.latest
    assert found.provisional or found.earliest == found.latest


ROUND_THE_CLOCK = CIVIL_CODE
IN_OFFICE = Convention(business=OFFICE)


@pytest.mark.parametrize(
    ("name", "convention", "start", "end", "hours"),
    [
        ("CN", IN_OFFICE, "2026-03-02T08:00:00+08:00", "2026-03-02T10:00:00+08:00", 1),
        ("CN", IN_OFFICE, "2026-03-02T16:30:00+08:00", "2026-03-03T10:00:00+08:00", 2),
        ("CN", IN_OFFICE, "2026-03-06T16:30:00+08:00", "2026-03-09T10:00:00+08:00", 2),
        ("CN", IN_OFFICE, "2026-03-07T10:00:00+08:00", "2026-03-08T10:00:00+08:00", 0),
        ("CN", IN_OFFICE, "2026-02-13T09:00:00+08:00", "2026-02-24T09:00:00+08:00", 17),
        ("CN", ROUND_THE_CLOCK, "2026-03-06T22:00:00+08:00", "2026-03-09T03:00:00+08:00", 5),
        ("GB-EAW", ROUND_THE_CLOCK, "2026-03-27T00:00:00+00:00", "2026-03-31T00:00:00+01:00", 48),
        ("CN", ROUND_THE_CLOCK, "2026-03-06T22:00:00+08:00", "2026-03-06T22:00:00+08:00", 0),
    ],
)
def test_business_time_between_two_instants(
    name: str, convention: Convention, start: str, end: str, hours: int
) -> None:
    found = counting(name, convention).business_time(instant(start), instant(end))
    assert found == Elapsed(hours * HOUR, provisional=False)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-03-02T08:00:00+08:00", "2026-03-02T07:00:00+08:00", Refusal.NO_PERIOD),
        ("2006-12-29T08:00:00+08:00", "2026-03-02T07:00:00+08:00", Refusal.BEFORE_CALENDAR),
        ("2026-12-29T09:00:00+08:00", "2026-12-29T10:00:00+08:00", Elapsed(HOUR, provisional=True)),
    ],
)
def test_business_time_is_refused_or_provisional_as_days_are(start: str, end: str, found: Elapsed | Refusal) -> None:
    assert counting("CN", IN_OFFICE).business_time(instant(start), instant(end)) == found


@given(moments=st.lists(STARTS, min_size=3, max_size=3), convention=st.sampled_from([IN_OFFICE, ROUND_THE_CLOCK]))
def test_business_time_adds_up(moments: list[datetime], convention: Convention) -> None:
    first, middle, last = sorted((one - EPOCH) // timedelta(microseconds=1) for one in moments)
    used = counting("GB-EAW", convention).business_time
    parts = [used(first, middle), used(middle, last), used(first, last)]
    amounts = [one.amount for one in parts if isinstance(one, Elapsed)]
    assert amounts[0] + amounts[1] == amounts[2]
