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
    found = prove(policy, effort=effort)
    with Engine(policy) as engine:
        otherwise = tuple(differing(found, engine))
    exhausted = exhaust(policy) if exhaustive else None
    return (*found, *otherwise, *(exhausted.findings if exhausted else ())), exhausted


def differing(found: Iterable[Finding], engine: Engine) -> Iterator[Finding]:
    """A finding for each whose witness durable_rules decides otherwise."""
    for one in found:
        if not confirmed(engine, one):
            facts = ", ".join(f"{name}: {value}" for name, value in (one.witness or {}).items())
            told = {"decision": one.claim.decision if one.claim else "", "facts": facts}
            yield Finding("engine-differs", f"{one.code} {one.about}", one.place, told, witness=one.witness)
