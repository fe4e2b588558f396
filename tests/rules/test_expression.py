"""Expressions: their sorts, what stands inside them and what they read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules import types
from rules.expression import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    Arithmetic,
    Both,
    Compare,
    Constant,
    DateOf,
    Derived,
    Either,
    Expression,
    Extreme,
    Kind,
    Known,
    ListContains,
    Negated,
    Range,
    Reference,
    Role,
    Rounded,
    Sort,
    TextTest,
    Within,
    decisions_read,
    operands,
    references,
    sort_of,
    varies,
    walk,
)

A, B, C = (Reference(Role.FACT, name, types.Number()) for name in ("甲", "b", "c"))
LIMIT = Reference(Role.PARAMETER, "limit", types.Number())
FIVE = Constant(Fraction(5), NUMBER)
PRIORITY = Reference(Role.OUTCOME, "priority", types.Enumeration(("urgent",)))
REFUND = Reference(Role.VALUE, "refund", types.money("CNY"))
NOTIFY = ListContains("actions", "notify")
NOTE = Reference(Role.FACT, "note", types.Text())
AT = Reference(Role.FACT, "at", types.Instant())


@pytest.mark.parametrize(
    ("kind", "sort", "text"),
    [
        (types.Boolean(), BOOLEAN, "boolean"),
        (types.Number(), NUMBER, "plain number"),
        (types.decimal(4), NUMBER, "plain number"),
        (types.money("CNY"), Sort(Kind.MONEY, "CNY"), "CNY money"),
        (types.Enumeration(("a", "b"), ("A", "B")), Sort(Kind.ENUM, names=("a", "b")), "enum"),
        (types.Text(), TEXT, "text"),
        (types.Date(), DATE, "date"),
        (types.Instant(), DATETIME, "datetime"),
        (types.Duration(types.Unit.WORKING_DAYS), Sort(Kind.DURATION, "working days"), "working days"),
    ],
)
def test_a_type_has_a_sort_with_a_name(kind: types.Type, sort: Sort, text: str) -> None:
    assert (sort_of(kind), str(sort)) == (sort, text)


@pytest.mark.parametrize(
    ("expression", "inside"),
    [
        (A, ()),
        (FIVE, ()),
        (NOTIFY, ()),
        (Derived("d", A), (A,)),
        (Arithmetic("+", A, B, NUMBER), (A, B)),
        (Extreme("min", (A, B, C), NUMBER), (A, B, C)),
        (Rounded("up", A, 0), (A,)),
        (DateOf(AT), (AT,)),
        (Compare("<", A, FIVE), (A, FIVE)),
        (Within(A, (B, Range(FIVE, C))), (A, B, FIVE, C)),
        (TextTest("contains", NOTE, "退款"), (NOTE,)),
        (Known(A), (A,)),
        (Negated(Known(A)), (Known(A),)),
        (Both((Known(A), NOTIFY)), (Known(A), NOTIFY)),
        (Either((NOTIFY, Known(B))), (NOTIFY, Known(B))),
    ],
)
def test_an_expression_has_its_operands_in_order(expression: Expression, inside: tuple[Expression, ...]) -> None:
    assert operands(expression) == inside


def test_a_walk_meets_the_outermost_first() -> None:
    inner = Compare("<", A, Derived("d", B))
    assert list(walk(Negated(inner))) == [Negated(inner), inner, A, Derived("d", B), B]


def test_references_are_met_in_the_order_written() -> None:
    assert list(references(Both((Compare("<", A, LIMIT), Compare("=", REFUND, A))))) == [A, LIMIT, REFUND, A]


def test_the_decisions_whose_outcome_is_read_are_told() -> None:
    parts = (Known(PRIORITY), NOTIFY, Known(Derived("d", PRIORITY)), Known(REFUND), Known(A))
    assert list(decisions_read(Either(parts))) == ["priority", "actions", "priority"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (FIVE, False),
        (LIMIT, False),
        (Arithmetic("+", LIMIT, FIVE, NUMBER), False),
        (Arithmetic("+", LIMIT, A, NUMBER), True),
        (Derived("d", A), True),
        (Derived("d", LIMIT), False),
        (REFUND, True),
        (PRIORITY, True),
        (NOTIFY, True),
        (Both((Known(LIMIT), NOTIFY)), True),
    ],
)
def test_what_reads_more_than_parameters_varies(expression: Expression, expected: bool) -> None:
    assert varies(expression) is expected


@pytest.mark.parametrize(
    ("expression", "sort"),
    [
        (Derived("d", REFUND), Sort(Kind.MONEY, "CNY")),
        (Rounded("up", REFUND, 0), Sort(Kind.MONEY, "CNY")),
        (DateOf(AT), DATE),
        (NOTIFY, BOOLEAN),
        (AT, DATETIME),
    ],
)
def test_an_expression_has_the_sort_of_what_it_yields(expression: Expression, sort: Sort) -> None:
    assert expression.sort == sort
