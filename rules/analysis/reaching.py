"""Reaching: whether a complaint that differs in few facts from a given one comes to an answer.

The calendar is not counted: a deadline that a changed fact takes part in may stand as any calendar would let it.
So what is impossible is impossible, and what is possible is still to be decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import z3

from rules.analysis.asking import EFFORT, Ask, Asking
from rules.analysis.world import World
from rules.cells import Value
from rules.edition import Edition
from rules.finding import AS_OF
from rules.terms import Test
from rules.types import Boolean, Enumeration, Intervals, Text, Type, bounds


@dataclass(frozen=True, slots=True)
class Given:
    """A complaint: its facts by name, None where missing, and when it is asked about.

    `told` has what its deadlines tell, None of a complaint that could not be decided at all.
    `behind` has the facts that each deadline hangs on; `ending` those that the ends do which are settled.
    """

    facts: Mapping[str, Value]
    as_of: int | None
    told: Mapping[str, Value] | None
    behind: Mapping[str, frozenset[str]]
    ending: Mapping[str, frozenset[str]]


class Reaching:
    """Asks about complaints of one edition that differ from a given one.

    What is asked for is that `answer`, a decision or deadline, makes `test` true, or with None that it needs review.
    `facts` are those on which that hangs. Every question raises GaveUp when the solver does not find out.
    """

    def __init__(self, edition: Edition, given: Given, answer: str, test: Test | None, *, effort: int = EFFORT) -> None:
        self._world = World(edition)
        self._given = given
        self._space = self._world.space
        self._world.answer(answer)
        self._goal = z3.Not(self._world.made[answer]) if test is None else self._world.encoding.true(test)
        self._alike: dict[str, z3.BoolRef] = {}
        for fact in edition.policy.facts:
            value = given.facts[fact.name]
            if fact.name in self._space.free or not (value is None or _fits(fact.type, value)):
                self._alike[fact.name] = self._space.named(self._as_given(fact.name, value))
        if given.as_of is not None and edition.policy.deadlines:
            self._space.axioms.append(self._space.number(AS_OF) == given.as_of)
        for deadline in (name for name in self._world.made if name in edition.policy.deadlines_by_name):
            self._stay(deadline)
        self._asking = Asking(self._world, effort=effort)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that may be changed."""
        return tuple(self._alike)

    def changing(self, changed: Collection[str]) -> Mapping[str, Value] | None:
        """Values of `changed` with which it is reached, every other fact as given; None when there are none."""
        others = (alike for name, alike in self._alike.items() if name not in changed)
        found = self._asking.ask(self._goal, *others)
        return None if found is None else self._values(changed, found)

    def few(self, most: int, *, least: int = 0, barred: Iterable[Collection[str]] = ()) -> Mapping[str, Value] | None:
        """Facts with values with which it is reached, `least` to `most` of them; of a barred set never all differ."""
        differ = {name: z3.Not(self._alike[name]) for name in self.facts}
        if len(differ) < least:
            return None
        # What another edition reads and this one does not is of no matter here.
        kept = (z3.Or([self._alike[name] for name in one]) for one in barred if self._alike.keys() >= set(one))
        counted = [z3.AtMost(*differ.values(), most), z3.AtLeast(*differ.values(), least)] if differ else []
        found = self._asking.ask(self._goal, *counted, *kept)
        if found is None:
            return None
        return self._values([name for name, other in differ.items() if z3.is_true(found(other))], found)

    def ever(self) -> bool:
        """Whether any complaint reaches it, whatever its facts."""
        return self._asking.ask(self._goal) is not None

    def _values(self, names: Collection[str], found: Ask) -> Mapping[str, Value]:
        return {name: self._space.read(name, found) for name in names if name in self._alike}

    def _as_given(self, name: str, value: Value) -> z3.BoolRef:
        """Where a fact is as the complaint has it."""
        space, kind = self._space, self._world.edition.policy.facts_by_name[name].type
        if value is None:
            return z3.Not(space.known(name))
        if not _fits(kind, value):
            return space.never
        match kind:
            case Boolean():
                return space.true(name) if value else space.false(name)
            case Enumeration():
                return space.is_named(name, str(value))
            case Intervals():
                # What was paused is left open, so that any other times may come to anything.
                return space.every((space.known(name), space.either()))
            case Text():
                return space.every((space.known(name), space.text(name) == space.texts.constant(str(value))))
            case _:
                return space.every((space.known(name), space.number(name) == int(value)))

    def _stay(self, deadline: str) -> None:
        """A deadline stands as it does while no fact that it hangs on is another."""
        space, told = self._space, self._given.told
        if told is None:
            return
        alike = self._all_alike(self._given.behind[deadline])
        state = told[deadline]
        if state is None:
            # What cannot be counted keeps from deciding, as long as it is so.
            space.axioms.append(z3.Not(alike))
            return
        due = told[f"{deadline}.due"]
        known = space.known(f"{deadline}.due")
        if deadline in self._given.ending and due is not None:
            ends = space.every((known, space.number(f"{deadline}.due") == int(due)))
            space.axioms.append(z3.Implies(self._all_alike(self._given.ending[deadline]), ends))
        stays = [
            space.is_named(deadline, str(state)),
            z3.Not(known) if due is None else space.every((known, space.number(f"{deadline}.due") == int(due))),
        ]
        flags = (flag for flag in (f"{deadline}.provisional", f"{deadline}.warned") if flag in told)
        flagged = (space.true(flag) if told[flag] else space.false(flag) for flag in flags)
        space.axioms.append(z3.Implies(alike, space.every((*stays, *flagged))))

    def _all_alike(self, names: Collection[str]) -> z3.BoolRef:
        """Where all of these facts are as the complaint has them."""
        return self._space.every(self._alike[name] for name in names if name in self._alike)


def _fits(kind: Type, value: Value) -> bool:
    """Whether a value is one that a complaint can have."""
    match kind:
        case Enumeration(names=names):
            return value in names
        case Boolean() | Text():
            return True
        case _:
            low, high = bounds(kind)
            return isinstance(value, int) and low <= value <= high
