"""Types: what a text is read as, and how a value is shown."""

from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import types
from rules.loading import load
from rules.types import (
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Number,
    Text,
    Type,
    Unit,
    Value,
    bounds,
    decimal,
    denominator,
    money,
    read,
    show,
)
from rules.unreadable import Unreadable

SHANGHAI = ZoneInfo("Asia/Shanghai")
CATEGORY = Enumeration(("盗用", "service"))
HOURS, WORKING, CALENDAR = Duration(Unit.HOURS), Duration(Unit.WORKING_DAYS), Duration(Unit.CALENDAR_DAYS)
NO_NUMBER = "not a plain number such as `1280.50`"
NO_WHOLE = "not a whole number such as `3`"
NO_DATE = "not a date such as `2026-03-02`"
NO_TIME = "not a time such as `2026-03-02T09:15:00+08:00`"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Boolean(), "true", True),
        (Boolean(), "false", False),
        (Number(), "3", 3),
        (Number(), "+3", 3),
        (Number(), "-0", 0),
        (Number(), "007", 7),
        (Number(), "3.0", 3),
        (Number(), "9007199254740992", 2**53),
        (Number(), "0" * 5000 + "5", 5),
        (decimal(4), "0.1", 1000),
        (decimal(4), "-0.00010", -1),
        (money("CNY"), "1000", 100_000),
        (money("CNY"), "1000.01", 100_001),
        (money("CNY"), "-1000.10", -100_010),
        (money("CNY", high=2**53 + 1), "90071992547409.93", 2**53 + 1),
        (money("JPY"), "1000", 1000),
        (money("KWD"), "1.005", 1005),
        (money("CLF"), "0.0001", 1),
        (money("XXX"), "0.01", 1),
        (CATEGORY, "盗用", "盗用"),
        (Text(), "", ""),
        (Text(), "账户“被盗”\n", "账户“被盗”\n"),
        (Text(), "x" * types.TEXT_LIMIT, "x" * types.TEXT_LIMIT),
        (Date(), "1970-01-01", 0),
        (Date(), "2026-03-02", 20_514),
        (Date(), "0001-01-01", -719_162),
        (Date(), "2024-02-29", 19_782),
        (Instant(), "1970-01-01T00:00Z", 0),
        (Instant(), "1970-01-01T08:00:00+08:00", 0),
        (Instant(), "1970-01-01 08:00:00.000001+0800", 1),
        (Instant(), "1970-01-01T00:00:00.5Z", 500_000),
        (Instant(), "1969-12-31T23:59:59.999999Z", -1),
        (Instant(), "1900-12-31T23:59:59.999999+08:05:43", -2_177_481_943_000_001),
        (HOURS, "24 hours", 86_400_000_000),
        (HOURS, "1 hour", 3_600_000_000),
        (WORKING, "5 working days", 5),
        (WORKING, "1 working day", 1),
        (WORKING, "-5  working days", -5),
        (CALENDAR, "+7 calendar days", 7),
        (CALENDAR, "-1000000 calendar days", -1_000_000),
        (CALENDAR, "0" * 5000 + "7 calendar days", 7),
    ],
)
def test_a_text_is_read_as_its_type(kind: Type, text: str, value: Value) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (Boolean(), "yes", "neither `true` nor `false`"),
        (Boolean(), "True", "neither `true` nor `false`"),
        (Boolean(), "1", "neither `true` nor `false`"),
        (Number(), "3.5", NO_WHOLE),
        (Number(), "", NO_WHOLE),
        (Number(), "三", NO_WHOLE),
        (Number(), "１", NO_WHOLE),
        (Number(), "1_000", NO_WHOLE),
        (Number(), "0x10", NO_WHOLE),
        (Number(), "9007199254740993", "outside -9007199254740992 to 9007199254740992"),
        (Number(low=1, high=9), "0", "outside 1 to 9"),
        (Number(low=1, high=9), "1" + "0" * 100_000, "outside 1 to 9"),
        (decimal(2), "1e3", NO_NUMBER),
        (decimal(2), "1,000.00", NO_NUMBER),
        (decimal(2), ".5", NO_NUMBER),
        (decimal(2), "5.", NO_NUMBER),
        (decimal(2), "NaN", NO_NUMBER),
        (decimal(2), "¥5", NO_NUMBER),
        (decimal(2), " 5", NO_NUMBER),
        (decimal(2), "1.005", "more than 2 decimals"),
        (money("CNY", low=0, high=100_000), "1000.01", "outside 0.00 to 1000.00"),
        (money("CNY"), "10000000000000.01", "outside -10000000000000.00 to 10000000000000.00"),
        (money("JPY"), "1.5", NO_WHOLE),
        (CATEGORY, "Service", "not one of the declared values"),
        (CATEGORY, "", "not one of the declared values"),
        (Text(), "x" * (types.TEXT_LIMIT + 1), "longer than 1048576 characters"),
        (Date(), "2026-3-2", NO_DATE),
        (Date(), "02/03/2026", NO_DATE),
        (Date(), "2026-03-02T00:00", NO_DATE),
        (Date(), "２０２６-03-02", NO_DATE),
        (Date(), "2026-02-29", "no such day in the calendar"),
        (Date(), "0000-01-01", "no such day in the calendar"),
        (Instant(), "2026-03-02", NO_TIME),
        (Instant(), "2026-03-02T09", NO_TIME),
        (Instant(), "2026-03-02T09:15:00.1234567Z", NO_TIME),
        (Instant(), "2026-03-02T09:15:00 +08:00", NO_TIME),
        (Instant(), "2026-03-02T09:15:00", "a time without its offset from UTC"),
        (Instant(), "2026-03-02T25:15:00Z", "no such time in the calendar"),
        (Instant(), "2026-03-02T09:15:00+25:00", "no such time in the calendar"),
        (Instant(), "0001-01-01T00:00:00+08:00", "outside the years 2 to 9998"),
        (Instant(), "9999-12-31T23:59:59Z", "outside the years 2 to 9998"),
        (HOURS, "24", "not a duration such as `5 hours`"),
        (HOURS, "5 working days", "not a duration such as `5 hours`"),
        (WORKING, "5 days", "not a duration such as `5 working days`"),
        (WORKING, "5 calendar days", "not a duration such as `5 working days`"),
        (CALENDAR, "0.5 calendar days", "not a duration such as `5 calendar days`"),
        (HOURS, "10000000 hours", "longer than 1000000 hours"),
        (HOURS, "9" * 5000 + " hours", "longer than 1000000 hours"),
        (CALENDAR, "1000001 calendar days", "longer than 1000000 calendar days"),
        (CALENDAR, "-1000001 calendar days", "longer than 1000000 calendar days"),
    ],
)
def test_a_text_that_is_not_of_its_type_is_refused_in_words(kind: Type, text: str, reason: str) -> None:
    assert read(kind, text) == Unreadable(reason)


def test_a_time_without_offset_is_read_in_the_given_timezone() -> None:
    assert read(Instant(), "1970-01-01T08:00", zone=SHANGHAI) == 0


def test_a_time_before_the_first_year_is_refused_also_without_offset() -> None:
    zone = timezone(timedelta(hours=8))
    assert read(Instant(), "0001-01-01T00:00", zone=zone) == Unreadable("outside the years 2 to 9998")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Boolean(), True, "true"),
        (Boolean(), False, "false"),
        (Number(), -12, "-12"),
        (money("CNY"), 5, "0.05"),
        (money("CNY"), -100_001, "-1000.01"),
        (money("CNY"), 2**53 + 1, "90071992547409.93"),
        (money("JPY"), 5, "5"),
        (decimal(4), 0, "0.0000"),
        (Date(), 20_514, "2026-03-02"),
        (Instant(), 0, "1970-01-01T00:00:00+00:00"),
        (HOURS, 86_400_000_000, "24 hours"),
        (WORKING, 5, "5 working days"),
        (CATEGORY, "盗用", "盗用"),
        (Text(), "a\nb", "a\nb"),
        (Date(), None, ""),
    ],
)
def test_a_value_is_shown_as_people_write_it(kind: Type, value: Value, text: str) -> None:
    assert show(kind, value) == text


def test_an_instant_is_shown_in_the_given_timezone() -> None:
    assert show(Instant(), 1, zone=SHANGHAI) == "1970-01-01T08:00:00.000001+08:00"


def kinds() -> st.SearchStrategy[Type]:
    numbers = st.builds(lambda scale, ends: decimal(scale, low=min(ends), high=max(ends)), st.integers(0, 9), ENDS)
    fixed: list[Type] = [Boolean(), CATEGORY, Text(), Date(), Instant(), WORKING, CALENDAR, money("KWD")]
    return st.one_of(numbers, st.sampled_from(fixed))


ENDS = st.tuples(st.integers(-(10**18), 10**18), st.integers(-(10**18), 10**18))


def values(kind: Type) -> st.SearchStrategy[Value]:
    match kind:
        case Boolean():
            return st.booleans()
        case Enumeration(names=names):
            return st.sampled_from(names)
        case Text():
            return st.text()
        case _:
            return st.integers(*bounds(kind))


@given(st.data())
def test_what_is_shown_is_read_as_the_same_value(data: st.DataObject) -> None:
    kind = data.draw(kinds())
    value = data.draw(values(kind))
    assert read(kind, show(kind, value, zone=data.draw(st.sampled_from([UTC, SHANGHAI])))) == value


@given(st.integers(-1_000_000, 1_000_000))
def test_hours_that_are_shown_are_read_as_the_same_value(count: int) -> None:
    assert read(HOURS, show(HOURS, count * denominator(HOURS))) == count * denominator(HOURS)


@given(kinds(), st.text())
def test_no_text_is_read_as_a_value_outside_of_the_bounds(kind: Type, text: str) -> None:
    found = read(kind, text)
    inside = not isinstance(found, int) or bounds(kind)[0] <= found <= bounds(kind)[1]
    assert inside


def test_the_steps_of_a_truth_are_false_and_true() -> None:
    assert bounds(Boolean()) == (0, 1)


POLICY = """
tousu: 1
policy: wide
version: "1"
effective: 2026-01-01
timezone: UTC
identity: complaint_id
facts:
  complaint_id: {type: text, required: true}
  amount: {type: money, currency: CNY, range: {min: 0, max: 90071992547409.93}}
decisions:
  only: {outcomes: {done: done}, rules: [{id: A, then: done}]}
"""


def test_a_declared_range_may_be_wider_than_the_usual_one() -> None:
    policy = load(POLICY, name="policy.yaml").policy
    assert policy is not None
    assert read(policy.facts_by_name["amount"].type, "90071992547409.93") == 2**53 + 1
