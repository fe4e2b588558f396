"""Mutating: which mutants of a policy its tests notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.clocks import Almanac
from engine.testing.running import differences
from engine.testing.trying import Trial, Tried
from rules.mutation import Mutant
from rules.policy import Policy
from rules.testing import Case, Step


class Fate(StrEnum):
    """What becomes of a mutant."""

    KILLED = "killed"
    """A test fails."""
    SURVIVED = "survived"
    """No test fails, and some complaint is decided otherwise."""
    EQUIVALENT = "equivalent"
    """No complaint is decided otherwise."""
    UNDECIDED = "undecided"
    """No test fails, and it was not found out whether any complaint is decided otherwise."""
    UNFIT = "unfit"
    """It is no policy that could decide."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A mutant, and the name of the first test that fails of it, None where none does."""

    mutant: Mutant
    fate: Fate
    by: str | None = None


class Mutating:
    """Holds mutants of one policy against its tests, all of which pass."""

    def __init__(self, policy: Policy, cases: Iterable[Case]) -> None:
        self.almanac = Almanac(policy)
        self.usual = Trial(policy, self.almanac)
        self.steps = [
            (case.name, step, self.usual.decide(step.facts, as_of=step.at)) for case in cases for step in case.steps
        ]

    def trial(self, mutant: Mutant) -> Trial:
        """A mutant to be tried."""
        return Trial(mutant.policy, self.almanac, self.usual)

    def tested(self, mutant: Mutant) -> Tested:
        """What becomes of a mutant: killed, unfit, or survived as far as the tests can tell."""
        trial = self.trial(mutant)
        if any(edition.unfit for edition in trial.editions):
            return Tested(mutant, Fate.UNFIT)
        for name, step, usual in self.steps:
            found = trial.otherwise(usual, step.at, step.facts)
            if found is not None and _fails(step, found, mutant.policy):
                return Tested(mutant, Fate.KILLED, name)
        return Tested(mutant, Fate.SURVIVED)


def _fails(step: Step, found: Tried, policy: Policy) -> bool:
    return next(differences(step, found.answers(policy)), None) is not None
