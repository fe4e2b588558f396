"""A plain interpreter of the policy language: what every faster path must agree with.

It walks the typed model of a policy, one complaint at a time, and knows neither cells nor classes nor a rules engine.
Numbers are `Fraction`s in the unit people write, truths are true, false or None (missing), after Kleene.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Any
from zoneinfo import ZoneInfo

from rules import intervals
from rules.calendar import Calendar
from rules.counting import PERIODS, Period
from rules.deadline import Events
from rules.expression import (
    DATETIME,
    Arithmetic,
    Both,
    Compare,
    Constant,
    DateOf,
    Derived,
    Either,
    Expression,
    Extreme,
    Known,
    ListContains,
    Negated,
    Range,
    Reference,
    Role,
    Rounded,
    TextTest,
    Within,
    walk,
)
from rules.midnight import begins
from rules.policy import Deadline, Decision, HitPolicy, Policy, Rule
from rules.reading import moments
from rules.types import Duration, Instant, Number, Type, Unit, Value, bounds
from tests.stopwatch import Seen, Stopwatch, Uncountable

Exact = bool | Fraction | str | None
Outcome = Value | tuple[str, ...]

MICROSECONDS_PER_HOUR = 3_600_000_000
OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The ruling of one decision on one complaint.

    `fired` are the rules that hold, in order; `rule` is the one that won; `review` says why there is no outcome.
    `outcome` is a name, the stored value of a typed decision, or the names a `collect` decision holds.
    """

    fired: tuple[str, ...] = ()
    rule: str | None = None
    outcome: Outcome = None
    values: tuple[tuple[str, Value], ...] = ()
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint while it is being decided: stored values of facts and parameters, and the answers so far."""

    policy: Policy
    facts: Mapping[str, Value]
    parameters: Mapping[str, Value]
    answers: dict[str, Answer]
    seen: dict[str, Seen | str]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer of every decision, and what is seen of every deadline, a text where that needs a review."""

    answers: dict[str, Answer]
    seen: dict[str, Seen | str]


def decide(policy: Policy, facts: Mapping[str, Value], as_of: int = 0) -> Told:
    """What `policy` says of one complaint at an instant; a fact that `facts` lacks is missing."""
    day = dated(policy, facts)
    if day < policy.effective or (policy.until is not None and day >= policy.until):
        answers = {decision.name: Answer(review="not-in-force") for decision in policy.decisions}
        return Told(answers, dict.fromkeys(policy.deadlines_by_name, "not-in-force"))
    parameters = {one.name: in_force(one.values, day) for one in policy.parameters}
    case = Case(policy, facts, parameters, {}, {})
    for name in policy.order:
        if name in policy.deadlines_by_name:
            case.seen[name] = seen(policy.deadlines_by_name[name], case, as_of)
        else:
            case.answers[name] = answer(policy.decisions_by_name[name], case)
    return Told(case.answers, case.seen)


def seen(deadline: Deadline, case: Case, as_of: int) -> Seen | str:
    """What is seen of a deadline, or why it needs a review."""
    read = [one for expression in moments(deadline) for one in walk(expression)]
    review = unreadable(read, case)
    if review is not None:
        return review
    calendar = case.policy.calendar or Calendar("", "", (), 0, 0, (), "")
    watch = Stopwatch(calendar, deadline.convention, case.policy.zone, deadline.warn_at)
    try:
        return watch.look(events(deadline, case), as_of)
    except Uncountable:
        return "uncountable"


def events(deadline: Deadline, case: Case) -> Events:
    """What happened, as instants."""

    def instant(expression: Expression | None) -> int | None:
        found = None if expression is None else number(expression, case)
        if expression is None or found is None:
            return None
        low, high = bounds(Instant())
        if expression.sort == DATETIME:
            return min(max(floor(found), low), high)
        day = 24 * MICROSECONDS_PER_HOUR
        far = not low + day < floor(found) * day < high - day
        return min(max(floor(found) * day, low), high) if far else begins(floor(found), case.policy.zone)

    def period(expression: Expression | None) -> Period | None:
        found = None if expression is None else number(expression, case)
        if expression is None or found is None:
            return None
        unit = Unit(expression.sort.detail)
        return PERIODS[unit](floor(found * (MICROSECONDS_PER_HOUR if unit is Unit.HOURS else 1)))

    pauses: list[tuple[int, int | None]] = []
    for pause in deadline.pauses:
        if isinstance(pause, Reference):
            told = case.facts.get(pause.name)
            pauses += [] if told is None else [(one.start, one.end) for one in intervals.read(str(told))]
        else:
            start = instant(pause.start)
            pauses += [] if start is None else [(start, instant(pause.end))]
    restarts = tuple(found for one in deadline.restarts if (found := instant(one)) is not None)
    return Events(
        instant(deadline.start),
        period(deadline.within),
        instant(deadline.met_by),
        tuple(pauses),
        restarts,
        period(deadline.hard_stop),
    )


def dated(policy: Policy, facts: Mapping[str, Value]) -> int:
    """The day that picks the parameters; for an undated policy its last, when each has its last value."""
    if not policy.dated_by:
        return date.max.toordinal() if policy.until is None else policy.until - 1
    value = facts[policy.dated_by]
    assert isinstance(value, int)
    if policy.facts_by_name[policy.dated_by].type == Instant():
        return day_of(Fraction(value), policy.zone)
    return value


def day_of(microseconds: Fraction, zone: ZoneInfo) -> int:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=floor(microseconds))
    return (instant.astimezone(zone).date() - date(1970, 1, 1)).days


def in_force(values: tuple[tuple[int, Value], ...], day: int) -> Value:
    found = None
    for first, value in values:
        if first <= day:
            found = value
    return found


def answer(decision: Decision, case: Case) -> Answer:
    """Ruling of one decision, the earlier ones being answered."""
    read = [one for expression in expressions(decision) for one in walk(expression)]
    review = unreadable(read, case)
    if review is not None:
        return Answer(review=review)
    fired = [rule for rule in decision.rules if rule.when is None or evaluate(rule.when, case) is True]
    return ruled(decision, fired, case)


def unreadable(read: list[Expression], case: Case) -> str | None:
    """Why nothing can be said by what is read, if it is so."""
    named = [one for one in read if isinstance(one, Reference)]
    if any(is_parameter(one) and case.parameters[one.name] is None for one in named):
        return "parameter-not-in-force"
    limits = [one.name.partition(".")[0] for one in named if one.role is Role.DEADLINE]
    if any(case.answers[name].review for name in decisions_read(read, case.policy)):
        return "reads-reviewed"
    return "reads-reviewed" if any(isinstance(case.seen[name], str) for name in limits) else None


def expressions(decision: Decision) -> Iterator[Expression]:
    for rule in decision.rules:
        if rule.when is not None:
            yield rule.when
        if not isinstance(rule.then, str):
            yield rule.then
        for _, expression in rule.assigns:
            yield expression


def is_parameter(reference: Reference) -> bool:
    return reference.role is Role.PARAMETER


def decisions_read(read: list[Expression], policy: Policy) -> Iterator[str]:
    setters = {value.name: decision.name for decision in policy.decisions for value in decision.values}
    for one in read:
        if isinstance(one, ListContains):
            yield one.decision
        if isinstance(one, Reference) and one.role is Role.OUTCOME:
            yield one.name
        if isinstance(one, Reference) and one.role is Role.VALUE:
            yield setters.get(one.name, one.name)


def ruled(decision: Decision, fired: list[Rule], case: Case) -> Answer:
    """What the rules that fired make together under the decision's hit policy."""
    ids = tuple(rule.id for rule in fired)
    if decision.hit_policy is HitPolicy.COLLECT:
        return Answer(ids, outcome=tuple(dict.fromkeys(str(rule.then) for rule in fired)))
    if not fired:
        return Answer(review="no-rule-matched")
    if decision.hit_policy is HitPolicy.UNIQUE and len(fired) > 1:
        return Answer(ids, review="overlap")
    results = [(outcome(decision, rule, case), values(decision, rule, case)) for rule in fired]
    if decision.hit_policy is HitPolicy.ANY and any(result != results[0] for result in results):
        return Answer(ids, review="disagreement")
    winner = 0
    if decision.hit_policy is HitPolicy.PRIORITY:
        importance = [decision.outcome_names.index(str(rule.then)) for rule in fired]
        winner = importance.index(min(importance))
    return Answer(ids, ids[winner], *results[winner])


def outcome(decision: Decision, rule: Rule, case: Case) -> Value:
    if decision.type is None or isinstance(rule.then, str):
        return str(rule.then)
    return stored(evaluate(rule.then, case), decision.type)


def values(decision: Decision, rule: Rule, case: Case) -> tuple[tuple[str, Value], ...]:
    """Every value the decision declares, missing where the rule does not set it."""
    assigned = dict(rule.assigns)
    return tuple(
        (one.name, stored(evaluate(assigned[one.name], case), one.type) if one.name in assigned else None)
        for one in decision.values
    )


def exact(value: Value, kind: Type) -> Exact:
    """A stored value as people write it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value, steps(kind))
    return value


def stored(value: Exact, kind: Type) -> Value:
    """The reverse of `exact`."""
    if not isinstance(value, Fraction):
        return value
    scaled = value * steps(kind)
    assert scaled.denominator == 1, "the policy should not have loaded"
    return int(scaled)


def steps(kind: Type) -> int:
    if isinstance(kind, Number):
        return int(10**kind.scale)
    return MICROSECONDS_PER_HOUR if kind == Duration(Unit.HOURS) else 1


def evaluate(expression: Expression, case: Case) -> Exact:
    """Value of `expression` for the complaint; None is missing."""
    match expression:
        case Constant(value=value):
            return value
        case Derived(expression=inner):
            return evaluate(inner, case)
        case Reference():
            return named(expression, case)
        case ListContains(decision=name, outcome=member):
            held = case.answers[name].outcome
            assert isinstance(held, tuple)
            return member in held
        case Known(operand=inner):
            return evaluate(inner, case) is not None
        case Both(parts=parts):
            truths = [evaluate(part, case) for part in parts]
            return False if False in truths else None if None in truths else True
        case Either(parts=parts):
            truths = [evaluate(part, case) for part in parts]
            return True if True in truths else None if None in truths else False
        case Within(subject=subject, members=members):
            return within(subject, members, case)
        case _:
            return operation(expression, case)


def named(reference: Reference, case: Case) -> Exact:
    match reference.role:
        case Role.FACT:
            return exact(case.facts.get(reference.name), reference.type)
        case Role.PARAMETER:
            return exact(case.parameters[reference.name], reference.type)
        case Role.OUTCOME:
            found = case.answers[reference.name].outcome
            assert isinstance(found, str)
            return found
        case Role.DEADLINE:
            return told_by(reference.name, case)
        case Role.VALUE:
            return exact(value_set(reference.name, case), reference.type)


def told_by(name: str, case: Case) -> Exact:
    """What a deadline tells under a name."""
    deadline, _, part = name.partition(".")
    found = case.seen[deadline]
    assert isinstance(found, Seen)
    match part:
        case "due":
            return None if found.due is None else Fraction(found.due)
        case "provisional":
            assert found.provisional is not None, "a deadline with a hard stop is not asked whether it may move"
            return found.provisional
        case "warned":
            return found.warned
        case _:
            return found.state


def value_set(name: str, case: Case) -> Value:
    """The value an earlier decision gave: its own outcome when it declares a type, else what its winner set."""
    if name in case.answers:
        found = case.answers[name].outcome
        assert not isinstance(found, tuple)
        return found
    return next((value for one in case.answers.values() for key, value in one.values if key == name), None)


def within(subject: Expression, members: tuple[Expression | Range, ...], case: Case) -> bool | None:
    value = evaluate(subject, case)
    found: list[bool | None] = []
    for member in members:
        if isinstance(member, Range):
            low, high = evaluate(member.low, case), evaluate(member.high, case)
            known = value is not None and low is not None and high is not None
            found.append(inside(member, value, low, high) if known else None)
        else:
            other = evaluate(member, case)
            found.append(None if value is None or other is None else value == other)
    return None if None in found else True in found


def inside(interval: Range, value: Exact, low: Exact, high: Exact) -> bool:
    above = COMPARISONS["<" if interval.low_open else "<="](low, value)
    below = COMPARISONS["<" if interval.high_open else "<="](value, high)
    return above and below


def operation(expression: Expression, case: Case) -> Exact:
    """An operation that is missing as soon as one of its operands is."""
    match expression:
        case Negated(operand=inner):
            value = evaluate(inner, case)
            return None if value is None else not value
        case Compare(operator=symbol, left=left, right=right):
            one, two = evaluate(left, case), evaluate(right, case)
            return None if one is None or two is None else COMPARISONS[symbol](one, two)
        case TextTest(function=function, subject=subject, text=text):
            told = evaluate(subject, case)
            return None if told is None else text in str(told) if function == "contains" else str(told).startswith(text)
        case Extreme(operator=symbol, parts=parts):
            numbers = [number(part, case) for part in parts]
            known = [one for one in numbers if one is not None]
            return None if len(known) < len(numbers) else max(known) if symbol == "max" else min(known)
        case Rounded(mode=mode, operand=inner, scale=scale):
            amount = number(inner, case)
            return None if amount is None else Fraction(rounded(mode, amount * 10**scale), 10**scale)
        case DateOf(operand=inner):
            instant = number(inner, case)
            return None if instant is None else Fraction(day_of(instant, case.policy.zone))
        case Arithmetic():
            return arithmetic(expression, case)
        case _:
            raise AssertionError(expression)


def number(expression: Expression, case: Case) -> Fraction | None:
    value = evaluate(expression, case)
    assert value is None or isinstance(value, Fraction)
    return value


def arithmetic(expression: Arithmetic, case: Case) -> Fraction | None:
    left, right = number(expression.left, case), number(expression.right, case)
    if left is None or right is None:
        return None
    compute = OPERATORS[expression.operator]
    if DATETIME not in {expression.left.sort, expression.right.sort}:
        return compute(left, right)
    one = left if expression.left.sort == DATETIME else left * MICROSECONDS_PER_HOUR
    two = right if expression.right.sort == DATETIME else right * MICROSECONDS_PER_HOUR
    found = compute(one, two)
    return found if expression.sort == DATETIME else found / MICROSECONDS_PER_HOUR


def rounded(mode: str, value: Fraction) -> int:
    """The whole number that `mode` makes of `value`; a half goes away from zero under `half_up`."""
    sign = -1 if value < 0 else 1
    match mode:
        case "down":
            return trunc(value)
        case "up":
            return sign * ceil(abs(value))
        case "half_up":
            return sign * floor(abs(value) + Fraction(1, 2))
        case "half_even":
            return round(value)
        case _:
            raise AssertionError(mode)
