"""Settings: a complaint in its edition, decided by the oracle, and what the conditions may read of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rules.edition import DecisionEdition, Edition, edition, starts
from rules.lowering import membership
from rules.policy import Policy
from rules.types import Value
from tests import oracle
from tests.generating import complaints


@dataclass(frozen=True, slots=True)
class Setting:
    """One complaint in force; `known` holds the value of every input, `case` the same for the oracle."""

    edition: Edition
    case: oracle.Case
    known: dict[str, Value]

    @property
    def asked(self) -> Iterator[DecisionEdition]:
        """The decisions that come to look at their rules."""
        answers = self.case.answers
        for one in self.edition.decisions:
            if one.lacks is None and not any(answers[name].review for name in one.reads):
                yield one


def settings(policy: Policy, chance: Random, *, count: int) -> Iterator[Setting]:
    """Up to `count` generated complaints, without those outside of the policy's force."""
    editions = [edition(policy, start) for start in starts(policy)]
    for facts in complaints(policy, chance, count=count):
        day = oracle.dated(policy, facts)
        answers = oracle.decide(policy, facts)
        if any(answer.review != "not-in-force" for answer in answers.values()):
            found = editions[bisect_right([one.start for one in editions], day) - 1]
            parameters = {one.name: oracle.in_force(one.values, day) for one in policy.parameters}
            case = oracle.Case(policy, facts, parameters, answers)
            yield Setting(found, case, _known(case))


def _known(case: oracle.Case) -> dict[str, Value]:
    known: dict[str, Value] = dict(case.facts)
    known.update({name: oracle.value_set(name, case) for name in case.policy.value_types})
    for decision in case.policy.decisions:
        outcome = case.answers[decision.name].outcome
        if isinstance(outcome, tuple):
            known.update({membership(decision.name, name): name in outcome for name in decision.outcome_names})
        else:
            known[decision.name] = outcome
    return known
