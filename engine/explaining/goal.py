"""Goals: what one asks why it was not decided."""

from __future__ import annotations

from dataclasses import dataclass

from engine.engine import Decided
from engine.ruling import NEEDS_REVIEW
from rules.deadline import STATES
from rules.evaluation import truth
from rules.fault import nearest
from rules.lowering import membership
from rules.policy import Decision, HitPolicy, Policy
from rules.terms import Fixed, Input, Not, Relation, Test, Truth
from rules.types import Boolean, Type, read
from rules.unreadable import Unreadable


class UnmeantError(Exception):
    """A goal that the policy does not know; `code` says what is wrong, `told` what about."""

    def __init__(self, code: str, **told: str) -> None:
        super().__init__(code)
        self.code = code
        self.told = told


@dataclass(frozen=True, slots=True)
class Goal:
    """That `name` comes to `value`: a decision's outcome, one of a set, a value that rules set, a deadline's state.

    `answer` is the decision or deadline that tells it, and `test` is true where it does; None means a review.
    """

    name: str
    value: str
    answer: str
    test: Test | None

    def reached(self, decided: Decided) -> bool:
        """Whether a complaint was decided so."""
        ruled = decided.ruled
        if ruled is None:
            return False
        if self.test is not None:
            return bool(truth(self.test, ruled.known(decided.facts)))
        if self.answer in decided.timings:
            return decided.timings[self.answer].review is not None
        names = (one.decision.name for one in ruled.edition.decisions)
        return dict(zip(names, ruled.rulings, strict=True))[self.answer].review is not None


def goal(policy: Policy, name: str, value: str) -> Goal:
    """The goal that `NAME=VALUE` means; raises UnmeantError."""
    owners = {one.name: decision.name for decision in policy.decisions for one in decision.values}
    owners |= {one: one for one in policy.order}
    answer = owners.get(name)
    if answer is None:
        raise UnmeantError("unknown-name", name=name, near=nearest(name, owners) or "")
    if value == NEEDS_REVIEW and name == answer:
        return Goal(name, value, answer, None)
    decision = policy.decisions_by_name.get(name)
    if name in policy.value_types:
        return Goal(name, value, answer, _comes_to(name, policy.value_types[name], value))
    names = STATES if decision is None else decision.outcome_names
    if value not in names:
        raise UnmeantError("unknown-value", name=name, value=value, names=", ".join((*names, NEEDS_REVIEW)))
    return Goal(name, value, answer, _is(name, value, decision))


def _is(name: str, value: str, decision: Decision | None) -> Test:
    """Whether a decision has an outcome, or a deadline a state."""
    if decision is not None and decision.hit_policy is HitPolicy.COLLECT:
        return Truth(Input(membership(name, value)))
    return Relation("=", Input(name), Fixed(value))


def _comes_to(name: str, kind: Type, text: str) -> Test:
    """Whether a value that rules set is what a text says."""
    value = read(kind, text)
    if isinstance(value, Unreadable) or value is None:
        why = value.reason if isinstance(value, Unreadable) else ""
        raise UnmeantError("unreadable-value", name=name, value=text, why=why)
    if isinstance(kind, Boolean):
        return Truth(Input(name)) if value else Not(Truth(Input(name)))
    return Relation("=", Input(name), Fixed(value))
