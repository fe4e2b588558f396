"""The world of one edition: every complaint that is fit, with every decision on it, as one set of formulas.

What one decision says is said in formulas over what it reads, so earlier decisions are never anything they cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import z3

from rules.analysis.classwise import Classwise
from rules.analysis.deadlines import Deadlines
from rules.analysis.encoding import Encoding
from rules.analysis.space import Space
from rules.edition import DeadlineEdition, DecisionEdition, Edition
from rules.finding import AS_OF
from rules.lowering import membership
from rules.midnight import begins
from rules.policy import HitPolicy
from rules.terms import Term, Test
from rules.types import Boolean, Date, Enumeration, Instant, Text, Type, bounds


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as formulas.

    `holds` has one a condition of the partition: the rules', then the contradictions'.
    `order` are the rules as they come before one another, `wins` where each wins, `before` where one ahead of it holds.
    `made` is where the decision is made, and not left to review.
    """

    edition: DecisionEdition
    available: z3.BoolRef
    holds: tuple[z3.BoolRef, ...]
    order: tuple[int, ...]
    before: tuple[z3.BoolRef, ...]
    wins: tuple[z3.BoolRef, ...]
    made: z3.BoolRef

    @property
    def rules(self) -> tuple[z3.BoolRef, ...]:
        """Where each rule holds."""
        return self.holds[: len(self.edition.consequences)]


class World:
    """The complaints dated within an edition, and what is decided on them.

    `decisions` are those told so far; what they say is determined by then, and free as long as they are not told.
    `made` says of decisions and deadlines where they are answered, and not left to review.
    What is asked is asked as soon as can be, for what is told later can only make it harder to answer.
    """

    def __init__(self, edition: Edition, encoding: Encoding | None = None) -> None:
        self.edition = edition
        self.encoding = Encoding(Space({**edition.kinds, AS_OF: Instant()})) if encoding is None else encoding
        self.space = self.encoding.space
        self.deadlines = Deadlines(self.encoding, edition.policy.zone)
        self.decisions: dict[str, Decided] = {}
        self.made: dict[str, z3.BoolRef] = {}
        self._admit()

    def _admit(self) -> None:
        """Required facts are there, and the complaint is dated within the edition."""
        policy = self.edition.policy
        required = [fact.name for fact in policy.facts if fact.required or fact.name == policy.dated_by]
        self.space.axioms.extend(self.space.known(name) for name in required)
        if policy.dated_by:
            dated, (low, high) = self.space.number(policy.dated_by), self.dates
            self.space.axioms.extend((dated >= low, dated <= high))
        if policy.deadlines:
            self.deadlines.admit()

    @property
    def dates(self) -> tuple[int, int]:
        """First and last stored value of `dated_by` within the edition."""
        policy = self.edition.policy
        kind = policy.facts_by_name[policy.dated_by].type
        _, last = bounds(kind)
        end = last if self.edition.end is None else self._stored(self.edition.end, kind) - 1
        return self._stored(self.edition.start, kind), end

    def _stored(self, day: int, kind: Type) -> int:
        """The first value on a day."""
        return day if isinstance(kind, Date) else self.midnight(day)

    def midnight(self, day: int) -> int:
        """The first instant of a day."""
        return begins(day, self.edition.policy.zone)

    def answer(self, name: str) -> None:
        """Say what a decision or deadline says, and before it what it reads; nothing is said twice."""
        if name in self.made:
            return
        one = self.edition.answers[name]
        for read in one.reads:
            self.answer(read)
        if isinstance(one, DeadlineEdition):
            self.time(one)
        else:
            self.tell(one)

    def tell(self, one: DecisionEdition) -> Decided:
        """Say what a decision says; those that it reads are told before it."""
        found = self.decisions[one.decision.name] = self._ruled(one)
        self.made[one.decision.name] = found.made
        collects = one.decision.hit_policy is HitPolicy.COLLECT
        for name in one.decision.outcome_names:
            leading = self.space.some(self._leading(found, name))
            if collects:
                self.space.determine(membership(one.decision.name, name), found.made)
                self.space.determine_truth(membership(one.decision.name, name), self.space.named(leading))
            else:
                self.space.determine_name(one.decision.name, name, self.space.named(leading))
        if one.decision.outcomes and not collects:
            self.space.determine(one.decision.name, found.made)
        self._assign(found)
        return found

    def time(self, one: DeadlineEdition) -> None:
        """Say what a deadline says; what it reads is told before it."""
        self.made[one.deadline.name] = self.deadlines.tell(one, self._available(one))

    def _leading(self, found: Decided, outcome: str) -> list[z3.BoolRef]:
        """Where the rules that lead to an outcome win, or hold if the decision collects."""
        rules = enumerate(found.edition.consequences)
        return [found.wins[number] for number, one in rules if one.outcome == outcome]

    def _ruled(self, one: DecisionEdition) -> Decided:
        available = self._available(one)
        classwise = Classwise(self.encoding, one.partition)
        holds = tuple(
            self.space.named(self.space.every((available, classwise.holds(condition))))
            for condition in one.partition.conditions
        )
        rules, clashes = holds[: len(one.consequences)], holds[len(one.consequences) :]
        order = precedence(one)
        reached = list(accumulate((rules[number] for number in order), self._or, initial=self.space.never))
        before = dict(zip(order, reached, strict=False))
        made = self.space.named(self._made(one, available, reached, rules, clashes))
        wins = tuple(self._win(one, rules[number], before[number], made) for number in range(len(rules)))
        return Decided(one, available, holds, order, tuple(before[number] for number in range(len(rules))), wins, made)

    def _or(self, one: z3.BoolRef, other: z3.BoolRef) -> z3.BoolRef:
        return self.space.named(self.space.some((one, other)))

    def _available(self, one: DecisionEdition | DeadlineEdition) -> z3.BoolRef:
        """Where everything that a decision or deadline reads is there to be read."""
        if one.lacks is not None:
            return self.space.never
        return self.space.named(self.space.every(self.made[name] for name in one.reads))

    def _made(
        self,
        one: DecisionEdition,
        available: z3.BoolRef,
        reached: list[z3.BoolRef],
        rules: tuple[z3.BoolRef, ...],
        clashes: tuple[z3.BoolRef, ...],
    ) -> z3.BoolRef:
        """Where some rule holds, or none need, and no two clash."""
        match one.decision.hit_policy:
            case HitPolicy.COLLECT:
                return available
            case HitPolicy.UNIQUE:
                twice = self.space.some(z3.And(*pair) for pair in zip(reached, rules, strict=False))
                return self.space.every((reached[-1], z3.Not(twice)))
            case _:
                return self.space.every((reached[-1], *map(z3.Not, clashes)))

    def _win(self, one: DecisionEdition, rule: z3.BoolRef, before: z3.BoolRef, made: z3.BoolRef) -> z3.BoolRef:
        if one.decision.hit_policy is HitPolicy.COLLECT:
            return rule
        return self.space.named(self.space.every((rule, z3.Not(before), made)))

    def _assign(self, found: Decided) -> None:
        """The values that winning rules set; missing where the one that wins sets none."""
        for name in {name: None for one in found.edition.consequences for name, _ in one.values}:
            setting = [(wins, term) for wins, term in self._setting(found, name)]
            known = (self.space.every((wins, self.encoding.known(term))) for wins, term in setting)
            self.space.determine(name, self.space.named(self.space.some(known)))
            self._determine(name, setting)
        declared = [value.name for value in found.edition.decision.values]
        own = [found.edition.decision.name] if found.edition.decision.type is not None else []
        for name in (*declared, *own):
            if not any(name == one for consequence in found.edition.consequences for one, _ in consequence.values):
                self.space.determine(name, self.space.never)

    def _setting(self, found: Decided, name: str) -> list[tuple[z3.BoolRef, Term | Test]]:
        pairs = zip(found.wins, found.edition.consequences, strict=True)
        return [(wins, term) for wins, one in pairs for set_, term in one.values if set_ == name]

    def _determine(self, name: str, setting: list[tuple[z3.BoolRef, Term | Test]]) -> None:
        match self.space.kinds[name]:
            case Boolean():
                true = (self.space.every((wins, self.encoding.true(test))) for wins, test in setting)  # type: ignore[arg-type]  # a boolean's value is a test
                self.space.determine_truth(name, self.space.named(self.space.some(true)))
            case Enumeration(names=names):
                for one in names:
                    held = (self.space.every((wins, self.encoding.named(term, one))) for wins, term in setting)
                    self.space.determine_name(name, one, self.space.named(self.space.some(held)))
            case Text():
                self._bind([(wins, self.space.text(name) == self.encoding.text(term)) for wins, term in setting])
            case _:
                self._bind([(wins, self.space.number(name) == self.encoding.number(term)) for wins, term in setting])  # type: ignore[arg-type]  # any other value is a term

    def _bind(self, equations: list[tuple[z3.BoolRef, z3.BoolRef]]) -> None:
        self.space.axioms.extend(z3.Implies(wins, equation) for wins, equation in equations)


def precedence(one: DecisionEdition) -> tuple[int, ...]:
    """The rules of a decision, each ahead of those that it wins over."""
    numbers = tuple(range(len(one.consequences)))
    if one.decision.hit_policy is not HitPolicy.PRIORITY:
        return numbers
    names = one.decision.outcome_names
    return tuple(sorted(numbers, key=lambda number: names.index(one.consequences[number].outcome)))
