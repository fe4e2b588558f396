"""Mapped rows: the typed facts of a chunk, with what needs review and what can't be decided."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from adapters.feeds.mapping.columns import Column, nothing
from rules.policy import Policy

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row that can't be decided: its identity, or the fact that dates it, is missing or cannot be read.

    `row` is its position in the chunk; `column` the columns that should give the fact, empty if there are none.
    `reason` is a stable code in kebab case; `detail` says it to a person without quoting the row.
    """

    row: int
    column: str
    fact: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """The facts of a chunk's rows.

    `facts` has a column a fact in the policy's order, of the type that `columns.storage` says; null is missing.
    `review` (String, as long as `facts`) says why a row needs review, else null; what is unread is null in `facts`.
    `kept` holds the positions in the chunk of the rows in `facts`; the others are in `quarantined`, by position.
    """

    facts: pl.DataFrame
    review: pl.Series
    kept: Positions
    quarantined: tuple[Unfit, ...]


def assemble(policy: Policy, columns: Mapping[str, Column], *, told_by: Mapping[str, str], height: int) -> Mapped:
    """The rows of a chunk from a column for each fact; `told_by` names the source columns of each fact."""
    unfit = {
        row.row: row
        for fact, role in ((policy.dated_by, "date"), (policy.identity, "identity"))
        if fact
        for row in _unfit(fact, columns[fact], role=role, source=told_by[fact])
    }
    facts = pl.DataFrame([column.values.rename(fact) for fact, column in columns.items()])
    review = _review(policy, columns, height)
    kept = np.arange(height)
    if unfit:
        kept = np.delete(kept, list(unfit))
        facts, review = facts[kept], review.gather(kept)
    return Mapped(facts, review, kept, tuple(unfit[row] for row in sorted(unfit)))


def _unfit(fact: str, column: Column, *, role: str, source: str) -> list[Unfit]:
    if not column.values.null_count():
        return []
    rows = column.values.is_null().arg_true()
    details = column.every_reason.gather(rows)
    return [
        Unfit(row, source, fact, f"{'unreadable' if detail else 'missing'}-{role}", detail or f"`{fact}` is missing")
        for row, detail in zip(rows, details, strict=True)
    ]


def _review(policy: Policy, columns: Mapping[str, Column], height: int) -> pl.Series:
    """Why rows need review: every value that is there and unreadable, then every required one that is missing."""
    reasons = [column.reasons for column in columns.values() if column.reasons is not None]
    for fact in policy.facts:
        if fact.required and columns[fact.name].values.null_count():
            missing = columns[fact.name].missing
            reasons.append(nothing(missing, pl.String()).set(missing, f"missing-required `{fact.name}`"))
    if not reasons:
        return pl.Series("review", [None], pl.String).new_from_index(0, height)
    frame = pl.DataFrame([each.rename(str(place)) for place, each in enumerate(reasons)])
    joined = frame.select(review=pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)).to_series()
    return joined.set(joined == "", None)
