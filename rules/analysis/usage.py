"""Usage: facts, derived facts and parameters that nothing reads, and values that are never in force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rules.citing import unimplemented
from rules.expression import Derived, Expression, Reference, walk
from rules.finding import Finding
from rules.policy import DerivedFact, Fact, Parameter, Policy, Rule
from rules.reading import moments
from rules.types import Date, show


def usage(policy: Policy) -> Iterator[Finding]:
    """What is declared in vain."""
    read = {policy.identity, policy.dated_by}
    for expression in _expressions(policy):
        read.update(one.name for one in walk(expression) if isinstance(one, Reference | Derived))
    declared: tuple[Fact | DerivedFact, ...] = (*policy.facts, *policy.derived)
    for fact in declared:
        if fact.name not in read:
            yield Finding("unused-fact", fact.name, fact.place, {"fact": fact.name})
    for parameter in policy.parameters:
        if parameter.name not in read:
            yield Finding("unused-parameter", parameter.name, parameter.place, {"parameter": parameter.name})
        yield from _never_in_force(parameter, policy)


def unimplemented_clauses(policy: Policy) -> Iterator[Finding]:
    """The clauses of the document that nothing in the policy cites."""
    for clause in unimplemented(policy):
        told = {"clause": clause.id, "title": clause.title}
        yield Finding("unimplemented-clause", clause.id, clause.place, told)


def _expressions(policy: Policy) -> Iterator[Expression]:
    for decision in policy.decisions:
        for outcome in decision.outcomes:
            yield from (expression for _, expression in outcome.parameters)
        for rule in decision.rules:
            yield from _read_by(rule)
    yield from (derived.expression for derived in policy.derived)
    for deadline in policy.deadlines:
        yield from moments(deadline)
    for one in policy.obligations:
        yield from (expression for expression in (one.when, one.that) if expression is not None)


def _read_by(rule: Rule) -> Iterator[Expression]:
    yield from (one for one in (rule.when, rule.then) if one is not None and not isinstance(one, str))
    yield from (expression for _, expression in rule.assigns)
    if rule.because is not None:
        yield from (part for part in rule.because.parts if not isinstance(part, str))


def _never_in_force(parameter: Parameter, policy: Policy) -> Iterator[Finding]:
    days = [day for day, _ in parameter.values]
    for day, end in zip_longest(days, days[1:]):
        over = end is not None and end <= policy.effective
        late = policy.until is not None and day >= policy.until
        if over or late:
            written = show(Date(), day)
            about, told = f"{parameter.name} {written}", {"parameter": parameter.name, "day": written}
            yield Finding("unused-parameter-value", about, parameter.place, told)
