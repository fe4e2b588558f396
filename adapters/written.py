"""Decisions as they are written: exact, and readable without the policy."""

from collections.abc import Mapping
from datetime import tzinfo

import polars as pl

from rules.policy import Policy
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Number, Text, Type, show

PRECISION = 18


def typed(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The engine's columns with every value in the type that Parquet has for it."""
    return typed_as(frame, kinds(policy))


def texts(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The engine's columns with every value but numbers and flags as the text that `rules.types.show` gives."""
    return frame.with_columns(_text(frame[name], kind, policy) for name, kind in kinds(policy).items())


def typed_as(frame: pl.DataFrame, types: Mapping[str, Type]) -> pl.DataFrame:
    """Those columns of a frame that `types` names, as `typed` writes values of those types."""
    return frame.with_columns(_typed(frame[name], kind) for name, kind in types.items() if name in frame.columns)


def shown_as(values: pl.Series, kind: Type | None, zone: tzinfo) -> pl.Series:
    """Values as people write them, money with its currency; as they are stored where `kind` is None."""
    if not isinstance(kind, Number | Date | Instant | Duration):
        return values.cast(pl.String)
    # Nothing of a journal is imported by who writes Parquet and keeps none.
    from engine.journal.meaning import text_of  # noqa: PLC0415

    distinct = values.drop_nulls().unique()
    shown = pl.Series([str(text_of(value, kind, zone)) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, shown, default=None, return_dtype=pl.String())


def alike(was: Type | None, now: Type | None) -> bool:
    """Whether values of two types are stored alike; ranges make no difference."""
    match was, now:
        case Number(), Number():
            return (was.scale, was.currency) == (now.scale, now.currency)
        case Enumeration(), Enumeration():
            return was.names == now.names
        case _:
            return was == now


def kinds(policy: Policy) -> dict[str, Type]:
    """Types of the columns that hold values, or instants of deadlines."""
    instants = {f"{one.name}.{part}": Instant() for one in policy.deadlines for part in ("due", "earliest", "latest")}
    return policy.value_types | instants


def _typed(values: pl.Series, kind: Type) -> pl.Series:
    """Decimal, Date or Datetime (UTC); durations stay Int64: days, or microseconds when their unit is hours."""
    match kind:
        case Number(scale=scale) if scale:
            return _decimal(values, scale)
        case Date():
            return values.cast(pl.Int32).cast(pl.Date())
        case Instant():
            return values.cast(pl.Datetime("us", "UTC"))
        case Number() | Duration() | Boolean() | Enumeration() | Text():
            return values


def _decimal(values: pl.Series, scale: int) -> pl.Series:
    return values.cast(pl.Int128).reinterpret(dtype=pl.Decimal(PRECISION, scale))


def _text(values: pl.Series, kind: Type, policy: Policy) -> pl.Series:
    if not isinstance(kind, Date | Instant | Duration):
        return _typed(values, kind)
    # Nothing of a journal is imported by who writes Parquet and keeps none.

    distinct = values.drop_nulls().unique()
    shown = [show(kind, value, zone=policy.zone) for value in distinct]
    return values.replace_strict(distinct, pl.Series(shown, dtype=pl.String), default=None, return_dtype=pl.String())
