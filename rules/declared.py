"""Declared: what two policies do not declare alike, and so cannot be told of complaints that both decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from rules.policy import Fact, Policy
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Intervals, Number, Text, Type, bounds, show


class What(StrEnum):
    """What is declared."""

    FORCE = "force"
    DATED_BY = "dated-by"
    FACT = "fact"
    DECISION = "decision"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Declared:
    """Something that is not declared alike; `before` or `after` is empty where it is not declared.

    `matters` is whether complaints are decided otherwise by that alone: what may be told or answered is not the same.
    """

    what: What
    name: str
    before: str
    after: str
    matters: bool


def declared(old: Policy, new: Policy) -> Iterator[Declared]:
    """What is declared by one, or otherwise by the other; in the order of a policy."""
    yield from _unlike(What.FORCE, {"effective": _force(old)}, {"effective": _force(new)})
    yield from _unlike(What.DATED_BY, {"dated_by": old.dated_by}, {"dated_by": new.dated_by})
    facts = old.facts_by_name, new.facts_by_name
    for one in _unlike(What.FACT, _facts(facts[0]), _facts(facts[1])):
        known = [told[one.name] for told in facts if one.name in told]
        matters = len(known) > 1 or known[0].required
        yield Declared(one.what, one.name, one.before, one.after, matters)
    yield from _unlike(What.DECISION, _decisions(old), _decisions(new))
    deadlines = (dict.fromkeys(one.deadlines_by_name, "deadline") for one in (old, new))
    yield from _unlike(What.DEADLINE, *deadlines)


def _unlike(what: What, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Declared]:
    for name in {**old, **new}:
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            yield Declared(what, name, before, after, matters=True)


def _force(policy: Policy) -> str:
    """The days on which a policy is in force; one that nothing dates always is."""
    if not policy.dated_by:
        return ""
    until = "" if policy.until is None else show(Date(), policy.until)
    return f"{show(Date(), policy.effective)}..{until}"


def _facts(facts: Mapping[str, Fact]) -> dict[str, str]:
    return {name: described(fact.type) + (", required" if fact.required else "") for name, fact in facts.items()}


def _decisions(policy: Policy) -> dict[str, str]:
    """What each decision comes to: one of its outcomes, or a value."""
    return {one.name: "outcomes" if one.type is None else described(one.type) for one in policy.decisions}


def described(kind: Type) -> str:
    """A type as policies declare it, as far as it says which values there are."""
    match kind:
        case Boolean():
            return "boolean"
        case Number():
            name = (
                f"money {kind.currency}"
                if kind.currency
                else f"decimal, scale {kind.scale}"
                if kind.scale
                else "integer"
            )
            low, high = bounds(kind)
            return f"{name}, {show(kind, low)} to {show(kind, high)}"
        case Enumeration(names=names):
            return f"enum: {', '.join(names)}"
        case Duration(unit=unit):
            return f"duration, {unit}"
        case Date():
            return "date"
        case Instant():
            return "datetime"
        case Intervals():
            return "intervals"
        case Text():
            return "text"
        case _:
            assert_never(kind)
