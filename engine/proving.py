"""Proving: whether durable_rules can be trusted with the rules of a policy, before it decides anything."""

from __future__ import annotations

from collections.abc import Sequence

from engine import rete
from engine.classes import Classes
from rules.edition import DecisionEdition, edition, starts
from rules.fault import Fault
from rules.policy import Policy
from rules.said import said


def unbearable(policy: Policy) -> tuple[Fault, ...]:
    """Faults of the decisions that durable_rules would refuse, die of, or not come back from; sorted by place."""
    decisions = [one for start in starts(policy) for one in edition(policy, start).decisions]
    if _refusal(decisions) is None:
        return ()
    refusals = {(one.decision.place, _refusal([one])) for one in decisions}
    return tuple(sorted(Fault("too-complex", why, place) for place, why in refusals if why is not None))


def _refusal(decisions: Sequence[DecisionEdition]) -> str | None:
    """Why durable_rules cannot be trusted with these decisions; None when it can."""
    try:
        rete.prove(group.network for one in decisions for group in Classes(one).groups)
    except rete.EngineFault as error:
        return said(error)
    return None
