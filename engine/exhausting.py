"""Exhausting: every class of every decision, asked of durable_rules and compared with the algebra."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import assert_never

from engine.classes import Classes
from engine.group import Group
from rules.cells import Axis, Kind, Value, holds
from rules.edition import DecisionEdition, Edition, editions
from rules.finding import Finding
from rules.policy import Policy
from rules.types import Enumeration, Type

MOST_CLASSES = 1 << 20
"""Of one group of rules; more would take hours, and are not asked at all."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """How many classes there are and how many were asked about, and where the two differ or were not compared."""

    classes: int
    asked: int
    findings: tuple[Finding, ...]


def exhaust(policy: Policy, *, most: int = MOST_CLASSES) -> Exhausted:
    """Ask durable_rules about each class of each group of rules that has no more than `most`.

    Raises EngineFault when durable_rules fails.
    """
    found = [
        compared(group, one, current, most=most) for current in editions(policy) for one, group in _groups(current)
    ]
    return Exhausted(
        sum(one.classes for one in found),
        sum(one.asked for one in found),
        tuple(finding for one in found for finding in one.findings),
    )


def _groups(found: Edition) -> Iterator[tuple[DecisionEdition, Group]]:
    for one in found.decisions:
        classes = Classes(one)
        for group in classes.groups:
            yield one, group
        classes.close()


def compared(group: Group, one: DecisionEdition, found: Edition, *, most: int) -> Exhausted:
    """Durable_rules and the algebra on each class of one group."""
    axes = [one.partition.axes[number] for number in group.layout.axes]
    count = prod(axis.size for axis in axes)
    decision = one.decision
    if count > most:
        told = {"code": "engine-differs", "about": decision.name}
        finding = Finding("not-concluded", f"engine-differs {decision.name}", decision.place, told)
        return Exhausted(count, 0, (finding,))
    values = [_values(axis, found.kinds) for axis in axes]
    differing = next(
        (cells for cells in product(*(range(axis.size) for axis in axes)) if _differs(group, cells, values)), None
    )
    if differing is None:
        return Exhausted(count, count, ())
    shown = ", ".join(f"{axis.key}: {told[cell]}" for axis, told, cell in zip(axes, values, differing, strict=True))
    told = {"decision": decision.name, "facts": shown}
    return Exhausted(count, count, (Finding("engine-differs", decision.name, decision.place, told),))


def _differs(group: Group, cells: tuple[int, ...], values: list[list[Value]]) -> bool:
    """Whether durable_rules fires other rules than the conditions say of a class."""
    expected = tuple(number for number, one in enumerate(group.layout.conditions) if holds(one, cells))
    return group.network.fired_by_all([told[cell] for told, cell in zip(values, cells, strict=True)]) != expected


def _values(axis: Axis, kinds: Mapping[str, Type]) -> list[Value]:
    """A value in each cell of an axis."""
    match axis.kind:
        case Kind.FLAG:
            return [None, False, True]
        case Kind.NUMBER:
            first = axis.starts[0] - 1 if axis.starts else 0
            return [None, first, *axis.starts]
        case Kind.CATEGORY:
            return [None, *axis.names, *([_other(axis, kinds)] if axis.open else [])]
        case _:
            assert_never(axis.kind)


def _other(axis: Axis, kinds: Mapping[str, Type]) -> str:
    """A text that is none of the names."""
    kind = kinds[axis.key]
    others = kind.names if isinstance(kind, Enumeration) else ("".join(axis.names) + "!",)
    return next(name for name in others if name not in axis.names)
