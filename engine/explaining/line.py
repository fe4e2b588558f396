"""Lines: what is decided while one fact runs through all of its values and the others stay.

Between two values at which nothing turns, everything is decided alike.
Where something turned is found by halving: each comparison turns once between the values that `turns` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from engine.engine import Decided, Engine
from engine.explaining.goal import Goal
from engine.explaining.turns import Pair, compared, lasting, numbers, pairs, side, texts
from rules.cells import Value
from rules.edition import Edition, editions
from rules.evaluation import compute
from rules.midnight import day_of
from rules.policy import Fact
from rules.reading import before
from rules.types import Boolean, Date, Enumeration, Instant, Intervals, Text, bounds

MOST_DECIDED = 20_000
"""Complaints that are decided along one line; one that turns more often than that allows is not followed to its end."""

See = Callable[[int], tuple[bool, Hashable]]
ANY_TEXT = "…"
"""A text that stands for every one of which nothing is asked."""

Compared = Mapping[str, tuple[tuple[Pair, ...], tuple[tuple[Pair, ...], ...]]]


class TooFine(Exception):  # noqa: N818 -- an answer, not an error
    """So much turns along a line that it was given up."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values from `low` to `high`, both included, all of which are decided alike; `reached` tells whether as asked."""

    low: int
    high: int
    reached: bool

    def nearest(self, value: int) -> int:
        """The value of the stretch that is nearest to another."""
        return min(max(value, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Along:
    """What a fact may be for the goal to be reached: single values, the nearest first, and stretches of numbers."""

    values: tuple[Value, ...]
    stretches: tuple[Stretch, ...] = ()

    @property
    def nearest(self) -> Value:
        """The value that is tried first; only where there is any."""
        return self.values[0]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.values)


@dataclass(slots=True)
class Lines:
    """Follows the facts of one complaint, the `own`, towards a goal."""

    engine: Engine
    goal: Goal
    own: Mapping[str, Value]
    as_of: int | None
    editions: tuple[Edition, ...] = field(init=False)
    _compared: dict[int, Compared] = field(init=False)
    _needed: frozenset[str] = field(init=False)
    _wanted: tuple[Pair, ...] = field(init=False)
    _left: int = field(init=False, default=MOST_DECIDED)

    def __post_init__(self) -> None:
        policy = self.engine.policy
        self.editions = tuple(editions(policy))
        self._compared = {one.start: compared(one) for one in self.editions}
        self._needed = before(policy)[self.goal.answer]
        self._wanted = () if self.goal.test is None else tuple(pairs(self.goal.test))

    def along(self, fact: Fact, given: Mapping[str, Value], *, beside: tuple[Value, ...] = ()) -> Along:
        """What the fact may be instead of its own value, others as `given`, for the goal to be reached.

        `beside` are values that may be worth a try. Raises TooFine.
        """
        was = self.own[fact.name]
        if isinstance(fact.type, Boolean | Enumeration | Text):
            tried = (value for value in self.listed(fact, given, beside) if value != was)
            found = [value for value in tried if self._reached(fact, given, value)]
            return Along(tuple(found if isinstance(fact.type, Boolean | Enumeration | Intervals) else _plainest(found)))
        here = self._here(fact, was)
        stretches = [one for one in self.stretches(fact, given, beside=beside) if one.reached]
        stretches.sort(key=lambda one: abs(one.nearest(here) - here))
        values: list[Value] = [one.nearest(here) for one in stretches]
        if was is not None and not self._fixed(fact) and self._reached(fact, given, None):
            values.append(None)
        return Along(tuple(values), tuple(stretches))

    def cells(self, fact: Fact, given: Mapping[str, Value], *, beside: tuple[Value, ...] = ()) -> Iterator[Value]:
        """A value of every kind that a fact may have, whatever comes of it; raises TooFine."""
        if isinstance(fact.type, Boolean | Enumeration | Text):
            yield from self.listed(fact, given, beside)
            return
        here = self._here(fact, self.own[fact.name])
        yield from (one.nearest(here) for one in self._turning(fact, given, beside))
        yield from () if self._fixed(fact) else (None,)

    def listed(self, fact: Fact, given: Mapping[str, Value], beside: tuple[Value, ...]) -> list[Value]:
        """The values of a fact that has no order, and missing last."""
        match fact.type:
            case Boolean():
                found: list[Value] = [False, True]
            case Enumeration(names=names):
                found = list(names)
            case Intervals():
                found = [*lasting(self.engine.policy, given, self.as_of), *(one for one in beside if one is not None)]
            case _:
                found = [ANY_TEXT, *beside, *texts(fact, self.editions, given)]
        return [*dict.fromkeys(one for one in found if one is not None), *([] if self._fixed(fact) else [None])]

    def stretches(self, fact: Fact, given: Mapping[str, Value], *, beside: tuple[Value, ...] = ()) -> Iterator[Stretch]:
        """All values of a number, date or time in stretches, each as long as it can be; raises TooFine."""
        for reached, found in groupby(self._turning(fact, given, beside), key=lambda one: one.reached):
            parts = list(found)
            yield Stretch(parts[0].low, parts[-1].high, reached)

    def _turning(self, fact: Fact, given: Mapping[str, Value], beside: tuple[Value, ...]) -> Iterator[Stretch]:
        """The stretches between turns, ascending."""
        self._left = MOST_DECIDED
        points = numbers(fact, self.editions, given, self.as_of) | set(self._dues(fact, given))
        points |= {value + step for value in beside if type(value) is int for step in (-1, 0, 1)}
        low, high = bounds(fact.type)
        points = {point for point in points if low <= point <= high}
        seen: dict[int, tuple[bool, Hashable]] = {}

        def see(value: int) -> tuple[bool, Hashable]:
            if value not in seen:
                seen[value] = self._seen({**given, fact.name: value})
            return seen[value]

        first = low
        for left, right in pairwise(sorted(points)):
            for turn in _turns(left, right, see):
                yield Stretch(first, turn - 1, see(first)[0])
                first = turn
        yield Stretch(first, high, see(first)[0])

    def _dues(self, fact: Fact, given: Mapping[str, Value]) -> Iterator[int]:
        """When the deadlines of the complaint as it is end, or are warned of, each with what is beside it."""
        if not self.engine.policy.deadlines or not isinstance(fact.type, Date | Instant):
            return
        for timing in self.engine.decide(given, as_of=self.as_of).timings.values():
            standing = timing.standing
            ends = [] if standing is None else [standing.warns, None if standing.due is None else standing.due.instant]
            for end in (one for one in ends if one is not None):
                at = end if isinstance(fact.type, Instant) else day_of(end, self.engine.policy.zone)
                yield from (at - 1, at, at + 1)

    def _reached(self, fact: Fact, given: Mapping[str, Value], value: Value) -> bool:
        return self.goal.reached(self.engine.decide({**given, fact.name: value}, as_of=self.as_of))

    def _here(self, fact: Fact, was: Value) -> int:
        """What other values are near to: what was, else the instant asked about, else nothing."""
        if was is not None:
            return int(was)
        if isinstance(fact.type, Instant):
            return self.as_of or 0
        return day_of(self.as_of or 0, self.engine.policy.zone) if isinstance(fact.type, Date) else 0

    def _fixed(self, fact: Fact) -> bool:
        """Whether a fact must be there."""
        return fact.required or fact.name == self.engine.policy.dated_by

    def _seen(self, facts: Mapping[str, Value]) -> tuple[bool, Hashable]:
        """Whether the goal is reached, and everything that may turn."""
        if not self._left:
            raise TooFine
        self._left -= 1
        decided = self.engine.decide(facts, as_of=self.as_of)
        return self.goal.reached(decided), tuple(self._told(decided))

    def _told(self, decided: Decided) -> Iterator[Hashable]:
        ruled = decided.ruled
        if ruled is None:
            yield str(decided.review)
            return
        yield ruled.edition.start
        known = ruled.known(decided.facts)
        comparing = self._compared[ruled.edition.start]
        for one, ruling in zip(ruled.edition.decisions, ruled.rulings, strict=True):
            if one.decision.name not in self._needed:
                continue
            yield ruling
            sources = zip(one.partition.axes, one.partition.sources, strict=True)
            yield tuple(axis.cell(compute(source, known)) for axis, source in sources)
            tested, setting = comparing[one.decision.name]
            yield tuple(side(pair, known) for pair in tested)
            yield tuple(side(pair, known) for number in ruling.fired for pair in setting[number])
        yield tuple(side(pair, known) for pair in self._wanted)
        for name, timing in decided.timings.items():
            if name in self._needed:
                standing = timing.standing
                yield name, timing.review, standing and (standing.state, standing.warned, standing.place)


def _turns(left: int, right: int, see: See) -> Iterator[int]:
    """The first values of new stretches after `left`, up to `right`."""
    if see(left) == see(right):
        return
    if right - left == 1:
        yield right
        return
    middle = (left + right) // 2
    yield from _turns(left, middle, see)
    yield from _turns(middle, right, see)


def _plainest(values: list[Value]) -> list[Value]:
    """Of texts only any, where any does, else those that hold no other; then missing."""
    if ANY_TEXT in values:
        return [ANY_TEXT, *(value for value in values if value is None)]
    texts = [value for value in values if isinstance(value, str)]
    return [
        one for one in values if one is None or not any(other in str(one) for other in texts if other not in {one, ""})
    ]
