"""The partition: what the rules of a decision test cuts the facts into cells.

A test of one input against constants cuts that input's axis.
A test over several inputs, on a text's content or on arithmetic is an axis of its own: false, true, missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rules.atoms import Atom, Flag, Intervals, Names, atom
from rules.cells import ALWAYS, FALSE, NEVER, TRUE, Axis, Condition, In, Kind, complement, every, some
from rules.evaluation import truth
from rules.terms import (
    And,
    Input,
    IsKnown,
    Not,
    Or,
    Term,
    Test,
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
                self._mark(atom(test))

    def _meet(self, key: str) -> None:
        if isinstance(self.kinds[key], Boolean):
            self.flags[key] = Input(key)
        else:
            self.cuts.setdefault(key, _Cut())

    def _mark(self, found: Atom) -> None:
        match found:
            case Flag(key=key, source=source):
                self.flags[key] = source
            case Names(key=key, names=names):
                self.cuts.setdefault(key, _Cut()).names.update(dict.fromkeys(names))
            case Intervals(key=key, intervals=intervals):
                starts = self.cuts.setdefault(key, _Cut()).starts
                starts.update(low for low, _ in intervals if low is not None)
                starts.update(high + 1 for _, high in intervals if high is not None)
            case _:
                assert_never(found)

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
        found = atom(test)
        axis = self.numbers[found.key]
        laid = self.axes[axis]
        match found:
            case Flag():
                return axis, 1 << TRUE
            case Names(names=names):
                return axis, sum(1 << laid.names.index(name) + 1 for name in dict.fromkeys(names))
            case Intervals(intervals=intervals):
                mask = 0
                for low, high in intervals:
                    first = 1 if low is None else laid.cell(low)
                    last = laid.size - 1 if high is None else laid.cell(high)
                    mask |= (1 << last + 1) - (1 << first)
                return axis, mask
            case _:
                assert_never(found)


def _is_settled(test: Test) -> bool:
    """Whether a test reads nothing, so that it is the same for every complaint."""
    return next(inputs(test), None) is None
