"""Branches: a rule's condition as durable_rules rules of which at most one fires, and that one once.

A rule fires there once for each branch of a `$or` that holds, so branches are made disjoint.
A condition is a row of stages that must all hold, each with its branches; where that row would exceed
what the engine bears, the branches of some stage are dealt out to several durable rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product
from math import prod

from engine.rete.encoding import ALWAYS, Alternative, Code, Test, Unfit
from rules.cells import All, Condition, In, Some, every, some, touched
from rules.said import Said

Box = dict[int, int]

# What we allow ourselves: disjoint boxes of one alternation, and durable rules of one rule.
MOST_BOXES = 250
MOST_PIECES = 1_000
TOO_MANY = Said("falls into more than {most} branches; split it into several rules", most=MOST_PIECES)
# What durable_rules bears. A rule holds fewer than 32 operators, and `$and` and `$or` count two each (error 113).
MOST_OPERATORS = 30
OUTER_AND = 2
# A test has at most 511 tests behind it (beyond, the C code hangs or dies), all rules of a ruleset together.
WIDEST = 128
# At most 64 alternatives are in suspense (error 303): of a rule as many as the branches that a fact begins.
WIDEST_OF_SEVERAL_AXES = 6
# A fact has at most 254 keys (error 302).
MOST_KEYS = 200


@dataclass(frozen=True, slots=True)
class Stage:
    """Branches of which one at most holds."""

    branches: tuple[Alternative, ...]

    @property
    def operators(self) -> int:
        """How much of `MOST_OPERATORS` it uses."""
        return 2 + 2 * sum(len(branch) > 1 for branch in self.branches) if len(self.branches) > 1 else 0

    @property
    def of_one_axis(self) -> bool:
        """Whether every branch is a single test, so that a fact begins no second one."""
        return all(len(branch) == 1 for branch in self.branches)

    @property
    def suspended(self) -> int:
        """How many branches the engine may hold beside the one that it follows."""
        return 0 if self.of_one_axis else len(self.branches) - 1

    def tests(self) -> list[Test]:
        """Tests that must all hold."""
        if len(self.branches) == 1:
            return list(self.branches[0])
        return [{"$or": [conjunction(branch) for branch in self.branches]}]

    def dealt(self, width: int) -> list[Stage]:
        """Stages with at most so many branches each."""
        return [Stage(self.branches[first : first + width]) for first in range(0, len(self.branches), width)]


@dataclass(frozen=True, slots=True)
class Piece:
    """One durable rule: its test, the axes it reads (bit mask) and what it takes of the engine's limits."""

    test: Test
    axes: int
    width: int
    suspended: int


def pieces(condition: Condition, codes: tuple[Code, ...]) -> list[Piece]:
    """Durable rules of which exactly one fires, once, where `condition` holds, and none elsewhere.

    An alternation of very many boxes is left to fire once for each of its parts that hold.
    Raises Unfit for a condition that falls into too many durable rules or reads too many axes.
    """
    choices = _fitted([_choices(part, codes) for part in _conjunction(condition)])
    if prod(map(len, choices)) > MOST_PIECES:
        raise Unfit(TOO_MANY)
    axes = touched(condition)
    if axes.bit_count() > MOST_KEYS:
        raise Unfit(Said("reads more than {most} facts; split it into several rules", most=MOST_KEYS))
    return [_piece(row, axes) for row in product(*choices)]


def conjunction(tests: list[Test] | Alternative) -> Test:
    """One test for all of `tests`, of which there is at least one."""
    return tests[0] if len(tests) == 1 else {"$and": list(tests)}


def disjoint(condition: Condition, codes: tuple[Code, ...]) -> list[Box]:
    """Boxes (a mask of cells an axis) without a common class, whose union is `condition`."""
    if isinstance(condition, In):
        return [{condition.axis: condition.cells}] if condition.cells else []
    if isinstance(condition, All):
        return _intersection([disjoint(part, codes) for part in condition.parts])
    found: list[Box] = []
    for part in _parts(some(condition.parts), Some):
        fresh = disjoint(part, codes)
        for earlier in found:
            fresh = _bounded([rest for box in fresh for rest in _without(box, earlier, codes)])
        found = _bounded(found + fresh)
    return found


def _intersection(factors: list[list[Box]]) -> list[Box]:
    boxes: list[Box] = [{}]
    for factor in factors:
        common = (_common(box, other) for box in boxes for other in factor)
        boxes = _bounded([box for box in common if all(box.values())])
    return boxes


def _common(box: Box, other: Box) -> Box:
    return box | {axis: box.get(axis, cells) & cells for axis, cells in other.items()}


def _without(box: Box, other: Box, codes: tuple[Code, ...]) -> list[Box]:
    """Disjoint boxes that cover what of `box` is not in `other`."""
    rest, outside = dict(box), []
    for axis, cells in other.items():
        mine = rest.get(axis, codes[axis].axis.full)
        if not mine & cells:
            return [box]
        if mine & ~cells:
            outside.append({**rest, axis: mine & ~cells})
        rest[axis] = mine & cells
    return outside


def _bounded(boxes: list[Box]) -> list[Box]:
    if len(boxes) > MOST_BOXES:
        raise Unfit(TOO_MANY)
    return boxes


def _parts(condition: Condition, kind: type[All | Some]) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, kind) else (condition,)


def _conjunction(condition: Condition) -> list[Condition]:
    """Tests, one an axis, in the axes' order so that rules share their first ones; then the alternations."""
    parts = _parts(every(_conjuncts(condition)), All)
    tests = sorted((part for part in parts if isinstance(part, In)), key=lambda part: part.axis)
    return [*tests, *(part for part in parts if not isinstance(part, In))]


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    for part in _parts(condition, All):
        if isinstance(part, All):
            yield from _conjuncts(part)
        else:
            yield part


def _choices(part: Condition, codes: tuple[Code, ...]) -> list[Stage]:
    """Stages one of which holds where `part` does, each fit for a durable rule."""
    try:
        stage = _stage(disjoint(part, codes), codes)
    except Unfit:
        if not isinstance(part, Some):
            raise
        return [choice for one in part.parts for choice in _choices(one, codes)]
    return stage.dealt(WIDEST if stage.of_one_axis else WIDEST_OF_SEVERAL_AXES)


def _stage(boxes: list[Box], codes: tuple[Code, ...]) -> Stage:
    branches: list[Alternative] = []
    for box in boxes:
        factors = [codes[axis].alternatives(cells) for axis, cells in sorted(box.items())]
        if len(branches) + prod(map(len, factors)) > MOST_PIECES * WIDEST:
            raise Unfit(TOO_MANY)
        branches += (tuple(chain.from_iterable(row)) for row in product(*factors))
    return Stage(tuple(branches))


def _fitted(choices: list[list[Stage]]) -> list[list[Stage]]:
    """Choices of which any one of each together stay within the operators of a durable rule."""
    while OUTER_AND + sum(map(_operators, choices)) > MOST_OPERATORS:
        shared = [number for number, stages in enumerate(choices) if _operators(stages)]
        least = min(shared, key=lambda number: sum(len(stage.branches) for stage in choices[number]))
        choices[least] = [single for stage in choices[least] for single in stage.dealt(1)]
    return choices


def _operators(stages: list[Stage]) -> int:
    return max((stage.operators for stage in stages), default=0)


def _piece(row: tuple[Stage, ...], axes: int) -> Piece:
    tests = [test for stage in row for test in stage.tests()] or [ALWAYS]
    return Piece(
        conjunction(tests),
        axes=axes,
        width=max((len(stage.branches) for stage in row), default=1),
        suspended=sum(stage.suspended for stage in row),
    )
