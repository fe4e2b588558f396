"""Examining: a policy proved, and durable_rules asked whether it decides as is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.confirming import confirmed
from engine.engine import Engine
from engine.exhausting import Exhausted, exhaust
from rules.analysis import EFFORT, prove
from rules.finding import Finding
from rules.policy import Policy


def examine(
    policy: Policy, *, exhaustive: bool = False, effort: int = EFFORT
) -> tuple[tuple[Finding, ...], Exhausted | None]:
    """What is found of a policy, every witness decided again by durable_rules; if `exhaustive`, every class too.

    `effort` is the solver's steps for one question.
    Raises EngineFault when durable_rules cannot be trusted with the policy's rules, or fails.
    """
    with Engine(policy) as engine:
        found = tuple(settled(prove(policy, effort=effort), engine))
    exhausted = exhaust(policy) if exhaustive else None
    return (*found, *(exhausted.findings if exhausted else ())), exhausted


def settled(found: Iterable[Finding], engine: Engine) -> Iterator[Finding]:
    """The findings, each with a witness that durable_rules decides so, then those that it decides otherwise."""
    otherwise = []
    for one in found:
        confirmation = confirmed(engine, one)
        if confirmation is None:
            facts = ", ".join(f"{name}: {value}" for name, value in (one.witness or {}).items())
            told = {"decision": one.claim.decision if one.claim else "", "facts": facts}
            otherwise.append(Finding("engine-differs", f"{one.code} {one.about}", one.place, told, witness=one.witness))
        yield one if confirmation is None else confirmation
    yield from otherwise
