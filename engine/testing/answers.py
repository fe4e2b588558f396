"""Answers: what is said of one complaint, told as tests tell what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.clocks import Timing
from engine.deciding import Known, Ruled
from engine.engine import Decided
from engine.ruling import Review, Ruling
from rules.policy import HitPolicy, Policy
from rules.testing import MISSING, NEEDS_REVIEW, REVIEW, Told, kinds, told


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is said of a complaint at an instant.

    `known` are the complaint's facts with what is decided; `rulings` are by decision and `timings` by deadline.
    `review` says why nothing is decided at all, and then they are empty.
    """

    policy: Policy
    known: Known
    rulings: Mapping[str, Ruling]
    timings: Mapping[str, Timing]
    review: Review | None = None

    def told(self, name: str) -> Told:
        """What is said under a name that something can be expected of."""
        if name == REVIEW:
            return MISSING if self.review is None else str(self.review)
        decision = self.policy.decisions_by_name.get(name)
        if decision is not None and self._ruling(name).review is not None:
            return NEEDS_REVIEW
        if decision is not None and decision.outcomes:
            ruling = self._ruling(name)
            return ruling.outcomes if decision.hit_policy is HitPolicy.COLLECT else ruling.outcomes[0]
        return self._value(name)

    def _value(self, name: str) -> str:
        """A value, or what a deadline tells."""
        deadline = name.partition(".")[0]
        if deadline in self.policy.deadlines_by_name and self._untold(deadline) is not None:
            return NEEDS_REVIEW
        value = self.known[name]
        return told(kinds(self.policy)[name], value, zone=self.policy.zone)

    def rules(self, decision: str) -> tuple[str, ...]:
        """Ids of the rules that led to what a decision says: the one that won, or all that hold where none has."""
        ruling = self._ruling(decision)
        numbers = ruling.fired if ruling.rule is None else (ruling.rule,)
        return tuple(self.policy.decisions_by_name[decision].rules[number].id for number in numbers)

    def reason(self, name: str) -> Review | None:
        """Why a person must look, if so, at a decision or deadline."""
        if name in self.policy.decisions_by_name:
            return self._ruling(name).review
        return self._untold(name.partition(".")[0])

    def _ruling(self, decision: str) -> Ruling:
        return self.rulings.get(decision) or Ruling(review=self.review)

    def _untold(self, deadline: str) -> Review | None:
        timing = self.timings.get(deadline)
        return self.review if timing is None else timing.review


def answers(decided: Decided, policy: Policy) -> Answers:
    """What an engine has decided of a complaint."""
    ruled = decided.ruled
    if ruled is None:
        return Answers(policy, Known(decided.facts), {}, {}, decided.review)
    return Answers(policy, ruled.known(decided.facts), rulings(ruled), decided.timings)


def rulings(ruled: Ruled) -> dict[str, Ruling]:
    """The rulings by decision."""
    names = (one.decision.name for one in ruled.edition.decisions)
    return dict(zip(names, ruled.rulings, strict=True))
