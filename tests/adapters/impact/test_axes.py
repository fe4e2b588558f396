"""Axes: the month or the name by which complaints are counted apart."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.impact.axes import Axis, default_axes, default_money
from rules.types import EPOCH, EPOCH_DAY
from tests.adapters.impact.counter import NEW, OLD, policy

MICRO = timedelta(microseconds=1)
COUNTER = policy(OLD)
AT, KIND, VIP = (Axis(COUNTER.facts_by_name[name], COUNTER) for name in ("at", "kind", "vip"))
INSTANTS = st.datetimes(datetime(1890, 1, 1), datetime(2110, 1, 1))  # noqa: DTZ001 -- in the zone given below


def buckets(axis: Axis, column: pl.Series) -> list[str | None]:
    """The bucket of each row."""
    found = axis.bucketed(column)
    return [found.buckets[place] for place in found.places.tolist()]


@given(st.lists(st.none() | INSTANTS))
def test_an_instant_lies_in_the_month_that_the_clocks_of_the_policy_show(times: list[datetime | None]) -> None:
    zone = ZoneInfo(COUNTER.timezone)
    aware = [None if time is None else time.replace(tzinfo=zone) for time in times]
    stored = [None if time is None else (time - EPOCH) // MICRO for time in aware]
    expected = [None if at is None else (EPOCH + at * MICRO).astimezone(zone).strftime("%Y-%m") for at in stored]
    assert buckets(AT, pl.Series(stored, dtype=pl.Int64)) == expected


def test_the_last_instant_of_a_month_is_not_the_first_of_the_next() -> None:
    first = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    stored = [(one - EPOCH) // MICRO for one in (first - MICRO, first)]
    assert buckets(AT, pl.Series(stored)) == ["2026-03", "2026-04"]


def test_days_have_months() -> None:
    dated = policy(OLD.replace("done_at: {type: datetime}", "done_at: {type: datetime}\n  day: {type: date}"))
    axis = Axis(dated.facts_by_name["day"], dated)
    days = [date(1, 1, 1), date(2026, 2, 28), date(9998, 12, 31)]
    stored = pl.Series([(one - EPOCH_DAY).days for one in days] + [None], dtype=pl.Int64)
    assert buckets(axis, stored) == ["0001-01", "2026-02", "9998-12", None]


def test_names_are_buckets() -> None:
    names = pl.Series(["service", None, "goods"], dtype=pl.Enum(["goods", "service", "other"]))
    assert buckets(KIND, names) == ["service", None, "goods"]
    assert KIND.titles == {"goods": "商品", "service": "服务", "other": "其他"}
    assert buckets(VIP, pl.Series([True, None, False])) == ["true", None, "false"]


@pytest.mark.parametrize("axis", [AT, KIND, VIP])
def test_no_rows_have_no_buckets(axis: Axis) -> None:
    dtype = pl.Int64() if axis is AT else pl.Enum(["goods"]) if axis is KIND else pl.Boolean()
    assert buckets(axis, pl.Series([], dtype=dtype)) == []


def test_what_is_counted_by_default_follows_from_the_policy() -> None:
    assert [fact.name for fact in default_axes(COUNTER)] == ["at", "kind"]
    money = default_money(COUNTER)
    assert money is not None
    assert money.name == "amount"
    undated = OLD.replace("dated_by: at\n", "").replace("type: money, currency: CNY, range", "type: integer, range")
    assert [fact.name for fact in default_axes(policy(NEW))] == ["at", "kind"]
    assert "currency" in undated
