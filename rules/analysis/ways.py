"""Ways: each way in which one decision or deadline of a pair may answer otherwise, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import z3

from rules.analysis.asking import Ask, Asking
from rules.analysis.aspects import Cut, answered, apart, begun, deciding
from rules.analysis.contents import Contents
from rules.analysis.pair import Pair, held, values_of
from rules.analysis.world import World
from rules.difference import Apart, Change, Kind, Side
from rules.edition import DecisionEdition
from rules.policy import HitPolicy
from rules.terms import Term, Test

Deciders = Mapping[str, z3.BoolRef]
"""By rule id, where that rule decides; under an empty id, where none does."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer otherwise: where it is so, the cuts that it hangs on, and the rules that decide."""

    change: Change
    where: z3.BoolRef
    cuts: tuple[Cut, ...]
    deciders: tuple[Deciders, Deciders]


class Ways:
    """Finds the ways of a pair; those of a decision that differ by rules or outcomes are asked for one by one."""

    def __init__(self, pair: Pair, asking: Asking) -> None:
        self._pair = pair
        self._asking = asking
        self._space = pair.space
        self._worlds = pair.old, pair.new
        self._contents = Contents(pair)

    def of(self, name: str) -> Iterator[Way]:
        """Every way in which both, having answered, may say otherwise of `name`; raises GaveUp."""
        if name in self._pair.reckonings:
            yield from self._timed(name)
            return
        yield from self._answered(name)
        if self._has_outcome(name):
            yield from self._outcomes(name)
        else:
            yield from self._members(name)
        yield from self._valued(name)

    def carried_out(self, name: str) -> Iterator[Way]:
        """Every way in which an action that both order may be carried out otherwise."""
        for outcome in self._outcome_names(name):
            both = self._space.every(held(world, name, outcome) for world in self._worlds)
            for one in self._contents.differing(name, outcome):
                cut = () if one.about is None else (apart(one.about, one.where),)
                change = Change(name, Kind.ACTION, outcome, before=one.part, follows=one.follows)
                where = self._space.every((both, one.where))
                yield Way(change, where, (*self._cuts(name, outcome), *cut), self._deciders(name, outcome))

    def _decision(self, world: World, name: str) -> DecisionEdition:
        return world.decisions[name].edition

    def _outcome_names(self, name: str) -> tuple[str, ...]:
        names = (one for world in self._worlds for one in self._decision(world, name).decision.outcome_names)
        return tuple(dict.fromkeys(names))

    def _answered(self, name: str) -> Iterator[Way]:
        """A decision that only one of the two answers; where it has one outcome, because of what it reads."""
        made = self._pair.old.made[name], self._pair.new.made[name]
        lacking = [z3.Not(one) for one in (self._available(name) if self._has_outcome(name) else made)]
        cuts, deciders = self._cuts(name), self._deciders(name)
        lost, gained = self._space.every((made[0], lacking[1])), self._space.every((lacking[0], made[1]))
        yield Way(Change(name, Kind.ANSWER, before="answered"), lost, cuts, deciders)
        yield Way(Change(name, Kind.ANSWER, after="answered"), gained, cuts, deciders)

    def _available(self, name: str) -> tuple[z3.BoolRef, ...]:
        return tuple(world.decisions[name].available for world in self._worlds)

    def _has_outcome(self, name: str) -> bool:
        """Whether both come to one outcome, and no set of them or value."""
        decisions = [self._decision(world, name).decision for world in self._worlds]
        return decisions[0].type is None and HitPolicy.COLLECT not in {one.hit_policy for one in decisions}

    def _outcomes(self, name: str) -> Iterator[Way]:
        """Each outcome, or review, that becomes another."""
        old, new = (dict(self._states(world, name)) for world in self._worlds)
        cuts, deciders = self._cuts(name), self._deciders(name)
        otherwise = self._space.some((self._pair.reviewed_by_one(name), *self._pair.outcomes_otherwise(name)))
        where = self._space.every((*self._available(name), otherwise))
        for before, after, found in self._combined(where, (old, new)):
            yield Way(Change(name, Kind.OUTCOME, before=before, after=after), found, cuts, deciders)

    def _states(self, world: World, name: str) -> Iterator[tuple[str, z3.BoolRef]]:
        """Where each outcome is come to, and under an empty name, where a person must look."""
        yield "", z3.Not(world.made[name])
        for outcome in self._decision(world, name).decision.outcome_names:
            yield outcome, held(world, name, outcome)

    def _combined(
        self, where: z3.BoolRef, states: tuple[Mapping[str, z3.BoolRef], Mapping[str, z3.BoolRef]]
    ) -> Iterator[tuple[str, str, z3.BoolRef]]:
        """The states of the old and of the new that complaints are in together, each pair with where they are."""
        found: dict[tuple[str, str], z3.BoolRef] = {}
        while (complaint := self._asking.ask(where, *map(z3.Not, found.values()))) is not None:
            before, after = (_first(one, complaint) for one in states)
            found[before, after] = self._space.every((where, states[0][before], states[1][after]))
        places = [{state: place for place, state in enumerate(one)} for one in states]
        for before, after in sorted(found, key=lambda pair: (places[0][pair[0]], places[1][pair[1]])):
            yield before, after, found[before, after]

    def combined_rules(self, way: Way) -> Iterator[tuple[str, str, z3.BoolRef]]:
        """The rules, by id, that decide before and after, each with where they do."""
        return self._combined(way.where, way.deciders)

    def _members(self, name: str) -> Iterator[Way]:
        """Each outcome that becomes one of several, or no longer is."""
        both = tuple(world.made[name] for world in self._worlds)
        for outcome in self._outcome_names(name):
            old, new = (held(world, name, outcome) for world in self._worlds)
            cuts, deciders = self._cuts(name, outcome), self._deciders(name, outcome)
            lost, gained = self._space.every((*both, old, z3.Not(new))), self._space.every((*both, z3.Not(old), new))
            yield Way(Change(name, Kind.MEMBER, outcome, before=outcome), lost, cuts, deciders)
            yield Way(Change(name, Kind.MEMBER, outcome, after=outcome), gained, cuts, deciders)

    def _valued(self, name: str) -> Iterator[Way]:
        """Each value that is another while the outcome stays, by the rules that set it."""
        deciders = self._deciders(name)
        for value in values_of(self._pair.old, name) | values_of(self._pair.new, name):
            otherwise = self._pair.valued_otherwise(name, value)
            where = self._space.every((otherwise, *self._same_outcome(name)))
            for before, after, found in self._combined(where, deciders):
                sides = zip(self._worlds, (before, after), strict=True)
                one, other = (
                    (self._term(world, name, rule, value), world.space.kinds.get(value)) for world, rule in sides
                )
                cut = apart(Apart(value, one[0], other[0]), self._pair.apart(one, other))
                change = Change(name, Kind.VALUE, value, before, after, (one[0], other[0]))
                yield Way(change, found, (*self._cuts(name), cut), deciders)

    def _same_outcome(self, name: str) -> Iterator[z3.BoolRef]:
        yield from (world.made[name] for world in self._worlds)
        yield from (z3.Not(one) for one in self._pair.outcomes_otherwise(name))

    def _term(self, world: World, name: str, rule: str, value: str) -> Term | Test | None:
        """What a rule sets a value to, if it sets it."""
        edition = self._decision(world, name)
        ids = [one.id for one in edition.decision.rules]
        return dict(edition.consequences[ids.index(rule)].values).get(value)

    def _deciders(self, name: str, outcome: str = "") -> tuple[Deciders, Deciders]:
        old, new = (self._decider(world, name, outcome) for world in self._worlds)
        return old, new

    def _decider(self, world: World, name: str, outcome: str) -> Deciders:
        """Where each rule wins; where a decision collects, where each is the first to lead to an outcome."""
        found = world.decisions[name]
        deciders: dict[str, z3.BoolRef] = {}
        reached: z3.BoolRef = self._space.never
        for rule, consequence, wins in zip(
            found.edition.decision.rules, found.edition.consequences, found.wins, strict=False
        ):
            if outcome in {"", consequence.outcome}:
                deciders[rule.id] = self._space.every((wins, z3.Not(reached)))
                reached = self._space.named(self._space.some((reached, wins)))
        return {**deciders, "": z3.Not(reached)}

    def _cuts(self, name: str, outcome: str = "") -> tuple[Cut, ...]:
        """What two decisions hang on; of one that collects, what it hangs on whether it comes to an outcome."""
        old, new = (self._rules(world, name, outcome) for world in self._worlds)
        return deciding(self._pair, name, (old, new))

    def _rules(self, world: World, name: str, outcome: str) -> Iterable[int]:
        edition = self._decision(world, name)
        if outcome and edition.decision.hit_policy is HitPolicy.COLLECT:
            return [number for number, one in enumerate(edition.consequences) if one.outcome == outcome]
        return range(len(edition.partition.conditions))

    def _timed(self, name: str) -> Iterator[Way]:
        """A deadline that is told or has begun by only one of the two, or is counted otherwise."""
        found = self._pair.reckonings[name]
        told, started, cuts = found.told, found.begun, tuple(self._timing(name))
        both = self._space.every(told)
        for before, after, where in (
            ("answered", "", (told[0], z3.Not(told[1]))),
            ("", "answered", (z3.Not(told[0]), told[1])),
            ("begun", "not_started", (both, started[0], z3.Not(started[1]))),
            ("not_started", "begun", (both, z3.Not(started[0]), started[1])),
            ("counted", "counted", (found.otherwise(),)),
        ):
            kind = Kind.DEADLINE if before and after else Kind.ANSWER
            change = Change(name, kind, before=before, after=after)
            yield Way(change, self._space.every(where), cuts, ({"": self._space.always}, {"": self._space.always}))

    def _timing(self, name: str) -> Iterator[Cut]:
        """What a deadline hangs on: whether it is told and has begun, and what of it is not the same."""
        found = self._pair.reckonings[name]
        for make, pair in ((answered, found.told), (begun, found.begun)):
            if self._asking.impossible(z3.Xor(*pair)):
                yield make(name, Side.BOTH, self._pair.old)
                continue
            yield make(name, Side.OLD, self._pair.old)
            yield make(name, Side.NEW, self._pair.new)
        for part, where in found.apart.items():
            yield apart(Apart(part, *found.terms(part)), where)


def _first(states: Mapping[str, z3.BoolRef], complaint: Ask) -> str:
    """The state that a complaint is in."""
    return next(name for name, where in states.items() if z3.is_true(complaint(where)))
