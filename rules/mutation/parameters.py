"""Mutants of what is dated: the values of parameters, the days from which they hold, and the policy's force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.fault import Place
from rules.mutation.mutant import Mutant
from rules.policy import Parameter, Policy
from rules.types import Boolean, Date, Duration, Instant, Type, Value, denominator, show

_HEAD = Place(1, 1)
_SECOND = 1_000_000


def force_mutants(policy: Policy) -> Iterator[Mutant]:
    """The policy in force a day longer or shorter."""
    if not policy.dated_by:
        return
    for sign in (-1, 1):
        yield _dated("effective", policy.effective, replace(policy, effective=policy.effective + sign), sign)
        if policy.until is not None:
            yield _dated("until", policy.until, replace(policy, until=policy.until + sign), sign)


def _dated(about: str, day: int, changed: Policy, sign: int) -> Mutant:
    return Mutant("date", about, _HEAD, show(Date(), day), show(Date(), day + sign), changed)


def parameter_mutants(policy: Policy) -> Iterator[Mutant]:
    """Each value of each parameter otherwise, and from another day on."""
    for parameter in policy.parameters:
        for place, (day, value) in enumerate(parameter.values):
            operator = "switch" if isinstance(parameter.type, Boolean) else "threshold"
            for other in _others(parameter.type, value):
                yield _valued(policy, parameter, place, operator=operator, entry=(day, other))
            for sign in (-1, 1) if place else ():
                yield _valued(policy, parameter, place, operator="date", entry=(day + sign, value))


def _others(kind: Type, value: Value) -> Iterator[Value]:
    """A value's neighbours; a text has none."""
    if isinstance(kind, Boolean):
        yield not value
    elif isinstance(value, int):
        step = _SECOND if isinstance(kind, Instant) else denominator(kind) if isinstance(kind, Duration) else 1
        yield from (value + step, value - step)


def _valued(policy: Policy, parameter: Parameter, place: int, *, operator: str, entry: tuple[int, Value]) -> Mutant:
    values = (*parameter.values[:place], entry, *parameter.values[place + 1 :])
    changed = replace(parameter, values=values)
    every = tuple(changed if one is parameter else one for one in policy.parameters)
    before, after = (
        f"{show(Date(), day)}: {show(parameter.type, value, zone=policy.zone)}"
        for day, value in (parameter.values[place], entry)
    )
    return Mutant(operator, parameter.name, parameter.place, before, after, replace(policy, parameters=every))
