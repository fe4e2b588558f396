"""Aspects: what the answers of two editions hang on, each with the formulas of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

import z3

from rules.analysis.asking import Ask
from rules.analysis.classwise import Classwise
from rules.analysis.pair import Pair
from rules.analysis.world import World
from rules.cells import FALSE, TRUE, Axis, In, Kind, bits, touched
from rules.difference import Answered, Apart, Aspect, Side
from rules.partition import Partition
from rules.terms import Input, Test, inputs
from rules.types import Enumeration


class Cut:
    """An aspect, and where it lies in cells."""

    def __init__(self, aspect: Aspect, within: Callable[[int], z3.BoolRef]) -> None:
        self.aspect = aspect
        self.within = within
        """Formula of where the aspect lies in one of the cells of a bit mask."""

    def cell(self, complaint: Ask) -> int:
        """The cell of a complaint."""
        axis = self.aspect.axis
        low, high = 0, axis.size
        while high - low > 1:
            middle = (low + high) // 2
            found = z3.is_true(complaint(self.within((1 << middle) - (1 << low))))
            low, high = (low, middle) if found else (middle, high)
        return low


def deciding(pair: Pair, name: str, rules: tuple[Iterable[int], Iterable[int]]) -> tuple[Cut, ...]:
    """What a decision hangs on in two editions that both have answered it: earlier answers, and the axes of some rules.

    `rules` are the conditions of the old and of the new.
    """
    return (*_axes(pair, name, rules), *_answered(pair, name))


def _answered(pair: Pair, name: str) -> Iterator[Cut]:
    """Whether what the two read is answered."""
    reads = [world.edition.answers[name].reads for world in (pair.old, pair.new)]
    for read in dict.fromkeys((*reads[0], *reads[1])):
        if pair.is_shared(read):
            yield answered(read, Side.BOTH, pair.old)
            continue
        yield from (answered(read, Side.OLD, pair.old),) if read in reads[0] else ()
        yield from (answered(read, Side.NEW, pair.new),) if read in reads[1] else ()


def _axes(pair: Pair, name: str, rules: tuple[Iterable[int], Iterable[int]]) -> Iterator[Cut]:
    found: dict[tuple[Side, str], tuple[World, Input | Test, Axis]] = {}
    for world, numbers, own in zip((pair.old, pair.new), rules, (Side.OLD, Side.NEW), strict=True):
        partition = world.decisions[name].edition.partition
        used = reduce(or_, (touched(partition.conditions[number]) for number in numbers), 0)
        for place in bits(used):
            axis, source = partition.axes[place], partition.sources[place]
            side = Side.BOTH if pair.is_the_same(inputs(source)) else own
            before = found.get((side, axis.key))
            found[side, axis.key] = world, source, axis if before is None else _merged(before[2], axis, world)
    for (side, _), (world, source, axis) in found.items():
        classwise = Classwise(world.encoding, Partition((axis,), (source,), ()))
        yield Cut(Aspect(side, source, axis), _within(classwise))


def answered(name: str, side: Side, world: World) -> Cut:
    """Whether a decision or deadline is answered."""
    return flag(Aspect(side, Answered(name), Axis(name, Kind.FLAG)), world.made[name])


def apart(about: Apart, where: z3.BoolRef) -> Cut:
    """Whether something is not the same."""
    return flag(Aspect(Side.BOTH, about, Axis(f"{about.about} {about.old} {about.new}", Kind.FLAG)), where)


def begun(name: str, side: Side, world: World) -> Cut:
    """Whether a deadline has begun."""
    axis = Axis(name, Kind.CATEGORY, names=("not_started",))
    classwise = Classwise(world.encoding, Partition((axis,), (Input(name),), ()))
    return Cut(Aspect(side, Input(name), axis), _within(classwise))


def flag(aspect: Aspect, where: z3.BoolRef) -> Cut:
    """An aspect that is true or false, and never missing."""
    always, never = z3.BoolVal(val=True, ctx=where.ctx), z3.BoolVal(val=False, ctx=where.ctx)
    sides = {1 << FALSE: z3.Not(where), 1 << TRUE: where, 1 << FALSE | 1 << TRUE: always}
    return Cut(aspect, lambda cells: sides.get(cells & ~1, never))


def _within(classwise: Classwise) -> Callable[[int], z3.BoolRef]:
    return lambda cells: classwise.holds(In(0, cells))


def _merged(one: Axis, other: Axis, world: World) -> Axis:
    """An axis cut wherever one of two is."""
    if one.kind is Kind.NUMBER:
        return Axis(one.key, one.kind, starts=tuple(sorted({*one.starts, *other.starts})))
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    kind = world.space.kinds.get(one.key)
    if isinstance(kind, Enumeration):
        names = tuple(name for name in kind.names if name in names)
        return Axis(one.key, one.kind, names=names, open=len(names) < len(kind.names))
    return Axis(one.key, one.kind, names=names)
