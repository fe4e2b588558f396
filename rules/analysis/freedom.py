"""Freedom: the cells that a complaint may be in on each axis, where no axis knows anything of another."""

from __future__ import annotations

from rules.analysis.world import World
from rules.cells import MISSING, Axis, Kind
from rules.partition import Partition
from rules.policy import Fact
from rules.terms import Input
from rules.types import bounds


def free_cells(world: World, partition: Partition) -> tuple[int, ...] | None:
    """For each axis the bit mask of cells that may be taken, in any combination; None unless every axis is a fact.

    INVARIANT: facts are independent of one another; a relation between them that the world told would end that.
    """
    facts = world.edition.policy.facts_by_name
    found = []
    for axis, source in zip(partition.axes, partition.sources, strict=True):
        if not isinstance(source, Input) or source.key not in facts:
            return None
        found.append(_cells(world, axis, facts[source.key]))
    return tuple(found)


def _cells(world: World, axis: Axis, fact: Fact) -> int:
    dated = fact.name == world.edition.policy.dated_by
    mask = axis.full
    if axis.kind is Kind.NUMBER:
        low, high = world.dates if dated else bounds(fact.type)
        mask = (1 << axis.cell(high) + 1) - (1 << axis.cell(low)) | 1 << MISSING
    return mask & ~(1 << MISSING) if fact.required or dated else mask
