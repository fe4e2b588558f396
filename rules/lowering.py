"""Lowering: a typed expression becomes integer arithmetic, with every parameter at its value.

Each number is an `int` over a denominator known beforehand, so arithmetic is exact.
Every intermediate result is proved to fit 64 bits for all facts in their ranges, because columns wrap silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from rules import types
from rules.evaluation import MICROSECONDS_PER_DAY, day_of
from rules.expression import (
    DATETIME,
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
    TextTest,
    Within,
)
from rules.said import Said
from rules.terms import (
    INT32,
    INT64,
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
    plus,
    rounded,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from rules.types import Type, Value


class Unfit(Exception):  # noqa: N818 -- becomes a fault of the policy, not an error of the program
    """An expression that cannot be computed exactly within 64 bits."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotInForce(Exception):  # noqa: N818 -- a state of the policy at a date
    """An expression reads a parameter that has no value yet on that date."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Scaled:
    """A number as `term / denominator`."""

    term: Term
    denominator: int


@dataclass(slots=True)
class Lowering:
    """Lowers the expressions of one edition.

    `parameters` are the values in force; `ranges` the bounds of inputs kept as `int`, to which values are added
    as their decisions are lowered.
    """

    zone: tzinfo
    parameters: Mapping[str, Value]
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)

    def test(self, expression: Expression) -> Test:
        """A boolean expression, as a test."""
        match expression:
            case Constant(value=value):
                return Truth(bool(value))
            case Reference():
                return self._flag(expression)
            case Derived(expression=inner):
                return self.test(inner)
            case Compare():
                return self._compare(expression)
            case Within(subject=subject, members=members):
                return self._within(subject, members)
            case TextTest(function=function, subject=subject, text=text):
                return Matches(function, self._plain(subject), text)
            case ListContains(decision=decision, outcome=outcome):
                return Truth(Input(membership(decision, outcome)))
            case Known(operand=operand):
                return IsKnown(self.operand(operand))
            case Negated(operand=operand):
                return Not(self.test(operand))
            case Both(parts=parts):
                return And(tuple(map(self.test, parts)))
            case Either(parts=parts):
                return Or(tuple(map(self.test, parts)))
            case _:
                raise AssertionError(expression)

    def operand(self, expression: Expression) -> Term | Test:
        """Any expression: a term when it yields a value, a test when it yields a truth."""
        if expression.sort.kind is Kind.BOOLEAN:
            return self.test(expression)
        return self.number(expression).term if _numeric(expression) else self._plain(expression)

    def value(self, expression: Expression, kind: Type) -> Term | Test:
        """An expression as a stored value of type `kind`; a result that may not fit its decimals is unfit."""
        if not _numeric(expression):
            return self.operand(expression)
        number = self.number(expression)
        target = types.denominator(kind)
        if target % number.denominator:
            message = Said("may not fit the declared decimals; say how to round, as in `round_half_up(…)`")
            raise Unfit("rounding-missing", message)
        term = times(number.term, target // number.denominator)
        low, high = self.bounds(term)
        if isinstance(kind, types.Date) and not -INT32 <= low <= high <= INT32:
            raise Unfit("may-overflow", Said("may lie millions of years away; declare a narrower `range`"))
        return term

    def term(self, expression: Expression, kind: Type) -> Term:
        """A number, date, time or duration as a stored value of type `kind`."""
        return self.value(expression, kind)  # type: ignore[return-value]  # only a boolean's value is a test

    def _flag(self, reference: Reference) -> Test:
        if reference.role is Role.PARAMETER:
            return Truth(bool(self._parameter(reference.name)))
        return Truth(Input(reference.name))

    def _parameter(self, name: str) -> Value:
        value = self.parameters.get(name)
        if value is None:
            raise NotInForce(name)
        return value

    def _compare(self, expression: Compare) -> Test:
        if expression.left.sort.kind is Kind.BOOLEAN:
            same = _agree(self.test(expression.left), self.test(expression.right))
            return same if expression.operator == "=" else Not(same)
        left, right = self._aligned(expression.left, expression.right)
        match expression.operator:
            case "=":
                return Relation("=", left, right)
            case "!=":
                return Not(Relation("=", left, right))
            case "<" | "<=" as operator:
                return Relation(operator, left, right)
            case operator:
                return Relation(operator.replace(">", "<"), right, left)

    def _within(self, subject: Expression, members: tuple[Expression | Range, ...]) -> Test:
        if subject.sort.kind is Kind.BOOLEAN:
            others = [self.test(one) for one in members if not isinstance(one, Range)]
            test = self.test(subject)
            known = (Or((one, Not(one))) for one in others)  # true, or missing
            return And((*known, Or(tuple(_agree(test, one) for one in others))))
        ends = [end for one in members for end in ((one.low, one.high) if isinstance(one, Range) else (one,))]
        first, *rest = self._aligned(subject, *ends)
        terms = iter(rest)
        points, spans = [], []
        for one in members:
            if isinstance(one, Range):
                spans.append(Span(next(terms), next(terms), one.low_open, one.high_open))
            else:
                points.append(next(terms))
        return Inside(first, tuple(points), tuple(spans))

    def _aligned(self, *expressions: Expression) -> tuple[Term, ...]:
        """Terms of one denominator, so that they compare as integers."""
        if not _numeric(expressions[0]):
            return tuple(map(self._plain, expressions))
        numbers = [self.number(one) for one in expressions]
        common = lcm(*(one.denominator for one in numbers))
        terms = tuple(times(one.term, common // one.denominator) for one in numbers)
        for term in terms:
            self.bounds(term)
        return terms

    def _plain(self, expression: Expression) -> Term:
        """A text or enumeration."""
        match expression:
            case Derived(expression=inner):
                return self._plain(inner)
            case Constant(value=str(value)):
                return Fixed(value)
            case Reference(role=Role.PARAMETER, name=name):
                return Fixed(str(self._parameter(name)))
            case Reference(name=name):
                return Input(name)
            case _:
                raise AssertionError(expression)

    def number(self, expression: Expression) -> Scaled:
        """A number, date, time or duration as integer arithmetic that fits 64 bits."""
        number = self._unchecked(expression)
        self.bounds(number.term)
        return number

    def _unchecked(self, expression: Expression) -> Scaled:
        match expression:
            case Constant(value=Fraction() as value):
                return Scaled(Fixed(value.numerator), value.denominator)
            case Reference(role=Role.PARAMETER, name=name, type=kind):
                return Scaled(Fixed(int(self._parameter(name) or 0)), types.denominator(kind))
            case Reference(name=name, type=kind):
                self.ranges.setdefault(name, types.bounds(kind))
                return Scaled(Input(name), types.denominator(kind))
            case Derived(expression=inner):
                return self.number(inner)
            case Arithmetic():
                return self._arithmetic(expression)
            case Extreme(operator=operator, parts=parts):
                return self._extreme(operator, parts)
            case Rounded(mode=mode, operand=operand, scale=scale):
                return self._rounded(mode, self.number(operand), 10**scale)
            case DateOf(operand=operand):
                return self._day(self.number(operand))
            case _:
                raise AssertionError(expression)

    def _arithmetic(self, expression: Arithmetic) -> Scaled:
        left, right = self.number(expression.left), self.number(expression.right)
        if expression.operator in "*/":
            return self._product(expression.operator, left, right)
        if DATETIME in {expression.left.sort, expression.right.sort}:
            left, right = _microseconds(left, expression.left), _microseconds(right, expression.right)
        common = lcm(left.denominator, right.denominator)
        sign = 1 if expression.operator == "+" else -1
        one = times(left.term, common // left.denominator)
        two = times(right.term, sign * (common // right.denominator))
        self.bounds(one)
        self.bounds(two)
        elapsed = expression.sort.kind is Kind.DURATION and expression.left.sort == DATETIME
        return Scaled(plus(one, two), common * types.MICROSECONDS_PER_HOUR if elapsed else common)

    def _product(self, operator: str, left: Scaled, right: Scaled) -> Scaled:
        if operator == "*" and isinstance(left.term, Fixed):
            left, right = right, left
        if not isinstance(right.term, Fixed):
            raise AssertionError(right)  # noqa: TRY004 -- our own bug: typing admits one varying factor, no varying divisor
        factor = Fraction(int(right.term.value), right.denominator)
        if operator == "/":
            if not factor:
                raise Unfit("division-by-zero", Said("this divides by zero"))
            factor = 1 / factor
        return Scaled(times(left.term, factor.numerator), left.denominator * factor.denominator)

    def _extreme(self, operator: str, parts: tuple[Expression, ...]) -> Scaled:
        numbers = [self.number(part) for part in parts]
        common = lcm(*(one.denominator for one in numbers))
        terms = tuple(times(one.term, common // one.denominator) for one in numbers)
        for term in terms:
            self.bounds(term)
        constants = [int(term.value) for term in terms if isinstance(term, Fixed)]
        if len(constants) == len(terms):
            return Scaled(Fixed(max(constants) if operator == "max" else min(constants)), common)
        return Scaled(Extremum(operator == "max", terms), common)

    def _rounded(self, mode: str, number: Scaled, target: int) -> Scaled:
        if target % number.denominator == 0:
            return number
        factor = Fraction(target, number.denominator)
        if isinstance(number.term, Fixed):
            return Scaled(Fixed(rounded(mode, int(number.term.value) * factor.numerator, factor.denominator)), target)
        return Scaled(Quotient(mode, number.term, factor.numerator, factor.denominator), target)

    def _day(self, number: Scaled) -> Scaled:
        if number.denominator != 1:
            message = Said("may fall between two microseconds; say how to round the hours, as in `round_down(…, 3)`")
            raise Unfit("rounding-missing", message)
        if isinstance(number.term, Fixed):
            return Scaled(Fixed(day_of(int(number.term.value), self.zone)), 1)
        return Scaled(DayOf(number.term, self.zone), 1)

    def bounds(self, term: Term) -> tuple[int, int]:
        """Lowest and highest value of a numeric term; one beyond 64 bits is unfit."""
        match term:
            case Fixed(value=int() as value):
                found = (value, value)
            case Input(key=key):
                found = self.ranges[key]
            case Times(term=inner, factor=factor):
                ends = [end * factor for end in self.bounds(inner)]
                found = (min(ends), max(ends))
            case Plus(parts=parts):
                pairs = [self.bounds(part) for part in parts]
                found = (sum(min(low, 0) for low, _ in pairs), sum(max(high, 0) for _, high in pairs))
                _fits(*found)
                found = (sum(low for low, _ in pairs), sum(high for _, high in pairs))
            case Extremum(greatest=greatest, parts=parts):
                lows, highs = zip(*map(self.bounds, parts), strict=True)
                found = (max(lows), max(highs)) if greatest else (min(lows), min(highs))
            case Quotient(mode=mode, term=inner, numerator=numerator, denominator=denominator):
                ends = sorted(end * numerator for end in self.bounds(inner))
                _fits(ends[0] - denominator, 2 * (ends[1] + denominator))
                found = (rounded(mode, ends[0], denominator), rounded(mode, ends[1], denominator))
            case DayOf(term=inner):
                low, high = self.bounds(inner)
                found = (low // MICROSECONDS_PER_DAY - 1, high // MICROSECONDS_PER_DAY + 1)
            case _:
                raise AssertionError(term)
        _fits(*found)
        return found


def membership(decision: str, outcome: str) -> str:
    """Key of the input that tells whether a `collect` decision holds `outcome`."""
    return f"{decision} ∋ {outcome}"


def _fits(low: int, high: int) -> None:
    if low < -INT64 or high > INT64:
        raise Unfit(
            "may-overflow", Said("may exceed 64 bits for facts within their ranges; declare a narrower `range`")
        )


def _numeric(expression: Expression) -> bool:
    return expression.sort.kind not in {Kind.TEXT, Kind.ENUM, Kind.BOOLEAN, Kind.INTERVALS}


def _microseconds(number: Scaled, expression: Expression) -> Scaled:
    """Hours beside an instant count in microseconds, as the instant does."""
    if expression.sort == DATETIME:
        return number
    per = Fraction(types.MICROSECONDS_PER_HOUR, number.denominator)
    return Scaled(times(number.term, per.numerator), per.denominator)


def _agree(left: Test, right: Test) -> Test:
    """Whether two truths are the same; missing if one is."""
    if isinstance(right, Truth) and isinstance(right.subject, bool):
        return left if right.subject else Not(left)
    return Or((And((left, right)), And((Not(left), Not(right)))))
