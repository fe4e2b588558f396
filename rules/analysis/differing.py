"""Differing: what two policies decide otherwise, over all complaints and all their editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import z3

from rules.analysis.asking import EFFORT, Asking, GaveUp
from rules.analysis.covering import Covered, Covering
from rules.analysis.pair import Pair
from rules.analysis.ways import Way, Ways
from rules.difference import Box, Change, Limit, Period, Route, Witness
from rules.edition import DeadlineEdition, Edition, editions
from rules.finding import AS_OF
from rules.policy import Policy

MOST_BOXES = 12
"""Of one change; more are said by the rules that decide before and after."""


def differences(old: Policy, new: Policy, *, effort: int = EFFORT) -> Iterator[Period]:
    """What is decided otherwise, of every period in which the policies' parameters stay; only of those with something.

    Compared are the decisions and deadlines that both have, of complaints that are fit for both.
    """
    for one in editions(old):
        for other in editions(new):
            found = _period(one, other, effort=effort)
            if found is not None:
                yield found


def _period(old: Edition, new: Edition, *, effort: int) -> Period | None:
    """What two editions decide otherwise, if complaints are dated within both."""
    pair = Pair(old, new)
    asking = Asking(pair.old, effort=effort, beside=pair.new)
    if asking.ask() is None:
        return None
    describing = _Describing(pair, asking)
    changes: list[Change] = []
    unsettled: list[str] = []
    for name in pair.names:
        pair.answer(name)
        try:
            changes.extend(describing.changes(name))
        except GaveUp:
            unsettled.append(name)
    dated = old.policy.dated_by == new.policy.dated_by != ""
    start = max(old.start, new.start) if dated else None
    ends = [one.end for one in (old, new) if dated and one.end is not None]
    return Period(start, min(ends, default=None), tuple(changes), tuple(unsettled)) if changes or unsettled else None


class _Describing:
    """Describes what a pair does not say alike."""

    def __init__(self, pair: Pair, asking: Asking) -> None:
        self._pair = pair
        self._asking = asking
        self._ways = Ways(pair, asking)

    def changes(self, name: str) -> Iterator[Change]:
        """Every way in which a decision or deadline answers otherwise; raises GaveUp."""
        if not self._pair.is_shared(name):
            if self._asking.impossible(self._pair.differs(name)):
                self._pair.settle(name)
            else:
                yield from self._described(self._ways.of(name))
        if not isinstance(self._pair.old.edition.answers[name], DeadlineEdition):
            yield from self._described(self._ways.carried_out(name))

    def _described(self, ways: Iterator[Way]) -> Iterator[Change]:
        for way in ways:
            covering = Covering(self._asking, way.cuts)
            found = covering.cover(way.where, most=MOST_BOXES)
            if found is None:
                yield replace(way.change, routes=tuple(self._routes(way)))
            elif found:
                yield replace(way.change, boxes=tuple(self._box(way, covering, box) for box in found))

    def _box(self, way: Way, covering: Covering, box: Covered) -> Box:
        limits = tuple(Limit(way.cuts[place].aspect, mask, box.idle[place]) for place, mask in box.cells.items())
        return Box(limits, self._witness(way.where, covering.formula(box.cells)))

    def _routes(self, way: Way) -> Iterator[Route]:
        for before, after, where in self._ways.combined_rules(way):
            yield Route(before, after, self._witness(where))

    def _witness(self, *asked: z3.BoolRef) -> Witness:
        complaint = self._asking.plainest(*asked)
        if complaint is None:
            raise AssertionError(asked)
        old, new = (dict(self._asking.told(complaint, world)) for world in (self._pair.old, self._pair.new))
        as_of = old.pop(AS_OF, None)
        new.pop(AS_OF, None)
        return Witness(old, new, None if as_of is None else int(as_of))
