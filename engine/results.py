"""Results: the columns in which rulings are handed on, and their types."""

from __future__ import annotations

import polars as pl

from engine.columns import Column
from engine.ruling import NEEDS_REVIEW
from rules.policy import Decision, HitPolicy, Policy
from rules.types import Boolean, Enumeration, Text, Type

REVIEW = "review"
MOST_SETS = 1 << 16
"""What may come to more sets of rules has them as texts, for numbered ones stay known as long as any column does."""


def result_schema(policy: Policy) -> dict[str, pl.DataType]:
    """Columns of the result, in order: the identity, `review`, then those of each decision."""
    schema: dict[str, pl.DataType] = {policy.identity: pl.String(), REVIEW: pl.String()}
    for decision in policy.decisions:
        schema |= decision_schema(decision)
    return schema


def decision_schema(decision: Decision) -> dict[str, pl.DataType]:
    """Columns of one decision."""
    name, schema = decision.name, dict[str, pl.DataType]()
    collects = decision.hit_policy is HitPolicy.COLLECT
    if decision.outcomes:
        schema[name] = sets_of(decision) if collects else pl.Enum([*decision.outcome_names, NEEDS_REVIEW])
    if not collects:
        schema[f"{name}.rule"] = pl.Enum([rule.id for rule in decision.rules])
    schema[f"{name}.fired"] = sets_of(decision)
    return schema | {value: stored(kind) for value, kind in value_types(decision).items()}


def sets_of(decision: Decision) -> pl.DataType:
    """The column type for sets of a decision's rules, or of their outcomes: texts, numbered where they are not many."""
    if 2 ** len(decision.rules) > MOST_SETS:
        return pl.String()
    return pl.Categorical(pl.Categories("tousu.sets", physical=pl.UInt32))


def stored(kind: Type) -> pl.DataType:
    """The column type in which values of `kind` are stored."""
    match kind:
        case Boolean():
            return pl.Boolean()
        case Enumeration(names=names):
            return pl.Enum(names)
        case Text():
            return pl.String()
        case _:
            return pl.Int64()


def value_types(decision: Decision) -> dict[str, Type]:
    """Types of the values a decision yields: its own, when it declares a type, and those its rules set."""
    own = {} if decision.type is None else {decision.name: decision.type}
    return own | {value.name: value.type for value in decision.values}


def valued(name: str, held: Column, kind: Type) -> pl.Series:
    """A column of values as a series of its stored type."""
    if isinstance(kind, Enumeration):
        series = pl.Series(name, kind.names, dtype=pl.Enum(kind.names)).gather(held.values)
    else:
        series = pl.Series(name, held.values)
    if held.known is None:
        return series
    return series.zip_with(pl.Series(held.known), series.clear(1))


def undecided(policy: Policy, review: pl.Series) -> pl.DataFrame:
    """Result of rows that no decision may look at: all need review, for the reason told."""
    columns = {REVIEW: review}
    for decision in policy.decisions:
        for key, dtype in decision_schema(decision).items():
            texts = {decision.name: NEEDS_REVIEW if decision.outcomes else None, f"{decision.name}.fired": ""}
            columns[key] = pl.Series(key, [texts.get(key)], dtype=dtype).new_from_index(0, len(review))
    return pl.DataFrame(columns)
