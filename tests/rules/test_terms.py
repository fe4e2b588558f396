"""Terms: how they are simplified, told and rounded, and what they read."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.terms import (
    And,
    DayOf,
    Extremum,
    Fixed,
    Input,
    Inside,
    IsKnown,
    Matches,
    Not,
    Or,
    Plus,
    Quotient,
    Relation,
    Span,
    Term,
    Test,
    Times,
    Truth,
    inputs,
    is_term,
    plus,
    rounded,
    times,
)
from rules.types import EPOCH

A, B, C = Input("金额"), Input("b"), Input("c")
DAY = DayOf(A, EPOCH.tzinfo) if EPOCH.tzinfo else A
SPAN = Span(A, Fixed(5), low_open=False, high_open=True)
MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


@pytest.mark.parametrize(
    ("found", "text", "read"),
    [
        (A, "金额", ["金额"]),
        (Fixed(-5), "-5", []),
        (Fixed("盗用"), '"盗用"', []),
        (Plus((A, B, Fixed(1))), "(金额 + b + 1)", ["金额", "b"]),
        (Times(A, -2), "金额 * -2", ["金额"]),
        (Extremum(greatest=True, parts=(A, B)), "max(金额, b)", ["金额", "b"]),
        (Extremum(greatest=False, parts=(A, Fixed(0))), "min(金额, 0)", ["金额"]),
        (Quotient("half_up", A, 1, 3), "round_half_up(金额 * 1 / 3)", ["金额"]),
        (DAY, "date of 金额", ["金额"]),
        (Relation("<=", A, B), "金额 <= b", ["金额", "b"]),
        (Inside(C, (B,), (SPAN,)), "c in (b, [金额..5))", ["c", "b", "金额"]),
        (Inside(C, (), (Span(A, B, low_open=True, high_open=False),)), "c in ((金额..b])", ["c", "金额", "b"]),
        (Matches("starts with", A, "被盗"), 'starts with(金额, "被盗")', ["金额"]),
        (Truth(A), "金额", ["金额"]),
        (Truth(subject=True), "True", []),
        (IsKnown(Plus((A, B))), "((金额 + b)) is known", ["金额", "b"]),
        (Not(Truth(A)), "not(金额)", ["金额"]),
        (And((Truth(A), Truth(B))), "(金额 and b)", ["金额", "b"]),
        (Or((Truth(A), Not(Truth(A)))), "(金额 or not(金额))", ["金额", "金额"]),
    ],
)
def test_a_term_or_test_tells_itself_and_what_it_reads(found: Term | Test, text: str, read: list[str]) -> None:
    assert (str(found), list(inputs(found))) == (text, read)


@pytest.mark.parametrize(("found", "is_one"), [(A, True), (Fixed("x"), True), (Truth(A), False), (IsKnown(A), False)])
def test_a_term_yields_a_value_and_a_test_a_truth(found: Term | Test, is_one: bool) -> None:
    assert is_term(found) is is_one


@pytest.mark.parametrize(
    ("found", "simple"),
    [
        (times(A, 1), A),
        (times(A, -1), Times(A, -1)),
        (times(A, 0), Times(A, 0)),
        (times(Times(A, 2), 3), Times(A, 6)),
        (times(Fixed(2), 3), Fixed(6)),
        (times(Plus((A, B)), 2), Times(Plus((A, B)), 2)),
        (plus(A, B), Plus((A, B))),
        (plus(A, Fixed(0)), A),
        (plus(Fixed(2), A), Plus((A, Fixed(2)))),
        (plus(Fixed(2), Fixed(-2)), Fixed(0)),
        (plus(Plus((A, Fixed(2))), Plus((B, Fixed(3)))), Plus((A, B, Fixed(5)))),
        (plus(Plus((A, Fixed(2))), Fixed(-2)), A),
    ],
)
def test_arithmetic_is_simplified(found: Term, simple: Term) -> None:
    assert found == simple


@pytest.mark.parametrize("mode", MODES)
@given(numerator=st.integers(-(10**20), 10**20), denominator=st.integers(1, 10**6))
def test_rounding_is_that_of_decimal_arithmetic(mode: str, numerator: int, denominator: int) -> None:
    halves = 2 * numerator // denominator
    exact = Decimal(halves) / 2 if 2 * numerator == halves * denominator else Decimal(halves) / 2 + Decimal("0.1")
    assert rounded(mode, numerator, denominator) == int(exact.to_integral_value(MODES[mode], Context(prec=60)))


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("half_up", [-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3]),
        ("half_even", [-2, -2, -1, 0, 0, 0, 0, 0, 1, 2, 2]),
        ("down", [-2, -1, -1, 0, 0, 0, 0, 0, 1, 1, 2]),
        ("up", [-3, -2, -1, -1, -1, 0, 1, 1, 1, 2, 3]),
    ],
)
def test_halves_and_tenths_are_rounded_by_the_mode(mode: str, results: list[int]) -> None:
    assert [rounded(mode, one, 10) for one in (-25, -15, -10, -5, -1, 0, 1, 5, 10, 15, 25)] == results
