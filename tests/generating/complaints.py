"""Complaints that lie at, just beside and far from everything a policy compares facts with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import chain
from math import floor
from random import Random

from rules.expression import Constant, Expression, Kind, Sort, sort_of, walk
from rules.intervals import Interval, kept
from rules.midnight import begins, day_of
from rules.policy import Fact, Policy
from rules.types import (
    EPOCH,
    EPOCH_DAY,
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Intervals,
    Text,
    Type,
    Value,
    bounds,
    denominator,
)
from tests.generating.expressions import FIRST_DAY, LAST_DAY, MICROSECONDS_PER_DAY, WORDS

Facts = dict[str, Value]

NUMERIC = {Kind.NUMERAL, Kind.NUMBER, Kind.MONEY}


def complaints(policy: Policy, chance: Random, *, count: int, as_of: int = 0) -> Iterator[Facts]:
    """Stored values of every declared fact, `count` times; those required and the one that dates are never missing.

    Where the policy has deadlines, most of what happened did so in the weeks before `as_of`.
    """
    marks = {fact.name: _marks(fact, policy) for fact in policy.facts}
    for number in range(count):
        facts: Facts = {fact.name: _value(fact, marks[fact.name], chance) for fact in policy.facts}
        if policy.deadlines:
            _lately(facts, policy, chance, as_of)
        _repeat(facts, policy, chance)
        facts[policy.identity] = f"投诉-{number}"
        if policy.dated_by:
            facts[policy.dated_by] = _dated(policy, chance)
        yield facts


def _marks(fact: Fact, policy: Policy) -> tuple[Value, ...]:
    """Values of a fact at and beside each value that the policy mentions for facts of its sort."""
    if isinstance(fact.type, Boolean):
        return (False, True)
    if isinstance(fact.type, Enumeration):
        return fact.type.names
    mentioned = [value for value, sort in _mentioned(policy) if _alike(sort, sort_of(fact.type))]
    if isinstance(fact.type, Text):
        told = [str(value) for value in (*mentioned, *WORDS)]
        return (*told, *(word + "!" for word in told), *("前" + word for word in told), *(word[:-1] for word in told))
    low, high = bounds(fact.type)
    marked = sorted({floor(value * denominator(fact.type)) for value in _combined(mentioned)})
    beside = (mark + step for mark in marked for step in (-1, 0, 1))
    return (low, high, *(value for value in beside if low <= value <= high))


def _mentioned(policy: Policy) -> Iterator[tuple[Fraction | str | bool, Sort]]:
    """Every constant and every value of a parameter, as people write it."""
    for one in chain.from_iterable(map(walk, _expressions(policy))):
        if isinstance(one, Constant):
            yield one.value, one.sort
    for parameter in policy.parameters:
        for _, value in parameter.values:
            told = value if isinstance(value, str | bool) else Fraction(value or 0, denominator(parameter.type))
            yield told, sort_of(parameter.type)


def _expressions(policy: Policy) -> Iterator[Expression]:
    for rule in chain.from_iterable(decision.rules for decision in policy.decisions):
        yield from () if rule.when is None else (rule.when,)
        yield from () if isinstance(rule.then, str) else (rule.then,)
        yield from (expression for _, expression in rule.assigns)


def _alike(one: Sort, two: Sort) -> bool:
    return one == two or {one.kind, two.kind} <= NUMERIC


def _combined(values: list[Fraction | str | bool]) -> set[Fraction]:
    """The numbers with their sums and quotients, near which arithmetic turns."""
    numbers = sorted({value for value in values if isinstance(value, Fraction)})
    few = numbers[:: max(1, len(numbers) // 12)]
    pairs = [(one, two) for one in few for two in few]
    return {*numbers, *(one + two for one, two in pairs), *(one / two for one, two in pairs if two)}


def _value(fact: Fact, marks: tuple[Value, ...], chance: Random) -> Value:
    roll = chance.random()
    if isinstance(fact.type, Intervals) or (roll < 0.2 and not fact.required):
        return None
    if roll < 0.8 or isinstance(fact.type, Boolean | Enumeration | Text):
        return chance.choice(marks)
    return _far(fact.type, chance)


def _far(kind: Type, chance: Random) -> int:
    """A value of the type that the policy need not have in mind."""
    match kind:
        case Date():
            return chance.randint(FIRST_DAY - 30, LAST_DAY + 30)
        case Instant():
            return chance.randint((FIRST_DAY - 30) * MICROSECONDS_PER_DAY, (LAST_DAY + 30) * MICROSECONDS_PER_DAY)
        case _:
            low, high = bounds(kind)
            return chance.choice((chance.randint(low, high), max(low, min(high, chance.randint(-1000, 1000)))))


def _lately(facts: Facts, policy: Policy, chance: Random, as_of: int) -> None:
    """Let dates and times lie near each other and near the instant asked about."""
    for fact in policy.facts:
        instant = _moment(chance, as_of, policy)
        if isinstance(fact.type, Intervals):
            facts[fact.name] = kept(_intervals(chance, as_of, policy)) if chance.random() < 0.6 else None
        elif facts[fact.name] is None:
            continue
        elif fact.type == Instant():
            facts[fact.name] = instant
        elif fact.type == Date():
            facts[fact.name] = day_of(instant, policy.zone)
        elif isinstance(fact.type, Duration):
            facts[fact.name] = chance.randint(-1, 12) * denominator(fact.type)


def _moment(chance: Random, as_of: int, policy: Policy) -> int:
    """An instant of the last weeks, often the very one asked about, or one at which a day begins."""
    roll = chance.random()
    if roll < 0.05:
        return as_of + chance.choice((-1, 0, 1))
    if roll > 0.95:
        return as_of + chance.randint(-8000 * MICROSECONDS_PER_DAY, 8000 * MICROSECONDS_PER_DAY)
    instant = as_of + chance.randint(-25 * MICROSECONDS_PER_DAY, 5 * MICROSECONDS_PER_DAY)
    return begins(day_of(instant, policy.zone), policy.zone) + chance.choice((-1, 0, 1)) if roll < 0.2 else instant


def _intervals(chance: Random, as_of: int, policy: Policy) -> Iterator[Interval]:
    for _ in range(chance.randint(1, 3)):
        one, two = sorted(_moment(chance, as_of, policy) for _ in range(2))
        yield Interval(one, two if chance.random() < 0.85 else None, "等待")


def _repeat(facts: Facts, policy: Policy, chance: Random) -> None:
    """Let some facts be as another of their type, or just beside it."""
    alike: Mapping[Type, list[str]] = {}
    for fact in policy.facts:
        alike = {**alike, fact.type: [*alike.get(fact.type, []), fact.name]}
    for names in alike.values():
        if len(names) > 1 and chance.random() < 0.3:
            one, two = chance.sample(names, 2)
            facts[one] = facts[two]


def _dated(policy: Policy, chance: Random) -> int:
    """A day within or just outside of the policy's force, often one on which a parameter changes."""
    turns = [day for one in policy.parameters for day, _ in one.values if day > policy.effective]
    until = max([policy.effective, *turns]) + 60 if policy.until is None else policy.until
    turns += [policy.effective, until]
    day = chance.choice(turns) if chance.random() < 0.3 else chance.randint(policy.effective, until - 1)
    if policy.facts_by_name[policy.dated_by].type == Date():
        return day - (chance.random() < 0.02)
    midnight = datetime.combine(EPOCH_DAY + timedelta(days=day), datetime.min.time(), policy.zone)
    begins = (midnight - EPOCH) // timedelta(microseconds=1)
    return begins + chance.choice((-1, 0, 1, *(chance.randrange(MICROSECONDS_PER_DAY) for _ in range(9))))
