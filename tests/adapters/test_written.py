"""What is written says exactly what was decided."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from adapters import written
from engine.results import result_schema
from rules.types import Date, Value, bounds, show
from tests.adapters.shop import policy

POLICY = policy()
TYPES = POLICY.value_types
EMPTY = dict.fromkeys(result_schema(POLICY))


def frame(**values: Value) -> pl.DataFrame:
    """One row as the engine gives it."""
    return pl.DataFrame([EMPTY | values], schema=result_schema(POLICY))


def test_parquet_has_decimals_dates_and_instants_of_its_own() -> None:
    found = written.typed(frame(refund=9007199254740993, due=20514, asked=1772415000120001, window=5), POLICY)
    assert found.select(*TYPES).row(0, named=True) == {
        "due": date(2026, 3, 2),
        "asked": datetime(2026, 3, 2, 1, 30, 0, 120001, tzinfo=UTC),
        "window": 5,
        "refund": Decimal("90071992547409.93"),
        "contact": None,
    }


@given(st.data())
def test_text_formats_have_the_texts_that_people_write(data: st.DataObject) -> None:
    values: dict[str, Value] = {
        name: data.draw(st.none() | st.integers(*bounds(kind)), label=name)
        for name, kind in TYPES.items()
        if name != "contact"
    }
    found = written.texts(frame(**values), POLICY).select(*values).row(0)
    shown = [None if cell is None else str(cell) for cell in found]
    expected = [None if value is None else show(TYPES[name], value, zone=POLICY.zone) for name, value in values.items()]
    assert shown == expected


def test_what_is_not_a_value_is_left_as_it_is() -> None:
    before = frame(id="T-1", size="small", **{"size.rule": "S-2"})
    assert written.typed(before, POLICY).drop(*TYPES).equals(before.drop(*TYPES))


def test_a_day_beyond_the_calendar_is_written() -> None:
    beyond = bounds(Date())[1] + 7
    assert written.typed(frame(due=beyond), POLICY)["due"].to_physical().to_list() == [beyond]
    assert written.texts(frame(due=beyond), POLICY)["due"].to_list() == ["+10000-01-07"]
