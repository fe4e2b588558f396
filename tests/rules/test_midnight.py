"""Midnight: where days begin, also where the clocks are put forward or back."""

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.midnight import at, begins, day_of
from rules.types import Instant, read, show
from tests.rules.days import day

ZONES = [
    "Asia/Shanghai",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Pacific/Apia",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "UTC",
]


def instant(text: str) -> int:
    return int(str(read(Instant(), text)))


@pytest.mark.parametrize(
    ("zone", "text", "begin"),
    [
        ("Asia/Shanghai", "2026-03-02", "2026-03-01T16:00:00+00:00"),
        ("Europe/London", "2026-03-29", "2026-03-29T00:00:00+00:00"),
        ("Europe/London", "2026-03-30", "2026-03-29T23:00:00+00:00"),
        ("Europe/London", "2026-10-26", "2026-10-26T00:00:00+00:00"),
        ("America/New_York", "2026-03-09", "2026-03-09T04:00:00+00:00"),
        ("America/New_York", "2026-11-02", "2026-11-02T05:00:00+00:00"),
        ("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00+00:00"),  # 00:00 is skipped: the day begins at 01:00
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00+00:00"),  # 00:00 comes twice: the day begins at the first
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00+00:00"),  # the whole day is skipped
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00+00:00"),
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00+00:00"),  # clocks go from 23:30 to 00:30
    ],
)
def test_a_day_begins_at_its_first_instant(zone: str, text: str, begin: str) -> None:
    assert show(Instant(), begins(day(text), ZoneInfo(zone))) == begin


@pytest.mark.parametrize("zone", ZONES)
@given(number=st.integers(day("2007-01-01"), day("2028-12-31")))
def test_a_day_begins_where_no_instant_before_lies_in_it(zone: str, number: int) -> None:
    first = begins(number, ZoneInfo(zone))
    assert day_of(first - 1, ZoneInfo(zone)) < number <= day_of(first, ZoneInfo(zone))


@given(st.integers(instant("0002-01-02T00:00:00Z"), instant("9998-12-30T00:00:00Z")))
def test_every_instant_has_its_day(moment: int) -> None:
    zone = timezone(timedelta(hours=8))
    assert day_of(moment, zone) == (moment + 8 * 3_600_000_000) // 86_400_000_000


@pytest.mark.parametrize(
    ("text", "clock", "moment"),
    [
        ("2026-07-01", time(17, 30), "2026-07-01T16:30:00+00:00"),
        ("2026-03-29", time(1, 30), "2026-03-29T01:30:00+00:00"),
        ("2026-10-25", time(1, 30), "2026-10-25T00:30:00+00:00"),
    ],
)
def test_a_time_of_day_is_the_first_that_clocks_show(text: str, clock: time, moment: str) -> None:
    assert show(Instant(), at(day(text), clock, ZoneInfo("Europe/London"))) == moment


def test_the_ends_of_the_calendar_of_dates_have_a_day() -> None:
    assert day_of(instant("9998-12-30T23:00:00Z"), ZoneInfo("Asia/Shanghai")) == day("9998-12-31")
    assert day_of(0, UTC) == (datetime(1970, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
