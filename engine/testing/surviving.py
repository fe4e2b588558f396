"""Surviving: of a mutant that no test notices, a complaint that it decides otherwise, if there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product

from engine.confirming import complaints, instants
from engine.testing.mutating import Fate, Mutating
from engine.testing.trying import Facts, Trial, Tried
from rules.analysis.asking import EFFORT, Asking
from rules.analysis.equivalence import Otherwise, otherwise
from rules.analysis.likeness import keys_read
from rules.analysis.world import World
from rules.edition import Edition
from rules.finding import AS_OF
from rules.midnight import begins
from rules.mutation import Mutant
from rules.policy import Policy
from rules.testing import Told, answerable
from rules.types import MICROSECONDS_PER_HOUR, Date, Instant, Value

MOST_NEAR = 200
"""Complaints that are tried near those of the solver."""

MOST_DUES, MOST_DAYS = 8, 15
_DAY = 24 * MICROSECONDS_PER_HOUR

MOST_STANDINGS = 24
"""Ways in which deadlines may stand that are tried where a decision or deadline may be otherwise."""


@dataclass(frozen=True, slots=True)
class Killer:
    """A complaint that a mutant decides otherwise, and when.

    `expect` is what the policy says under the first name under which the mutant says something else, as tests tell it;
    `because` are the rules that lead there.
    """

    facts: Facts
    as_of: int | None
    expect: Mapping[str, Told]
    because: tuple[str, ...]


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
        apart: list[Otherwise] = []
        for one in self._apart(trial):
            shown = self._shown(trial, one)
            if shown is not None:
                return Judged(Fate.SURVIVED, shown)
            apart.append(one)
        if not apart:
            return Judged(Fate.EQUIVALENT)
        near = (self._in_time(trial, *found) for one in apart for found in self._near(trial, one))
        shown = next((one for one in islice(near, MOST_NEAR) if one is not None), None)
        return Judged(Fate.UNDECIDED) if shown is None else Judged(Fate.SURVIVED, shown)

    def _near(self, trial: Trial, one: Otherwise) -> Iterator[tuple[Facts, int]]:
        """Complaints near the solver's: with something done when a deadline is due, then the same on other days."""
        policy = self._usual.policy
        at = 0 if one.witness is None else int(one.witness.get(AS_OF) or 0)
        facts = {name: value for name, value in (one.witness or {}).items() if name in policy.facts_by_name}
        read = [key for key in dict.fromkeys(self._read(trial)) if key in facts and _is_time(policy, key)]
        walk = islice(instants(self._usual, facts, at), MOST_DUES) if read else ()
        dues = {due for as_of in walk for due in _dues(self._usual.decide(facts, as_of=as_of))}
        yield from (({**facts, key: due}, at) for key, due in product(read, sorted(dues)))
        for days in range(1, MOST_DAYS):
            yield {key: _later(policy, key, value, days) for key, value in facts.items()}, at + days * _DAY

    def _read(self, trial: Trial) -> Iterator[str]:
        """The inputs of everything that is changed."""
        for old, new in zip(self._usual.editions, trial.editions, strict=False):
            for name, one in new.answers.items():
                yield from () if one is old.answers.get(name) else keys_read(one)

    def _apart(self, trial: Trial) -> Iterator[Otherwise]:
        """What the solver finds to be otherwise, in each two editions that have complaints in common."""
        for old, new in product(self._usual.editions, trial.editions):
            if _overlap(old, new):
                yield from otherwise(old, new, effort=self._effort, most=MOST_STANDINGS)

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

    def _killer(self, trial: Trial, facts: Facts, as_of: int | None) -> Killer | None:
        """The complaint, if it is decided otherwise than by the policy that is tested."""
        usual = self._usual.decide(facts, as_of=as_of)
        found = trial.otherwise(usual, as_of, facts)
        otherwise_ = [] if found is None else _otherwise(usual, found, self._usual)
        if found is None or not otherwise_:
            return None
        policy, first = self._usual.policy, otherwise_[0]
        mine, other = usual.answers(policy), found.answers(trial.policy)
        names = (one for one in answerable(policy) if _owner(one, policy) == first)
        expect = {one: mine.told(one) for one in names if mine.told(one) != other.told(one)}
        decided = first in policy.decisions_by_name and usual.review is None
        return Killer(facts, as_of, expect, mine.rules(first) if decided else ())

    def _beside(self, trial: Trial) -> list[tuple[Facts, int | None]]:
        """A complaint on each of the days on which one of the two is in force and the other is not."""
        policy, other = self._usual.policy, trial.policy
        ends = (policy.effective, other.effective, policy.until, other.until)
        if not policy.dated_by or ends[::2] == ends[1::2]:
            return []
        days = {day for end in ends if end is not None for day in (end - 1, end)}
        found = Asking(World(next(iter(self._usual.editions)))).witness() or {}
        facts = {name: value for name, value in found.items() if name in policy.facts_by_name}
        as_of = int(found[AS_OF] or 0) if AS_OF in found else None
        dated = isinstance(policy.facts_by_name[policy.dated_by].type, Date)
        return [({**facts, policy.dated_by: day if dated else begins(day, policy.zone)}, as_of) for day in sorted(days)]


def _is_time(policy: Policy, name: str) -> bool:
    return isinstance(policy.facts_by_name[name].type, Instant)


def _dues(found: Tried) -> Iterator[int]:
    """The instants at which deadlines are due."""
    standings = (timing.standing for timing in found.timings.values())
    return (one.due.instant for one in standings if one is not None and one.due is not None)


def _later(policy: Policy, name: str, value: Value, days: int) -> Value:
    """A fact so many days later, if it is a time."""
    kind = policy.facts_by_name[name].type
    if isinstance(kind, Date | Instant) and isinstance(value, int):
        return value + (days if isinstance(kind, Date) else days * _DAY)
    return value


def _owner(name: str, policy: Policy) -> str:
    """The decision or deadline that says what is said under a name."""
    owners = {value.name: decision.name for decision in policy.decisions for value in decision.values}
    return owners.get(name, name.partition(".")[0])


def _overlap(old: Edition, new: Edition) -> bool:
    """Whether a complaint can be dated within both."""
    return (old.end is None or new.start < old.end) and (new.end is None or old.start < new.end)


def _otherwise(usual: Tried, found: Tried, trial: Trial) -> list[str]:
    """The names under which something else is said, whichever rules lead there."""
    if usual.review is not None or found.review is not None:
        return ["review"]
    pairs = ((name, usual.said[name], found.said[name]) for name in trial.policy.order)
    return [name for name, one, two in pairs if (one.known, one.answer.review) != (two.known, two.answer.review)]
