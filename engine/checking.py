"""Checking: what was read from the class tables is asked of durable_rules again, uncached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from engine.clocks import Timing
from engine.engine import Engine
from engine.results import REVIEW, value_types
from engine.ruling import NEEDS_REVIEW, Ruling
from rules.cells import Value
from rules.policy import Decision, HitPolicy
from rules.said import Said


class EngineDisagrees(Exception):  # noqa: N818 -- it says what happened
    """durable_rules answers otherwise than the class tables did: nothing decided so far can be trusted."""


def check(engine: Engine, facts: pl.DataFrame, result: pl.DataFrame, *, as_of: int | None = None) -> int:
    """Decide rows of `facts` again; gives how many, raises EngineDisagrees unless `result` says the same of each.

    `result` is what `decide_columns` made of these rows; those that the feed could not read are passed over.
    """
    checked = 0
    for told, said in zip(facts.iter_rows(named=True), result.iter_rows(named=True), strict=True):
        if told.get(REVIEW) is None:
            known = {fact.name: told.get(fact.name) for fact in engine.policy.facts}
            _compare(_expected(engine, known, as_of), said, engine)
            checked += 1
    return checked


def _expected(engine: Engine, facts: Mapping[str, Value], as_of: int | None) -> dict[str, Any]:
    decided = engine.decide_uncached(facts, as_of=as_of)
    ruled = decided.ruled
    if ruled is None:
        return {REVIEW: str(decided.review)}
    values = ruled.values(decided.facts)
    expected: dict[str, Any] = {REVIEW: decided.first_review and str(decided.first_review)}
    for name, timing in decided.timings.items():
        expected.update(_timed(name, timing))
    for decision, ruling in zip(engine.policy.decisions, ruled.rulings, strict=True):
        expected.update(_texts(decision, ruling))
        expected.update({name: values.get(name) for name in value_types(decision)})
    return expected


def _timed(name: str, timing: Timing) -> dict[str, Value]:
    """The columns of a deadline."""
    standing = timing.standing
    due = None if standing is None else standing.due
    found: dict[str, Value] = {name: NEEDS_REVIEW if standing is None else standing.state.value}
    found[f"{name}.due"] = None if due is None else due.instant
    moves = due is not None and due.provisional
    found[f"{name}.earliest"] = due.earliest if due is not None and moves else None
    found[f"{name}.latest"] = due.latest if due is not None and moves else None
    warned: dict[str, Value] = {f"{name}.warned": None if standing is None else standing.warned}
    return found if timing.clock.warn_at is None else found | warned


def _texts(decision: Decision, ruling: Ruling) -> Iterator[tuple[str, str | None]]:
    ids = [rule.id for rule in decision.rules]
    if decision.outcomes:
        yield decision.name, NEEDS_REVIEW if ruling.review else " ".join(ruling.outcomes)
    if decision.hit_policy is not HitPolicy.COLLECT:
        yield f"{decision.name}.rule", None if ruling.rule is None else ids[ruling.rule]
    yield f"{decision.name}.fired", " ".join(ids[number] for number in ruling.fired)


def _compare(expected: Mapping[str, Any], said: Mapping[str, Any], engine: Engine) -> None:
    for name, value in expected.items():
        if said[name] != value:
            who = said[engine.policy.identity]
            raise EngineDisagrees(
                Said(
                    "complaint `{who}`: durable_rules says `{name}` is `{value}`, the table `{said}`",
                    who=who,
                    name=name,
                    value=value,
                    said=said[name],
                )
            )
