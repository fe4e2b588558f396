"""The pair: two editions over the same complaints, so that what both say of one can be compared.

What a decision or deadline says is written once where the two say it alike: by the same rules of the same inputs, or
because it was proved so. All else that the second says has keys of its own in the space of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import z3

from rules.analysis.encoding import Encoding
from rules.analysis.likeness import alike, joint_facts, keys_read, same_days
from rules.analysis.reckoning import Reckoning
from rules.analysis.space import Space
from rules.analysis.world import World
from rules.edition import DeadlineEdition, DecisionEdition, Edition
from rules.evaluation import MICROSECONDS_PER_DAY
from rules.finding import AS_OF
from rules.lowering import membership
from rules.policy import Decision, HitPolicy, told
from rules.terms import Input, Term, Test, Truth
from rules.types import EPOCH_DAY, Boolean, Enumeration, Instant, Text, Type, common

Typed = tuple[Term | Test | None, Type | None]
"""A term or test with the type of its value."""

_LATEST = (date(9000, 1, 1) - EPOCH_DAY).days * MICROSECONDS_PER_DAY
"""Asked about is no later instant: near the calendar's end, deadlines that are longer can be counted no more."""


class Pair:
    """Two editions, `old` and `new`, as worlds over one space; `timed` is whether one of them has deadlines.

    A fact is one input for both where its values can be compared, and then within what both admit of it.
    `names` are the decisions and deadlines that can be compared, in the order in which the first answers them.
    """

    def __init__(self, old: Edition, new: Edition) -> None:
        facts = joint_facts(old, new)
        told_of = (key for name in new.answers for key in _keys(new, name))
        self._own = {key: f"new {key}" for key in (*new.kinds, *told_of) if key not in facts}
        kinds = {**old.kinds, **{self._own.get(key, key): kind for key, kind in new.kinds.items()}, **facts}
        self.space = Space({**kinds, AS_OF: Instant()})
        self.old = World(old, Encoding(self.space))
        beside = self.space.beside({**new.kinds, **facts, AS_OF: Instant()}, self._own)
        self.new = World(new, self.old.encoding.beside(beside))
        self.names = tuple(name for name in old.answers if _comparable(old, new, name))
        self.timed = bool(old.policy.deadlines or new.policy.deadlines)
        self.same_days = same_days(old, new)
        self._shared: set[str] = set()
        self.reckonings: dict[str, Reckoning] = {}
        self._admit()

    def _admit(self) -> None:
        """An enumeration has only the names that both admit, and nothing is asked about so late that calendars end."""
        if self.timed:
            self.space.axioms.append(self.old.deadlines.at() < _LATEST)
        old, new = self.old.edition.policy.facts_by_name, self.new.edition.policy.facts_by_name
        for name in old.keys() & new.keys() - self._own.keys():
            one, other = old[name].type, new[name].type
            if isinstance(one, Enumeration) and isinstance(other, Enumeration):
                odd = set(one.names).symmetric_difference(other.names)
                self.space.axioms.extend(z3.Not(self.space.is_named(name, unfit)) for unfit in sorted(odd))

    def answer(self, name: str) -> None:
        """Let both say what they say of one of `names`."""
        self.old.answer(name)
        self.answer_new(name)

    def answer_new(self, name: str) -> None:
        """Let the second say it, in the words of the first where it is the same."""
        if name in self.new.made:
            return
        one = self.new.edition.answers[name]
        for read in one.reads:
            self.answer_new(read)
        if self._is_alike(name):
            self.old.answer(name)
            self._share(name)
            return
        self.new.answer(name)
        before = self.old.edition.answers.get(name)
        if isinstance(one, DeadlineEdition) and isinstance(before, DeadlineEdition):
            self.old.answer(name)
            self._reckon(before, one)

    def _is_alike(self, name: str) -> bool:
        """Whether the two say the same as it is written."""
        other = self.new.edition.answers[name]
        return self.written_alike(name) and self._shared.issuperset(other.reads) and self.is_common(keys_read(other))

    def written_alike(self, name: str) -> bool:
        """Whether the two say the same of the same inputs, whatever these are."""
        one = self.old.edition.answers.get(name)
        return one is not None and alike(one, self.new.edition.answers[name], same_days=self.same_days)

    def is_common(self, keys: Iterable[str]) -> bool:
        """Whether these inputs are the same for both, or only one of the two has them."""
        return self._own.keys().isdisjoint(keys)

    def is_the_same(self, keys: Iterable[str]) -> bool:
        """Whether both have these inputs, and they are the same for both."""
        kinds = self.old.edition.kinds, self.new.edition.kinds
        return all(key not in self._own and all(key in one for one in kinds) for key in keys)

    def is_shared(self, name: str) -> bool:
        """Whether both are known to say the same; both have answered it."""
        return name in self._shared

    def settle(self, name: str) -> None:
        """Let it be known that both say the same of `name`, as was proved."""
        self._share(name)

    def _share(self, name: str) -> None:
        """Let the second's keys stand for the first's; what the first does not know of them never is."""
        self._shared.add(name)
        new = self.new.edition
        for key in _keys(new, name):
            self._own.pop(key)
            if key not in self.old.edition.kinds:
                self.space.determine(key, self.space.never)
                self.space.determine_truth(key, self.space.never)
        for outcome in _more_outcomes(self.old.edition, new, name):
            self.space.determine_name(name, outcome, self.space.never)
        self.new.made[name] = self.old.made[name]
        if name in self.old.decisions:
            self.new.decisions[name] = self.old.decisions[name]

    def differs(self, name: str) -> z3.BoolRef:
        """Where the two, having answered, do not say the same of `name`."""
        if name in self.reckonings:
            return self.reckonings[name].differs()
        return self.space.some((self.reviewed_by_one(name), *self.outcomes_otherwise(name), *self._values(name)))

    def reviewed_by_one(self, name: str) -> z3.BoolRef:
        """Where one of the two leaves a decision or deadline to review, and the other answers it."""
        return z3.Xor(self.old.made[name], self.new.made[name])

    def outcomes_otherwise(self, name: str) -> Iterator[z3.BoolRef]:
        """For each outcome, where one of the two comes to it and the other does not."""
        outcomes = [world.edition.policy.decisions_by_name[name].outcome_names for world in (self.old, self.new)]
        for outcome in dict.fromkeys((*outcomes[0], *outcomes[1])):
            yield z3.Xor(held(self.old, name, outcome), held(self.new, name, outcome))

    def _values(self, name: str) -> Iterator[z3.BoolRef]:
        for value in values_of(self.old, name) | values_of(self.new, name):
            yield self.valued_otherwise(name, value)

    def valued_otherwise(self, name: str, value: str) -> z3.BoolRef:
        """Where a value of a decision, or its own, is not the same."""
        terms = [self._value(value) if value in values_of(world, name) else None for world in (self.old, self.new)]
        kinds = [space.kinds.get(value) for space in (self.old.space, self.new.space)]
        return self.apart((terms[0], kinds[0]), (terms[1], kinds[1]))

    def _value(self, value: str) -> Term | Test:
        flag = any(isinstance(space.kinds.get(value), Boolean) for space in (self.old.space, self.new.space))
        return Truth(Input(value)) if flag else Input(value)

    def apart(self, one: Typed, other: Typed) -> z3.BoolRef:
        """Where a term or test of the old and one of the new are not the same; one that is None is always missing."""
        sides = (self.old.encoding, one[0]), (self.new.encoding, other[0])
        known = [self.space.never if term is None else encoding.known(term) for encoding, term in sides]
        both = self.space.every((*known, z3.Not(self._equal(one, other))))
        return self.space.some((z3.Xor(*known), both))

    def _equal(self, one: Typed, other: Typed) -> z3.BoolRef:
        """Where two that are known are the same."""
        (term, kind), (beside, kind_beside) = one, other
        if term is None or beside is None or kind is None or kind_beside is None:
            return self.space.never
        old, new = self.old.encoding, self.new.encoding
        match common(kind, kind_beside):
            case None:
                return self.space.never
            case Boolean():
                return z3.Not(z3.Xor(old.true(term), new.true(beside)))  # type: ignore[arg-type]  # of a boolean they are tests
            case Enumeration(names=names):
                return self.space.some(z3.And(old.named(term, name), new.named(beside, name)) for name in names)
            case Text():
                return old.text(term) == new.text(beside)
            case _:
                return old.number(term) == new.number(beside)  # type: ignore[arg-type]  # any other value is a term

    def _reckon(self, one: DeadlineEdition, other: DeadlineEdition) -> None:
        """Compare how two deadlines count, and tell what follows from it."""
        name, sides = one.deadline.name, ((self.old.deadlines, one), (self.new.deadlines, other))
        found = Reckoning(*sides, (self.old.made[name], self.new.made[name]), same_days=self.same_days)
        found.tie()
        self.reckonings[name] = found


def held(world: World, name: str, outcome: str) -> z3.BoolRef:
    """Where a decision comes to an outcome, or one of its outcomes is this one."""
    decision = world.edition.policy.decisions_by_name[name]
    if outcome not in decision.outcome_names:
        return world.space.never
    if decision.hit_policy is HitPolicy.COLLECT:
        return world.space.true(membership(name, outcome))
    return world.space.is_named(name, outcome)


def values_of(world: World, name: str) -> dict[str, None]:
    """The values that a decision sets, and its own if it declares a type."""
    decision = world.edition.policy.decisions_by_name[name]
    return dict.fromkeys((*((name,) if decision.type is not None else ()), *(one.name for one in decision.values)))


def _comparable(old: Edition, new: Edition, name: str) -> bool:
    """Whether both have a decision or deadline by a name, and of the same sort."""
    one, other = old.answers[name], new.answers.get(name)
    if isinstance(one, DecisionEdition) and isinstance(other, DecisionEdition):
        return (one.decision.type is None) == (other.decision.type is None)
    return isinstance(one, DeadlineEdition) and isinstance(other, DeadlineEdition)


def _keys(edition: Edition, name: str) -> Iterator[str]:
    """The inputs of later conditions that an answer determines."""
    one = edition.answers[name]
    if isinstance(one, DeadlineEdition):
        # A world tells whether a warning was due even where none is declared.
        return (key for key, _ in told(name, warns=True))
    return _said(one.decision)


def _said(decision: Decision) -> Iterator[str]:
    yield from (value.name for value in decision.values)
    if decision.hit_policy is HitPolicy.COLLECT:
        yield from (membership(decision.name, outcome) for outcome in decision.outcome_names)
    else:
        yield decision.name


def _more_outcomes(old: Edition, new: Edition, name: str) -> Iterator[str]:
    """The outcomes of a decision that only the second has."""
    if name in new.policy.decisions_by_name:
        known = old.policy.decisions_by_name[name].outcome_names
        yield from (one for one in new.policy.decisions_by_name[name].outcome_names if one not in known)
