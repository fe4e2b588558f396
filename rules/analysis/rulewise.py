"""Rulewise: whether every rule is of use, that is whether it ever holds, wins, and makes a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

import z3

from rules.analysis.asking import Ask, Asking, GaveUp
from rules.analysis.boxes import Boxes, Cells
from rules.analysis.classwise import Classwise
from rules.analysis.freedom import free_cells
from rules.analysis.question import gave_up
from rules.analysis.world import Decided, World
from rules.edition import Consequence
from rules.evaluation import compute
from rules.finding import Finding
from rules.policy import Decision, HitPolicy, Policy, Rule
from rules.terms import inputs

MOST_TRIED = 12
"""Rules looked at one by one, before the solver is asked about all of them."""


class Use(IntEnum):
    """Of what use a rule is; over several editions, the most that it is in any."""

    CONTRADICTORY = 0
    DEAD = 1
    SHADOWED = 2
    REDUNDANT = 3
    UNKNOWN = 4
    NEEDED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Of what use a rule is, and the ids of the rules that are why."""

    use: Use
    others: tuple[str, ...] = ()


Standings = Mapping[str, Standing]
"""By rule id."""


def standings(asking: Asking, found: Decided) -> Standings:
    """The standing of every rule of a decision; of none where it cannot be decided by them."""
    if found.edition.lacks is not None:
        return {}
    usage = _Usage(asking, found)
    return {rule.id: usage.standing(number) for number, rule in enumerate(found.edition.decision.rules)}


class _Usage:
    """Asks of what use the rules of one decision are."""

    def __init__(self, asking: Asking, found: Decided) -> None:
        self._asking = asking
        self._found = found
        self._space = asking.world.space
        self._policy = found.edition.decision.hit_policy
        self._places = {number: place for place, number in enumerate(found.order)}
        self._consequences = found.edition.consequences
        self._boxes = Boxes(found.edition.partition, len(found.rules))
        self._free = free_cells(asking.world, found.edition.partition)
        self._otherwise: dict[Consequence, list[z3.BoolRef]] = {}

    def standing(self, number: int) -> Standing:
        """The standing of one rule."""
        if self._free is not None and self._is_needed_at_sight(number, self._free):
            return Standing(Use.NEEDED)
        try:
            return self._standing(number)
        except GaveUp:
            return Standing(Use.UNKNOWN)

    def _is_needed_at_sight(self, number: int, free: Cells) -> bool:
        """Whether a class is found without the solver that would be decided otherwise without the rule."""
        if not self._is_ordered:
            return self._boxes.search((number,), _mask(self._rivals(number)), free) is not None
        ahead = _mask(self._found.order[: self._places[number]])
        cells = self._boxes.search((number,), ahead, free)
        if cells is None:
            return False
        return self._differs(number, cells) or any(
            self._boxes.search((number, other), ahead | same, free) for other, same in self._successors(number)
        )

    def _successors(self, number: int) -> Iterator[tuple[int, int]]:
        """Some rules that may follow on one and lead elsewhere, each with those between that lead to the same."""
        meeting, same, tried = self._boxes.meeting(number), 0, 0
        for other in self._rivals(number):
            if self._consequences[other] == self._consequences[number]:
                same |= 1 << other
            elif meeting >> other & 1 and tried < MOST_TRIED:
                tried += 1
                yield other, same

    def _standing(self, number: int) -> Standing:
        found = self._found
        effect = found.wins[number] if self._is_ordered else found.rules[number]
        complaint = self._asking.ask(effect)
        if complaint is not None:
            needed = self._differs(number, self._cells(complaint)) or self._makes_difference(number, effect)
            return Standing(Use.NEEDED) if needed else self._redundant(number, effect)
        if self._is_ordered and self._asking.ask(found.rules[number]) is not None:
            return self._shadowed(number)
        return self._dead(number)

    def _cells(self, complaint: Ask) -> Cells:
        """The class of a complaint."""
        partition = self._found.edition.partition
        keys = {key for source in partition.sources for key in inputs(source)}
        values = {key: self._space.read(key, complaint) for key in keys}
        pairs = zip(partition.axes, partition.sources, strict=True)
        return tuple(axis.cell(compute(source, values)) for axis, source in pairs)

    @property
    def _is_ordered(self) -> bool:
        return self._policy in {HitPolicy.FIRST, HitPolicy.PRIORITY}

    def _shadowed(self, number: int) -> Standing:
        """Together with the rules that always come before it."""
        rules = self._found.rules
        ahead = self._found.order[: self._places[number]]
        core = self._asking.core(rules[number], *(z3.Not(rules[one]) for one in ahead))
        return Standing(Use.SHADOWED, self._ids(ahead[place - 1] for place in sorted(core) if place))

    def _dead(self, number: int) -> Standing:
        """Whether its condition alone forbids a rule, or what is decided before."""
        partition = self._found.edition.partition
        alone = World(self._asking.world.edition)
        condition = Classwise(alone.encoding, partition).holds(partition.conditions[number])
        impossible = Asking(alone, effort=self._asking.effort).impossible(condition)
        return Standing(Use.CONTRADICTORY if impossible else Use.DEAD)

    def _redundant(self, number: int, effect: z3.BoolRef) -> Standing:
        """Together with rules of which one always takes its place."""
        consequence, rules = self._consequences[number], self._found.rules
        alike = [one for one in self._rivals(number) if not self._is_ordered or self._consequences[one] == consequence]
        core = self._asking.core(effect, *(z3.Not(rules[one]) for one in alike))
        return Standing(Use.REDUNDANT, self._ids(alike[place - 1] for place in sorted(core) if place))

    def _ids(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._found.edition.decision.rules[number].id for number in numbers)

    def _differs(self, number: int, cells: Cells) -> bool:
        """Whether, without the rule, complaints of this class would be decided otherwise."""
        held = self._boxes.holding(cells)
        holding = (one for one in self._rivals(number) if held >> one & 1)
        following = next(holding, None)
        if self._is_ordered and following is not None:
            return self._consequences[following] != self._consequences[number]
        return following is None

    def _rivals(self, number: int) -> Iterable[int]:
        """The rules that may take the place of one, the first that holds ahead of the others."""
        if self._is_ordered:
            return self._found.order[self._places[number] + 1 :]
        others = (one for one in range(len(self._found.rules)) if one != number)
        if self._policy is HitPolicy.COLLECT:
            outcomes = [one.outcome for one in self._consequences]
            return (one for one in others if outcomes[one] == outcomes[number])
        return others

    def _makes_difference(self, number: int, effect: z3.BoolRef) -> bool:
        """Whether some complaint would be decided otherwise without the rule."""
        if self._is_ordered:
            consequence = self._consequences[number]
            return self._asking.ask(effect, self._after(consequence)[self._places[number] + 1]) is not None
        found = self._found
        others = self._space.some(found.rules[one] for one in self._rivals(number))
        alone = self._space.some((z3.Not(others), z3.Not(found.made)))
        return self._asking.ask(effect, alone) is not None

    def _after(self, consequence: Consequence) -> list[z3.BoolRef]:
        """For each place in the order, where the first rule from there on that holds leads elsewhere, or none holds."""
        if consequence not in self._otherwise:
            chain = [self._space.always]
            for number in reversed(self._found.order):
                differs = self._consequences[number] != consequence
                rule, rest = self._found.rules[number], chain[-1]
                elsewhere = z3.Or(rule, rest) if differs else z3.And(z3.Not(rule), rest)
                chain.append(self._space.named(elsewhere))
            self._otherwise[consequence] = chain[::-1]
        return self._otherwise[consequence]


def _mask(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


_CODES = {
    Use.CONTRADICTORY: "contradictory-condition",
    Use.DEAD: "dead-rule",
    Use.SHADOWED: "shadowed-rule",
    Use.REDUNDANT: "redundant-rule",
}


def rulewise(policy: Policy, found: Iterable[Standings]) -> Iterator[Finding]:
    """What is found of the rules, given their standings in each edition."""
    editions = tuple(found)
    lines = {rule.id: rule.place.line for decision in policy.decisions for rule in decision.rules}
    for decision in policy.decisions:
        uses: dict[str, Use] = {}
        for rule in decision.rules:
            known = [one[rule.id] for one in editions if rule.id in one]
            best = max(known, key=lambda one: one.use, default=Standing(Use.NEEDED))
            uses[rule.id] = best.use
            yield from _finding(decision, rule, best, lines)
        yield from _outcomes(decision, uses)


def _finding(decision: Decision, rule: Rule, standing: Standing, lines: Mapping[str, int]) -> Iterator[Finding]:
    if standing.use is Use.UNKNOWN:
        yield gave_up("dead-rule", rule.id, rule.place)
    elif standing.use is not Use.NEEDED:
        told = {"decision": decision.name, "rule": rule.id, "others": ", ".join(f"`{one}`" for one in standing.others)}
        rules = tuple((one, lines[one]) for one in (rule.id, *standing.others))
        yield Finding(_CODES[standing.use], rule.id, rule.place, told, rules=rules)


def _outcomes(decision: Decision, uses: Mapping[str, Use]) -> Iterator[Finding]:
    """The outcomes that no rule leads to, and those that no rule ever yields."""
    for outcome in decision.outcomes:
        leading = [rule for rule in decision.rules if rule.then == outcome.name]
        about, told = f"{decision.name}.{outcome.name}", {"decision": decision.name, "outcome": outcome.name}
        if not leading:
            yield Finding("unused-outcome", about, outcome.place, told)
        elif all(uses[rule.id] <= Use.SHADOWED for rule in leading):
            rules = tuple((rule.id, rule.place.line) for rule in leading)
            yield Finding("unreachable-outcome", about, outcome.place, told, rules=rules)
