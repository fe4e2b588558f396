"""Timetables: what a deadline tells of every complaint in a chunk, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from engine.columns import Bits, Column
from engine.lookup import Codes
from engine.midnight import Moments
from engine.results import REVIEW, deadline_schema
from engine.ruling import NEEDS_REVIEW, Review, uncountable
from engine.stopping import NEVER, Pauses
from engine.timing import Clocks, Events, Lengths, Standings
from engine.workdays import REFUSALS, Integers
from rules import intervals
from rules.counting import PERIODS
from rules.deadline import STATES
from rules.edition import DeadlineEdition, Moment
from rules.expression import Expression
from rules.knowledge import Knowledge
from rules.midnight import kept, opening
from rules.terms import Input, Term
from rules.types import Instant, Unit, bounds

Computed = Callable[[Term], Column]

_KEPT_DAYS = range(7_305, 25_568)
"""1990 to 2039."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one deadline tells of each row.

    `inputs` are what later conditions may read, missing in the rows that are `reviewed`; `why` says in each of these
    what keeps it from being told, null elsewhere.
    Both are None where no row needs it.
    """

    columns: list[pl.Series]
    inputs: dict[str, Column]
    reviewed: Bits | None
    why: pl.Series | None


class Timetable:
    """Tells where one deadline of an edition stands, by column."""

    def __init__(self, edition: DeadlineEdition, knowledge: Knowledge) -> None:
        self._edition = edition
        self._clocks = Clocks(knowledge, edition.deadline.warn_at)
        self._openings = Moments(partial(opening, zone=knowledge.zone), days=_KEPT_DAYS)

    def tell(self, computed: Computed, rows: int, as_of: int, unavailable: Codes | None) -> Told:
        """What the deadline tells at an instant.

        `unavailable` numbers in each row what `engine.ruling.unavailable` says of it, -1 where nothing does.
        """
        standings = self._clocks.standings(self._events(computed, rows), as_of)
        numbers = standings.dues.refusals.astype(np.int32)
        if unavailable is not None:
            numbers = np.where(unavailable >= 0, unavailable + np.int32(len(REFUSALS) + 1), numbers)
        reviewed = numbers != 0
        if not reviewed.any():
            return Told(list(self._columns(standings, None)), self._inputs(standings, None), None, None)
        why = pl.Series(REVIEW, self._reviews, dtype=pl.String).gather(numbers)
        return Told(list(self._columns(standings, reviewed)), self._inputs(standings, reviewed), reviewed, why)

    @property
    def _reviews(self) -> list[str | None]:
        """Why a row may need a review, by number; the first is none."""
        name, lacks = self._edition.deadline.name, self._edition.lacks
        lacking = Review("parameter-not-in-force", f"{name} {lacks}")
        read = (Review("reads-reviewed", f"{name} {one}") for one in self._edition.reads)
        refused = (uncountable(name, one) for one in REFUSALS)
        return [None, *map(str, (*refused, lacking, *read))]

    def _inputs(self, standings: Standings, reviewed: Bits | None) -> dict[str, Column]:
        name, told = self._edition.deadline.name, None if reviewed is None else ~reviewed
        due = standings.due if told is None else standings.due & told
        found = {
            name: Column(standings.states, told, STATES),
            f"{name}.due": Column(standings.dues.instants, None if due.all() else due),
            f"{name}.provisional": Column(standings.dues.provisional & standings.due, told),
        }
        warns = self._edition.deadline.warn_at is not None
        return found | ({f"{name}.warned": Column(standings.warned, told)} if warns else {})

    def _columns(self, standings: Standings, reviewed: Bits | None) -> Iterator[pl.Series]:
        """The columns of the result."""
        schema = deadline_schema(self._edition.deadline)
        told = None if reviewed is None else ~reviewed
        dues, due = standings.dues, standings.due if told is None else standings.due & told
        moves = due & dues.provisional
        state, *rest = schema
        states = standings.states if reviewed is None else np.where(reviewed, np.uint8(len(STATES)), standings.states)
        # Polars gathers by unsigned numbers of 32 bits, and takes twice the time to make them itself.
        yield pl.Series(state, [*STATES, NEEDS_REVIEW], dtype=schema[state]).gather(pl.Series(states.astype(np.uint32)))
        held: dict[str, tuple[Integers | Bits, Bits | None]] = {
            "due": (dues.instants, due),
            "earliest": (dues.earliest, moves),
            "latest": (dues.latest, moves),
            "warned": (standings.warned, told),
        }
        for name in rest:
            yield _nullable(name, *held[name.rpartition(".")[2]])

    def _events(self, computed: Computed, rows: int) -> Events:
        one, deadline = self._edition, self._edition.deadline
        restarts = [self._instants(computed, moment) for moment in one.restarts]
        hard = None
        if one.hard_stop is not None and deadline.hard_stop is not None:
            hard = _lengths(computed(one.hard_stop), unit(deadline.hard_stop))
        return Events(
            starts=self._instants(computed, one.start),
            periods=_lengths(computed(one.within), unit(deadline.within)),
            met=np.full(rows, NEVER) if one.met_by is None else self._instants(computed, one.met_by),
            pauses=self._pauses(computed, rows),
            restarts=np.array(restarts, np.int64).reshape(-1, rows),
            hard_stops=hard,
        )

    def _instants(self, computed: Computed, moment: Moment) -> Integers:
        """Instants, or NEVER."""
        found = computed(moment.term)
        if moment.is_day:
            instants = self._openings.of(found.values)
        else:
            # A fact is known to lie within its bounds, a computed instant may lie beyond them.
            instants = found.values if isinstance(moment.term, Input) else np.clip(found.values, *bounds(Instant()))
        if found.known is None:
            return instants
        instants = instants.copy()
        np.putmask(instants, ~found.known, NEVER)
        return instants

    def _pauses(self, computed: Computed, rows: int) -> Pauses:
        starts: list[Integers] = []
        ends: list[Integers] = []
        for pause in self._edition.pauses:
            if isinstance(pause, Input):
                several = _intervals(computed(pause), rows)
                starts.extend(several.starts)
                ends.extend(several.ends)
                continue
            starts.append(self._instants(computed, pause[0]))
            end = np.full(rows, NEVER) if pause[1] is None else self._instants(computed, pause[1])
            ends.append(np.where(starts[-1] == NEVER, NEVER, end))
        return Pauses(np.array(starts, np.int64).reshape(-1, rows), np.array(ends, np.int64).reshape(-1, rows))


def unit(duration: Expression) -> Unit:
    """The unit of a deadline's duration."""
    return Unit(duration.sort.detail)


def _nullable(name: str, values: Integers | Bits, known: Bits | None) -> pl.Series:
    """A column that holds values where they are known."""
    if known is None or known.all():
        return pl.Series(name, values)
    series = pl.Series(name, values)
    if not known.any():
        return series.clear(1).new_from_index(0, len(series))
    return series.zip_with(pl.Series(known), series.clear(1))


def _lengths(found: Column, unit: Unit) -> Lengths:
    known = np.ones(len(found.values), np.bool_) if found.known is None else found.known
    return Lengths(found.values, known, PERIODS[unit])


def _intervals(found: Column, rows: int) -> Pauses:
    """The intervals of each row's text, each distinct text read once."""
    texts = (
        pl.Series(found.values) if found.known is None else pl.Series(found.values).set(~pl.Series(found.known), None)
    )
    places = np.flatnonzero(texts.is_not_null().to_numpy())
    distinct = texts.drop_nulls().unique(maintain_order=True)
    read = [intervals.read(text) for text in distinct.to_list()]
    slots = max(map(len, read), default=0)
    starts, ends = np.full((2, slots, rows), NEVER, np.int64)
    numbers = texts.drop_nulls().cast(pl.Enum(distinct)).to_physical().to_numpy()
    for slot in range(slots):
        some = [one[slot] if slot < len(one) else None for one in read]
        begins = [NEVER if one is None else kept(one.start) for one in some]
        lasts = [NEVER if one is None or one.end is None else kept(one.end) for one in some]
        starts[slot, places] = np.array(begins, np.int64)[numbers]
        ends[slot, places] = np.array(lasts, np.int64)[numbers]
    return Pauses(starts, ends)
