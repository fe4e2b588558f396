"""Trying a policy other than the one tested: what it says of the complaints of the tests, where that is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.clocks import Almanac, Timing
from engine.deciding import Known
from engine.fitness import fits
from engine.ruling import Review, Ruling
from engine.testing.answers import Answers
from engine.testing.reckoning import Reckoner, Said
from rules.edition import DeadlineEdition, DecisionEdition, Edition, edition, revised, starts
from rules.midnight import day_of
from rules.policy import Fact, Policy
from rules.types import Date, Value

Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a policy says of a complaint; `review` says why nothing, and then there is nothing else."""

    edition: Edition | None
    known: Known
    said: Mapping[str, Said]
    review: Review | None = None

    def answers(self, policy: Policy) -> Answers:
        """The same as tests ask for it."""
        rulings = {name: one.answer for name, one in self.said.items() if isinstance(one.answer, Ruling)}
        return Answers(policy, self.known, rulings, self.timings, self.review)

    @property
    def timings(self) -> Mapping[str, Timing]:
        """Where each deadline stands."""
        return {name: one.answer for name, one in self.said.items() if isinstance(one.answer, Timing)}


@dataclass(slots=True)
class Trial:
    """One policy that is tried; `before` is one that it was made of, which is compiled already."""

    policy: Policy
    almanac: Almanac
    before: Trial | None = None
    _reckoners: dict[int, Reckoner] = field(default_factory=dict)

    def reckoner(self, start: int) -> Reckoner:
        """What says what the edition that begins on a day says."""
        if start not in self._reckoners:
            self._reckoners[start] = Reckoner(self._edition(start), self.almanac)
        return self._reckoners[start]

    @property
    def editions(self) -> Iterator[Edition]:
        """Every edition that decides anything."""
        days = starts(self.policy) if self.policy.dated_by else starts(self.policy)[-1:]
        return (self.reckoner(day).edition for day in days)

    def _edition(self, start: int) -> Edition:
        if self.before is None or self.before.policy.parameters is not self.policy.parameters:
            return edition(self.policy, start)
        return revised(self.before.reckoner(start).edition, self.policy)

    def start(self, facts: Facts) -> int | Review:
        """The first day of the edition that decides a complaint, or why none does."""
        policy = self.policy
        dated = [policy.facts_by_name[policy.dated_by]] if policy.dated_by else []
        review = next((one for fact in dated if (one := self._unfit(fact, facts, required=True)) is not None), None)
        day = self._day(facts) if policy.dated_by and review is None else None
        if day is not None and not policy.effective <= day < (day + 1 if policy.until is None else policy.until):
            review = Review("not-in-force", policy.name)
        reviews = (self._unfit(fact, facts, required=fact.required) for fact in policy.facts)
        review = review or next((one for one in reviews if one is not None), None)
        if review is not None:
            return review
        return max(start for start in starts(policy) if day is None or start <= day)

    def _unfit(self, fact: Fact, facts: Facts, *, required: bool) -> Review | None:
        """Why a fact is refused, if it is."""
        value = facts.get(fact.name)
        if value is None:
            return Review("missing-required", fact.name) if required else None
        return None if fits(fact, value) else Review("unreadable", fact.name)

    def _day(self, facts: Facts) -> int:
        value = int(facts[self.policy.dated_by] or 0)
        if isinstance(self.policy.facts_by_name[self.policy.dated_by].type, Date):
            return value
        return day_of(value, self.policy.zone)

    def decide(self, facts: Facts, *, as_of: int | None = None) -> Tried:
        """What the policy says of a complaint."""
        start = self.start(facts)
        if isinstance(start, Review):
            return Tried(None, Known(facts), {}, start)
        reckoner, known, said = self.reckoner(start), Known(facts), dict[str, Said]()
        for name, one in reckoner.edition.answers.items():
            said[name] = reckoner.say(one, known, said, as_of or 0)
            known.update(said[name].known)
        return Tried(reckoner.edition, known, said)

    def otherwise(self, usual: Tried, as_of: int | None, facts: Facts) -> Tried | None:
        """What the policy says of a complaint where that is not the usual; None where it is.

        `usual` is what the policy says that this one was made of.
        """
        start = self.start(facts)
        if isinstance(start, Review) or usual.edition is None or start != usual.edition.start:
            found = self.decide(facts, as_of=as_of)
            return None if found.review is not None and found.review == usual.review else found
        reckoner, known, said = self.reckoner(start), Known(usual.known), dict(usual.said)
        otherwise: set[str] = set()
        before = usual.edition.answers
        for name, one in reckoner.edition.answers.items():
            if one is before[name] and otherwise.isdisjoint(one.reads):
                continue
            new = reckoner.say(one, known, _preceding(said, reckoner.edition, name), as_of or 0)
            if not _alike((before[name], usual.said[name]), (one, new)):
                otherwise.add(name)
                said[name] = new
                known.update(new.known)
        return Tried(reckoner.edition, known, said) if otherwise else None


def _preceding(said: Mapping[str, Said], found: Edition, name: str) -> Mapping[str, Said]:
    """What is said of all that `name` reads, so that nothing after it counts."""
    return {read: said[read] for read in found.answers[name].reads}


Pair = tuple[DecisionEdition | DeadlineEdition, Said]


def _alike(one: Pair, other: Pair) -> bool:
    """Whether the same is said, by the same rules."""
    if one[1].known != other[1].known:
        return False
    return _led(*one) == _led(*other)


def _led(edition_: DecisionEdition | DeadlineEdition, said: Said) -> object:
    answer = said.answer
    if isinstance(edition_, DeadlineEdition) or not isinstance(answer, Ruling):
        return answer.review
    rules = edition_.decision.rules
    winner = None if answer.rule is None else rules[answer.rule].id
    return winner, tuple(rules[number].id for number in answer.fired), answer.outcomes, answer.review
