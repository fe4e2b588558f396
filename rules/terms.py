"""Terms and tests: expressions of one edition, as exact integer arithmetic over named inputs.

An edition knows every parameter's value, so nothing but facts, earlier outcomes and earlier values is left to read.
A `Term` is missing as soon as one of its inputs is; a `Test` is true, false or missing (Kleene).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

INT64 = 2**63 - 1
INT32 = 2**31 - 1
"""The furthest day that a column of dates holds, as Arrow and Parquet have them."""


@dataclass(frozen=True, slots=True)
class Input:
    """What is read by name: a fact, a value, an outcome, or `decision ∋ outcome`."""

    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that is the same for every complaint."""

    value: int | str

    def __str__(self) -> str:
        return str(self.value) if isinstance(self.value, int) else _quoted(self.value)


@dataclass(frozen=True, slots=True)
class Plus:
    """The sum of the parts."""

    parts: tuple[Term, ...]

    def __str__(self) -> str:
        return f"({' + '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Times:
    """`term` times a whole number."""

    term: Term
    factor: int

    def __str__(self) -> str:
        return f"{self.term} * {self.factor}"


@dataclass(frozen=True, slots=True)
class Extremum:
    """The greatest of the parts, or the least."""

    greatest: bool
    parts: tuple[Term, ...]

    def __str__(self) -> str:
        return f"{'max' if self.greatest else 'min'}({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Quotient:
    """`term * numerator / denominator`, rounded to a whole number by `mode`; the denominator is positive."""

    mode: str
    term: Term
    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"round_{self.mode}({self.term} * {self.numerator} / {self.denominator})"


@dataclass(frozen=True, slots=True)
class DayOf:
    """Day in `zone` (days since 1970-01-01) of an instant in microseconds."""

    term: Term
    zone: tzinfo

    def __str__(self) -> str:
        return f"date of {self.term}"


Term = Input | Fixed | Plus | Times | Extremum | Quotient | DayOf


@dataclass(frozen=True, slots=True)
class Relation:
    """`left operator right`, one of `=`, `<`, `<=`."""

    operator: str
    left: Term
    right: Term

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, slots=True)
class Span:
    """An interval between two terms, whose ends belong to it unless open."""

    low: Term
    high: Term
    low_open: bool
    high_open: bool

    def __str__(self) -> str:
        return f"{'(' if self.low_open else '['}{self.low}..{self.high}{')' if self.high_open else ']'}"


@dataclass(frozen=True, slots=True)
class Inside:
    """`subject` equals a point or lies in a span; missing if any term is."""

    subject: Term
    points: tuple[Term, ...]
    spans: tuple[Span, ...]

    def __str__(self) -> str:
        return f"{self.subject} in ({', '.join(map(str, (*self.points, *self.spans)))})"


@dataclass(frozen=True, slots=True)
class Matches:
    """`contains` or `starts with`, by code point."""

    function: str
    subject: Term
    text: str

    def __str__(self) -> str:
        return f"{self.function}({self.subject}, {_quoted(self.text)})"


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean input, or a constant."""

    subject: Input | bool

    def __str__(self) -> str:
        return str(self.subject)


@dataclass(frozen=True, slots=True)
class IsKnown:
    """Whether a term or test is not missing."""

    subject: Term | Test

    def __str__(self) -> str:
        return f"({self.subject}) is known"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    test: Test

    def __str__(self) -> str:
        return f"not({self.test})"


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Test, ...]

    def __str__(self) -> str:
        return f"({' and '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Test, ...]

    def __str__(self) -> str:
        return f"({' or '.join(map(str, self.parts))})"


Test = Relation | Inside | Matches | Truth | IsKnown | Not | And | Or


def _quoted(text: str) -> str:
    """INVARIANT: two different terms or tests never tell themselves alike."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_TERMS = (Input, Fixed, Plus, Times, Extremum, Quotient, DayOf)


def is_term(found: Term | Test) -> bool:
    """Whether this yields a value rather than a truth."""
    return isinstance(found, _TERMS)


def children(found: Term | Test | Span) -> tuple[Term | Test | Span, ...]:
    """What stands directly inside a term or test."""
    match found:
        case Plus(parts=parts) | Extremum(parts=parts) | And(parts=parts) | Or(parts=parts):
            return parts
        case Times(term=term) | Quotient(term=term) | DayOf(term=term):
            return (term,)
        case Relation(left=left, right=right):
            return left, right
        case Span(low=low, high=high):
            return low, high
        case Inside(subject=subject, points=points, spans=spans):
            return (subject, *points, *spans)
        case Matches(subject=subject) | IsKnown(subject=subject):
            return (subject,)
        case Truth(subject=Input() as subject):
            return (subject,)
        case Not(test=test):
            return (test,)
        case _:
            return ()


def inputs(found: Term | Test | Span) -> Iterator[str]:
    """Keys read, in the order met, with repetitions."""
    if isinstance(found, Input):
        yield found.key
    for child in children(found):
        yield from inputs(child)


def times(term: Term, factor: int) -> Term:
    """`term * factor`, simplified."""
    match term:
        case Fixed(value=int() as value):
            return Fixed(value * factor)
        case Times(term=inner, factor=other):
            return times(inner, other * factor)
        case _:
            return term if factor == 1 else Times(term, factor)


def plus(left: Term, right: Term) -> Term:
    """`left + right`, simplified."""
    parts = [part for term in (left, right) for part in (term.parts if isinstance(term, Plus) else (term,))]
    constant = sum(int(part.value) for part in parts if isinstance(part, Fixed))
    varying: list[Term] = [part for part in parts if not isinstance(part, Fixed)]
    if constant or not varying:
        varying.append(Fixed(constant))
    return varying[0] if len(varying) == 1 else Plus(tuple(varying))


def rounded(mode: str, numerator: int, denominator: int) -> int:
    """`numerator / denominator` as a whole number; `denominator` is positive."""
    quotient, rest = divmod(numerator, denominator)
    if not rest:
        return quotient
    if mode in {"down", "up"}:
        away = quotient if numerator < 0 else quotient + 1
        return away if mode == "up" else away + (1 if numerator < 0 else -1)
    twice = 2 * rest - denominator
    if twice:
        return quotient + (twice > 0)
    if mode == "half_even":
        return quotient + (quotient & 1)
    return quotient + (numerator > 0)
