"""Terms and tests computed on columns are what they are on each complaint alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evaluation import compute, day_of
from rules.terms import DayOf, Fixed, Input, Matches, Plus, Quotient, Term, Test
from rules.types import EPOCH
from tests.engine.terms import KINDS, ROUNDINGS, Row, computing, rows, terms, tests


@given(found=st.one_of(terms, tests), complaints=rows)
def test_a_column_holds_what_each_complaint_alone_gives(found: Term | Test, complaints: list[Row]) -> None:
    held = computing(complaints).compute(found)
    assert [held.at(row) for row in range(len(complaints))] == [compute(found, one) for one in complaints]


@given(found=tests, complaints=rows)
def test_a_truth_is_false_where_it_is_missing(found: Test, complaints: list[Row]) -> None:
    truths, known = computing(complaints).test(found)
    assert known is None or not (truths & ~known).any()


@pytest.mark.parametrize("mode", ROUNDINGS)
@pytest.mark.parametrize("denominator", [1, 2, 3, 4])
def test_quotients_of_every_sign_round_alike(mode: str, denominator: int) -> None:
    complaints: list[Row] = [{**dict.fromkeys(KINDS), "n": number} for number in range(-13, 14)]
    quotient = Quotient(mode, Input("n"), 1, denominator)
    assert computing(complaints).compute(quotient).values.tolist() == [compute(quotient, one) for one in complaints]


@pytest.mark.parametrize("function", ["contains", "starts with"])
def test_a_constant_is_searched_too(function: str) -> None:
    found = computing([dict.fromkeys(KINDS)] * 2).compute(Matches(function, Fixed("退款"), "退"))
    assert [found.at(row) for row in range(2)] == [True, True]


HOUR = 3_600_000_000
NEW_YORK, SYDNEY, HAVANA = map(ZoneInfo, ("America/New_York", "Australia/Sydney", "America/Havana"))


def instant(year: int, month: int, day: int, *, zone: ZoneInfo) -> int:
    return (datetime(year, month, day, tzinfo=zone) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        (NEW_YORK, instant(2026, 7, 1, zone=NEW_YORK)),
        (NEW_YORK, instant(2026, 11, 1, zone=NEW_YORK)),
        (HAVANA, instant(2026, 11, 1, zone=HAVANA)),
        (NEW_YORK, instant(1880, 7, 1, zone=NEW_YORK)),
        (NEW_YORK, instant(2150, 7, 1, zone=NEW_YORK)),
        (SYDNEY, instant(2100, 1, 1, zone=SYDNEY)),
        (SYDNEY, instant(9998, 1, 1, zone=SYDNEY)),
    ],
)
def test_a_day_begins_at_midnight_whatever_the_clocks_do(zone: ZoneInfo, midnight: int) -> None:
    moments = [midnight + step for step in (-HOUR, -1, 0, HOUR // 2, HOUR, 3 * HOUR)]
    day = DayOf(Input("at"), zone)
    found = computing([{**dict.fromkeys(KINDS), "at": moment} for moment in moments]).compute(day)
    expected = day_of(midnight, zone)
    assert found.values.tolist() == [expected - 1, expected - 1, expected, expected, expected, expected]


def test_an_instant_beyond_the_calendar_has_a_day() -> None:
    century = 876_600 * HOUR
    late, early = instant(9998, 12, 30, zone=NEW_YORK), instant(2, 1, 3, zone=NEW_YORK)
    for at, step in ((late, century), (early, -century)):
        complaints: list[Row] = [{**dict.fromkeys(KINDS), "at": at}]
        day = DayOf(Plus((Input("at"), Fixed(step))), NEW_YORK)
        assert compute(day, complaints[0]) == day_of(at, NEW_YORK) + step // (24 * HOUR)
        assert computing(complaints).compute(day).at(0) == day_of(at, NEW_YORK) + step // (24 * HOUR)
