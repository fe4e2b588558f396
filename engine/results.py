"""Results: the columns in which rulings are handed on, and their types."""

from __future__ import annotations

import polars as pl

from engine.columns import Column
from engine.ruling import NEEDS_REVIEW
from rules.deadline import STATES
from rules.policy import Deadline, Decision, HitPolicy, Policy
from rules.types import Boolean, Enumeration, Text, Type

REVIEW = "review"
FIRED = ".fired"
"""How the column ends that tells all rules of a decision that hold."""

MOST_ENUMERATED = 7
"""Of so many rules every set is a name of an enumeration, whose numbers fit a byte."""

MOST_SETS = 1 << 16
"""What may come to more sets of rules has them as texts, for numbered ones stay known as long as any column does."""


def result_schema(policy: Policy) -> dict[str, pl.DataType]:
    """Columns of the result, in order: the identity, `review`, then those of each decision and deadline."""
    schema: dict[str, pl.DataType] = {policy.identity: pl.String(), REVIEW: pl.String()}
    for name in policy.order:
        deadline = policy.deadlines_by_name.get(name)
        schema |= decision_schema(policy.decisions_by_name[name]) if deadline is None else deadline_schema(deadline)
    return schema


def deadline_schema(deadline: Deadline) -> dict[str, pl.DataType]:
    """Columns of one deadline: its state, and when it is due, in microseconds UTC.

    `NAME.earliest` and `NAME.latest` are there where the due instant may still move, null where it is settled.
    """
    name = deadline.name
    schema: dict[str, pl.DataType] = {name: pl.Enum([*STATES, NEEDS_REVIEW])}
    schema |= {f"{name}.{part}": pl.Int64() for part in ("due", "earliest", "latest")}
    return schema | ({} if deadline.warn_at is None else {f"{name}.warned": pl.Boolean()})


def decision_schema(decision: Decision) -> dict[str, pl.DataType]:
    """Columns of one decision."""
    name, schema = decision.name, dict[str, pl.DataType]()
    collects = decision.hit_policy is HitPolicy.COLLECT
    if decision.outcomes:
        schema[name] = sets_of(decision) if collects else pl.Enum([*decision.outcome_names, NEEDS_REVIEW])
    if not collects:
        schema[f"{name}.rule"] = pl.Enum([rule.id for rule in decision.rules])
    schema[f"{name}{FIRED}"] = _fired(decision)
    return schema | {value: stored(kind) for value, kind in value_types(decision).items()}


def _fired(decision: Decision) -> pl.DataType:
    """The column type for sets of a decision's rules; all that can be thought of, whether they can occur or not."""
    if len(decision.rules) > MOST_ENUMERATED:
        return sets_of(decision)
    sets = [""]
    for rule in decision.rules:
        sets += [f"{held} {rule.id}".lstrip() for held in sets]
    return pl.Enum(sets)


def sets_of(decision: Decision) -> pl.DataType:
    """The column type for sets of outcomes, or of many rules: texts, numbered where they cannot be too many."""
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
    if held.known is None or held.known.all():
        return series
    return series.zip_with(pl.Series(held.known), series.clear(1))


def undecided(policy: Policy, review: pl.Series) -> pl.DataFrame:
    """Result of rows that no decision may look at: all need review, for the reason told."""
    schema = result_schema(policy)
    del schema[policy.identity], schema[REVIEW]
    texts: dict[str, str | None] = dict.fromkeys(policy.deadlines_by_name, NEEDS_REVIEW)
    for decision in policy.decisions:
        texts |= {decision.name: NEEDS_REVIEW if decision.outcomes else None, f"{decision.name}{FIRED}": ""}
    told = {
        key: pl.Series(key, [texts.get(key)], dtype=dtype).new_from_index(0, len(review))
        for key, dtype in schema.items()
    }
    return pl.DataFrame({REVIEW: review} | told)
