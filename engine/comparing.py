"""Comparing: whether durable_rules decides by two policies as was proved to be decided otherwise.

As in `engine.confirming`, the instant asked about is sought where the policies have deadlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from engine.acting import Acting
from engine.claiming import Claiming, Shown
from engine.confirming import complaints, first_due, instants
from engine.engine import Engine
from rules.analysis import EFFORT
from rules.analysis.differing import differences
from rules.declared import Declared, declared
from rules.difference import Change, Facts, Kind, Period, Witness
from rules.evaluation import MICROSECONDS_PER_DAY
from rules.intervals import Interval, kept
from rules.policy import Policy
from rules.types import Date, Instant, Intervals

_LONG = 40
"""Days."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two policies declare otherwise, and what they decide otherwise, by periods."""

    declared: tuple[Declared, ...]
    periods: tuple[Period, ...]

    @property
    def is_shown(self) -> bool:
        """Whether something is surely decided otherwise: a complaint shows it, or what is declared."""
        shown = (witness.is_real for period in self.periods for witness in period.shown)
        return any(shown) or any(one.matters for one in self.declared)

    @property
    def is_none(self) -> bool:
        """Whether nothing is decided otherwise, as was proved."""
        return not self.periods and not any(one.matters for one in self.declared)


def compare(old: Policy, new: Policy, *, effort: int = EFFORT) -> Comparison:
    """Compare two policies, every witness decided by durable_rules by both.

    `effort` is the solver's steps for one question.
    Raises EngineFault when durable_rules cannot be trusted with the rules of one, or fails.
    """
    found = differences(old, new, effort=effort)
    with Engine(old) as one, Engine(new) as other:
        comparing = Comparing(one, other)
        return Comparison(tuple(declared(old, new)), tuple(map(comparing.settled, found)))


class Comparing:
    """Decides complaints by two policies."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._engines = old, new
        self._claiming = Claiming(Acting(old.policy), Acting(new.policy))

    def settled(self, period: Period) -> Period:
        """The period with every witness as durable_rules decides it, nothing remembered."""
        return replace(period, changes=tuple(map(self._settled, period.changes)))

    def _settled(self, change: Change) -> Change:
        boxes = tuple(replace(one, witness=self._witness(change, one.witness)) for one in change.boxes)
        routes = tuple(
            replace(one, witness=self._witness(change, one.witness, (one.before, one.after))) for one in change.routes
        )
        return replace(change, boxes=boxes, routes=routes)

    def _witness(self, change: Change, witness: Witness, rules: tuple[str, str] | None = None) -> Witness:
        """The witness as it is decided, by `rules` where these are told; as it was proved where none is found so."""
        for old, new, at in self._complaints(change, witness):
            found = self._shown(change, (old, new), at, cached=True)
            if found is not None and rules in {None, found.rules}:
                is_real = found == self._shown(change, (old, new), at, cached=False)
                return Witness(old, new, at, found.rules, found.said, is_real=is_real)
        return witness

    def _shown(self, change: Change, facts: tuple[Facts, Facts], at: int | None, *, cached: bool) -> Shown | None:
        old, new = (
            (engine.decide if cached else engine.decide_uncached)(told, as_of=at)
            for engine, told in zip(self._engines, facts, strict=True)
        )
        return self._claiming.shown(change, old, new)

    def _complaints(self, change: Change, witness: Witness) -> Iterator[tuple[Facts, Facts, int | None]]:
        """The complaint of a witness, at each instant at which something may change, and others that are like it."""
        old, new = (
            {name: value for name, value in told.items() if name in engine.policy.facts_by_name}
            for engine, told in zip(self._engines, (witness.old, witness.new), strict=True)
        )
        for facts in self._like(change, witness, old, new):
            for at in (None,) if witness.as_of is None else self._instants(facts, witness.as_of):
                yield *facts, at

    def _instants(self, facts: tuple[Facts, Facts], wanted: int) -> Iterator[int]:
        walks = (instants(engine, told, wanted) for engine, told in zip(self._engines, facts, strict=True))
        yield from dict.fromkeys(chain.from_iterable(walks))

    def _like(self, change: Change, witness: Witness, old: Facts, new: Facts) -> Iterator[tuple[Facts, Facts]]:
        """The complaint, and likewise with what was done as late as one of the two has it, or just in time."""
        yield old, new
        for engine, told, own in zip(self._engines, (witness.old, witness.new), (old, new), strict=True):
            for moved in complaints(engine, told):
                changed = {name: value for name, value in moved.items() if own.get(name) != value}
                if changed:
                    yield _changed(old, changed), _changed(new, changed)
        for engine, told in zip(self._engines, (old, new), strict=True):
            others = [*_waited(engine, told), *(_earlier(engine, told) if change.kind is Kind.DEADLINE else ())]
            for one in others:
                yield _changed(old, one), _changed(new, one)


def _waited(engine: Engine, facts: Facts) -> Iterator[Facts]:
    """For each deadline: that everything that lasted for a time began right after it was due, and has not ended."""
    lasted = [name for name in facts if isinstance(engine.policy.facts_by_name[name].type, Intervals)]
    undisturbed = {name: value for name, value in facts.items() if name not in lasted}
    for deadline in engine.policy.deadlines if lasted else ():
        due = first_due(engine, undisturbed, deadline)
        if due is not None:
            yield dict.fromkeys(lasted, kept((Interval(due + 1, None, ""),)))


def _earlier(engine: Engine, facts: Facts) -> Iterator[Facts]:
    """For each date and time: that it was long before the others."""
    for name, value in facts.items():
        kind = engine.policy.facts_by_name[name].type
        if name != engine.policy.dated_by and isinstance(kind, Instant | Date):
            yield {name: int(value or 0) - _LONG * (MICROSECONDS_PER_DAY if isinstance(kind, Instant) else 1)}


def _changed(facts: Facts, changed: Facts) -> Facts:
    return {**facts, **{name: value for name, value in changed.items() if name in facts}}
