"""Reach: what of an edition some complaint comes to, so that what none can is not asked of tests."""

from __future__ import annotations

import z3

from rules.analysis.asking import EFFORT, Asking, GaveUp
from rules.analysis.classwise import Classwise
from rules.analysis.world import Decided, World
from rules.cells import In
from rules.edition import Edition
from rules.terms import Input, Relation


class Reach:
    """Answers for one edition; what the solver gives up counts as what can be come to."""

    def __init__(self, edition: Edition, *, effort: int = EFFORT) -> None:
        self._asking = Asking(World(edition), effort=effort)
        self._world = self._asking.world
        self._written: dict[str, Classwise] = {}

    def rule(self, decision: str, number: int) -> bool:
        """Whether a rule leads to what its decision says."""
        return any(self._possible(wins) for wins in self._decided(decision).wins[number : number + 1])

    def outcome(self, decision: str, name: str) -> bool:
        """Whether a decision comes to an outcome."""
        found = self._decided(decision)
        leading = zip(found.wins, found.edition.consequences, strict=True)
        return self._possible(self._world.space.some(wins for wins, one in leading if one.outcome == name))

    def cell(self, decision: str, axis: int, cell: int) -> bool:
        """Whether a complaint that a decision answers lies in a cell of one of its axes."""
        found = self._decided(decision)
        if decision not in self._written:
            self._written[decision] = Classwise(self._world.encoding, found.edition.partition)
        return self._possible(found.available, self._written[decision].holds(In(axis, 1 << cell)))

    def between(self, decision: str, axis: int, low: int, high: int) -> bool:
        """Whether the number on an axis may lie from `low` to `high`; of a comparison, what right exceeds left by."""
        found, encoding = self._decided(decision), self._world.encoding
        source = found.edition.partition.sources[axis]
        if isinstance(source, Relation):
            number = encoding.number(source.right) - encoding.number(source.left)
            known = self._world.space.every((encoding.known(source.left), encoding.known(source.right)))
        elif isinstance(source, Input):
            number, known = self._world.space.number(source.key), self._world.space.known(source.key)
        else:
            raise TypeError(source)
        return self._possible(found.available, known, number >= low, number <= high)

    def _decided(self, decision: str) -> Decided:
        self._world.answer(decision)
        return self._world.decisions[decision]

    def _possible(self, *asked: z3.BoolRef) -> bool:
        try:
            return not self._asking.impossible(*asked)
        except GaveUp:
            return True
