"""Grouping: rules that look at the same facts share a class table.

A decision whose rules look at many facts has very many classes as a whole, and few in groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from rules.cells import All, Axis, Condition, In, touched

MERGED_SIZE = 4096


@dataclass(frozen=True, slots=True)
class Grouped:
    """Numbers of the axes a group looks at, numbers of its conditions, and these over its own axes."""

    axes: tuple[int, ...]
    members: tuple[int, ...]
    conditions: tuple[Condition, ...]


def grouped(axes: Sequence[Axis], conditions: Sequence[Condition]) -> tuple[Grouped, ...]:
    """Groups of conditions by equal sets of axes, merged while a group has at most 4,096 classes."""
    masks: dict[int, list[int]] = {}
    for number, condition in enumerate(conditions):
        masks.setdefault(touched(condition), []).append(number)
    merged: list[tuple[int, list[int]]] = []
    for mask in sorted(masks, key=lambda one: (-one.bit_count(), one)):
        place = _place(merged, mask, axes)
        if place is None:
            merged.append((mask, masks[mask]))
        else:
            known, members = merged[place]
            merged[place] = (known | mask, members + masks[mask])
    return tuple(_group(mask, sorted(members), conditions) for mask, members in merged)


def _place(merged: Sequence[tuple[int, list[int]]], mask: int, axes: Sequence[Axis]) -> int | None:
    """A group that `mask` widens to no more than the limit, or that holds it already; the least widened one."""
    sizes = [_size(known | mask, axes) if known | mask != known else 0 for known, _ in merged]
    best = min(range(len(sizes)), key=sizes.__getitem__, default=None)
    return best if best is not None and sizes[best] <= MERGED_SIZE else None


def _size(mask: int, axes: Sequence[Axis]) -> int:
    return prod(axes[number].size for number in _numbers(mask))


def _numbers(mask: int) -> tuple[int, ...]:
    return tuple(number for number in range(mask.bit_length()) if mask >> number & 1)


def _group(mask: int, members: Sequence[int], conditions: Sequence[Condition]) -> Grouped:
    axes = _numbers(mask)
    places = {axis: place for place, axis in enumerate(axes)}
    return Grouped(axes, tuple(members), tuple(_moved(conditions[number], places) for number in members))


def _moved(condition: Condition, places: dict[int, int]) -> Condition:
    """The condition over the group's own axes."""
    if isinstance(condition, In):
        return In(places[condition.axis], condition.cells)
    parts = tuple(_moved(part, places) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else type(condition)(parts)
