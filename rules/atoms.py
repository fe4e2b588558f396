"""Atoms: tests that no logic joins, and where they cut the facts.

A comparison of one input with constants is solved for that input; anything else is true or false as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.terms import INT64, Fixed, Input, Inside, Plus, Relation, Span, Term, Test, Times, Truth


@dataclass(frozen=True, slots=True)
class Intervals:
    """The input's value lies in one of the closed intervals; None is unbounded."""

    key: str
    intervals: tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The input's value is one of the names."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """The input, or the test, is true."""

    key: str
    source: Input | Test


_Interval = tuple[int | None, int | None]
_Constraint = tuple[str, int, int]
Atom = Intervals | Names | Flag


def atom(test: Test) -> Atom:
    """What a test that no `and`, `or` or `not` joins asks of its axis."""
    match test:
        case Truth(subject=Input(key=key) as subject):
            return Flag(key, subject)
        case Relation(operator="=", left=Input(key=key), right=Fixed(value=str(name))):
            return Names(key, (name,))
        case Relation(operator="=", left=Fixed(value=str(name)), right=Input(key=key)):
            return Names(key, (name,))
        case Inside(subject=Input(key=key), points=points, spans=()) if all(_is_name(one) for one in points):
            return Names(key, tuple(str(one.value) for one in points if isinstance(one, Fixed)))
        case _:
            return _intervals(test) or Flag(str(test), test)


def _is_name(term: Term) -> bool:
    return isinstance(term, Fixed) and isinstance(term.value, str)


def _intervals(test: Test) -> Intervals | None:
    """A comparison of one input with constants, solved for that input."""
    match test:
        case Relation(operator=operator, left=left, right=Fixed(value=int() as constant)):
            return _solved(left, ((operator, 1, constant),))
        case Relation(operator=operator, left=Fixed(value=int() as constant), right=right):
            return _solved(right, ((operator, -1, -constant),))
        case Inside(subject=subject, points=points, spans=spans):
            return _solved_inside(subject, points, spans)
        case _:
            return None


def _solved(term: Term, relations: Sequence[_Constraint]) -> Intervals | None:
    """Where all relations `sign * term operator constant` hold, as one interval of the term's only input."""
    line = _line(term)
    if line is None:
        return None
    key, factor, offset = line
    found = _meet_all([_solve(op, sign * factor, constant - sign * offset) for op, sign, constant in relations])
    return Intervals(key, found)


def _solved_inside(subject: Term, points: tuple[Term, ...], spans: tuple[Span, ...]) -> Intervals | None:
    found: list[Intervals | None] = []
    for point in points:
        if not isinstance(point, Fixed) or isinstance(point.value, str):
            return None
        found.append(_solved(subject, (("=", 1, point.value),)))
    for span in spans:
        low, high = span.low, span.high
        if not isinstance(low, Fixed) or not isinstance(high, Fixed):
            return None
        below = ("<" if span.low_open else "<=", -1, -int(low.value))
        above = ("<" if span.high_open else "<=", 1, int(high.value))
        found.append(_solved(subject, (below, above)))
    solved = [one for one in found if one is not None]
    if len(solved) < len(found) or not solved:
        return None
    return Intervals(solved[0].key, tuple(pair for one in solved for pair in one.intervals))


def _line(term: Term) -> tuple[str, int, int] | None:
    """The term as `factor * input + offset`, if it is one."""
    match term:
        case Input(key=key):
            return key, 1, 0
        case Times(term=inner, factor=factor) if factor:
            line = _line(inner)
            return line and (line[0], line[1] * factor, line[2] * factor)
        case Plus(parts=(first, Fixed(value=int() as offset))):
            line = _line(first)
            return line and (line[0], line[1], line[2] + offset)
        case _:
            return None


def _solve(operator: str, factor: int, constant: int) -> _Interval | None:
    """Whole numbers x with `factor * x operator constant`; the operator is `=`, `<` or `<=`."""
    if operator == "=":
        whole, rest = divmod(constant, factor)
        return None if rest else (whole, whole)
    if operator == "<":
        constant -= 1
    return (None, constant // factor) if factor > 0 else (-(constant // -factor), None)


def _meet_all(intervals: Sequence[_Interval | None]) -> tuple[_Interval, ...]:
    """The common part of the intervals, or none; an end that no 64-bit number passes is no end."""
    if None in intervals:
        return ()
    known = [interval for interval in intervals if interval is not None]
    low = max([-INT64, *(low for low, _ in known if low is not None)])
    high = min([INT64, *(high for _, high in known if high is not None)])
    return ((low if low > -INT64 else None, high if high < INT64 else None),) if low <= high else ()
