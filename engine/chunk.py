"""A chunk of complaints by column: which rows can be decided, and by which edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from engine.columns import Column, Rows, columns
from engine.fitness import unfit_rows
from engine.results import REVIEW, stored
from engine.ruling import Review
from rules.policy import Fact, Policy


@dataclass(slots=True)
class Chunk:
    """The fact columns of a frame, checked, and why rows cannot be decided (`review`, null where they can)."""

    policy: Policy
    facts: dict[str, pl.Series]
    review: pl.Series
    held: dict[str, Column] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pl.DataFrame, policy: Policy) -> Chunk:
        """The chunk in `frame`; raises TypeError for a column that is not stored as its fact is."""
        facts = {fact.name: _fact(frame, fact) for fact in policy.facts}
        if REVIEW in frame.columns:
            review = frame[REVIEW]
        else:
            review = pl.Series(REVIEW, [None], dtype=pl.String).new_from_index(0, len(frame))
        return cls(policy, facts, review)

    @property
    def undecidable(self) -> Rows:
        """Numbers of the rows that no decision may look at."""
        if self.review.null_count() == len(self.review):
            return np.empty(0, np.int64)
        return np.flatnonzero(self.review.is_not_null().to_numpy())

    def dated(self, lows: Sequence[int], end: int) -> Iterator[tuple[int, Rows]]:
        """Rows by the number of the edition in force; `lows` and `end` are values of the policy's `dated_by`.

        Rows outside the policy's force become undecidable.
        """
        dates = self._in_force(lows[0], end)
        for fact in self.policy.facts:
            self._check(fact)
        decidable = self._decidable()
        if dates is None or len(lows) == 1:
            yield from ((0, decidable),) if len(decidable) else ()
            return
        places = np.searchsorted(np.array(lows, np.int64), dates.gather(decidable).to_numpy(), side="right") - 1
        for place in np.unique(places).tolist():
            yield place, decidable[places == place]

    def _decidable(self) -> Rows:
        if self.review.null_count() == len(self.review):
            return np.arange(len(self.review))
        return np.flatnonzero(self.review.is_null().to_numpy())

    def _in_force(self, low: int, end: int) -> pl.Series | None:
        """The dates that pick the edition, those outside the policy's force refused; None for an undated policy."""
        if not self.policy.dated_by:
            return None
        dates = self.facts[self.policy.dated_by]
        self._check(self.policy.facts_by_name[self.policy.dated_by])
        self._refuse((dates < low) | (dates >= end), Review("not-in-force", self.policy.name))
        return dates

    def column(self, name: str, rows: Rows) -> Column:
        """The values of a fact in `rows`."""
        if not self.held:
            self.held = columns(self.facts.values())
        held = self.held[name]
        return held if len(rows) == len(self.review) else held.where(rows)

    def assembled(self, parts: Sequence[tuple[Rows, pl.DataFrame]]) -> pl.DataFrame:
        """The parts' rows in the chunk's order, behind the complaints' identity."""
        result = parts[0][1] if len(parts) == 1 else pl.concat([part for _, part in parts])
        if len(parts) > 1:
            result = result[np.argsort(np.concatenate([rows for rows, _ in parts]), kind="stable")]
        return result.insert_column(0, self.facts[self.policy.identity])

    def _check(self, fact: Fact) -> None:
        held = self.facts[fact.name]
        unfit = unfit_rows(fact, held)
        if unfit is not None:
            self._refuse(unfit, Review("unreadable", fact.name))
        if held.null_count() and (fact.required or fact.name == self.policy.dated_by):
            self._refuse(held.is_null(), Review("missing-required", fact.name))

    def _refuse(self, rows: pl.Series, review: Review) -> None:
        """Note why rows cannot be decided, where nothing was noted before."""
        if rows.any():
            noted = pl.Series(REVIEW, [str(review)], dtype=pl.String).new_from_index(0, len(rows))
            self.review = self.review.zip_with(self.review.is_not_null() | ~rows.fill_null(value=False), noted)


def _fact(frame: pl.DataFrame, fact: Fact) -> pl.Series:
    dtype = stored(fact.type)
    if fact.name not in frame.columns:
        return pl.Series(fact.name, [None], dtype=dtype).new_from_index(0, len(frame))
    found = frame[fact.name]
    if found.dtype != dtype:
        raise TypeError(f"`{fact.name}` is stored as {dtype}, not {found.dtype}")
    return found
