"""Counting by column: the same, row by row, as counting one by one."""

from datetime import time
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import counting, midnight, workdays
from engine.workdays import REFUSALS
from rules.counting import (
    AfterHours,
    Business,
    CalendarDays,
    Convention,
    Counting,
    Due,
    EndsAt,
    Hours,
    Months,
    OnHoliday,
    Period,
    StartDay,
    WorkingDays,
)
from rules.loading.calendar import shipped
from rules.midnight import begins, day_of
from rules.types import Instant, bounds
from rules.workdays import Refusal, Workdays
from rules.workdays import workdays as table
from tests.rules.days import day

HOUR = 3_600_000_000
DAY = 24 * HOUR
OFFICE = Business(time(9), time(17, 30))
ZONES = {"CN": "Asia/Shanghai", "GB-EAW": "Europe/London", "US": "America/New_York", "TARGET": "Europe/Brussels"}
CONVENTIONS = [Convention(*one, OFFICE) for one in product(StartDay, EndsAt, OnHoliday, AfterHours)]
UNITS: list[type[Period]] = [Hours, WorkingDays, CalendarDays, Months]


@cache
def tabled(name: str) -> Workdays:
    return table(shipped(name))


@cache
def one(name: str, convention: Convention) -> Counting:
    return Counting(convention, tabled(name), ZoneInfo(ZONES[name]))


@cache
def many(name: str, convention: Convention) -> counting.Counting:
    return counting.Counting(one(name, convention))


def dues(found: counting.Dues) -> list[tuple[int, int, int, bool] | Refusal]:
    return [
        REFUSALS[refusal - 1] if refusal else (instant, earliest, latest, provisional)
        for instant, earliest, latest, provisional, refusal in zip(
            found.instants.tolist(),
            found.earliest.tolist(),
            found.latest.tolist(),
            found.provisional.tolist(),
            found.refusals.tolist(),
            strict=True,
        )
    ]


def due(found: Due | Refusal) -> tuple[int, int, int, bool] | Refusal:
    return found if isinstance(found, Refusal) else (found.instant, found.earliest, found.latest, found.provisional)


USUAL = st.integers(day("2006-12-25") * DAY, day("2027-12-31") * DAY)
ANY = st.integers(*bounds(Instant()))
AT_THE_ENDS = st.sampled_from(["2006-12-29", "2006-12-30", "2026-12-28", "2026-12-31", "2046-12-31", "2047-01-03"]).map(
    lambda text: day(text) * DAY
)
LENGTHS = st.one_of(st.integers(-1, 40), st.integers(200, 8000), st.sampled_from([1_000_000, 2**62]))
ROWS = st.lists(st.tuples(st.one_of(USUAL, ANY, AT_THE_ENDS), LENGTHS), max_size=40)


@given(
    name=st.sampled_from(sorted(ZONES)), convention=st.sampled_from(CONVENTIONS), unit=st.sampled_from(UNITS), rows=ROWS
)
def test_every_row_ends_when_it_does_alone(
    name: str, convention: Convention, unit: type[Period], rows: list[tuple[int, int]]
) -> None:
    starts, lengths = np.array(rows, np.int64).reshape(-1, 2).T
    found = many(name, convention).due(starts, lengths, unit=unit)
    assert dues(found) == [due(one(name, convention).due(start, unit(length))) for start, length in rows]


@pytest.mark.parametrize("unit", UNITS)
def test_rows_by_the_hundred_thousand_end_when_they_do_alone(unit: type[Period]) -> None:
    """More rows than are counted at a time, every day of the calendar and beyond among them."""
    convention = CONVENTIONS[-1]
    size = 2 * workdays.BLOCK + 17
    chance = np.random.default_rng(20)
    starts = chance.integers(day("2006-12-25") * DAY, day("2027-03-31") * DAY, size)
    lengths = chance.integers(1, 30, size)
    found = dues(many("GB-EAW", convention).due(starts, lengths, unit=unit))
    rows = chance.integers(0, size, 2000).tolist()
    assert [found[row] for row in rows] == [
        due(one("GB-EAW", convention).due(int(starts[row]), unit(int(lengths[row])))) for row in rows
    ]


def test_a_calendar_of_which_nothing_is_known_counts_no_row() -> None:
    empty = Counting(Convention(), table(shipped("CN").known_on(0)), ZoneInfo("UTC"))
    starts, lengths = np.array([[day("2006-12-28") * DAY, day("2026-03-02") * DAY, day("2006-12-29") * DAY], [1, 1, 1]])
    found = counting.Counting(empty).due(starts, lengths, unit=WorkingDays)
    assert dues(found) == [Refusal.BEFORE_CALENDAR, Refusal.BEYOND_CALENDAR, Refusal.BEYOND_CALENDAR]
    assert dues(found) == [due(empty.due(start, WorkingDays(1))) for start in starts.tolist()]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia", "America/New_York"])
def test_every_instant_around_midnight_lies_in_its_day(zone: str) -> None:
    there = ZoneInfo(zone)
    known = range(day("2011-01-01"), day("2012-06-30"))
    moments = midnight.Moments(lambda number: begins(number, there), days=known)
    nights = [begins(number, there) for number in range(known.start - 3, known.stop + 3)]
    instants = np.array([night + off for night in nights for off in (-1, 0, 1, HOUR)], np.int64)
    assert midnight.days_of(instants, moments).tolist() == [day_of(instant, there) for instant in instants.tolist()]
