"""Evaluation: what terms and tests yield for one complaint, the same as the interpreter says."""

from __future__ import annotations

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from rules.evaluation import compute, day_of
from rules.lowering import Lowering
from rules.policy import Policy
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
)
from rules.types import Value
from tests import oracle
from tests.generating import chances, policies
from tests.rules import setting

A, B, T, F, M, S = (Input(name) for name in ("a", "b", "true", "false", "missing", "text"))
VALUES: dict[str, Value] = {"a": 7, "b": -3, "true": True, "false": False, "missing": None, "text": "账户被盗"}
YES, NO, UNKNOWN = Truth(T), Truth(F), Truth(M)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (A, 7),
        (M, None),
        (Fixed(5), 5),
        (Fixed("盗用"), "盗用"),
        (Times(A, -2), -14),
        (Times(M, 0), None),
        (Plus((A, B, Fixed(1))), 5),
        (Plus((A, M)), None),
        (Extremum(greatest=True, parts=(A, B)), 7),
        (Extremum(greatest=False, parts=(A, B)), -3),
        (Extremum(greatest=False, parts=(A, M)), None),
        (Quotient("half_up", A, 1, 2), 4),
        (Quotient("half_up", B, 1, 2), -2),
        (Quotient("down", M, 1, 2), None),
        (DayOf(Fixed(-1), SHANGHAI), 0),
        (DayOf(M, SHANGHAI), None),
        (YES, True),
        (NO, False),
        (UNKNOWN, None),
        (Truth(subject=True), True),
        (Relation("=", A, Fixed(7)), True),
        (Relation("=", S, Fixed("账户")), False),
        (Relation("=", M, M), None),
        (Relation("<", B, A), True),
        (Relation("<", A, A), False),
        (Relation("<=", A, A), True),
        (Relation("<=", A, M), None),
        (Inside(A, (Fixed(1), Fixed(7)), ()), True),
        (Inside(A, (Fixed(1),), ()), False),
        (Inside(A, (Fixed(7), M), ()), None),
        (Inside(M, (Fixed(7),), ()), None),
        (Inside(A, (), (Span(B, A, low_open=False, high_open=False),)), True),
        (Inside(A, (), (Span(B, A, low_open=False, high_open=True),)), False),
        (Inside(A, (), (Span(A, A, low_open=True, high_open=False),)), False),
        (Inside(A, (), (Span(A, B, low_open=False, high_open=False),)), False),
        (Inside(A, (Fixed(7),), (Span(B, M, low_open=False, high_open=False),)), None),
        (Inside(A, (Fixed(7),), (Span(M, B, low_open=False, high_open=False),)), None),
        (Matches("contains", S, "被盗"), True),
        (Matches("contains", S, "退款"), False),
        (Matches("starts with", S, "账户"), True),
        (Matches("starts with", S, "被盗"), False),
        (Matches("contains", M, ""), None),
        (IsKnown(A), True),
        (IsKnown(M), False),
        (IsKnown(NO), True),
        (IsKnown(UNKNOWN), False),
        (Not(YES), False),
        (Not(UNKNOWN), None),
        (And((YES, YES)), True),
        (And((YES, UNKNOWN)), None),
        (And((UNKNOWN, NO)), False),
        (And(()), True),
        (Or((NO, NO)), False),
        (Or((NO, UNKNOWN)), None),
        (Or((UNKNOWN, YES)), True),
        (Or(()), False),
    ],
)
def test_a_term_or_test_yields(found: Term | Test, value: Value) -> None:
    assert compute(found, VALUES) is value if isinstance(value, bool) else compute(found, VALUES) == value


@pytest.mark.parametrize(
    ("text", "day"), [("1970-01-01T15:59:59.999999", 0), ("1970-01-01T16:00", 1), ("1969-12-31T15:59:59.999999", -1)]
)
def test_a_day_begins_at_midnight_of_its_timezone(text: str, day: int) -> None:
    instant = datetime.fromisoformat(text + "+00:00").timestamp()
    assert day_of(round(instant * 1_000_000), SHANGHAI) == day


@given(policies(), chances())
@settings(max_examples=60, deadline=None)
def test_every_value_is_what_the_interpreter_says(policy: Policy, chance: Random) -> None:
    for one in setting.settings(policy, chance, count=15):
        for decision in one.asked:
            for rule, consequence in zip(decision.decision.rules, decision.consequences, strict=True):
                expected = oracle.values(decision.decision, rule, one.case)
                computed = {name: compute(found, one.known) for name, found in consequence.values}
                assert tuple((name, computed.get(name)) for name, _ in expected) == expected


@given(policies(), chances())
@settings(max_examples=60, deadline=None)
def test_every_condition_is_true_false_or_missing_as_the_interpreter_says(policy: Policy, chance: Random) -> None:
    anywhere = dict.fromkeys(policy.value_types, (0, 0))
    for one in setting.settings(policy, chance, count=15):
        lowering = Lowering(policy.zone, one.case.parameters, anywhere)
        for when in (rule.when for decision in one.asked for rule in decision.decision.rules):
            assert when is None or compute(lowering.test(when), one.known) is oracle.evaluate(when, one.case)
