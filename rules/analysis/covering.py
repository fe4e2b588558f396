"""Covering: the boxes that together hold every complaint of a description, and no other.

A complaint is sought, its class grown to a box that cannot grow further, and the next one sought outside of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import z3

from rules.analysis.asking import Ask, Asking
from rules.analysis.aspects import Cut
from rules.cells import MISSING, Kind, bits

FEW = 32
"""Cells of a number that are tried one by one; of more, an interval is grown."""

Masks = dict[int, int]
"""For each cut that a box limits, by its place, the bit mask of its cells."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A box, and by the places of its cuts the cells that could be taken too, for no complaint of it is in them."""

    cells: Masks
    idle: Masks


class Covering:
    """Covers what is described over some cuts."""

    def __init__(self, asking: Asking, cuts: Sequence[Cut]) -> None:
        self._asking = asking
        self._cuts = cuts
        self._space = asking.world.space

    def cover(self, where: z3.BoolRef, *, most: int) -> list[Covered] | None:
        """Boxes none of which can grow or be left out; None where the cuts cannot say it, or in more than `most`."""
        found: list[Covered] = []
        while True:
            complaint = self._asking.ask(where, *(z3.Not(self.formula(box.cells)) for box in found))
            if complaint is None:
                return self._needed(where, found)
            box = self._grown(where, complaint) if len(found) < most else None
            if box is None:
                return None
            found.append(box)

    def formula(self, box: Masks) -> z3.BoolRef:
        """Where a box is."""
        return self._space.every(self._cuts[place].within(mask) for place, mask in box.items())

    def _needed(self, where: z3.BoolRef, boxes: list[Covered]) -> list[Covered]:
        """The boxes without those that the others hold; the last found are the likeliest to be needed."""
        kept = list(boxes)
        for box in boxes if len(boxes) > 1 else ():
            others = [other for other in kept if other is not box]
            outside = (z3.Not(self.formula(one.cells)) for one in others)
            if self._asking.impossible(where, self.formula(box.cells), *outside):
                kept = others
        return kept

    def _grown(self, where: z3.BoolRef, complaint: Ask) -> Covered | None:
        """The class of a complaint, grown; None if it has complaints that are not described."""
        box = {place: 1 << cut.cell(complaint) for place, cut in enumerate(self._cuts)}
        outside = z3.Not(where)
        if not self._asking.impossible(outside, *(self._limit(place, mask) for place, mask in box.items())):
            return None
        box = self._thinned(outside, box)
        idle: Masks = {}
        for place in box:
            box[place], idle[place] = self._widened(outside, box, place)
        return Covered(box, idle)

    def _limit(self, place: int, mask: int) -> z3.BoolRef:
        return self._cuts[place].within(mask)

    def _thinned(self, outside: z3.BoolRef, box: Masks) -> Masks:
        """As few limits as keep everything else out."""
        core = self._asking.core(outside, *(self._limit(place, mask) for place, mask in box.items()))
        return {place: mask for number, (place, mask) in enumerate(box.items(), 1) if number in core}

    def _widened(self, outside: z3.BoolRef, box: Masks, place: int) -> tuple[int, int]:
        """As many cells of one cut as keep everything else out, and those in which nothing is."""
        inside = self.formula({other: mask for other, mask in box.items() if other != place})
        axis, mask, idle = self._cuts[place].aspect.axis, box[place], 0
        if axis.kind is Kind.NUMBER and axis.size > FEW:
            return self._stretched(z3.And(outside, inside), place, mask), 0
        for cell in range(axis.size):
            limit = self._limit(place, 1 << cell)
            if mask >> cell & 1 or not self._asking.impossible(outside, inside, limit):
                continue
            if self._asking.impossible(inside, limit):
                idle |= 1 << cell
            else:
                mask |= 1 << cell
        return mask, idle

    def _stretched(self, rest: z3.BoolRef, place: int, mask: int) -> int:
        """An interval of cells, or the missing one, with as many to both sides."""
        size = self._cuts[place].aspect.axis.size
        (cell,) = bits(mask)
        if cell == MISSING:
            return mask
        low = self._furthest(rest, place, cell, 1)
        high = self._furthest(rest, place, cell, size - 1)
        mask = (1 << high + 1) - (1 << low)
        return mask | 1 if self._asking.impossible(rest, self._limit(place, 1 << MISSING)) else mask

    def _furthest(self, rest: z3.BoolRef, place: int, cell: int, end: int) -> int:
        """The furthest cell towards an end so that all up to it can be taken."""
        step = 1 if end > cell else -1
        good, bad = cell, end + step
        while abs(bad - good) > 1:
            middle = (good + bad) // 2
            low, high = min(cell, middle), max(cell, middle)
            fits = self._asking.impossible(rest, self._limit(place, (1 << high + 1) - (1 << low)))
            good, bad = (middle, bad) if fits else (good, middle)
        return good
