"""The partition: what the rules of a decision test cuts the facts into cells.

A test of one input against constants cuts that input's axis.
A test over several inputs, on a text's content or on arithmetic is an axis of its own: false, true, missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rules.cells import ALWAYS, FALSE, NEVER, TRUE, Axis, Condition, In, Kind, complement, every, some
from rules.evaluation import truth
from rules.terms import (
    INT64,
    And,
    Fixed,
    Input,
    Inside,
    IsKnown,
    Not,
    Or,
    Plus,
    Relation,
    Span,
    Term,
    Test,
    Times,
    Truth,
    inputs,
    is_term,
)
from rules.types import Boolean, Enumeration, Text, Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Partition:
    """Axes, where each one's value comes from, and the rules' conditions over their cells.

    `sources[i]` yields the value of `axes[i]`: an input's own, or the truth of a test.
    """

    axes: tuple[Axis, ...]
    sources: tuple[Input | Test, ...]
    conditions: tuple[Condition, ...]


@dataclass(slots=True)
class _Cut:
    """The values at which one input is cut, and the names it is compared with."""

    starts: set[int] = field(default_factory=set)
    names: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Intervals:
    """The input's value lies in one of the closed intervals; None is unbounded."""

    key: str
    intervals: tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """The input's value is one of the names."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Flag:
    """The input, or the test, is true."""

    key: str
    source: Input | Test


_Interval = tuple[int | None, int | None]
_Constraint = tuple[str, int, int]
_Atom = _Intervals | _Names | _Flag


def partition(tests: Sequence[Test], kinds: Mapping[str, Type]) -> Partition:
    """Axes and conditions of the rules whose tests these are; `kinds` gives the types of the inputs."""
    builder = _Builder(kinds)
    for test in tests:
        builder.cut(test)
    builder.lay()
    conditions = tuple(builder.true(test) for test in tests)
    return Partition(tuple(builder.axes), tuple(builder.sources), conditions)


class _Builder:
    """Finds where the inputs are cut, lays the axes, then says each test in cells."""

    def __init__(self, kinds: Mapping[str, Type]) -> None:
        self.kinds = kinds
        self.cuts: dict[str, _Cut] = {}
        self.flags: dict[str, Input | Test] = {}
        self.axes: list[Axis] = []
        self.sources: list[Input | Test] = []
        self.numbers: dict[str, int] = {}

    def cut(self, test: Test) -> None:
        match test:
            case And(parts=parts) | Or(parts=parts):
                for part in parts:
                    self.cut(part)
            case Not(test=inner):
                self.cut(inner)
            case IsKnown(subject=Input(key=key)):
                self._meet(key)
            case IsKnown(subject=subject) if not is_term(subject):
                self.cut(subject)  # type: ignore[arg-type]  # is_term has just ruled the terms out
            case _ if _is_settled(test):
                pass
            case _:
                self._mark(self._atom(test))

    def _meet(self, key: str) -> None:
        if isinstance(self.kinds[key], Boolean):
            self.flags[key] = Input(key)
        else:
            self.cuts.setdefault(key, _Cut())

    def _mark(self, atom: _Atom) -> None:
        match atom:
            case _Flag(key=key, source=source):
                self.flags[key] = source
            case _Names(key=key, names=names):
                self.cuts.setdefault(key, _Cut()).names.update(dict.fromkeys(names))
            case _Intervals(key=key, intervals=intervals):
                starts = self.cuts.setdefault(key, _Cut()).starts
                starts.update(low for low, _ in intervals if low is not None)
                starts.update(high + 1 for _, high in intervals if high is not None)
            case _:
                assert_never(atom)

    def lay(self) -> None:
        for key in (*self.cuts, *(flag for flag in self.flags if flag not in self.cuts)):
            self.numbers[key] = len(self.axes)
            self.axes.append(self._axis(key))
            self.sources.append(self.flags.get(key, Input(key)))

    def _axis(self, key: str) -> Axis:
        if key in self.flags:
            return Axis(key, Kind.FLAG)
        cut, kind = self.cuts[key], self.kinds[key]
        if isinstance(kind, Enumeration):
            names = tuple(name for name in kind.names if name in cut.names)
            return Axis(key, Kind.CATEGORY, names=names, open=len(names) < len(kind.names))
        if isinstance(kind, Text):
            return Axis(key, Kind.CATEGORY, names=tuple(cut.names))
        return Axis(key, Kind.NUMBER, starts=tuple(sorted(cut.starts)))

    def true(self, test: Test) -> Condition:
        """Where the test is true."""
        match test:
            case And(parts=parts):
                return every(map(self.true, parts))
            case Or(parts=parts):
                return some(map(self.true, parts))
            case Not(test=inner):
                return self.false(inner)
            case _ if _is_settled(test):
                return ALWAYS if truth(test, {}) else NEVER
            case IsKnown(subject=subject):
                return self._known(subject)
            case _:
                axis, cells = self._cells(test)
                return In(axis, cells)

    def false(self, test: Test) -> Condition:
        """Where the test is false, which is not where it is missing."""
        match test:
            case And(parts=parts):
                return some(map(self.false, parts))
            case Or(parts=parts):
                return every(map(self.false, parts))
            case Not(test=inner):
                return self.true(inner)
            case _ if _is_settled(test):
                return NEVER if truth(test, {}) else ALWAYS
            case IsKnown(subject=subject):
                return self._unknown(subject)
            case _:
                axis, cells = self._cells(test)
                return In(axis, self.axes[axis].full ^ cells ^ 1)

    def _known(self, subject: Term | Test) -> Condition:
        if isinstance(subject, Input):
            axis = self.numbers[subject.key]
            return In(axis, self.axes[axis].full ^ 1)
        if is_term(subject):
            axis, cells = self._cells(IsKnown(subject))
            return In(axis, cells)
        return some((self.true(subject), self.false(subject)))  # type: ignore[arg-type]  # is_term has ruled the terms out

    def _unknown(self, subject: Term | Test) -> Condition:
        if isinstance(subject, Input):
            return In(self.numbers[subject.key], 1)
        if is_term(subject):
            axis, _ = self._cells(IsKnown(subject))
            return In(axis, 1 << FALSE)
        sides = (self.true(subject), self.false(subject))  # type: ignore[arg-type]  # is_term has ruled the terms out
        return every(complement(side, tuple(self.axes)) for side in sides)

    def _cells(self, test: Test) -> tuple[int, int]:
        """Axis and bit mask of the cells in which an atomic test is true."""
        atom = self._atom(test)
        axis = self.numbers[atom.key]
        laid = self.axes[axis]
        match atom:
            case _Flag():
                return axis, 1 << TRUE
            case _Names(names=names):
                return axis, sum(1 << laid.names.index(name) + 1 for name in dict.fromkeys(names))
            case _Intervals(intervals=intervals):
                mask = 0
                for low, high in intervals:
                    first = 1 if low is None else laid.cell(low)
                    last = laid.size - 1 if high is None else laid.cell(high)
                    mask |= (1 << last + 1) - (1 << first)
                return axis, mask
            case _:
                assert_never(atom)

    def _atom(self, test: Test) -> _Atom:
        match test:
            case Truth(subject=Input(key=key) as subject):
                return _Flag(key, subject)
            case Relation(operator="=", left=Input(key=key), right=Fixed(value=str(name))):
                return _Names(key, (name,))
            case Relation(operator="=", left=Fixed(value=str(name)), right=Input(key=key)):
                return _Names(key, (name,))
            case Inside(subject=Input(key=key), points=points, spans=()) if all(_is_name(one) for one in points):
                return _Names(key, tuple(str(one.value) for one in points if isinstance(one, Fixed)))
            case _:
                return _intervals(test) or _Flag(str(test), test)


def _is_settled(test: Test) -> bool:
    """Whether a test reads nothing, so that it is the same for every complaint."""
    return next(inputs(test), None) is None


def _is_name(term: Term) -> bool:
    return isinstance(term, Fixed) and isinstance(term.value, str)


def _intervals(test: Test) -> _Intervals | None:
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


def _solved(term: Term, relations: Sequence[_Constraint]) -> _Intervals | None:
    """Where all relations `sign * term operator constant` hold, as one interval of the term's only input."""
    line = _line(term)
    if line is None:
        return None
    key, factor, offset = line
    found = _meet_all([_solve(op, sign * factor, constant - sign * offset) for op, sign, constant in relations])
    return _Intervals(key, found)


def _solved_inside(subject: Term, points: tuple[Term, ...], spans: tuple[Span, ...]) -> _Intervals | None:
    found: list[_Intervals | None] = []
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
    return _Intervals(solved[0].key, tuple(pair for one in solved for pair in one.intervals))


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
