"""Topics: all that two policies both say of a complaint, and in which columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import polars as pl

from adapters.impact import joint
from adapters.impact.joint import Joint
from engine.results import value_types
from rules.policy import Deadline, Decision, HitPolicy, Policy
from rules.types import Boolean, Duration, Enumeration, Instant, Number, Text, Type, show


class About(StrEnum):
    """What a topic asks."""

    OUTCOME = "outcome"
    OUTCOMES = "outcomes"
    VALUE = "value"
    STATE = "state"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that both policies say, in column `name` of what each decides.

    `rules` is the decision whose rules say it, None where no one rule does.
    `joined` says how the two columns hang together.
    `listed` tells the pairs of their values as they are shown, where these are few; None if no such list is of use.
    `measure` is the type of what can be added up, None where nothing can.
    `titles` are those of outcomes and names, by name.
    """

    name: str
    title: str
    about: About
    rules: str | None
    joined: Callable[[pl.Series, pl.Series], Joint]
    listed: Callable[[pl.Series, pl.Series], Joint | None] | None = None
    measure: Type | None = None
    kind: Type | None = None
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Topics:
    """What both policies say, in the order of the new one; and what only one of them does, by name, with titles."""

    both: tuple[Topic, ...]
    only_old: dict[str, str]
    only_new: dict[str, str]


def topics(old: Policy, new: Policy) -> Topics:
    """What two policies can be compared about; a name whose type is another one in each is told by only one of them."""
    both = [*_decided(old, new), *_timed(old, new)]
    told = {topic.name for topic in both}
    lost, gained = (_titles(policy) for policy in (old, new))
    return Topics(
        tuple(both),
        {name: title for name, title in lost.items() if name not in told},
        {name: title for name, title in gained.items() if name not in told},
    )


def _titles(policy: Policy) -> dict[str, str]:
    """Everything that a policy says of a complaint, by name."""
    return (
        {decision.name: decision.title for decision in policy.decisions}
        | {value.name: value.title for decision in policy.decisions for value in decision.values}
        | {deadline.name: deadline.title for deadline in policy.deadlines}
    )


def _decided(old: Policy, new: Policy) -> Iterator[Topic]:
    olds = {name: (one, kind) for one in old.decisions for name, kind in value_types(one).items()}
    for decision in new.decisions:
        before = old.decisions_by_name.get(decision.name)
        if decision.outcomes and before is not None and before.outcomes:
            yield _outcome(before, decision)
        for name, kind in value_types(decision).items():
            if name in olds and _alike(olds[name][1], kind):
                yield _value(name, kind, decision, new)


def _outcome(before: Decision, after: Decision) -> Topic:
    sets = HitPolicy.COLLECT in {before.hit_policy, after.hit_policy}
    return Topic(
        name=after.name,
        title=after.title,
        about=About.OUTCOMES if sets else About.OUTCOME,
        rules=None if sets else after.name,
        joined=joint.sets if sets else joint.outcomes,
        titles={one.name: one.title or one.name for one in (*before.outcomes, *after.outcomes)},
    )


def _value(name: str, kind: Type, decision: Decision, policy: Policy) -> Topic:
    titles = {value.name: value.title for value in decision.values} | {decision.name: decision.title}
    rules = None if decision.hit_policy is HitPolicy.COLLECT else decision.name
    told = partial(Topic, name=name, title=titles[name], about=About.VALUE, rules=rules, kind=kind)
    match kind:
        case Enumeration(names=names, titles=shown):
            return told(joined=joint.outcomes, titles=dict(zip(names, shown or names, strict=True)))
        case Boolean():
            return told(joined=joint.outcomes, titles={})
        case Text():
            return told(joined=joint.texts, titles={})
        case Duration() | Number(scale=0, currency=None):
            listed = partial(joint.values, show=partial(show, kind, zone=policy.zone))
            return told(joined=joint.movements, listed=listed, measure=kind, titles={})
        case Number():
            return told(joined=joint.movements, measure=kind, titles={})
        case _:
            return told(joined=joint.movements, titles={})


def _timed(old: Policy, new: Policy) -> Iterator[Topic]:
    for deadline in new.deadlines:
        if deadline.name in old.deadlines_by_name:
            yield from _deadline(deadline)


def _deadline(deadline: Deadline) -> Iterator[Topic]:
    name, title = deadline.name, deadline.title
    yield Topic(name=name, title=title, about=About.STATE, rules=None, joined=joint.outcomes, titles={})
    due = partial(Topic, name=f"{name}.due", title=title, about=About.DUE, rules=None, titles={})
    yield due(joined=joint.movements, measure=Instant(), kind=Instant())


def _alike(one: Type, other: Type) -> bool:
    """Whether values of two types can be compared as they are stored."""
    match one, other:
        case Number(scale=scale, currency=currency), Number():
            return (scale, currency) == (other.scale, other.currency)
        case Duration(unit=unit), Duration():
            return unit == other.unit
        case _:
            return type(one) is type(other)
