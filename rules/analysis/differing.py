"""Differing: what two policies decide otherwise, over all complaints and all their editions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import product

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


def differences(old: Policy, new: Policy, *, effort: int = EFFORT) -> tuple[Period, ...]:
    """What is decided otherwise, of every period in which the policies' parameters stay; only of those with something.

    Compared are the decisions and deadlines that both have, of complaints that are fit for both.
    `effort` is the solver's steps for one question; what takes more is unsettled.
    """
    found: list[Period] = []
    for one, other in product(editions(old), editions(new)):
        period = _period(one, other, effort=effort)
        if period is None:
            continue
        if found and _is_more_of(found[-1], period):
            period = replace(found.pop(), end=period.end)
        found.append(period)
    return tuple(one for one in found if one.changes or one.unsettled)


def _is_more_of(before: Period, after: Period) -> bool:
    """Whether a period follows on another, and the same is decided otherwise."""
    if before.end is None or before.end != after.start or before.unsettled != after.unsettled:
        return False
    return frozenset(map(_plain, before.changes)) == frozenset(map(_plain, after.changes))


def _plain(change: Change) -> object:
    """A change without its witnesses, and its boxes in no order."""
    boxes = frozenset(frozenset(one.limits) for one in change.boxes)
    routes = frozenset((one.before, one.after) for one in change.routes)
    return replace(change, boxes=(), routes=()), boxes, routes


def _period(old: Edition, new: Edition, *, effort: int) -> Period | None:
    """What two editions decide otherwise; None if no complaint is dated within both."""
    pair = Pair(old, new)
    asking = Asking(pair.old, effort=effort, beside=pair.new)
    dated = old.policy.dated_by == new.policy.dated_by != ""
    start = max(old.start, new.start) if dated else None
    end = min((one.end for one in (old, new) if dated and one.end is not None), default=None)
    if start is not None and end is not None and end <= start:
        return None
    with suppress(GaveUp):
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
    return Period(start, end, tuple(changes), tuple(unsettled))


class _Describing:
    """Describes what a pair does not say alike."""

    def __init__(self, pair: Pair, asking: Asking) -> None:
        self._pair = pair
        self._asking = asking
        self._ways = Ways(pair, asking)

    def changes(self, name: str) -> Iterator[Change]:
        """Every way in which a decision or deadline answers otherwise; raises GaveUp."""
        follows = self._pair.written_alike(name)
        if not self._pair.is_shared(name):
            if self._asking.impossible(self._pair.differs(name)):
                self._pair.settle(name)
            else:
                for change in self._described(self._ways.of(name)):
                    yield replace(change, follows=follows)
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
        """A complaint of a description that one is known to answer."""
        found = self._asking.plainest(*asked)
        old, new = (dict(self._asking.told(found, world)) for world in (self._pair.old, self._pair.new))  # type: ignore[arg-type]  # it is there
        as_of = old.pop(AS_OF, None)
        new.pop(AS_OF, None)
        return Witness(old, new, None if as_of is None else int(as_of))
