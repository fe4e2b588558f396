"""Days and instants as text, within the calendar's years as Python writes them, beyond them with a sign."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.eras import day_text
from rules.types import EPOCH, EPOCH_DAY, Date, Instant, bounds, show

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = bounds(Date())
EARLIEST, LATEST = bounds(Instant())
DAY = 86_400_000_000
CYCLE_DAYS = 146_097


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (LAST, "9999-12-31"),
        (LAST + 1, "+10000-01-01"),
        (LAST + 7, "+10000-01-07"),
        (LAST + 60, "+10000-02-29"),
        (FIRST, "0001-01-01"),
        (FIRST - 1, "+0000-12-31"),
        (FIRST - 367, "-0001-12-31"),
        (2**31 - 1, "+5881580-07-11"),
        (-(2**31), "-5877641-06-23"),
    ],
)
def test_a_day_beyond_the_calendar_has_a_year_with_a_sign(day: int, text: str) -> None:
    assert show(Date(), day) == text


@given(st.integers(FIRST, LAST))
def test_a_day_within_it_is_written_as_python_writes_it(day: int) -> None:
    assert day_text(day) == (EPOCH_DAY + timedelta(day)).isoformat()


@given(st.integers(-(10**8), 10**8))
def test_after_four_hundred_years_the_same_days_come_again(day: int) -> None:
    (year, rest), (later, again) = (day_text(one).rsplit("-", 2)[0::2] for one in (day, day + CYCLE_DAYS))
    assert (int(later) - int(year), again) == (400, rest)


@pytest.mark.parametrize(
    ("instant", "zone", "text"),
    [
        (LATEST, SHANGHAI, "9998-12-31T08:00:00+08:00"),
        (LATEST + 366 * DAY - 1, SHANGHAI, "+10000-01-01T07:59:59.999999+08:00"),
        (LATEST + 366 * DAY, UTC, "+10000-01-01T00:00:00+00:00"),
        (EARLIEST - 2 * 366 * DAY, UTC, "-0001-12-31T00:00:00+00:00"),
        (EARLIEST, SHANGHAI, "0002-01-01T08:05:43+08:05:43"),
        (EARLIEST - DAY, SHANGHAI, "0001-12-31T08:05:43+08:05:43"),
    ],
)
def test_an_instant_beyond_it_keeps_the_clocks_of_its_end(instant: int, zone: ZoneInfo, text: str) -> None:
    assert show(Instant(), instant, zone=zone) == text


@given(st.integers(EARLIEST, LATEST), st.sampled_from([UTC, SHANGHAI, timezone(-timedelta(hours=11))]))
def test_an_instant_within_it_is_written_as_python_writes_it(instant: int, zone: timezone) -> None:
    assert show(Instant(), instant, zone=zone) == (EPOCH + timedelta(microseconds=instant)).astimezone(zone).isoformat()


def test_the_calendar_ends_where_python_says() -> None:
    assert (show(Date(), FIRST), show(Date(), LAST)) == (date.min.isoformat(), date.max.isoformat())
    assert datetime.fromisoformat(show(Instant(), LATEST)) == EPOCH + timedelta(microseconds=LATEST)
