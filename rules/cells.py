"""Cells: the finitely many sides on which a fact can lie of the tests made on it.

A condition never sees an amount, only on which side of 1000.00 the amount lies.
Each fact that a decision tests is an `Axis`; the tests cut the axis into cells, and cell 0 is always "missing".
Two complaints in the same cell of every axis fire the same rules, so a combination of cells is an equivalence class.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import accumulate
from operator import or_, xor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MISSING = 0
FALSE = 1
TRUE = 2

Value = bool | int | str | None


class Kind(StrEnum):
    """How an axis is cut: at numbers, by names, or into false and true."""

    NUMBER = "number"
    CATEGORY = "category"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact or test, and the cells its values fall into.

    `key` is the fact's name or the text of the test.
    NUMBER: `starts` are the ascending first values of cells 2, 3, ...; cell 1 is everything below `starts[0]`.
    CATEGORY: cell i + 1 holds `names[i]`; when `open`, one last cell holds every other name.
    FLAG: cell 1 is false, cell 2 is true.
    """

    key: str
    kind: Kind
    starts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    open: bool = True

    @property
    def size(self) -> int:
        """Number of cells, "missing" included."""
        if self.kind is Kind.NUMBER:
            return len(self.starts) + 2
        if self.kind is Kind.CATEGORY:
            return len(self.names) + 1 + self.open
        return 3

    @property
    def full(self) -> int:
        """Bit mask of all cells."""
        return (1 << self.size) - 1

    def cell(self, value: Value) -> int:
        """Index of the cell that holds `value` (None is missing)."""
        if value is None:
            return MISSING
        if isinstance(value, str):
            return self.names.index(value) + 1 if value in self.names else len(self.names) + 1
        if self.kind is Kind.FLAG:
            return TRUE if value else FALSE
        return 1 + bisect_right(self.starts, value)


@dataclass(frozen=True, slots=True)
class In:
    """True when the value on axis number `axis` lies in one of the cells of the bit mask `cells`."""

    axis: int
    cells: int


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; `All(())` is always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """True when at least one part is; `Some(())` is never true."""

    parts: tuple[Condition, ...]


Condition = In | All | Some
ALWAYS = All(())
NEVER = Some(())


def every(parts: Iterable[Condition]) -> Condition:
    """Conjunction, flattened, with one test an axis."""
    masks: dict[int, int] = {}
    others: list[Condition] = []
    for part in _flat(parts, All):
        if isinstance(part, In):
            masks[part.axis] = masks[part.axis] & part.cells if part.axis in masks else part.cells
        else:
            others.append(part)
    if NEVER in others or 0 in masks.values():
        return NEVER
    return _single(All((*(In(axis, cells) for axis, cells in masks.items()), *others)))


def some(parts: Iterable[Condition]) -> Condition:
    """Disjunction, flattened, with one test an axis."""
    masks: dict[int, int] = {}
    others: list[Condition] = []
    for part in _flat(parts, Some):
        if isinstance(part, In):
            masks[part.axis] = masks.get(part.axis, 0) | part.cells
        else:
            others.append(part)
    if ALWAYS in others:
        return ALWAYS
    tests = (In(axis, cells) for axis, cells in masks.items() if cells)
    return _single(Some((*tests, *others)))


def _flat(parts: Iterable[Condition], kind: type[All | Some]) -> Iterable[Condition]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def _single(condition: All | Some) -> Condition:
    return condition.parts[0] if len(condition.parts) == 1 else condition


def complement(condition: Condition, axes: tuple[Axis, ...]) -> Condition:
    """True exactly where `condition` is not."""
    if isinstance(condition, In):
        return In(condition.axis, condition.cells ^ axes[condition.axis].full)
    parts = (complement(part, axes) for part in condition.parts)
    return some(parts) if isinstance(condition, All) else every(parts)


def holds(condition: Condition, cells: tuple[int, ...]) -> bool:
    """Whether `condition` is true of the class with these cells, one an axis."""
    if isinstance(condition, In):
        return bool(condition.cells >> cells[condition.axis] & 1)
    parts = (holds(part, cells) for part in condition.parts)
    return all(parts) if isinstance(condition, All) else any(parts)


def touched(condition: Condition) -> int:
    """Bit mask of the axes on which `condition` depends."""
    if isinstance(condition, In):
        return 1 << condition.axis
    return reduce(or_, map(touched, condition.parts), 0)


def box(condition: Condition) -> dict[int, int]:
    """For each axis a bit mask outside of which `condition` cannot be true (an over-approximation)."""
    if isinstance(condition, In):
        return {condition.axis: condition.cells}
    boxes = [box(part) for part in condition.parts]
    if isinstance(condition, All):
        keys = {axis for one in boxes for axis in one}
        return {axis: reduce(lambda a, b: a & b, (one[axis] for one in boxes if axis in one)) for axis in sorted(keys)}
    keys = set.intersection(*(set(one) for one in boxes)) if boxes else set()
    return {axis: reduce(or_, (one[axis] for one in boxes)) for axis in sorted(keys)}


def bits(mask: int) -> Iterator[int]:
    """Numbers of the set bits, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """First and last number of each run of set bits, ascending."""
    offset = 0
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        length = (~mask & mask + 1).bit_length() - 1
        yield offset + gap, offset + gap + length - 1
        mask >>= length
        offset += gap + length


def admitting(masks: list[int], axis: Axis) -> list[int]:
    """For each cell of an axis, which of the bit masks of cells hold it, themselves as a bit mask."""
    changes = [0] * (axis.size + 1)
    for place, mask in enumerate(masks):
        for first, last in runs(mask):
            changes[first] ^= 1 << place
            changes[last + 1] ^= 1 << place
    return list(accumulate(changes, xor))
