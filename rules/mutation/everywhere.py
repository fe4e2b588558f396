"""Everywhere: a policy all of whose expressions are changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rules.expression import Expression, Reference
from rules.policy import Deadline, Decision, Pause, Policy, Rule

Change = Callable[[Expression], Expression]


def everywhere(policy: Policy, change: Change) -> Policy:
    """The policy with every expression changed by which it decides."""
    return replace(
        policy,
        decisions=tuple(_decision(one, change) for one in policy.decisions),
        deadlines=tuple(_deadline(one, change) for one in policy.deadlines),
    )


def _decision(found: Decision, change: Change) -> Decision:
    rules = tuple(_rule(one, change) for one in found.rules)
    return found if rules == found.rules else replace(found, rules=rules)


def _rule(found: Rule, change: Change) -> Rule:
    return replace(
        found,
        when=None if found.when is None else change(found.when),
        then=found.then if isinstance(found.then, str) else change(found.then),
        assigns=tuple((name, change(value)) for name, value in found.assigns),
    )


def _deadline(found: Deadline, change: Change) -> Deadline:
    return replace(
        found,
        start=change(found.start),
        within=change(found.within),
        met_by=None if found.met_by is None else change(found.met_by),
        pauses=tuple(_pause(one, change) for one in found.pauses),
        restarts=tuple(map(change, found.restarts)),
        hard_stop=None if found.hard_stop is None else change(found.hard_stop),
    )


def _pause(found: Pause | Reference, change: Change) -> Pause | Reference:
    if isinstance(found, Reference):
        return found
    return replace(found, start=change(found.start), end=None if found.end is None else change(found.end))
