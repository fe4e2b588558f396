"""Citing: which clauses of its document a policy puts into effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.policy import Clause, Policy

_AND = re.compile(r"[、,;，；] *")


def citations(text: str) -> tuple[str, ...]:
    """The clauses that a text names, separated by commas."""
    return tuple(one for one in _AND.split(text.strip()) if one)


def unimplemented(policy: Policy) -> tuple[Clause, ...]:
    """The declared clauses that no fact, parameter, derived fact, deadline, rule or outcome cites."""
    cited = {clause for text in _cited(policy) for clause in citations(text)}
    return tuple(clause for clause in policy.clauses if clause.id not in cited)


def _cited(policy: Policy) -> Iterator[str]:
    """What each thing that has an effect cites."""
    yield from (fact.clause for fact in policy.facts)
    yield from (parameter.clause for parameter in policy.parameters)
    yield from (fact.clause for fact in policy.derived)
    yield from (deadline.clause for deadline in policy.deadlines)
    for decision in policy.decisions:
        yield from (rule.clause for rule in decision.rules)
        yield from (outcome.clause for outcome in decision.outcomes)
