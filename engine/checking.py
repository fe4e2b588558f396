"""Checking: what was read from the class tables is asked of durable_rules again, uncached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from engine.engine import Engine
from engine.results import REVIEW, value_types
from engine.ruling import NEEDS_REVIEW, Review, Ruling
from rules.cells import Value
from rules.policy import Decision, HitPolicy


class EngineDisagrees(Exception):  # noqa: N818 -- it says what happened
    """durable_rules answers otherwise than the class tables did: nothing decided so far can be trusted."""


def check(engine: Engine, facts: pl.DataFrame, result: pl.DataFrame) -> int:
    """Decide rows of `facts` again; gives how many, raises EngineDisagrees unless `result` says the same of each.

    `result` is what `decide_columns` made of these rows; those that the feed could not read are passed over.
    """
    checked = 0
    for told, said in zip(facts.iter_rows(named=True), result.iter_rows(named=True), strict=True):
        if told.get(REVIEW) is None:
            known = {fact.name: told.get(fact.name) for fact in engine.policy.facts}
            _compare(_expected(engine, known), said, engine)
            checked += 1
    return checked


def _expected(engine: Engine, facts: Mapping[str, Value]) -> dict[str, Any]:
    ruled = engine.decide_uncached(facts)
    if isinstance(ruled, Review):
        return {REVIEW: str(ruled)}
    reviews = [str(ruling.review) for ruling in ruled.rulings if ruling.review is not None]
    values = ruled.values(facts)
    expected: dict[str, Any] = {REVIEW: reviews[0] if reviews else None}
    for decision, ruling in zip(engine.policy.decisions, ruled.rulings, strict=True):
        expected.update(_texts(decision, ruling))
        expected.update({name: values.get(name) for name in value_types(decision)})
    return expected


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
                f"complaint `{who}`: durable_rules says `{name}` is `{value}`, the table `{said[name]}`"
            )
