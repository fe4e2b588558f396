"""What durable_rules is told and asked about one axis."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rete.encoding import LONGEST_TEXT, Alternative, Code, Test, Unfit
from rules.cells import Axis, Kind, Value, bits, runs

LOWEST = -(2**63)
AMOUNT = Axis("amount", Kind.NUMBER, starts=(10, 11, 100))
OPEN = Axis("category", Kind.CATEGORY, names=("盗用", "扣款"))
CLOSED = Axis("reply", Kind.CATEGORY, names=("yes", "no"), open=False)
PAID = Axis("paid", Kind.FLAG)


def above(number: int) -> Test:
    return {"$gte": {"f0": number}}


def below(number: int) -> Test:
    return {"$lt": {"f0": number}}


def equal(value: int | str) -> Test:
    return {"f0": value}


def other(value: int | str) -> Test:
    return {"$neq": {"f0": value}}


@pytest.mark.parametrize(
    ("axis", "cells", "alternatives"),
    [
        (AMOUNT, 0b00001, [(equal(LOWEST),)]),
        (AMOUNT, 0b00010, [(above(LOWEST + 1), below(10))]),
        (AMOUNT, 0b00011, [(below(10),)]),
        (AMOUNT, 0b00100, [(equal(10),)]),
        (AMOUNT, 0b01000, [(above(11), below(100))]),
        (AMOUNT, 0b10000, [(above(100),)]),
        (AMOUNT, 0b10101, [(equal(LOWEST),), (equal(10),), (above(100),)]),
        (AMOUNT, 0b11110, [(above(LOWEST + 1),)]),
        (AMOUNT, 0b11111, [()]),
        (AMOUNT, 0, []),
        (OPEN, 0b0001, [(equal(""),)]),
        (OPEN, 0b0110, [(equal("=盗用"),), (equal("=扣款"),)]),
        (OPEN, 0b1000, [(other(""), other("=盗用"), other("=扣款"))]),
        (OPEN, 0b1110, [(other(""),)]),
        (OPEN, 0b0111, [(equal(""),), (equal("=盗用"),), (equal("=扣款"),)]),
        (CLOSED, 0b010, [(equal("=yes"),)]),
        (CLOSED, 0b110, [(other(""),)]),
        (PAID, 0b001, [(equal(-1),)]),
        (PAID, 0b010, [(equal(0),)]),
        (PAID, 0b011, [(other(1),)]),
    ],
)
def test_tests_are_written_in_the_fewest_alternatives(axis: Axis, cells: int, alternatives: list[Alternative]) -> None:
    assert Code(axis, "f0").alternatives(cells) == alternatives


@pytest.mark.parametrize(
    ("axis", "value", "told"),
    [
        (AMOUNT, None, LOWEST),
        (AMOUNT, 2**53 + 1, 2**53 + 1),
        (OPEN, None, ""),
        (OPEN, "", "="),
        (OPEN, "扣款", "=扣款"),
        (OPEN, "扣" * LONGEST_TEXT, "=" + "扣" * LONGEST_TEXT),
        (OPEN, "扣" * (LONGEST_TEXT + 1), "!"),
        (OPEN, "\ud800", "!"),
        (PAID, None, -1),
        (PAID, False, 0),
        (PAID, True, 1),
    ],
)
def test_values_are_told_so_that_missing_equals_none_of_them(axis: Axis, value: Value, told: int | str) -> None:
    assert Code(axis, "f0").told(value) == told


@pytest.mark.parametrize(
    ("axis", "value", "reason"),
    [
        (AMOUNT, "5", "`amount` is a number and was given `str`"),
        (AMOUNT, True, "`amount` is a number and was given `bool`"),
        (AMOUNT, LOWEST, "`amount` was given a number that does not fit 64 bits"),
        (AMOUNT, 2**63, "`amount` was given a number that does not fit 64 bits"),
        (OPEN, 5, "`category` is a category and was given `int`"),
        (CLOSED, "maybe", "`reply` was given a text that is none of its values"),
        (PAID, 1, "`paid` is a flag and was given `int`"),
    ],
)
def test_a_value_that_is_not_of_the_axis_is_refused_without_being_shown(axis: Axis, value: Value, reason: str) -> None:
    with pytest.raises(Unfit) as refused:
        Code(axis, "f0").cell(value)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("axis", "reason"),
    [
        (Axis("amount", Kind.NUMBER, starts=(LOWEST,)), "a cut of `amount` does not fit 64 bits"),
        (Axis("amount", Kind.NUMBER, starts=(0, 2**63)), "a cut of `amount` does not fit 64 bits"),
        (
            Axis("bank", Kind.CATEGORY, names=("a" * (LONGEST_TEXT + 1),)),
            "a value of `bank` is longer than 10000 characters, or no UTF-8",
        ),
        (
            Axis("bank", Kind.CATEGORY, names=("\udfff",)),
            "a value of `bank` is longer than 10000 characters, or no UTF-8",
        ),
    ],
)
def test_an_axis_that_cannot_be_compared_is_refused(axis: Axis, reason: str) -> None:
    with pytest.raises(Unfit) as refused:
        Code(axis, "f0")
    assert str(refused.value) == reason


@pytest.mark.parametrize("value", [None, LOWEST + 1, 9, 10, 11, 99, 100, 2**63 - 1])
def test_cells_are_those_of_the_axis(value: int | None) -> None:
    assert Code(AMOUNT, "f0").cell(value) == AMOUNT.cell(value)


@given(st.integers(0, 2**100))
def test_bits_and_runs_of_a_mask_make_up_the_mask(mask: int) -> None:
    assert sum(1 << bit for bit in bits(mask)) == mask
    assert sum((2 << last) - (1 << first) for first, last in runs(mask)) == mask


@given(st.integers(0, 2**100))
def test_runs_do_not_touch(mask: int) -> None:
    ends = [end for run in runs(mask) for end in (run[0], run[1] + 1)]

    assert all(first < second for first, second in pairwise(ends))
