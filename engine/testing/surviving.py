"""Surviving: of a mutant that no test notices, a complaint that it decides otherwise, if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product

from engine.confirming import complaints, instants
from engine.testing.mutating import Fate, Mutating
from engine.testing.trying import Facts, Trial, Tried
from rules.analysis.asking import EFFORT
from rules.analysis.equivalence import Otherwise, otherwise
from rules.edition import Edition
from rules.finding import AS_OF
from rules.midnight import begins
from rules.mutation import Mutant
from rules.types import Date


@dataclass(frozen=True, slots=True)
class Killer:
    """A complaint that a mutant decides otherwise, and when; `names` are the answers that are otherwise."""

    facts: Facts
    as_of: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a mutant that no test notices, and a complaint that shows it."""

    fate: Fate
    killer: Killer | None = None


class Surviving:
    """Judges the mutants of one policy that survive its tests.

    What decisions say is compared exactly: outcomes, values and reviews, whichever rules lead there.
    Of a deadline it is proved that it is never otherwise, or shown by a complaint; else the mutant is undecided.
    `effort` is the solver's steps for one question.
    """

    def __init__(self, mutating: Mutating, *, effort: int = EFFORT) -> None:
        self._mutating = mutating
        self._usual = mutating.usual
        self._effort = effort

    def judged(self, mutant: Mutant) -> Judged:
        """What becomes of a mutant."""
        trial = self._mutating.trial(mutant)
        killers = (self._killer(trial, facts, as_of) for facts, as_of in self._beside(trial))
        shown = next((one for one in killers if one is not None), None)
        if shown is not None:
            return Judged(Fate.SURVIVED, shown)
        proved = True
        for one in self._apart(trial):
            shown = self._shown(trial, one)
            if shown is not None:
                return Judged(Fate.SURVIVED, shown)
            proved = False
        if proved:
            return Judged(Fate.EQUIVALENT)
        shown = self._searched(trial)
        return Judged(Fate.UNDECIDED) if shown is None else Judged(Fate.SURVIVED, shown)

    def _apart(self, trial: Trial) -> Iterator[Otherwise]:
        """What the solver finds to be otherwise, in each two editions that have complaints in common."""
        for old, new in product(self._usual.editions, trial.editions):
            if _overlap(old, new):
                yield from otherwise(old, new, effort=self._effort)

    def _shown(self, trial: Trial, one: Otherwise) -> Killer | None:
        """A complaint like the solver's, as both decide it, if it is decided otherwise."""
        if one.witness is None:
            return None
        if AS_OF not in one.witness:
            return self._killer(trial, one.witness, None)
        for decider in (self._usual, trial):
            for facts in complaints(decider, one.witness):
                found = self._in_time(trial, facts, int(one.witness[AS_OF] or 0))
                if found is not None:
                    return found
        return None

    def _in_time(self, trial: Trial, facts: Facts, wanted: int) -> Killer | None:
        """A complaint at an instant at which it is decided otherwise."""
        walks = (instants(decider, facts, wanted) for decider in (self._usual, trial))
        every = dict.fromkeys(chain.from_iterable(walks))
        killers = (self._killer(trial, facts, as_of) for as_of in every)
        return next((one for one in killers if one is not None), None)

    def _searched(self, trial: Trial) -> Killer | None:
        """A complaint of the tests, at any instant."""
        steps = [step for _, step, _ in self._mutating.steps if step.at is not None]
        seen: set[tuple[object, ...]] = set()
        for step in steps:
            key = tuple(sorted((name, str(value)) for name, value in step.facts.items()))
            if key not in seen:
                seen.add(key)
                found = self._in_time(trial, step.facts, step.at or 0)
                if found is not None:
                    return found
        return None

    def _killer(self, trial: Trial, facts: Facts, as_of: int | None) -> Killer | None:
        """The complaint, if it is decided otherwise than by the policy that is tested."""
        usual = self._usual.decide(facts, as_of=as_of)
        found = trial.otherwise(usual, as_of, facts)
        names = () if found is None else tuple(_otherwise(usual, found, self._usual))
        return Killer(facts, as_of, names) if names else None

    def _beside(self, trial: Trial) -> Iterator[tuple[Facts, int | None]]:
        """A complaint of the tests on the days on which one of the two is in force and the other is not."""
        policy, other = self._usual.policy, trial.policy
        ends = (policy.effective, other.effective, policy.until, other.until)
        if not policy.dated_by or ends[::2] == ends[1::2]:
            return
        days = {day for end in ends if end is not None for day in (end - 1, end)}
        for day, (_, step, _) in product(sorted(days), self._mutating.steps[:1]):
            dated = isinstance(policy.facts_by_name[policy.dated_by].type, Date)
            yield {**step.facts, policy.dated_by: day if dated else begins(day, policy.zone)}, step.at


def _overlap(old: Edition, new: Edition) -> bool:
    """Whether a complaint can be dated within both."""
    return (old.end is None or new.start < old.end) and (new.end is None or old.start < new.end)


def _otherwise(usual: Tried, found: Tried, trial: Trial) -> Iterator[str]:
    """The names under which something else is said, whichever rules lead there."""
    if usual.review is not None or found.review is not None:
        if usual.review != found.review:
            yield "review"
        return
    for name in trial.policy.order:
        one, other = usual.said[name], found.said[name]
        if one.known != other.known or one.answer.review != other.answer.review:
            yield name
