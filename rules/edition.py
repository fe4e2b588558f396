"""Editions: a policy between two days on which a dated parameter changes.

Within an edition every parameter is a constant, so its conditions can be cut into cells once and for all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from rules.expression import DATE
from rules.lowering import Lowering, NotInForce, Unfit, membership
from rules.partition import Partition, partition
from rules.policy import HitPolicy, Pause, Sense
from rules.reading import deciding, moments, owned
from rules.terms import And, Fixed, Input, IsKnown, Not, Or, Relation, Term, Test, Truth, is_term
from rules.types import Boolean, Duration, Enumeration, Instant, Text, Type, Unit, Value, bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rules.expression import Expression
    from rules.fault import Place
    from rules.policy import Deadline, Decision, Obligation, Policy, Rule


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a rule: the outcome's name, or the value of a typed decision, and the values it sets."""

    outcome: str
    values: tuple[tuple[str, Term | Test], ...]


@dataclass(frozen=True, slots=True)
class DecisionEdition:
    """One decision with its parameters at their values.

    `partition.conditions` has one condition a rule, and behind them one a pair of `contradictions`: rules of an `any`
    decision that both hold but lead elsewhere.
    `reads` are the earlier decisions it depends on; `lacks` is a parameter without a value yet, if it reads one.
    """

    decision: Decision
    partition: Partition
    consequences: tuple[Consequence, ...]
    contradictions: tuple[tuple[int, int], ...]
    reads: tuple[str, ...]
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: a term of instants, or of days, which begin an instant of the policy's timezone."""

    term: Term
    is_day: bool


@dataclass(frozen=True, slots=True)
class DeadlineEdition:
    """One deadline with its parameters at their values; durations are terms of stored values, in units.

    Of a pause that is one input, the input holds intervals.
    `reads` and `lacks` are as in `DecisionEdition`.
    """

    deadline: Deadline
    start: Moment
    within: Term
    met_by: Moment | None
    pauses: tuple[tuple[Moment, Moment | None] | Input, ...]
    restarts: tuple[Moment, ...]
    hard_stop: Term | None
    reads: tuple[str, ...]
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class ObligationEdition:
    """One obligation with its parameters at their values.

    `broken` is the test that no complaint may pass; None while it reads `lacks`, a parameter without a value yet.
    `reads` are the decisions it speaks of.
    """

    obligation: Obligation
    broken: Test | None
    reads: tuple[str, ...]
    lacks: str | None = None


@dataclass(frozen=True)
class Edition:
    """A policy from day `start` until before day `end` (days since 1970-01-01; None is open).

    `kinds` has the type of every input that a condition can read.
    `order` has decisions and deadlines as they are answered.
    """

    policy: Policy
    start: int
    end: int | None
    parameters: Mapping[str, Value]
    kinds: Mapping[str, Type]
    order: tuple[DecisionEdition | DeadlineEdition, ...]
    obligations: tuple[ObligationEdition, ...]
    unfit: tuple[tuple[Unfit, Place], ...]

    @cached_property
    def decisions(self) -> tuple[DecisionEdition, ...]:
        """The decisions, in order."""
        return tuple(one for one in self.order if isinstance(one, DecisionEdition))

    @cached_property
    def answers(self) -> Mapping[str, DecisionEdition | DeadlineEdition]:
        """Decisions and deadlines under their names."""
        return dict(zip(self.policy.order, self.order, strict=True))


def starts(policy: Policy) -> tuple[int, ...]:
    """First days of the policy's editions, ascending; the first is the day it becomes effective."""
    days = {day for parameter in policy.parameters for day, _ in parameter.values}
    last = policy.until
    return (policy.effective, *sorted(day for day in days if day > policy.effective and (last is None or day < last)))


def editions(policy: Policy) -> Iterator[Edition]:
    """The editions that decide anything: of a policy that nothing dates, the last."""
    for day in starts(policy) if policy.dated_by else starts(policy)[-1:]:
        yield edition(policy, day)


def edition(policy: Policy, start: int) -> Edition:
    """The edition of `policy` that begins on day `start`, one of `starts(policy)`."""
    later = [day for day in starts(policy) if day > start]
    parameters = {one.name: _value(one.values, start) for one in policy.parameters}
    lowering = Lowering(policy.zone, parameters)
    kinds, owners = _kinds(policy), owners_of(policy)
    lowering.ranges.update({fact.name: bounds(fact.type) for fact in policy.facts})
    unfit: list[tuple[Unfit, Place]] = []
    order: list[DecisionEdition | DeadlineEdition] = []
    for name in policy.order:
        one = policy.decisions_by_name.get(name)
        if one is None:
            order.append(_deadline(policy.deadlines_by_name[name], lowering, owners, unfit))
        else:
            order.append(_decision(one, lowering, kinds, _reads(deciding(one), owners), unfit))
    obligations = tuple(_obligation(one, lowering, owners, unfit) for one in policy.obligations)
    unfit.extend(_unsayable(policy, parameters))
    unfit.extend(() if unfit else _underivable(policy, lowering))
    end = later[0] if later else policy.until
    return Edition(policy, start, end, parameters, kinds, tuple(order), obligations, tuple(unfit))


def revised(before: Edition, policy: Policy) -> Edition:
    """The edition of a policy that differs from that of `before` in decisions and deadlines, but for obligations.

    What is the very same in both is taken over as it is; what only texts read is not looked at.
    """
    lowering = saying(policy, before.parameters)
    kinds, owners = _kinds(policy), owners_of(policy)
    alike = kinds == before.kinds
    unfit: list[tuple[Unfit, Place]] = []
    order: list[DecisionEdition | DeadlineEdition] = []
    for name, known in zip(policy.order, before.order, strict=True):
        decision = policy.decisions_by_name.get(name)
        if isinstance(known, DecisionEdition) and known.decision is decision and alike:
            _widen(known.consequences, lowering, kinds)
            order.append(known)
        elif decision is not None:
            order.append(_decision(decision, lowering, kinds, _reads(deciding(decision), owners), unfit))
        elif isinstance(known, DeadlineEdition) and known.deadline is policy.deadlines_by_name[name]:
            order.append(known)
        else:
            order.append(_deadline(policy.deadlines_by_name[name], lowering, owners, unfit))
    return replace(before, policy=policy, kinds=kinds, order=tuple(order), obligations=(), unfit=tuple(unfit))


def saying(policy: Policy, parameters: Mapping[str, Value]) -> Lowering:
    """What lowers the conditions of messages; other than a rule's, they know nothing of the values that rules set."""
    return Lowering(policy.zone, parameters, {fact.name: bounds(fact.type) for fact in policy.facts})


def _unsayable(policy: Policy, parameters: Mapping[str, Value]) -> Iterator[tuple[Unfit, Place]]:
    """The conditions of messages that 64 bits cannot hold."""
    lowering = saying(policy, parameters)
    for message in (one for decision in policy.decisions for out in decision.outcomes for one in out.messages):
        for when in (one.when for one in message.paragraphs if one.when is not None):
            try:
                lowering.test(when)
            except Unfit as error:
                yield error, message.place
            except NotInForce:
                continue


def _underivable(policy: Policy, lowering: Lowering) -> Iterator[tuple[Unfit, Place]]:
    """The derived facts that cannot be computed, where no rule that reads them has told so already."""
    for derived in policy.derived:
        try:
            lowering.operand(derived.expression)
        except NotInForce:
            continue
        except Unfit as error:
            yield error, derived.place


def _value(values: tuple[tuple[int, Value], ...], day: int) -> Value:
    """The value in force on `day`; None before the first."""
    return next((value for start, value in reversed(values) if start <= day), None)


def _kinds(policy: Policy) -> dict[str, Type]:
    """Type of every input that a condition can read."""
    kinds: dict[str, Type] = {fact.name: fact.type for fact in policy.facts}
    kinds.update(policy.value_types)
    kinds.update(policy.deadline_types)
    for decision in policy.decisions:
        if decision.hit_policy is HitPolicy.COLLECT:
            kinds.update({membership(decision.name, name): Boolean() for name in decision.outcome_names})
        elif decision.outcomes:
            kinds[decision.name] = Enumeration(decision.outcome_names)
    return kinds


def _decision(
    decision: Decision,
    lowering: Lowering,
    kinds: Mapping[str, Type],
    reads: tuple[str, ...],
    unfit: list[tuple[Unfit, Place]],
) -> DecisionEdition:
    try:
        tests, consequences = _lowered(decision, lowering, unfit)
    except NotInForce as error:
        return DecisionEdition(decision, Partition((), (), ()), (), (), reads, error.parameter)
    _widen(consequences, lowering, kinds)
    pairs = _contradictions(decision, tests, consequences)
    found = partition((*tests, *pairs.values()), kinds)
    return DecisionEdition(decision, found, consequences, tuple(pairs), reads)


def _lowered(
    decision: Decision, lowering: Lowering, unfit: list[tuple[Unfit, Place]]
) -> tuple[tuple[Test, ...], tuple[Consequence, ...]]:
    tests: list[Test] = []
    consequences: list[Consequence] = []
    kinds = {value.name: value.type for value in decision.values}
    for rule in decision.rules:
        try:
            test = Truth(subject=True) if rule.when is None else lowering.test(rule.when)
            consequences.append(_consequence(decision, rule, lowering, kinds))
            tests.append(test)
        except Unfit as error:
            unfit.append((error, rule.place))
    return tuple(tests), tuple(consequences)


def _consequence(decision: Decision, rule: Rule, lowering: Lowering, kinds: Mapping[str, Type]) -> Consequence:
    values = tuple((name, lowering.value(expression, kinds[name])) for name, expression in rule.assigns)
    if decision.type is None or isinstance(rule.then, str):
        return Consequence(str(rule.then), values)
    return Consequence("", ((decision.name, lowering.value(rule.then, decision.type)), *values))


def _widen(consequences: tuple[Consequence, ...], lowering: Lowering, kinds: Mapping[str, Type]) -> None:
    """A value may lie wherever one of the rules can put it."""
    for name, found in (pair for consequence in consequences for pair in consequence.values):
        if not isinstance(kinds[name], Boolean | Enumeration | Text):
            low, high = lowering.bounds(found)  # type: ignore[arg-type]  # only a boolean's value is a test
            known = lowering.ranges.get(name, (low, high))
            lowering.ranges[name] = (min(low, known[0]), max(high, known[1]))


def owners_of(policy: Policy) -> dict[str, str]:
    """For each value the decision that yields it."""
    owners = {value.name: decision.name for decision in policy.decisions for value in decision.values}
    return owners | {name: name for name in policy.order}


def _reads(expressions: Iterable[Expression], owners: Mapping[str, str]) -> tuple[str, ...]:
    """The decisions and deadlines read, those that own a value by it."""
    return tuple(dict.fromkeys(name for expression in expressions for name in owned(expression, owners)))


def _obligation(
    obligation: Obligation, lowering: Lowering, owners: Mapping[str, str], unfit: list[tuple[Unfit, Place]]
) -> ObligationEdition:
    read = [one for one in (obligation.when, obligation.that) if one is not None]
    reads = _reads(read, owners)
    try:
        return ObligationEdition(obligation, _broken(obligation, lowering), reads)
    except NotInForce as error:
        return ObligationEdition(obligation, None, reads, error.parameter)
    except Unfit as error:
        unfit.append((error, obligation.place))
        return ObligationEdition(obligation, None, reads)


def _broken(obligation: Obligation, lowering: Lowering) -> Test:
    """Where the obligation does not hold."""
    always = Truth(subject=True)
    when = always if obligation.when is None else lowering.test(obligation.when)
    that = always if obligation.that is None else lowering.test(obligation.that)
    if obligation.sense is Sense.NEVER:
        return And((when, that))
    return And((when, Or((Not(that), Not(IsKnown(that))))))


def _deadline(
    deadline: Deadline, lowering: Lowering, owners: Mapping[str, str], unfit: list[tuple[Unfit, Place]]
) -> DeadlineEdition:
    reads = _reads(moments(deadline), owners)
    try:
        return _timed(deadline, lowering, reads)
    except NotInForce as error:
        return _unavailable(deadline, reads, lacks=error.parameter)
    except Unfit as error:
        unfit.append((error, deadline.place))
        return _unavailable(deadline, reads, lacks=None)


def _unavailable(deadline: Deadline, reads: tuple[str, ...], *, lacks: str | None) -> DeadlineEdition:
    """A deadline of which nothing can be said."""
    return DeadlineEdition(deadline, Moment(Fixed(0), is_day=True), Fixed(0), None, (), (), None, reads, lacks)


def _timed(deadline: Deadline, lowering: Lowering, reads: tuple[str, ...]) -> DeadlineEdition:
    def moment(expression: Expression) -> Moment:
        return Moment(lowering.term(expression, Instant()), is_day=expression.sort == DATE)

    def duration(expression: Expression) -> Term:
        return lowering.term(expression, Duration(Unit(expression.sort.detail)))

    return DeadlineEdition(
        deadline=deadline,
        start=moment(deadline.start),
        within=duration(deadline.within),
        met_by=None if deadline.met_by is None else moment(deadline.met_by),
        pauses=tuple(
            (moment(one.start), None if one.end is None else moment(one.end))
            if isinstance(one, Pause)
            else Input(one.name)
            for one in deadline.pauses
        ),
        restarts=tuple(map(moment, deadline.restarts)),
        hard_stop=None if deadline.hard_stop is None else duration(deadline.hard_stop),
        reads=reads,
    )


def _contradictions(
    decision: Decision, tests: tuple[Test, ...], consequences: tuple[Consequence, ...]
) -> dict[tuple[int, int], Test]:
    """For each pair of rules of an `any` decision that may lead elsewhere: where both hold and do."""
    if decision.hit_policy is not HitPolicy.ANY:
        return {}
    found: dict[tuple[int, int], Test] = {}
    for (i, one), (j, two) in combinations(enumerate(consequences), 2):
        differ = _differ(one, two)
        if differ is not None:
            found[i, j] = And((tests[i], tests[j], differ))
    return found


def _differ(one: Consequence, two: Consequence) -> Test | None:
    """Where two consequences are not the same; None where they always are."""
    if one.outcome != two.outcome:
        return Truth(subject=True)
    left, right = dict(one.values), dict(two.values)
    set_by_both = [name for name in left if name in right and left[name] != right[name]]
    set_by_one = [found for name, found in (left | right).items() if name not in left or name not in right]
    tests: list[Test] = [Not(_same(left[name], right[name])) for name in set_by_both]
    tests.extend(map(IsKnown, set_by_one))
    return Or(tuple(tests)) if tests else None


def _same(left: Term | Test, right: Term | Test) -> Test:
    """Both missing, or both the same; never missing itself."""
    known = (IsKnown(left), IsKnown(right))
    missing = And(tuple(Not(one) for one in known))
    if is_term(left) and is_term(right):
        equal: Test = Relation("=", left, right)  # type: ignore[arg-type]  # is_term has just said so
    else:
        equal = Or((And((left, right)), And((Not(left), Not(right)))))  # type: ignore[arg-type]  # both are tests
    return Or((missing, And((*known, equal))))
