"""Why not: the smallest changes of a complaint's facts that would have led elsewhere, or that none would.

The solver says which facts may lead there at all, at first one, then two, then as many as it takes.
Along these the values are sought, and everything that is told was decided again by durable_rules, nothing remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from engine.engine import Decided, Engine
from engine.explaining.goal import Goal
from engine.explaining.line import Along, Lines, Stretch, TooFine
from rules.analysis.asking import EFFORT, GaveUp
from rules.analysis.reaching import Given, Reaching
from rules.cells import Value
from rules.policy import Fact
from rules.reading import before, behind, ending
from rules.types import Date, Duration, Instant, Intervals, Number

MOST_PAIRS = 24
"""So many pairs of facts are told; with more, not all of them are."""
MOST_TRIED = 8
"""So many sets of more than two facts are tried of one size."""


class Answer(StrEnum):
    """What came of asking."""

    ALREADY = "already"
    CHANGES = "changes"
    NEVER = "never"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is another: `was` and the nearest value `to`, with all that it may be.

    `values` are single values, the nearest first, and `stretches` ranges of numbers; None is missing.
    """

    fact: Fact
    was: Value
    to: Value
    values: tuple[Value, ...] = ()
    stretches: tuple[Stretch, ...] = ()


Way = tuple[Change, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a complaint did not come to `goal`: the `ways` are sets of changes, all of as few facts as can be.

    `complete` says that there are no others of so few facts; where it is false, some may not have been found.
    `least` says that fewer facts surely do not do; where it is false, that was not found out.
    """

    goal: Goal
    answer: Answer
    ways: tuple[Way, ...] = ()
    complete: bool = True
    least: bool = True


def why_not(
    engine: Engine, facts: Mapping[str, Value], goal: Goal, *, as_of: int | None = None, effort: int = EFFORT
) -> WhyNot:
    """The smallest changes with which a complaint would have come to the goal.

    `effort` is the solver's steps for one question. Raises EngineFault.
    """
    given = {name: facts.get(name) for name in engine.policy.facts_by_name}
    decided = engine.decide(given, as_of=as_of)
    if goal.reached(decided):
        return WhyNot(goal, Answer.ALREADY)
    return _Search(engine, goal, given, decided, effort).answer()


@dataclass(slots=True)
class _Search:
    """One search; `sure` is lost as soon as something was not found out."""

    engine: Engine
    goal: Goal
    given: dict[str, Value]
    decided: Decided
    effort: int
    sure: bool = field(init=False, default=True)
    _lines: Lines = field(init=False)
    _reaching: tuple[Reaching, ...] = field(init=False)
    _loose: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        policy, as_of, hanging = self.engine.policy, self.decided.as_of, behind(self.engine.policy)
        timed = before(policy)[self.goal.answer] & policy.deadlines_by_name.keys()
        self._loose = frozenset().union(*(hanging[name] for name in timed))
        self._lines = Lines(self.engine, self.goal, self.given, as_of)
        ends = {name: facts for name, facts in ending(policy).items() if self._is_settled(name)}
        told = None if self.decided.ruled is None else self.decided.facts
        given = Given(self.given, as_of, told, hanging, ends)
        self._reaching = tuple(
            Reaching(one, given, self.goal.answer, self.goal.test, effort=self.effort) for one in self._lines.editions
        )

    def answer(self) -> WhyNot:
        """No fact at all, one fact, two, or more."""
        if not self._blind and not self._some(Reaching.ever) and self.sure:
            return WhyNot(self.goal, Answer.NEVER)
        names = list(dict.fromkeys(name for one in self._reaching for name in one.facts))
        ways = tuple(self._alone(names))
        if ways:
            return WhyNot(self.goal, Answer.CHANGES, ways, self.sure)
        least = self.sure
        ways = tuple(self._together())
        if ways:
            return WhyNot(self.goal, Answer.CHANGES, ways, self.sure, least)
        many = self._many(len(names))
        return WhyNot(self.goal, Answer.CHANGES if many else Answer.OPEN, many, complete=False, least=self.sure)

    def _is_settled(self, deadline: str) -> bool:
        """Whether a deadline was counted by what was known when it began, so that no later notice moves its end."""
        timing = self.decided.timings.get(deadline)
        standing = None if timing is None else timing.standing
        if timing is None or standing is None or standing.start is None or standing.due is None:
            return False
        return not standing.due.provisional and standing.place == timing.clock.knowledge.place(standing.start)

    @property
    def _blind(self) -> bool:
        """Whether the solver does not see all that leads there: a deadline that cannot be counted needs review."""
        return self.goal.test is None and bool(self._loose)

    def _some(self, ask: Callable[[Reaching], T | None]) -> T | None:
        """What one of the editions answers first, if any does; what the solver gives up leaves it unsure."""
        for one in self._reaching:
            try:
                found = ask(one)
            except GaveUp:
                self.sure = False
                continue
            if found:
                return found
        return None

    def _alone(self, names: Collection[str]) -> Iterator[Way]:
        """The facts that would have done by themselves."""
        for name in names:
            found = self._some(lambda one, name=name: one.changing([name]))  # type: ignore[misc]  # mypy infers no type of a default
            if found is None and not (self._blind and name in self._loose):
                continue
            along = self._along(name, self.given, found or {})
            if along:
                yield from self._confirmed((self._change(name, along),))
            else:
                self._doubt(name)

    def _together(self) -> Iterator[Way]:
        """The pairs of facts that would have done; neither does by itself."""
        self.sure = self.sure and not self._blind
        barred: list[tuple[str, ...]] = []
        while len(barred) < MOST_PAIRS:
            found = self._some(lambda one: one.few(2, least=2, barred=barred))
            if found is None:
                return
            barred.append(tuple(found))
            ways = [way for pair in self._pairs(found) for way in self._confirmed(pair)]
            if not ways:
                for name in found:
                    self._doubt(name)
            yield from ways
        self.sure = False

    def _pairs(self, found: Mapping[str, Value]) -> Iterator[Way]:
        """The changes of two facts, the first of which has no order if one of them has none."""
        facts = self.engine.policy.facts_by_name
        one, two = sorted(found, key=lambda name: isinstance(facts[name].type, Number | Date | Instant | Duration))
        tried = self._cells(one, found)
        if isinstance(facts[one].type, Number | Date | Instant | Duration):
            first = next((way for value in tried if (way := self._near(one, two, value, found))), None)
            yield from () if first is None else (first,)
            return
        alike: dict[Along, list[Value]] = {}
        for value in tried:
            along = self._along(two, {**self.given, one: value}, found)
            if along:
                alike.setdefault(along, []).append(value)
        for along, values in alike.items():
            yield self._change(one, Along(tuple(values))), self._change(two, along)

    def _cells(self, name: str, found: Mapping[str, Value]) -> list[Value]:
        """The values of a fact that are tried with another: the solver's first."""
        beside = (found[name],)
        try:
            cells = list(self._lines.cells(self.engine.policy.facts_by_name[name], self.given, beside=beside))
        except TooFine:
            cells = []
            self.sure = False
        return [value for value in dict.fromkeys((*beside, *cells)) if value != self.given[name]]

    def _near(self, one: str, two: str, value: Value, found: Mapping[str, Value]) -> Way | None:
        """Two numbers, each as near to what it was as the other lets it."""
        none = Along(())
        second = self._along(two, {**self.given, one: value}, found)
        first = self._along(one, {**self.given, two: second.nearest}, {one: value}) if second else none
        second = self._along(two, {**self.given, one: first.nearest}, found) if first else none
        return (self._change(one, first), self._change(two, second)) if second else None

    def _many(self, count: int) -> tuple[Way, ...]:
        """One change of as few facts as do, more than two."""
        for most in range(3, count + 1):
            barred: list[tuple[str, ...]] = []
            while len(barred) < MOST_TRIED:
                found = self._some(lambda one, most=most, barred=barred: one.few(most, barred=barred))  # type: ignore[misc]  # as above
                if found is None:
                    break
                ways = tuple(self._confirmed(self._settled(found)))
                if ways:
                    return ways
                barred.append(tuple(found))
        return ()

    def _settled(self, found: Mapping[str, Value]) -> Way:
        """Each fact in turn as near to what it was as the others let it, or so that it leads there at all."""
        changed = {**self.given, **found}
        # Twice, for only once it leads there can what is needless be told from what is not.
        for name in (*sorted(found, key=lambda name: name not in self._loose), *found):
            along = self._along(name, changed, found)
            changed[name] = along.nearest if along else changed[name]
        return tuple(self._change(name, Along((changed[name],))) for name in found)

    def _along(self, name: str, given: Mapping[str, Value], beside: Mapping[str, Value]) -> Along:
        try:
            tried = tuple(value for key, value in beside.items() if key == name)
            return self._lines.along(self.engine.policy.facts_by_name[name], given, beside=tried)
        except TooFine:
            self.sure = False
            return Along(())

    def _doubt(self, name: str) -> None:
        """Something may lead there that was not tried: what times a fact of intervals might have, say."""
        if name not in self._loose or isinstance(self.engine.policy.facts_by_name[name].type, Intervals):
            self.sure = False

    def _change(self, name: str, along: Along) -> Change:
        fact = self.engine.policy.facts_by_name[name]
        return Change(fact, self.given[name], along.nearest, along.values, along.stretches)

    def _confirmed(self, way: Way) -> Iterator[Way]:
        """The way, if durable_rules decides so of everything that it tells."""
        to = {**self.given, **{change.fact.name: change.to for change in way}}
        told = ({**to, change.fact.name: value} for change in way for value in change.values)
        if all(self.goal.reached(self.engine.decide_uncached(facts, as_of=self.decided.as_of)) for facts in told):
            yield way
        else:
            self.sure = False
