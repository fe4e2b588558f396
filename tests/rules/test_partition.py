"""Partition: where tests cut their inputs, and what they say over the cells."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings

from rules.cells import ALWAYS, NEVER, All, Axis, Condition, In, Kind, Some, holds
from rules.evaluation import compute
from rules.partition import partition
from rules.policy import Policy
from rules.terms import (
    And,
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
    Test,
    Times,
    Truth,
    inputs,
)
from rules.types import Boolean, Date, Enumeration, Number, Text, Type, Value
from tests import oracle
from tests.generating import chances, policies
from tests.rules import setting

KINDS: dict[str, Type] = {
    "a": Number(),
    "b": Number(),
    "day": Date(),
    "vip": Boolean(),
    "web": Boolean(),
    "kind": Enumeration(("盗用", "service", "other")),
    "note": Text(),
}
A, B, VIP, WEB, KIND, NOTE = (Input(name) for name in ("a", "b", "vip", "web", "kind", "note"))
SAMPLES: dict[type[Type], tuple[Value, ...]] = {
    Number: (None, *range(-9, 10)),
    Boolean: (None, False, True),
    Enumeration: (None, "盗用", "service", "other"),
    Text: (None, "", "退款", "被盗"),
}


def number(*starts: int) -> Axis:
    return Axis("a", Kind.NUMBER, starts=starts)


def span(low: int, high: int, *, low_open: bool = False, high_open: bool = False) -> Span:
    return Span(Fixed(low), Fixed(high), low_open, high_open)


@pytest.mark.parametrize(
    ("test", "axis", "cells"),
    [
        (Relation("=", A, Fixed(5)), number(5, 6), 0b0100),
        (Relation("=", Fixed(5), A), number(5, 6), 0b0100),
        (Relation("<", A, Fixed(5)), number(5), 0b010),
        (Relation("<=", A, Fixed(5)), number(6), 0b010),
        (Relation("<", Fixed(5), A), number(6), 0b100),
        (Relation("<=", Fixed(5), A), number(5), 0b100),
        (Not(Relation("<", A, Fixed(5))), number(5), 0b100),
        (Relation("<", Times(A, 2), Fixed(5)), number(3), 0b010),
        (Relation("<=", Times(A, 2), Fixed(5)), number(3), 0b010),
        (Relation("<", Times(A, 2), Fixed(4)), number(2), 0b010),
        (Relation("<", Times(A, -2), Fixed(5)), number(-2), 0b100),
        (Relation("<=", Times(A, -2), Fixed(4)), number(-2), 0b100),
        (Relation("=", Times(A, 2), Fixed(4)), number(2, 3), 0b0100),
        (Relation("<", Plus((A, Fixed(3))), Fixed(5)), number(2), 0b010),
        (Relation("<", Times(Plus((A, Fixed(3))), -2), Fixed(5)), number(-5), 0b100),
        (Relation("<", Fixed(5), Plus((Times(A, 2), Fixed(1)))), number(3), 0b100),
        (Inside(A, (Fixed(1), Fixed(3)), ()), number(1, 2, 3, 4), 0b010100),
        (Inside(A, (), (span(1, 3),)), number(1, 4), 0b0100),
        (Inside(A, (), (span(1, 3, low_open=True),)), number(2, 4), 0b0100),
        (Inside(A, (), (span(1, 3, high_open=True),)), number(1, 3), 0b0100),
        (Inside(A, (Fixed(9),), (span(1, 3),)), number(1, 4, 9, 10), 0b010100),
        (IsKnown(A), number(), 0b10),
        (Not(IsKnown(A)), number(), 0b01),
        (Truth(VIP), Axis("vip", Kind.FLAG), 0b100),
        (Not(Truth(VIP)), Axis("vip", Kind.FLAG), 0b010),
        (IsKnown(VIP), Axis("vip", Kind.FLAG), 0b110),
        (IsKnown(Truth(VIP)), Axis("vip", Kind.FLAG), 0b110),
        (Not(IsKnown(Truth(VIP))), Axis("vip", Kind.FLAG), 0b001),
        (Relation("=", KIND, Fixed("盗用")), Axis("kind", Kind.CATEGORY, names=("盗用",)), 0b010),
        (Relation("=", Fixed("盗用"), KIND), Axis("kind", Kind.CATEGORY, names=("盗用",)), 0b010),
        (Not(Relation("=", KIND, Fixed("盗用"))), Axis("kind", Kind.CATEGORY, names=("盗用",)), 0b100),
        (
            Inside(KIND, (Fixed("other"), Fixed("盗用"), Fixed("other")), ()),
            Axis("kind", Kind.CATEGORY, names=("盗用", "other")),
            0b0110,
        ),
        (
            Inside(KIND, (Fixed("other"), Fixed("service"), Fixed("盗用")), ()),
            Axis("kind", Kind.CATEGORY, names=("盗用", "service", "other"), open=False),
            0b1110,
        ),
        (IsKnown(KIND), Axis("kind", Kind.CATEGORY), 0b10),
        (Relation("=", NOTE, Fixed("退款")), Axis("note", Kind.CATEGORY, names=("退款",)), 0b010),
        (Matches("contains", NOTE, "退款"), Axis('contains(note, "退款")', Kind.FLAG), 0b100),
        (Relation("<", A, B), Axis("a < b", Kind.FLAG), 0b100),
        (Not(Relation("<", A, B)), Axis("a < b", Kind.FLAG), 0b010),
        (Relation("<", Times(A, 0), Fixed(5)), Axis("a * 0 < 5", Kind.FLAG), 0b100),
        (Relation("=", Plus((A, B, Fixed(1))), Fixed(5)), Axis("(a + b + 1) = 5", Kind.FLAG), 0b100),
        (Relation("=", Plus((A, B)), Fixed(5)), Axis("(a + b) = 5", Kind.FLAG), 0b100),
        (Relation("=", Times(Plus((A, B)), 2), Fixed(5)), Axis("(a + b) * 2 = 5", Kind.FLAG), 0b100),
        (Inside(A, (B,), ()), Axis("a in (b)", Kind.FLAG), 0b100),
        (Inside(A, (), (Span(B, Fixed(1), low_open=False, high_open=False),)), Axis("a in ([b..1])", Kind.FLAG), 0b100),
        (Inside(A, (), (Span(Fixed(1), B, low_open=False, high_open=False),)), Axis("a in ([1..b])", Kind.FLAG), 0b100),
        (Inside(KIND, (NOTE, Fixed("x")), ()), Axis('kind in (note, "x")', Kind.FLAG), 0b100),
        (Inside(Plus((A, B)), (Fixed(1),), ()), Axis("(a + b) in (1)", Kind.FLAG), 0b100),
        (
            Relation("<", Quotient("down", A, 1, 3), Fixed(5)),
            Axis("round_down(a * 1 / 3) < 5", Kind.FLAG),
            0b100,
        ),
        (IsKnown(Plus((A, B))), Axis("((a + b)) is known", Kind.FLAG), 0b100),
        (Not(IsKnown(Plus((A, B)))), Axis("((a + b)) is known", Kind.FLAG), 0b010),
    ],
)
def test_a_test_cuts_one_axis_and_holds_in_some_of_its_cells(test: Test, axis: Axis, cells: int) -> None:
    found = partition([test], KINDS)
    assert (found.axes, found.conditions) == ((axis,), (In(0, cells),))


@pytest.mark.parametrize(
    ("test", "condition"),
    [
        (Truth(subject=True), ALWAYS),
        (Truth(subject=False), NEVER),
        (Not(Truth(subject=True)), NEVER),
        (Not(Truth(subject=False)), ALWAYS),
        (IsKnown(Fixed(1)), ALWAYS),
        (Not(IsKnown(Fixed(1))), NEVER),
        (Relation("<", Fixed(1), Fixed(2)), ALWAYS),
        (Not(Relation("<", Fixed(1), Fixed(2))), NEVER),
        (And((Truth(subject=True), Or(()))), NEVER),
        (Not(Or((Truth(subject=False), And(())))), NEVER),
    ],
)
def test_a_test_that_reads_nothing_is_settled(test: Test, condition: Condition) -> None:
    found = partition([test], KINDS)
    assert (found.axes, found.conditions) == ((), (condition,))


@pytest.mark.parametrize("test", [Relation("=", Times(A, 2), Fixed(5)), Inside(A, (), (span(3, 1),))])
def test_a_test_of_a_number_that_no_value_meets_never_holds_but_is_false_only_where_it_is_known(test: Test) -> None:
    found = partition([test, Not(test)], KINDS)
    assert found.conditions == (In(0, 0), In(0, 0b10))


def test_tests_of_one_input_share_its_axis() -> None:
    tests: list[Test] = [
        Relation("<", A, Fixed(5)),
        Relation("=", Plus((A, Fixed(1))), Fixed(5)),
        Truth(VIP),
        IsKnown(A),
    ]
    found = partition(tests, KINDS)
    assert found.axes == (number(4, 5), Axis("vip", Kind.FLAG))
    assert found.sources == (A, VIP)


def test_a_truth_that_stands_in_a_test_of_its_own_keeps_its_source() -> None:
    test = Relation("<", A, B)
    assert partition([test], KINDS).sources == (test,)


BEYOND = 2**63


@pytest.mark.parametrize(
    ("test", "condition"),
    [
        (Relation("<", Plus((A, Fixed(-BEYOND // 2))), Fixed(BEYOND // 2)), In(0, 0b10)),
        (Relation("=", Plus((A, Fixed(-BEYOND // 2))), Fixed(BEYOND // 2)), In(0, 0)),
        (Relation("<", Fixed(BEYOND - 2), A), In(0, 0b100)),
        (Relation("<=", A, Fixed(-BEYOND)), In(0, 0)),
        (Inside(A, (), (span(-BEYOND, BEYOND),)), In(0, 0b10)),
    ],
)
def test_no_axis_is_cut_beyond_64_bits(test: Test, condition: Condition) -> None:
    found = partition([test], KINDS)
    assert found.conditions == (condition,)
    assert all(abs(start) < BEYOND for start in found.axes[0].starts)


def test_two_texts_that_look_like_one_list_have_axes_of_their_own() -> None:
    two = Inside(NOTE, (Fixed("a"), Fixed("b"), KIND), ())
    one = Inside(NOTE, (Fixed('a", "b'), KIND), ())
    assert (
        len(partition([one, two, Matches("contains", NOTE, 'a"'), Matches("contains", NOTE, 'a\\"')], KINDS).axes) == 4
    )


def test_both_and_either_become_conditions_and_their_opposites() -> None:
    parts = (Truth(VIP), Truth(WEB))
    found = partition([And(parts), Or(parts), Not(And(parts)), Not(Or(parts))], KINDS)
    assert found.conditions == (
        All((In(0, 4), In(1, 4))),
        Some((In(0, 4), In(1, 4))),
        Some((In(0, 2), In(1, 2))),
        All((In(0, 2), In(1, 2))),
    )


ATOMS: tuple[Test, ...] = (
    Relation("<", A, Fixed(3)),
    Relation("=", Times(A, -2), Fixed(4)),
    Inside(A, (Fixed(-7),), (span(0, 4, low_open=True),)),
    Inside(A, (B,), (Span(Fixed(-1), B, low_open=False, high_open=False),)),
    Relation("<=", Extremum(greatest=True, parts=(A, B)), Fixed(2)),
    Relation("=", KIND, Fixed("service")),
    Matches("starts with", NOTE, "退"),
    Truth(VIP),
    IsKnown(Plus((A, B))),
    IsKnown(And((Truth(VIP), Relation("<", A, Fixed(3))))),
)


@pytest.mark.parametrize("test", [*ATOMS, *(Or((one, two)) for one, two in pairwise(ATOMS))])
def test_conditions_hold_where_tests_are_true_and_opposites_where_they_are_false(test: Test) -> None:
    found = partition([test, Not(test)], KINDS)
    keys = sorted(set(inputs(test)))
    for chosen in product(*(SAMPLES[type(KINDS[key])] for key in keys)):
        values = dict(zip(keys, chosen, strict=True))
        sides = zip(found.axes, found.sources, strict=True)
        cells = tuple(axis.cell(compute(source, values)) for axis, source in sides)
        truth = compute(test, values)
        assert [holds(one, cells) for one in found.conditions] == [truth is True, truth is False]


@given(policies(), chances())
@settings(max_examples=60, deadline=None)
def test_a_rule_holds_over_the_cells_exactly_where_the_interpreter_finds_it_true(
    policy: Policy, chance: Random
) -> None:
    for one in setting.settings(policy, chance, count=15):
        for decision in one.asked:
            sides = zip(decision.partition.axes, decision.partition.sources, strict=True)
            cells = tuple(axis.cell(compute(source, one.known)) for axis, source in sides)
            for rule, condition in zip(decision.decision.rules, decision.partition.conditions, strict=False):
                true = rule.when is None or oracle.evaluate(rule.when, one.case) is True
                assert holds(condition, cells) is true
