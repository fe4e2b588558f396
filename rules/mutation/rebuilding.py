"""Rebuilding: an expression with some of its parts changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rules.expression import (
    Arithmetic,
    Both,
    Compare,
    DateOf,
    Derived,
    Either,
    Expression,
    Extreme,
    Known,
    Negated,
    Range,
    Rounded,
    TextTest,
    Within,
)


def rebuilt(found: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """An expression whose direct parts are changed; a derived fact's definition is a part of it."""
    match found:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return replace(found, left=change(left), right=change(right))
        case Extreme(parts=parts) | Both(parts=parts) | Either(parts=parts):
            return replace(found, parts=tuple(map(change, parts)))
        case Rounded(operand=operand) | DateOf(operand=operand) | Known(operand=operand) | Negated(operand=operand):
            return replace(found, operand=change(operand))
        case Derived(expression=inner):
            return replace(found, expression=change(inner))
        case TextTest(subject=subject):
            return replace(found, subject=change(subject))
        case Within(subject=subject, members=members):
            return replace(found, subject=change(subject), members=tuple(_member(one, change) for one in members))
        case _:
            return found


def _member(found: Expression | Range, change: Callable[[Expression], Expression]) -> Expression | Range:
    if isinstance(found, Range):
        return replace(found, low=change(found.low), high=change(found.high))
    return change(found)


def redefined(found: Expression, name: str, definition: Expression) -> Expression:
    """An expression that means something else by a derived fact."""
    if isinstance(found, Derived) and found.name == name:
        return Derived(name, definition)
    return rebuilt(found, lambda part: redefined(part, name, definition))


def parts(found: Expression) -> tuple[Expression, ...]:
    """The direct parts of an expression, in the order in which `with_part` numbers them."""
    collected: list[Expression] = []

    def collect(part: Expression) -> Expression:
        collected.append(part)
        return part

    rebuilt(found, collect)
    return tuple(collected)


def with_part(found: Expression, place: int, part: Expression) -> Expression:
    """An expression with another part at a place."""
    places: Iterator[int] = iter(range(len(parts(found))))
    return rebuilt(found, lambda one: part if next(places) == place else one)
