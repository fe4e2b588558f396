"""The decision graph: which decisions and deadlines depend on which (a requirements diagram of DMN 1.5, chapter 6)."""

from collections.abc import Mapping

from rules.policy import Deadline, Decision, Policy
from rules.reading import deciding, moments, owned


def reads(policy: Policy) -> dict[str, tuple[str, ...]]:
    """What each decision and deadline depends on, both in the order in which they are answered."""
    owners = {name: name for name in policy.order}
    owners |= {value.name: decision.name for decision in policy.decisions for value in decision.values}
    return {name: _read(policy, name, owners) for name in policy.order}


def _read(policy: Policy, name: str, owners: Mapping[str, str]) -> tuple[str, ...]:
    one: Decision | Deadline = policy.decisions_by_name.get(name) or policy.deadlines_by_name[name]
    expressions = deciding(one) if isinstance(one, Decision) else moments(one)
    found = {owner for expression in expressions for owner in owned(expression, owners)}
    return tuple(other for other in policy.order if other in found)


def readers(graph: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What depends on each."""
    return {name: tuple(one for one, found in graph.items() if name in found) for name in graph}
