"""Coverage: what of a policy its tests come to.

Counted are rules that lead to what a decision says, outcomes, states of deadlines, the cells into which tests cut what
is known, and both sides of every boundary: the last value on one side and the first on the other.
Between instants the sides are within a second of each other.
What no complaint can come to is proved so, and is not asked of tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.clocks import Timing
from engine.deciding import Known
from engine.engine import Decided
from engine.ruling import Ruling
from engine.testing.answers import rulings
from engine.testing.running import Result
from rules.analysis.reach import Reach
from rules.cells import Axis, Kind
from rules.deadline import State
from rules.edition import DeadlineEdition, DecisionEdition, Edition, editions
from rules.evaluation import compute, term_value
from rules.fault import Place
from rules.policy import Deadline, Decision, HitPolicy, Policy
from rules.terms import Input, Relation, inputs
from rules.types import Duration, Instant, Type, Unit, Value

SECOND = 1_000_000


class Part(StrEnum):
    """What is counted."""

    RULE = "rule"
    OUTCOME = "outcome"
    CELL = "cell"
    BOUNDARY = "boundary"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that tests may come to.

    `owner` is the decision or deadline; `about` a rule's id, an outcome, a state, or the key of an axis.
    A cell has its `number` on the axis; a side of a boundary its nearest `value` (of a comparison, what its right side
    exceeds its left by; of a deadline, how long after it is due or warns, in microseconds) and the furthest one that
    counts. `start` is the first day of the edition whose axis it is.
    """

    part: Part
    owner: str
    about: str
    place: Place
    start: int = 0
    number: int = 0
    span: tuple[int, int] = (0, 0)


class Coverage:
    """How often the tests of a policy come to each item."""

    def __init__(self, policy: Policy, results: Iterable[Result]) -> None:
        self.policy = policy
        self.editions = {one.start: one for one in editions(policy)}
        self.counts: Counter[Item] = Counter()
        for result in results:
            for step in result.steps:
                self.counts.update(set(self._met(step.decided)))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Everything that can be come to, in the policy's order."""
        reaches = {start: Reach(edition) for start, edition in self.editions.items()}
        every = dict.fromkeys(item for edition in self.editions.values() for item in _items(edition))
        return tuple(item for item in every if self.counts[item] or self._possible(item, reaches))

    def _possible(self, item: Item, reaches: Mapping[int, Reach]) -> bool:
        if item.owner in self.policy.deadlines_by_name:
            return True
        decision = self.policy.decisions_by_name[item.owner]
        match item.part:
            case Part.RULE:
                number = [rule.id for rule in decision.rules].index(item.about)
                return any(reach.rule(item.owner, number) for reach in reaches.values())
            case Part.OUTCOME:
                return any(reach.outcome(item.owner, item.about) for reach in reaches.values())
            case Part.CELL:
                axis = _place(self.editions[item.start], item)
                return reaches[item.start].cell(item.owner, axis, item.number)
            case _:
                axis = _place(self.editions[item.start], item)
                return reaches[item.start].between(item.owner, axis, *item.span)

    def _met(self, decided: Decided) -> Iterator[Item]:
        """What one decided complaint comes to."""
        ruled = decided.ruled
        if ruled is None:
            return
        known, said = ruled.known(decided.facts), rulings(ruled)
        edition = self.editions[ruled.edition.start]
        for one in edition.order:
            if isinstance(one, DeadlineEdition):
                yield from _timed(one.deadline, decided.timings[one.deadline.name], decided.as_of or 0)
            else:
                yield from _ruled(one, said[one.decision.name], known, edition)


def _place(edition: Edition, item: Item) -> int:
    """The number of the axis that an item is about."""
    axes = next(one.partition.axes for one in edition.decisions if one.decision.name == item.owner)
    return [axis.key for axis in axes].index(item.about)


def _items(edition: Edition) -> Iterator[Item]:
    for one in edition.order:
        if isinstance(one, DeadlineEdition):
            yield from _of_deadline(one.deadline)
            continue
        yield from (_rule(one.decision, number) for number in range(len(one.decision.rules)))
        yield from (_outcome(one.decision, name) for name in one.decision.outcome_names)
        for axis, source in zip(one.partition.axes, one.partition.sources, strict=True):
            yield from (_cell(edition, one.decision, axis, number) for number in range(axis.size))
            if axis.kind is Kind.NUMBER or isinstance(source, Relation):
                spans = _spans(axis, source, edition.kinds)
                yield from (_side(edition, one.decision, axis, span) for pair in spans for span in pair)


def _rule(decision: Decision, number: int) -> Item:
    rule = decision.rules[number]
    return Item(Part.RULE, decision.name, rule.id, rule.place)


def _outcome(decision: Decision, name: str) -> Item:
    return Item(Part.OUTCOME, decision.name, name, decision.outcomes[decision.outcome_names.index(name)].place)


def _cell(edition: Edition, decision: Decision, axis: Axis, number: int) -> Item:
    return Item(Part.CELL, decision.name, axis.key, decision.place, edition.start, number)


def _side(edition: Edition, decision: Decision, axis: Axis, span: tuple[int, int]) -> Item:
    return Item(Part.BOUNDARY, decision.name, axis.key, decision.place, edition.start, span=span)


Span = tuple[int, int]


def _spans(axis: Axis, source: object, kinds: Mapping[str, Type]) -> Iterator[tuple[Span, Span]]:
    """Both sides of each boundary of an axis, as first and last value that count."""
    if isinstance(source, Input):
        near = _nearness(kinds[source.key])
        yield from (((start - near, start - 1), (start, start + near - 1)) for start in axis.starts)
    elif isinstance(source, Relation) and source.operator != "=":
        near = max(_nearness(kinds[key]) for key in inputs(source))
        first = 1 if source.operator == "<" else 0
        yield (first - near, first - 1), (first, first + near - 1)


def _nearness(kind: Type) -> int:
    """How near to a boundary a value is on its side: the next one, or of times within a second."""
    return SECOND if isinstance(kind, Instant) or kind == Duration(Unit.HOURS) else 1


def _ruled(one: DecisionEdition, ruling: Ruling, known: Known, edition: Edition) -> Iterator[Item]:
    decision = one.decision
    leading = ruling.fired if decision.hit_policy is HitPolicy.COLLECT else (ruling.rule,)
    yield from (_rule(decision, number) for number in leading if number is not None)
    yield from (_outcome(decision, name) for name in ruling.outcomes)
    if ruling.review is not None and ruling.review.code in {"reads-reviewed", "parameter-not-in-force"}:
        return
    for axis, source in zip(one.partition.axes, one.partition.sources, strict=True):
        value = compute(source, known)
        yield _cell(edition, decision, axis, axis.cell(value))
        number = _number(source, value, known)
        if number is not None and (axis.kind is Kind.NUMBER or isinstance(source, Relation)):
            spans = (span for pair in _spans(axis, source, edition.kinds) for span in pair)
            yield from (_side(edition, decision, axis, span) for span in spans if span[0] <= number <= span[1])


def _number(source: object, value: Value, known: Known) -> int | None:
    """The number by which it shows on which side of a boundary a complaint is."""
    if isinstance(source, Relation):
        left, right = term_value(source.left, known), term_value(source.right, known)
        numbers = isinstance(left, int) and isinstance(right, int)
        return int(right or 0) - int(left or 0) if numbers else None
    return value if isinstance(value, int) else None


_DUE, _WARNS = "due", "warned"
_SIDES = ((-SECOND + 1, 0), (1, SECOND))
_WARNED = ((-SECOND, -1), (0, SECOND - 1))


def _of_deadline(deadline: Deadline) -> Iterator[Item]:
    """The states of a deadline, and both sides of when it is due and when it warns."""
    never = set() if deadline.met_by is not None else {State.MET, State.MET_LATE}
    never |= set() if deadline.pauses else {State.PAUSED}
    yield from (_state(deadline, state) for state in State if state not in never)
    yield from (_moment(deadline, _DUE, span) for span in _SIDES)
    yield from () if deadline.warn_at is None else (_moment(deadline, _WARNS, span) for span in _WARNED)


def _state(deadline: Deadline, state: State) -> Item:
    return Item(Part.OUTCOME, deadline.name, state.value, deadline.place)


def _moment(deadline: Deadline, about: str, span: Span) -> Item:
    return Item(Part.BOUNDARY, deadline.name, about, deadline.place, span=span)


def _timed(deadline: Deadline, timing: Timing, as_of: int) -> Iterator[Item]:
    standing, events = timing.standing, timing.events
    if standing is None or events is None:
        return
    yield _state(deadline, standing.state)
    done = standing.state in {State.MET, State.MET_LATE} and events.met is not None
    moment = events.met if done and events.met is not None else as_of
    if standing.due is not None:
        late = moment - standing.due.instant
        yield from (_moment(deadline, _DUE, span) for span in _SIDES if span[0] <= late <= span[1])
    if standing.warns is not None:
        late = moment - standing.warns
        yield from (_moment(deadline, _WARNS, span) for span in _WARNED if span[0] <= late <= span[1])


def reached(coverage: Coverage, owner: str, part: Part) -> tuple[int, int]:
    """How many items of a decision or deadline the tests come to, and how many there are."""
    items = [item for item in coverage.items if (item.owner, item.part) == (owner, part)]
    return sum(bool(coverage.counts[item]) for item in items), len(items)


def missed(coverage: Coverage) -> Sequence[Item]:
    """The items that no test comes to, by place."""
    return sorted((item for item in coverage.items if not coverage.counts[item]), key=lambda item: item.place)
