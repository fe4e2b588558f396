"""Settings: a complaint in its edition, decided by the oracle, and what the conditions may read of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from rules.edition import DecisionEdition, Edition, edition, starts
from rules.lowering import membership
from rules.policy import Policy
from rules.types import Value
from tests import oracle
from tests.generating import complaints
from tests.generating.expressions import FIRST_DAY, LAST_DAY, MICROSECONDS_PER_DAY


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
            seen = [name for name in one.reads if isinstance(self.case.seen.get(name), str)]
            if (
                one.lacks is None
                and not seen
                and not any(answers[name].review for name in one.reads if name in answers)
            ):
                yield one


def settings(policy: Policy, chance: Random, *, count: int) -> Iterator[Setting]:
    """Up to `count` generated complaints, without those outside of the policy's force."""
    editions = [edition(policy, start) for start in starts(policy)]
    as_of = chance.randint(FIRST_DAY + 60, LAST_DAY) * MICROSECONDS_PER_DAY
    for facts in complaints(policy, chance, count=count, as_of=as_of):
        day = oracle.dated(policy, facts)
        told = oracle.decide(policy, facts, as_of)
        if any(answer.review != "not-in-force" for answer in told.answers.values()):
            found = editions[bisect_right([one.start for one in editions], day) - 1]
            parameters = {one.name: oracle.in_force(one.values, day) for one in policy.parameters}
            case = oracle.Case(policy, facts, parameters, told.answers, told.seen)
            yield Setting(found, case, _known(case))


def _known(case: oracle.Case) -> dict[str, Value]:
    known: dict[str, Value] = dict(case.facts)
    known.update({name: oracle.value_set(name, case) for name in case.policy.value_types})
    for name in case.policy.deadline_types:
        known[name] = _told(name, case)
    for decision in case.policy.decisions:
        outcome = case.answers[decision.name].outcome
        if isinstance(outcome, tuple):
            known.update({membership(decision.name, name): name in outcome for name in decision.outcome_names})
        else:
            known[decision.name] = outcome
    return known


def _told(name: str, case: oracle.Case) -> Value:
    """What a deadline tells; no generated condition asks whether one with a hard stop may move."""
    seen = case.seen[name.partition(".")[0]]
    if isinstance(seen, str) or (seen.provisional is None and name.endswith(".provisional")):
        return None
    found = oracle.told_by(name, case)
    return int(found) if isinstance(found, Fraction) else found
