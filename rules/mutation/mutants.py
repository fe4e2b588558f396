"""Mutants of a policy: every one, in the order in which what is changed is declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rules.mutation.deadlines import deadline_mutants
from rules.mutation.decisions import decision_mutants
from rules.mutation.everywhere import everywhere
from rules.mutation.mutant import Mutant
from rules.mutation.parameters import force_mutants, parameter_mutants
from rules.mutation.rebuilding import redefined
from rules.mutation.variants import variants
from rules.policy import DerivedFact, Policy


def mutants(policy: Policy) -> Iterator[Mutant]:
    """Every mutant of a policy; some may not be fit to decide, or decide as it does."""
    yield from force_mutants(policy)
    yield from parameter_mutants(policy)
    for derived in policy.derived:
        yield from _redefining(policy, derived)
    for deadline in policy.deadlines:
        yield from deadline_mutants(policy, deadline)
    for decision in policy.decisions:
        yield from decision_mutants(policy, decision)


def _redefining(policy: Policy, derived: DerivedFact) -> Iterator[Mutant]:
    for one in variants(derived.expression):
        before, after = one.told(policy.zone)
        changed = everywhere(policy, partial(redefined, name=derived.name, definition=one.whole))
        yield Mutant(one.operator, derived.name, derived.place, before, after, changed)
