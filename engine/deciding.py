"""Deciding one complaint, without a data frame.

Decisions are taken in stages: within a stage no rule tests a value that another sets.
So one key over the axes of a stage names what every decision of it says; what is not known yet is asked once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.classes import Classes
from engine.clocks import Timer, Timing, told
from engine.keys import Key, Named, key_function
from engine.results import value_types
from engine.ruling import Ruling
from rules.cells import Axis, Kind, Value
from rules.edition import DecisionEdition, Edition
from rules.evaluation import compute
from rules.lowering import membership
from rules.policy import Decision, HitPolicy
from rules.terms import Input, Term, Test, inputs

MOST_REMEMBERED = 1 << 16
"""How many rulings on whole complaints are kept; beyond, they are made again from the class tables."""


class Known(dict[str, Value]):
    """Values by name; a name that is not there is missing."""

    def __missing__(self, key: str) -> Value:
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """What the stages up to here say about every complaint of one class.

    `rulings` has one for each decision so far and `outcomes` what these are to later conditions.
    `assigned` are the terms of the values that the winning rules set.
    `reviewed` are the names of the decisions that a person must look at.
    """

    edition: Edition
    rulings: tuple[Ruling, ...] = ()
    outcomes: Mapping[str, Value] = field(default_factory=dict)
    assigned: tuple[tuple[str, Term | Test], ...] = ()
    reviewed: tuple[str, ...] = ()
    next: dict[Named, Ruled] = field(default_factory=dict)

    def values(self, facts: Mapping[str, Value]) -> dict[str, Value]:
        """The values that the winning rules set for one complaint of the class."""
        known = self.known(facts)
        return {name: known[name] for name, _ in self.assigned}

    def known(self, facts: Mapping[str, Value]) -> Known:
        """Everything that a later condition may read of one complaint of the class."""
        known = Known(facts)
        known.update(self.outcomes)
        for name, found in self.assigned:
            known[name] = compute(found, known)
        return known

    def further(self, edition: DecisionEdition, ruling: Ruling, known: Known) -> Ruled:
        """What is said with one more ruling; `known` of the complaint at hand grows with it."""
        outcomes = outcomes_of(edition.decision, ruling)
        assigned = () if ruling.rule is None else edition.consequences[ruling.rule].values
        known.update(outcomes)
        for name, found in assigned:
            known[name] = compute(found, known)
        reviewed = self.reviewed if ruling.review is None else (*self.reviewed, edition.decision.name)
        return Ruled(
            self.edition,
            (*self.rulings, ruling),
            {**self.outcomes, **outcomes},
            (*self.assigned, *assigned),
            reviewed,
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """Consecutive decisions, the deadlines told before them, and the function that numbers their joint class."""

    timers: tuple[Timer, ...]
    decisions: tuple[Classes, ...]
    key: Key


@dataclass(frozen=True, slots=True)
class Timed:
    """Rulings at an instant: `facts` are the complaint's with what its deadlines tell, `timings` those by name."""

    ruled: Ruled
    facts: Known
    timings: Mapping[str, Timing]


class Deciding:
    """Decides single complaints by one edition; shares the class tables with the columns."""

    def __init__(self, edition: Edition, answers: Sequence[Classes | Timer]) -> None:
        self._stages = _stages(edition, answers)
        self._later = self._stages[1:]
        self._key = self._stages[0].key
        self._start = Ruled(edition)
        self._remembered = self._start.next
        self._count = 0

    def decide(self, facts: Mapping[str, Value]) -> Ruled | None:
        """Rulings on a complaint; None when a fact is not of its type and range, or missing though required.

        Raises KeyError when a fact's name is not among `facts` (a missing fact is None).
        """
        key = self._key(facts)
        if key is None:
            return None
        ruled = self._remembered.get(key)
        if ruled is None:
            ruled = self._learn(self._start, self._stages[0], key, facts)
        return self._further(ruled, facts) if self._later else ruled

    def _further(self, ruled: Ruled, facts: Mapping[str, Value]) -> Ruled:
        """The rulings of the later stages, which may test values that earlier ones set."""
        for stage in self._later:
            ruled = self._next(ruled, stage, facts)
        return ruled

    def _next(self, ruled: Ruled, stage: Stage, facts: Mapping[str, Value]) -> Ruled:
        """The rulings with those of one more stage on a complaint that is known to be fit."""
        key = stage.key(ruled.known(facts))
        if key is None:
            raise AssertionError(stage)
        return ruled.next.get(key) or self._learn(ruled, stage, key, facts)

    def decide_uncached(self, facts: Mapping[str, Value]) -> Ruled:
        """Rulings on a fit complaint from durable_rules alone, every ruleset asked, nothing remembered.

        `facts` has every fact; a missing one is None.
        """
        ruled = self._start
        for stage in self._stages:
            ruled = _taken(ruled, stage, facts, cached=False)
        return ruled

    def decide_at(self, facts: Mapping[str, Value], as_of: int, *, cached: bool = True) -> Timed:
        """Rulings on a fit complaint at an instant; `facts` has every fact, a missing one is None.

        With `cached` false durable_rules alone is asked, as `decide_uncached` does.
        """
        ruled, known = self._start, Known(facts)
        timings: dict[str, Timing] = {}
        for stage in self._stages:
            _tell(stage, ruled, known, as_of=as_of, timings=timings)
            if not cached:
                ruled = _taken(ruled, stage, known, cached=False)
                continue
            ruled = self._next(ruled, stage, known)
        return Timed(ruled, known, timings)

    def _learn(self, before: Ruled, stage: Stage, key: Named, facts: Mapping[str, Value]) -> Ruled:
        ruled = _taken(before, stage, facts, cached=True)
        if self._count >= MOST_REMEMBERED:
            self._remembered.clear()
            self._count = 0
        before.next[key] = ruled
        self._count += 1
        return ruled


def _tell(stage: Stage, ruled: Ruled, facts: Known, *, as_of: int, timings: dict[str, Timing]) -> None:
    """Add to `facts` and `timings` what the deadlines of a stage tell."""
    for timer in stage.timers:
        reviewed = (*ruled.reviewed, *(name for name, timing in timings.items() if timing.review is not None))
        timing = timer.timing(ruled.known(facts), as_of, reviewed)
        timings[timer.name] = timing
        facts.update(told(timer.name, timing, warns=timer.edition.deadline.warn_at is not None))


def _taken(ruled: Ruled, stage: Stage, facts: Mapping[str, Value], *, cached: bool) -> Ruled:
    """What is said with the decisions of one more stage."""
    known = ruled.known(facts)
    for classes in stage.decisions:
        ruled = ruled.further(classes.edition, _ruling(ruled, classes, known, cached=cached), known)
    return ruled


def _ruling(before: Ruled, classes: Classes, known: Known, *, cached: bool) -> Ruling:
    """What one more decision says; `known` is everything known of the complaint so far."""
    untold = (name for name in before.edition.policy.deadlines_by_name if known[name] is None)
    unavailable = classes.unavailable((*before.reviewed, *untold))
    if unavailable is not None:
        return unavailable
    values = [compute(source, known) for source in classes.edition.partition.sources]
    return classes.learnt.ruling(values) if cached else classes.uncached(values)


def outcomes_of(decision: Decision, ruling: Ruling) -> dict[str, Value]:
    """The inputs of later conditions that a ruling determines; a value is missing until it is set."""
    found: dict[str, Value] = dict.fromkeys(value_types(decision))
    if decision.hit_policy is HitPolicy.COLLECT:
        return found | {membership(decision.name, name): name in ruling.outcomes for name in decision.outcome_names}
    if decision.outcomes:
        found[decision.name] = ruling.outcomes[0] if ruling.outcomes else None
    return found


def _stages(edition: Edition, answers: Sequence[Classes | Timer]) -> tuple[Stage, ...]:
    """The decisions in stages, deadlines before them; the first stage's key checks the facts."""
    found: list[tuple[list[Timer], list[Classes]]] = [([], [])]
    for one in answers:
        decisions = [classes.edition.decision for classes in found[-1][1]]
        if isinstance(one, Timer):
            if any(decision.name in one.edition.reads for decision in decisions):
                found.append(([], []))
            found[-1][0].append(one)
        else:
            if any(_sees(one, decision) for decision in decisions):
                found.append(([], []))
            found[-1][1].append(one)
    facts = edition.policy.facts_by_name
    return tuple(
        Stage(tuple(timers), tuple(classes), key_function(*_joint(classes, edition), checked={} if place else facts))
        for place, (timers, classes) in enumerate(found)
    )


def _sees(classes: Classes, earlier: Decision) -> bool:
    """Whether a condition reads more of an earlier decision than its outcome as such."""
    values = {value.name for value in earlier.values} | ({earlier.name} if earlier.type is not None else set())
    said = set(_said(earlier))
    return any(
        values & set(inputs(source)) or (not isinstance(source, Input) and said & set(inputs(source)))
        for source in classes.edition.partition.sources
    )


def _joint(stage: Sequence[Classes], edition: Edition) -> tuple[list[Axis], list[Input | Test]]:
    """All axes of the stage but the earlier outcomes, which are the same within a class; an input once.

    Of a deadline that a decision reads the state is one: where it is missing, nothing can be said.
    """
    said = {name for one in edition.policy.decisions for name in _said(one)}
    axes: dict[str, Axis] = {}
    sources: dict[str, Input | Test] = {}
    for classes in stage:
        partition = classes.edition.partition
        for axis, source in zip(partition.axes, partition.sources, strict=True):
            if not (isinstance(source, Input) and source.key in said):
                axes[axis.key] = _merged(axes.get(axis.key, axis), axis)
                sources[axis.key] = source
        for name in edition.policy.deadlines_by_name.keys() & set(classes.edition.reads):
            told_of = Axis(name, Kind.CATEGORY)
            axes[name] = _merged(axes.get(name, told_of), told_of)
            sources[name] = Input(name)
    return list(axes.values()), list(sources.values())


def _said(decision: Decision) -> tuple[str, ...]:
    """Inputs that a decision's ruling determines."""
    if decision.hit_policy is HitPolicy.COLLECT:
        return tuple(membership(decision.name, name) for name in decision.outcome_names)
    return (decision.name,) if decision.outcomes else ()


def _merged(one: Axis, two: Axis) -> Axis:
    """An axis cut wherever one of the two is."""
    if one.kind is Kind.NUMBER:
        return Axis(one.key, one.kind, starts=tuple(sorted({*one.starts, *two.starts})))
    return Axis(one.key, one.kind, names=tuple(dict.fromkeys((*one.names, *two.names))))
