"""Columns: texts as values of a type, column by column, exactly as `rules.types.read` reads one.

What is plainly in the type's own form is read by vectors; every other text goes through `decode` on its own, each
distinct one once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import polars as pl

from adapters.feeds.mapping.instants import plain_dates, plain_instants
from rules.types import (
    TEXT_LIMIT,
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Intervals,
    Number,
    Text,
    Type,
    Value,
    read,
)
from rules.unreadable import Unreadable

Decode = Callable[[Any], Value | Unreadable]

# A number of so many digits fits the vectors' 64 bits with room to spare.
_PLAIN_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one fact, row by row; `reasons` (String) says of each row that is null why, null where it is missing.

    `reasons` is None where every value that is there was read.
    """

    values: pl.Series
    reasons: pl.Series | None = None

    @property
    def missing(self) -> pl.Series:
        """Which rows have neither a value nor a reason."""
        return self.values.is_null() if self.reasons is None else self.values.is_null() & self.reasons.is_null()

    @property
    def every_reason(self) -> pl.Series:
        """The reasons, also where there is none."""
        return nothing(self.values, pl.String()) if self.reasons is None else self.reasons

    def or_else(self, other: "Column") -> "Column":
        """The rows of this column, and those of the other one where this one is missing."""
        missing = self.missing
        if not missing.any():
            return self
        values = self.values.zip_with(~missing, other.values)
        if other.reasons is None:
            return Column(values, self.reasons)
        return Column(values, self.every_reason.zip_with(~missing, other.reasons))

    def told(self, head: str) -> "Column":
        """The same values, with `head` before each reason."""
        return self if self.reasons is None else Column(self.values, head + self.reasons)


def storage(kind: Type) -> pl.DataType:
    """The Polars type in which values of `kind` are kept; scaled numbers, days and microseconds are Int64."""
    match kind:
        case Boolean():
            return pl.Boolean()
        case Enumeration():
            return pl.Enum(kind.names)
        case Text():
            return pl.String()
        case Number() | Date() | Instant() | Duration():
            return pl.Int64()


def plainly(kind: Type, texts: pl.Series, zone: tzinfo | None) -> pl.Series:
    """Values of the texts whose form leaves no doubt, else null; whatever is null is to be asked of `read`."""
    match kind:
        case Boolean():
            true = texts == "true"
            return true.set(~(true | (texts == "false")), None)
        case Enumeration():
            return texts.cast(storage(kind), strict=False)
        case Intervals():
            return nothing(texts, storage(kind))
        case Text():
            # A character has one byte at least.
            return texts.set((texts.str.len_bytes() > TEXT_LIMIT), None)
        case Number():
            return _plain_numbers(kind, texts)
        case Date():
            return plain_dates(texts)
        case Instant():
            return plain_instants(texts, zone)
        case Duration():
            return nothing(texts, storage(kind))


def decoded(raw: pl.Series, kind: Type, *, decode: Decode, plain: pl.Series) -> Column:
    """The values in `plain`, and where it has none those that `decode` gives for what is there, each distinct once."""
    if not plain.null_count():
        return Column(plain)
    rest = raw.is_not_null() & plain.is_null()
    if not rest.any():
        return Column(plain)
    odd = raw.filter(rest)
    answers = {item: decode(item) for item in odd.unique().to_list()}
    return _patched(plain, storage(kind), at=rest, answers=[answers[item] for item in odd.to_list()])


def read_texts(kind: Type, texts: pl.Series, *, zone: tzinfo | None = None) -> Column:
    """Each text as `rules.types.read` reads it."""
    return decoded(texts, kind, decode=lambda text: read(kind, text, zone=zone), plain=plainly(kind, texts, zone))


def _patched(plain: pl.Series, dtype: pl.DataType, *, at: pl.Series, answers: list[Value | Unreadable]) -> Column:
    places = at.arg_true()
    found = [None if isinstance(answer, Unreadable) else answer for answer in answers]
    reasons = [answer.reason if isinstance(answer, Unreadable) else None for answer in answers]
    values = plain.clone().scatter(places, pl.Series(found, dtype=dtype, strict=True))
    # INVARIANT: what is there becomes the value that `decode` found; only what it found to be missing or told is null.
    if values.null_count() != plain.null_count() - len(found) + found.count(None):
        raise AssertionError(f"values of `{plain.name}` are lost")
    if not any(reasons):
        return Column(values)
    return Column(values, nothing(plain, pl.String()).scatter(places, pl.Series(reasons, dtype=pl.String)))


def nothing(like: pl.Series, dtype: pl.DataType) -> pl.Series:
    """As many nulls as `like` is long."""
    return pl.Series(like.name, [None], dtype).new_from_index(0, len(like))


def _plain_numbers(kind: Number, texts: pl.Series) -> pl.Series:
    if kind.scale == 0:
        whole = texts.set(~texts.str.contains(rf"^-?[0-9]{{1,{_PLAIN_DIGITS}}}$"), None)
        values = whole.cast(pl.Int64)
    else:
        form = rf"^-?[0-9]{{1,{_PLAIN_DIGITS - kind.scale}}}(?:\.[0-9]{{1,{kind.scale}}})?$"
        exact = texts.set(~texts.str.contains(form), None).cast(pl.Decimal(18, kind.scale))
        values = exact.to_physical().cast(pl.Int64)
    return values.set((values < kind.low) | (values > kind.high), None)
