"""A value is fit when it is of its fact's type and within its range."""

import polars as pl
import pytest

from engine.fitness import fits, unfit_rows
from engine.results import stored
from rules.cells import Value
from rules.fault import Place
from rules.policy import Fact
from rules.types import (
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Intervals,
    Number,
    Text,
    Type,
    Unit,
    bounds,
    money,
)

NARROW = Number(low=-3, high=5)
HOURS = Duration(Unit.HOURS)


def fact(kind: Type) -> Fact:
    return Fact("fact", "", kind, required=False, personal=False, clause="", place=Place(1, 1))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Boolean(), True, True),
        (Boolean(), False, True),
        (Boolean(), 1, False),
        (Boolean(), "true", False),
        (NARROW, -3, True),
        (NARROW, 5, True),
        (NARROW, -4, False),
        (NARROW, 6, False),
        (NARROW, True, False),
        (NARROW, 1.0, False),
        (NARROW, "1", False),
        (Number(), 2**53, True),
        (Number(), 2**53 + 1, False),
        (money("CNY", high=2**53 + 1), 2**53 + 1, True),
        (Enumeration(("被盗",)), "被盗", True),
        (Enumeration(("被盗",)), "服务", False),
        (Enumeration(("被盗",)), 0, False),
        (Intervals(), "0/1", True),
        (Intervals(), "-5/.. 等待; 0/1", True),
        (Intervals(), "0/1; ", False),
        (Intervals(), "0/1;2/3", False),
        (Intervals(), "0/1 a\n", True),
        (Intervals(), "0/1\n", False),
        (Intervals(), "0/", False),
        (Intervals(), "", False),
        (Intervals(), "1234567890123456789/..", False),
        (Intervals(), "\N{FULLWIDTH DIGIT ONE}/2", False),
        (Intervals(), 5, False),
        (Enumeration(("被盗",)), ["被盗"], False),
        (Text(), "", True),
        (Text(), 0, False),
        (Date(), bounds(Date())[0], True),
        (Date(), bounds(Date())[0] - 1, False),
        (Instant(), bounds(Instant())[1], True),
        (Instant(), bounds(Instant())[1] + 1, False),
        (HOURS, bounds(HOURS)[1], True),
        (HOURS, bounds(HOURS)[1] + 1, False),
    ],
)
def test_a_value_is_fit_within_type_and_range(kind: Type, value: Value, expected: bool) -> None:
    assert fits(fact(kind), value) == expected


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (NARROW, [-3, None, 5], None),
        (NARROW, [-4, None, 5, 6], [True, False, False, True]),
        (NARROW, [0, 6], [False, True]),
        (NARROW, [None, None], None),
        (NARROW, [], None),
        (Boolean(), [True, None], None),
        (Text(), ["", None], None),
        (Intervals(), ["0/1", None], None),
        (Intervals(), [None, None], None),
        (Intervals(), ["0/1", None, "0/1\n", "等待", "0/.. 等待"], [False, False, True, True, False]),
        (Enumeration(("被盗",)), ["被盗"], None),
    ],
)
def test_rows_outside_the_range_are_found(kind: Type, values: list[Value], expected: list[bool] | None) -> None:
    found = unfit_rows(fact(kind), pl.Series(values, dtype=stored(kind)))
    assert (None if found is None else found.to_list()) == expected
