"""What is spelt is read as what it was."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from rules.expression import Derived, Expression, Reference, Role, Sort, sort_of
from rules.policy import Decision, HitPolicy, Policy
from rules.scope import Collected, Meaning, Scope
from rules.spelling import decimal, spelt
from rules.types import Enumeration
from rules.typing import resolve
from tests.casebook import PACKS, policy_at
from tests.generating.strategies import policy as generated

OURS = ["policy.yaml", "benchmarks/peers.yaml", *(f"rules/packs/{pack}.yaml" for pack in PACKS)]


def scope(policy: Policy) -> Scope:
    """What names mean to the rules of a policy."""
    names: dict[str, Meaning] = {one.name: Reference(Role.FACT, one.name, one.type) for one in policy.facts}
    names |= {one.name: Reference(Role.PARAMETER, one.name, one.type) for one in policy.parameters}
    names |= {one.name: Derived(one.name, one.expression) for one in policy.derived}
    names |= {name: Reference(Role.VALUE, name, kind) for name, kind in policy.value_types.items()}
    names |= {name: Reference(Role.DEADLINE, name, kind) for name, kind in policy.deadline_types.items()}
    for decision in policy.decisions:
        if decision.hit_policy is HitPolicy.COLLECT:
            names[decision.name] = Collected(decision.name, decision.outcome_names)
        elif decision.outcomes:
            titles = tuple(one.title for one in decision.outcomes)
            kind = Enumeration(decision.outcome_names, titles)
            names[decision.name] = Reference(Role.OUTCOME, decision.name, kind)
    kinds = [*(one.type for one in policy.facts), *(one.type for one in policy.parameters)]
    every = {name for kind in kinds if isinstance(kind, Enumeration) for name in kind.names}
    every |= {name for decision in policy.decisions for name in decision.outcome_names}
    return Scope(names, policy.zone, frozenset(every))


def written(policy: Policy) -> Iterator[tuple[Expression, Sort]]:
    """Every expression of a policy's derived facts and decisions, with the sort that is wanted of it."""
    yield from ((one.expression, one.expression.sort) for one in policy.derived)
    for decision in policy.decisions:
        for rule in decision.rules:
            yield from () if rule.when is None else ((rule.when, rule.when.sort),)
            yield from ((value, _sort(decision, name)) for name, value in rule.assigns)


def _sort(decision: Decision, name: str) -> Sort:
    return next(sort_of(value.type) for value in decision.values if value.name == name)


def check(policy: Policy) -> None:
    told = scope(policy)
    for expression, sort in written(policy):
        text = spelt(expression, zone=policy.zone)
        assert resolve(text, told, expected=sort) == (expression, ()), text


@pytest.mark.parametrize("path", OURS)
def test_our_own_policies_are_read_as_they_are_spelt(path: str) -> None:
    check(policy_at(path))


@pytest.mark.parametrize("seed", range(25))
def test_generated_policies_are_read_as_they_are_spelt(seed: int) -> None:
    found = generated(Random(seed))
    if found is not None:
        check(found)


@pytest.mark.parametrize(
    ("value", "least", "text"),
    [
        (Fraction(5), 0, "5"),
        (Fraction(5), 2, "5.00"),
        (Fraction(1, 20), 0, "0.05"),
        (Fraction(-1, 100), 2, "-0.01"),
        (Fraction(1001, 1000), 2, "1.001"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_a_number_has_the_decimals_it_needs(value: Fraction, least: int, text: str) -> None:
    assert decimal(value, least=least) == text
