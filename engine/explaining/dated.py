"""Dated values: which value of each parameter was in force for a complaint, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from rules.cells import Value
from rules.edition import Edition
from rules.expression import Expression, Role, references
from rules.policy import Deadline, Decision, Parameter, Policy
from rules.reading import deciding, moments


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter's value on the day that counts; None before its first.

    `since` is its first day and `until` the first of the next value, in days since 1970-01-01; None without one.
    """

    parameter: Parameter
    value: Value
    since: int | None
    until: int | None


def in_force(edition: Edition) -> tuple[InForce, ...]:
    """The parameters by an edition, in the order of the policy."""
    return tuple(_in_force(one, edition.start) for one in edition.policy.parameters)


def read_by(answer: Decision | Deadline, policy: Policy) -> tuple[str, ...]:
    """Names of the parameters that a decision or deadline reads, in the order of the policy."""
    read = set(_parameters(deciding(answer) if isinstance(answer, Decision) else moments(answer)))
    return tuple(one.name for one in policy.parameters if one.name in read)


def _in_force(parameter: Parameter, day: int) -> InForce:
    begun = [(start, value) for start, value in parameter.values if start <= day]
    coming = [start for start, _ in parameter.values if start > day]
    since, value = begun[-1] if begun else (None, None)
    return InForce(parameter, value, since, coming[0] if coming else None)


def _parameters(read: Iterable[Expression]) -> Iterator[str]:
    return (one.name for one in chain.from_iterable(map(references, read)) if one.role is Role.PARAMETER)
