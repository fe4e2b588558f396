"""Turns: the values of a fact at which something may be decided otherwise, and the comparisons that turn there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from rules import intervals
from rules.calendar import Calendar
from rules.cells import Kind, Value
from rules.edition import DecisionEdition, Edition
from rules.evaluation import term_value
from rules.intervals import Interval
from rules.midnight import begins, day_of, opening
from rules.policy import Fact, Policy
from rules.terms import Extremum, Fixed, Inside, Matches, Relation, Span, Term, Test, children
from rules.types import Date, Instant, Intervals, bounds

Pair = tuple[Term, Term]
"""Two terms of which it matters which is greater."""


def pairs(found: Term | Test | Span) -> Iterator[Pair]:
    """What a term or test compares, down to the parts of a least or greatest."""
    match found:
        case Relation(left=left, right=right):
            yield left, right
        case Inside(subject=subject, points=points, spans=spans):
            yield from ((subject, end) for end in (*points, *(end for one in spans for end in (one.low, one.high))))
        case Extremum(parts=parts):
            yield from combinations(parts, 2)
        case _:
            pass
    for child in children(found):
        yield from pairs(child)


def side(pair: Pair, known: Mapping[str, Value]) -> int | None:
    """Whether the first of two terms is less (-1), equal (0) or greater (1); texts are equal or not."""
    left, right = (term_value(one, known) for one in pair)
    if left is None or right is None:
        return None
    if isinstance(left, str) or isinstance(right, str):
        return int(left != right)
    return (left > right) - (left < right)


def numbers(fact: Fact, editions: tuple[Edition, ...], given: Mapping[str, Value], as_of: int | None) -> set[int]:
    """Values of a number, date or time between which every test turns at most once, each with what is beside it."""
    policy = editions[0].policy
    low, high = bounds(fact.type)
    axes = chain.from_iterable(one.partition.axes for edition in editions for one in edition.decisions)
    found = {start for axis in axes if axis.key == fact.name and axis.kind is Kind.NUMBER for start in axis.starts}
    found |= {value for name, value in given.items() if type(value) is int and name in policy.facts_by_name}
    if isinstance(fact.type, Date | Instant):
        found |= set(_times(fact, policy, given, as_of))
    beside = (value + step for value in found for step in (-1, 0, 1))
    return {low, high, *(value for value in beside if low <= value <= high)}


def _times(fact: Fact, policy: Policy, given: Mapping[str, Value], as_of: int | None) -> Iterator[int]:
    """The days or instants that a complaint, the calendar's notices or the instant asked about name."""
    instants = [] if as_of is None else [as_of]
    for other in policy.facts:
        value = given.get(other.name)
        match other.type, value:
            case Instant(), int():
                instants.append(value)
            case Date(), int():
                instants.extend((opening(value, policy.zone), opening(value + 1, policy.zone)))
            case Intervals(), str():
                instants.extend(end for one in intervals.read(value) for end in (one.start, one.end) if end is not None)
            case _:
                continue
    instants.extend(begins(day, policy.zone) for day in _known(policy.calendar))
    parameters = (day for parameter in policy.parameters for day, _ in parameter.values)
    ends = [policy.effective, *([] if policy.until is None else [policy.until]), *parameters]
    instants.extend(begins(day, policy.zone) for day in ends)
    if isinstance(fact.type, Instant):
        yield from instants
    else:
        yield from (day_of(one, policy.zone) for one in instants)


def _known(calendar: Calendar | None) -> Iterator[int]:
    yield from () if calendar is None else (notice.known for notice in calendar.notices)


def texts(fact: Fact, editions: tuple[Edition, ...], given: Mapping[str, Value]) -> Iterator[str]:
    """Texts that a fact is compared with, matched with, or that another fact has."""
    for one in chain.from_iterable(edition.decisions for edition in editions):
        for axis in one.partition.axes:
            yield from axis.names if axis.key == fact.name else ()
        yield from chain.from_iterable(map(_written, _found(one)))
    policy = editions[0].policy
    yield from (str(value) for name, value in given.items() if name in policy.facts_by_name and type(value) is str)


def lasting(policy: Policy, given: Mapping[str, Value], as_of: int | None) -> Iterator[str]:
    """Times that something may have lasted: from each instant of the complaint, until now or to this day."""
    for fact in policy.facts:
        value = given.get(fact.name)
        if isinstance(fact.type, Instant) and type(value) is int and as_of is not None and value <= as_of:
            yield intervals.kept((Interval(value, as_of, ""),))
            yield intervals.kept((Interval(value, None, ""),))


def _found(one: DecisionEdition) -> Iterator[Term | Test]:
    yield from one.partition.sources
    yield from (found for consequence in one.consequences for _, found in consequence.values)


def _written(found: Term | Test | Span) -> Iterator[str]:
    """The texts that stand in a term or test."""
    if isinstance(found, Fixed) and isinstance(found.value, str):
        yield found.value
    if isinstance(found, Matches):
        yield found.text
    for child in children(found):
        yield from _written(child)


def compared(edition: Edition) -> Mapping[str, tuple[tuple[Pair, ...], tuple[tuple[Pair, ...], ...]]]:
    """What each decision compares: in its conditions, and by rule in the values that it sets."""
    return {
        one.decision.name: (
            tuple(dict.fromkeys(chain.from_iterable(map(pairs, one.partition.sources)))),
            tuple(
                tuple(chain.from_iterable(pairs(found) for _, found in consequence.values))
                for consequence in one.consequences
            ),
        )
        for one in edition.decisions
    }
