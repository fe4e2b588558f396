"""Deciding complaints by column: the same classes as for one complaint, a chunk at a time.

Rows are independent of each other and of the chunk they come in, so any chunking gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl

from engine.assigning import assigned
from engine.classes import Classes
from engine.clocks import Timer
from engine.columns import Bits, Column, Rows
from engine.computing import Computing
from engine.cutting import cells
from engine.learnt import Learnt
from engine.lookup import Codes
from engine.results import REVIEW, value_types, valued
from engine.told import Told
from rules.cells import Value
from rules.edition import DeadlineEdition, DecisionEdition
from rules.evaluation import compute
from rules.terms import Term, Test, inputs


@dataclass(slots=True)
class Batch:
    """One chunk of complaints, all dated within one edition, on its way through the decisions.

    `as_of` is the instant asked about, in microseconds UTC.
    `pending` gives what conditions may read, and `known` holds what one of them has read.
    `reviewed` are the rows in which a person is needed, by decision or deadline.
    """

    rows: int
    as_of: int
    pending: dict[str, Callable[[], Column]]
    known: dict[str, Column] = field(default_factory=dict)
    reviewed: dict[str, Bits | None] = field(default_factory=dict)
    results: list[pl.Series] = field(default_factory=list)
    review: pl.Series | None = None

    def decide(self, answers: Sequence[Classes | Timer]) -> pl.DataFrame:
        """The result's columns, `review` first."""
        for one in answers:
            if isinstance(one, Timer):
                self._time(one)
            else:
                self._take(one)
        review = pl.Series(REVIEW, [None], dtype=pl.String).new_from_index(0, self.rows)
        return pl.DataFrame([self.review if self.review is not None else review, *self.results])

    def _take(self, classes: Classes) -> None:
        # The numbers of rulings are those of what is learnt now; another thread may begin anew meanwhile.
        learnt, decision = classes.learnt, classes.edition.decision
        numbers = self._numbers(learnt)
        told, places = learnt.told, _places(numbers)
        self._note_review(decision.name, numbers, told)
        values = assigned(classes.edition, learnt.rulings, numbers, self._computed)
        self.known.update(values)
        self.pending.update({name: partial(said.where, numbers) for name, said in told.inputs.items()})
        # One after the other: Polars would share the work of a frame out among threads that have enough to do.
        self.results.extend(column[places] for column in told.columns.get_columns())
        self.results.extend(valued(name, values[name], kind) for name, kind in value_types(decision).items())

    def _time(self, timer: Timer) -> None:
        """Tell where a deadline stands."""
        unavailable = self._unavailable(timer.edition)
        told = timer.table.tell(lambda term: self._computed(term, None), self.rows, self.as_of, unavailable)
        self.reviewed[timer.name] = told.reviewed
        if told.why is not None:
            self._note(told.why)
        self.known.update(told.inputs)
        self.results.extend(told.columns)

    def _input(self, key: str) -> Column:
        """What a condition reads."""
        if key not in self.known:
            self.known[key] = self.pending[key]()
        return self.known[key]

    def _numbers(self, learnt: Learnt) -> Codes:
        """Number of the ruling on every row."""
        unavailable = self._unavailable(learnt.edition)
        if unavailable is None:
            return self._asked(learnt, None)
        rows = np.flatnonzero(unavailable < 0)
        if len(rows):
            unavailable[rows] = self._asked(learnt, rows)
        return unavailable

    def _unavailable(self, edition: DecisionEdition | DeadlineEdition) -> Codes | None:
        """Rulings that need no rule, -1 where one does; None where all do."""
        if edition.lacks is not None:
            return np.zeros(self.rows, np.int32)
        found: Codes | None = None
        for number, read in reversed(list(enumerate(edition.reads, 1))):
            reviewed = self.reviewed[read]
            if reviewed is not None:
                found = np.full(self.rows, -1, np.int32) if found is None else found
                found[reviewed] = number
        return found

    def _asked(self, learnt: Learnt, rows: Rows | None) -> Codes:
        """Rulings from the class tables, on all rows or on some."""
        partition = learnt.edition.partition
        keys = dict.fromkeys(key for source in partition.sources for key in inputs(source))
        columns = {key: self._input(key) if rows is None else self._input(key).where(rows) for key in keys}
        computing = Computing(columns, self.rows if rows is None else len(rows))
        axes = zip(partition.axes, partition.sources, strict=True)
        digits = [cells(axis, computing.compute(source)) for axis, source in axes]

        def representative(row: int) -> list[Value]:
            one = {key: held.at(row) for key, held in columns.items()}
            return [compute(source, one) for source in partition.sources]

        return learnt.numbers(digits, computing.rows, representative)

    def _note_review(self, name: str, numbers: Codes, told: Told) -> None:
        reviewed = told.review.take(numbers) if told.review.any() else told.review[:0]
        self.reviewed[name] = reviewed if reviewed.any() else None
        if self.reviewed[name] is not None:
            self._note(told.why.gather(_places(numbers)))

    def _note(self, why: pl.Series) -> None:
        """Note why rows need a person, where nothing was noted before."""
        self.review = why if self.review is None else self.review.zip_with(self.review.is_not_null(), why)

    def _computed(self, found: Term | Test, rows: Rows | None) -> Column:
        """A term or test in some rows, or in all."""
        some = None if rows is None or len(rows) == self.rows else rows
        keys = dict.fromkeys(inputs(found))
        columns = {key: self._input(key) if some is None else self._input(key).where(some) for key in keys}
        return Computing(columns, self.rows if some is None else len(some)).compute(found)


def _places(numbers: Codes) -> pl.Series:
    """Numbers of rulings as Polars gathers by them, which it does faster than by signed ones."""
    return pl.Series(numbers.view(np.uint32))
