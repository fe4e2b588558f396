"""Typed expressions: what the conditions and values of a policy say, once every name is resolved.

Logic is three-valued (Kleene): a test with a missing operand is missing, and a rule fires only on true.
Numbers are exact: a constant is a `Fraction` of the unit people write (yuan, days, hours), never a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from rules.said import Said
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Intervals, Number, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.types import Type


class Kind(StrEnum):
    """What an expression yields; only like is compared with like."""

    BOOLEAN = "boolean"
    NUMERAL = "number"
    NUMBER = "plain number"
    MONEY = "money"
    ENUM = "enum"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    INTERVALS = "intervals"


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind with its currency, unit or names; a numeral is a written number that takes the sort it meets."""

    kind: Kind
    detail: str = ""
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As it stands in messages."""
        return str(self.said)

    @property
    def said(self) -> str:
        """The same, to be said in any language."""
        if self.kind is Kind.DURATION:
            return self.detail
        return Said("{currency} money", currency=self.detail) if self.kind is Kind.MONEY else Said(self.kind.value)


BOOLEAN = Sort(Kind.BOOLEAN)
NUMERAL = Sort(Kind.NUMERAL)
NUMBER = Sort(Kind.NUMBER)
TEXT = Sort(Kind.TEXT)
DATE = Sort(Kind.DATE)
DATETIME = Sort(Kind.DATETIME)
INTERVALS = Sort(Kind.INTERVALS)


def sort_of(kind: Type) -> Sort:
    """Sort of the values of a declared type."""
    match kind:
        case Boolean():
            return BOOLEAN
        case Number(currency=None):
            return NUMBER
        case Number(currency=currency):
            return Sort(Kind.MONEY, str(currency))
        case Enumeration(names=names):
            return Sort(Kind.ENUM, names=names)
        case Intervals():
            return INTERVALS
        case Text():
            return TEXT
        case Date():
            return DATE
        case Instant():
            return DATETIME
        case Duration(unit=unit):
            return Sort(Kind.DURATION, unit.value)
        case _:
            assert_never(kind)


class Role(StrEnum):
    """Where a name's value comes from."""

    FACT = "fact"
    PARAMETER = "parameter"
    VALUE = "value"
    OUTCOME = "outcome"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Constant:
    """A written value: a `Fraction` for numbers, days and hours; days or microseconds for dates and times."""

    value: Fraction | bool | str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact, a parameter, a value set by an earlier decision, its enumerated outcome, or what a deadline tells.

    A deadline's state has the deadline's own name, its parts have names such as `NAME.due`.
    The outcome of a decision that declares a `type` is the value of the decision's own name.
    """

    role: Role
    name: str
    type: Type

    @property
    def sort(self) -> Sort:
        """Sort of the declared type."""
        return sort_of(self.type)


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived fact: a name for an expression over facts and parameters."""

    name: str
    expression: Expression

    @property
    def sort(self) -> Sort:
        """Sort of the expression."""
        return self.expression.sort


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`, one of `+ - * /`; at most one factor of a product varies, no divisor does."""

    operator: str
    left: Expression
    right: Expression
    sort: Sort


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least (`min`) or greatest (`max`) of the parts."""

    operator: str
    parts: tuple[Expression, ...]
    sort: Sort


@dataclass(frozen=True, slots=True)
class Rounded:
    """`operand` rounded to `scale` decimals by `mode`: half_up, half_even, down (to zero) or up (from zero)."""

    mode: str
    operand: Expression
    scale: int

    @property
    def sort(self) -> Sort:
        """Sort of the operand."""
        return self.operand.sort


@dataclass(frozen=True, slots=True)
class DateOf:
    """The day of an instant in the policy's timezone."""

    operand: Expression
    sort: Sort = DATE


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`, one of `= != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class Range:
    """An interval whose ends belong to it unless open."""

    low: Expression
    high: Expression
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """`subject` equals a member or lies in one of the ranges; missing if any operand is."""

    subject: Expression
    members: tuple[Expression | Range, ...]
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class TextTest:
    """`contains` or `starts with`, by code point."""

    function: str
    subject: Expression
    text: str
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class ListContains:
    """Whether the outcome of a `collect` decision holds `outcome`; never missing."""

    decision: str
    outcome: str
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class Known:
    """Whether the operand has a value; never missing."""

    operand: Expression
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite; missing stays missing."""

    operand: Expression
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class Both:
    """True when all parts are, false when one is false."""

    parts: tuple[Expression, ...]
    sort: Sort = BOOLEAN


@dataclass(frozen=True, slots=True)
class Either:
    """True when one part is, false when all are false."""

    parts: tuple[Expression, ...]
    sort: Sort = BOOLEAN


Expression = (
    Constant
    | Reference
    | Derived
    | Arithmetic
    | Extreme
    | Rounded
    | DateOf
    | Compare
    | Within
    | TextTest
    | ListContains
    | Known
    | Negated
    | Both
    | Either
)


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside `expression`."""
    match expression:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return left, right
        case Extreme(parts=parts) | Both(parts=parts) | Either(parts=parts):
            return parts
        case Rounded(operand=operand) | DateOf(operand=operand) | Known(operand=operand) | Negated(operand=operand):
            return (operand,)
        case Derived(expression=inner):
            return (inner,)
        case TextTest(subject=subject):
            return (subject,)
        case Within(subject=subject, members=members):
            ends = ((one.low, one.high) if isinstance(one, Range) else (one,) for one in members)
            return (subject, *(end for pair in ends for end in pair))
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """`expression` and everything inside it, outermost first."""
    yield expression
    for operand in operands(expression):
        yield from walk(operand)


def references(expression: Expression) -> Iterator[Reference]:
    """Every reference inside `expression`, in the order written."""
    return (one for one in walk(expression) if isinstance(one, Reference))


def decisions_read(expression: Expression) -> Iterator[str]:
    """Names of decisions whose enumerated or collected outcome `expression` reads."""
    for one in walk(expression):
        if isinstance(one, ListContains):
            yield one.decision
        elif isinstance(one, Reference) and one.role is Role.OUTCOME:
            yield one.name


def varies(expression: Expression) -> bool:
    """Whether the value differs between complaints of one edition: it reads more than parameters and constants."""
    return any(isinstance(one, ListContains) for one in walk(expression)) or any(
        one.role is not Role.PARAMETER for one in references(expression)
    )
