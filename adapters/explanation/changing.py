"""Changing: what would have had to be otherwise, in words."""

from collections.abc import Iterator

from adapters.explanation.saying import Document, Saying
from engine.explaining import ANY_TEXT, Change, Goal, Stretch, WhyNot
from rules.types import MICROSECONDS_PER_HOUR, Date, Duration, Instant, Number, Type, Unit, bounds

_SECOND = MICROSECONDS_PER_HOUR // 3600
_STEPS = (24 * MICROSECONDS_PER_HOUR, MICROSECONDS_PER_HOUR, 60 * _SECOND, _SECOND)
_ORDERED = (Number, Date, Instant, Duration)


def told(found: WhyNot, saying: Saying) -> Document:
    """Why a goal was not come to, as a document."""
    return {
        "goal": f"{found.goal.name}={found.goal.value}",
        "title": saying.title(found.goal.name),
        "value": _goal(found.goal, saying),
        "answer": found.answer.value,
        "complete": found.complete,
        "least": found.least,
        "ways": [[_change(change, saying) for change in way] for way in found.ways],
    }


def _goal(goal: Goal, saying: Saying) -> str:
    """What is asked for, by its title."""
    if goal.test is None:
        return saying.say("decide.review")
    if goal.name in saying.policy.deadlines_by_name:
        return saying.say(f"state.{goal.value}")
    decision = saying.policy.decisions_by_name.get(goal.name)
    if decision is None or goal.value not in decision.outcome_names:
        return goal.value
    return saying.outcome(decision, goal.value)


def _change(change: Change, saying: Saying) -> Document:
    """One fact that would be another; `to` is the nearest value, and `says` tells all of them."""
    fact = change.fact
    was = saying.value(fact.name, fact.type, change.was)
    now = saying.say("explain.or").join(_values(change, saying))
    return {
        "fact": fact.name,
        "title": saying.title(fact.name),
        "was": was,
        "to": _single(change, change.to, saying),
        "now": now,
        "says": saying.say(
            "explain.instead", title=saying.title(fact.name), now=now, was=was or saying.say("explain.missing")
        ),
    }


def _values(change: Change, saying: Saying) -> Iterator[str]:
    kind = change.fact.type
    ordered = isinstance(kind, _ORDERED)
    yield from (_range(one, change, saying) for one in change.stretches)
    for value in change.values:
        if value is None or not (ordered and change.stretches):
            yield _single(change, value, saying)


def _single(change: Change, value: object, saying: Saying) -> str:
    if value is None:
        return saying.say("explain.missing")
    if value == ANY_TEXT:
        return saying.say("explain.any-text" if change.was is None else "explain.other-text")
    kind = change.fact.type
    # What is proposed is no one's.
    return saying.value("", kind, value) or ""  # type: ignore[arg-type]  # a change has values


def _range(one: Stretch, change: Change, saying: Saying) -> str:
    """A stretch by its ends, each written so that it is a round number."""
    kind = change.fact.type
    lowest, highest = bounds(kind)
    family = "explain.time" if isinstance(kind, Date | Instant) else "explain.number"
    if one.low == one.high:
        return _single(change, one.low, saying)

    def said(value: int) -> str:
        return saying.value("", kind, value) or ""

    def end(key: str, value: int) -> str:
        return saying.say(f"{family}.{key}", value=said(value))

    low = high = ""
    if one.low > lowest:
        beyond = _round(one.low - 1, kind) > _round(one.low, kind)
        low = end("above", one.low - 1) if beyond else end("from", one.low)
    if one.high < highest:
        beyond = _round(one.high + 1, kind) > _round(one.high, kind)
        high = end("below", one.high + 1) if beyond else end("to", one.high)
    if low and high:
        return saying.say("explain.both", low=low, high=high)
    return low or high or saying.say("explain.any")


def _round(value: int, kind: Type) -> int:
    """How round a number is: by its zeros, or a time by the greatest unit that it is whole of."""
    if isinstance(kind, Instant) or kind == Duration(Unit.HOURS):
        return next((len(_STEPS) - place for place, step in enumerate(_STEPS) if value % step == 0), 0)
    digits = str(abs(value))
    return len(digits) - len(digits.rstrip("0"))
