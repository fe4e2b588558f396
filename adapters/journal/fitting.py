"""Fitting: facts that were told under one policy, as the facts of another."""

import polars as pl

from adapters.written import alike
from engine.results import REVIEW, stored
from engine.ruling import Review
from rules.policy import Fact, Policy
from rules.said import Said
from rules.types import Number, Text, Type, Value, read, show
from rules.unreadable import Unreadable


def fitted(facts: pl.DataFrame, old: Policy, new: Policy) -> pl.DataFrame:
    """The facts of `new`, and `review`, out of stored facts of `old`; one that `old` did not have is missing.

    A value that its new type cannot hold sends the row to review, as an unreadable one does in a feed.
    """
    review = facts[REVIEW]
    columns = []
    for fact in new.facts:
        was = old.facts_by_name.get(fact.name)
        if was is None:
            columns.append(pl.Series(fact.name, [None], dtype=stored(fact.type)).new_from_index(0, facts.height))
            continue
        column, amiss = _fitted(facts[fact.name], was, fact, old, new)
        columns.append(column)
        review = review.zip_with(review.is_not_null(), amiss)
    return pl.DataFrame([*columns, review.alias(REVIEW)])


def _fitted(column: pl.Series, was: Fact, fact: Fact, old: Policy, new: Policy) -> tuple[pl.Series, pl.Series]:
    """The column as its new type has it, and why a row cannot be read, where it cannot."""
    if alike(was.type, fact.type):
        return column, pl.Series([None], dtype=pl.String).new_from_index(0, len(column))
    distinct = column.drop_nulls().unique(maintain_order=True)
    values = [_read(value, was.type, fact.type, old, new) for value in distinct.to_list()]
    told = pl.Series([None if isinstance(one, Unreadable) else one for one in values], dtype=stored(fact.type))
    reasons = [
        str(Review("unreadable", f"{fact.name}: {one.reason}")) if isinstance(one, Unreadable) else None
        for one in values
    ]
    places = column.replace_strict(distinct, range(len(distinct)), default=None, return_dtype=pl.UInt32)
    return told.gather(places).alias(fact.name), pl.Series(reasons, dtype=pl.String).gather(places)


def _read(value: Value, was: Type, now: Type, old: Policy, new: Policy) -> Value | Unreadable:
    if isinstance(was, Number) and isinstance(now, Number) and was.currency != now.currency:
        return Unreadable(
            Said(
                "in {currency}, not in {other}",
                currency=was.currency or Said("no currency"),
                other=now.currency or Said("none"),
            )
        )
    text = show(was, value, zone=old.zone)
    return text if type(now) is Text else read(now, text, zone=new.zone)
