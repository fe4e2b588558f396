"""Boxes: what can be seen of the rules of a decision by their cells alone, without asking the solver.

The cells outside of which a rule cannot hold are its box. What boxes exclude is excluded; a class that they show is a
complaint only where the axes are facts that know nothing of one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_, or_

from rules.cells import admitting, bits, box, holds
from rules.partition import Partition

FEW = 64
LOOKED_AT = 24
"""Cells of a rule on one axis that a search looks at."""

SWEEPS = 4
"""Times that a search goes over the axes, choosing anew on each what avoids most."""

Cells = tuple[int, ...]


class Boxes:
    """The boxes of the first `count` conditions of a partition; sets of rules are bit masks."""

    def __init__(self, partition: Partition, count: int) -> None:
        self._axes = partition.axes
        self._conditions = partition.conditions[:count]
        self._boxes = [box(condition) for condition in self._conditions]
        self._limited = sorted({axis for one in self._boxes for axis in one})
        self._admitted = {axis: admitting(self._masks(axis), self._axes[axis]) for axis in self._limited}
        self._spans = {axis: self._span(axis) for axis in self._limited if self._axes[axis].size > FEW}

    def _masks(self, axis: int) -> list[int]:
        return [one.get(axis, self._axes[axis].full) for one in self._boxes]

    def _span(self, axis: int) -> tuple[list[int], list[int]]:
        """For each cell, the rules whose box begins there or before, and those whose box ends there or behind."""
        size = self._axes[axis].size
        first, last = [0] * size, [0] * size
        for number, mask in enumerate(self._masks(axis)):
            if mask:
                first[(mask & -mask).bit_length() - 1] |= 1 << number
                last[mask.bit_length() - 1] |= 1 << number
        return list(accumulate(first, or_)), list(accumulate(reversed(last), or_))[::-1]

    def meeting(self, number: int) -> int:
        """The rules whose boxes may have a class in common with a rule's; all others hold nowhere together with it."""
        found = (1 << len(self._boxes)) - 1
        for axis, mask in self._boxes[number].items():
            found &= self._beside(axis, mask)
        return found

    def _beside(self, axis: int, mask: int) -> int:
        if not mask:
            return 0
        if axis in self._spans and mask.bit_count() > FEW:
            first, last = self._spans[axis]
            return first[mask.bit_length() - 1] & last[(mask & -mask).bit_length() - 1]
        return reduce(or_, (self._admitted[axis][cell] for cell in bits(mask)))

    def holding(self, cells: Sequence[int]) -> int:
        """The rules that hold of a class."""
        admitted = (1 << len(self._boxes)) - 1
        for axis in self._limited:
            admitted &= self._admitted[axis][cells[axis]]
        told = tuple(cells)
        return sum(1 << number for number in bits(admitted) if holds(self._conditions[number], told))

    def search(self, inside: Sequence[int], avoided: int, allowed: Sequence[int]) -> Cells | None:
        """A class of which the rules `inside` hold and none of `avoided`; None when none is found at once.

        `allowed` has for each axis the cells that may be taken.
        """
        masks = {
            axis: reduce(and_, (self._boxes[one].get(axis, -1) for one in inside), allowed[axis])
            for axis in self._limited
        }
        if not all(masks.values()):
            return None
        options = {axis: tuple(_some(mask)) for axis, mask in masks.items()}
        chosen = [(mask & -mask).bit_length() - 1 for mask in allowed]
        taken: dict[int, int] = {}
        for axis in self._limited * SWEEPS:
            left = reduce(and_, (mask for other, mask in taken.items() if other != axis), avoided)
            if axis in taken and not left & taken[axis]:
                break
            admitted = self._admitted[axis]
            chosen[axis] = min(options[axis], key=lambda cell: (left & admitted[cell]).bit_count())
            taken[axis] = admitted[chosen[axis]]
        held = self.holding(chosen)
        wanted = sum(1 << one for one in inside)
        return tuple(chosen) if held & wanted == wanted and not held & avoided else None


def _some(mask: int) -> Iterator[int]:
    """Some cells of a mask, evenly spread."""
    count = mask.bit_count()
    if count <= LOOKED_AT:
        yield from bits(mask)
        return
    first, last = (mask & -mask).bit_length() - 1, mask.bit_length() - 1
    spread = (first + place * (last - first) // (LOOKED_AT - 1) for place in range(LOOKED_AT))
    yield from (cell for cell in spread if mask >> cell & 1)
