"""Classwise: conditions over the cells of a partition, as formulas over what the cells are cut from."""

from __future__ import annotations

from typing import assert_never

import z3

from rules.analysis.encoding import Encoding
from rules.cells import FALSE, MISSING, TRUE, All, Axis, Condition, In, Kind, bits, runs
from rules.partition import Partition
from rules.terms import Fixed, Input


class Classwise:
    """Writes the conditions of one decision; a test that recurs is written once."""

    def __init__(self, encoding: Encoding, partition: Partition) -> None:
        self._encoding = encoding
        self._space = encoding.space
        self._partition = partition
        self._tests: dict[In, z3.BoolRef] = {}

    def holds(self, found: Condition) -> z3.BoolRef:
        """Where a condition holds."""
        if isinstance(found, In):
            if found not in self._tests:
                self._tests[found] = self._in(found)
            return self._tests[found]
        parts = map(self.holds, found.parts)
        return self._space.every(parts) if isinstance(found, All) else self._space.some(parts)

    def _in(self, found: In) -> z3.BoolRef:
        """Where the value on an axis lies in one of the cells of a bit mask."""
        axis, source = self._partition.axes[found.axis], self._partition.sources[found.axis]
        if not isinstance(source, Input):
            truths = (z3.Not(self._encoding.known(source)), self._encoding.false(source), self._encoding.true(source))
            return self._space.some(truths[number] for number in bits(found.cells))
        known = self._space.known(source.key)
        inside = self._space.every((known, self._known_in(axis, source, found.cells & ~1)))
        return self._space.some((inside, z3.Not(known))) if found.cells >> MISSING & 1 else inside

    def _known_in(self, axis: Axis, source: Input, cells: int) -> z3.BoolRef:
        """Likewise of a value that is there."""
        if cells == axis.full ^ 1:
            return self._space.always
        match axis.kind:
            case Kind.FLAG:
                return self._flag(source.key, cells)
            case Kind.CATEGORY:
                return self._category(axis, source, cells)
            case Kind.NUMBER:
                return self._space.some(self._stretch(axis, source.key, first, last) for first, last in runs(cells))
            case _:
                assert_never(axis.kind)

    def _flag(self, key: str, cells: int) -> z3.BoolRef:
        sides = {FALSE: self._space.false, TRUE: self._space.true}
        return self._space.some(sides[number](key) for number in bits(cells))

    def _category(self, axis: Axis, source: Input, cells: int) -> z3.BoolRef:
        """One of the names; by the names that it is not where the cell of all others is among them."""
        others = axis.open and cells >> len(axis.names) + 1 & 1
        counted = cells ^ axis.full ^ 1 if others else cells
        named = self._space.some(self._encoding.same(source, Fixed(axis.names[number - 1])) for number in bits(counted))
        return z3.Not(named) if others else named

    def _stretch(self, axis: Axis, key: str, first: int, last: int) -> z3.BoolRef:
        """From the cell `first` to the cell `last`."""
        value, starts = self._space.number(key), axis.starts
        low = (value >= starts[first - 2],) if first > 1 else ()
        high = (value < starts[last - 1],) if last <= len(starts) else ()
        return self._space.every((*low, *high))
