"""Size: how much an expression says once the derived facts in it are written out.

Derived facts that read one another can double at every step, so a few lines could say more than a machine can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.expression import Derived, Expression, operands


@dataclass(frozen=True, slots=True)
class Size:
    """Number of operations and names, and how deep they nest, everything derived written out."""

    operations: int
    depth: int


LARGEST = Size(operations=6_000, depth=150)


def size(expression: Expression, derived: Mapping[str, Size]) -> Size:
    """The size of an expression, given that of the derived facts in it."""
    if isinstance(expression, Derived):
        return derived[expression.name]
    parts = [size(one, derived) for one in operands(expression)]
    return Size(1 + sum(one.operations for one in parts), 1 + max((one.depth for one in parts), default=0))


def is_large(found: Size, largest: Size = LARGEST) -> bool:
    """Whether something is too large to compute."""
    return found.operations > largest.operations or found.depth > largest.depth
