"""Timing by column: where many complaints' deadlines stand, the same as `rules.deadline` says it one by one.

Instants are arrays of int64 microseconds UTC, one entry a complaint; NEVER stands for one that is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.counting import Counting, Dues
from engine.dial import Dial
from engine.plain import plain
from engine.stopping import NEVER, Pauses, merged, stopped
from engine.usage import Usage
from engine.workdays import BEYOND, BLOCK, NO_PERIOD, Bits, Codes, Integers, Rows
from rules.counting import AfterHours, Period
from rules.deadline import STATES, State
from rules.knowledge import Knowledge
from rules.midnight import opening

_CODES = {state: np.uint8(STATES.index(state)) for state in State}
_RUNNING, _BREACHED, _MET, _MET_LATE = (
    _CODES[state] for state in (State.RUNNING, State.BREACHED, State.MET, State.MET_LATE)
)
_FIRST = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Lengths:
    """Durations of one unit; of no meaning where they are not `known`."""

    amounts: Integers
    known: Bits
    unit: type[Period]

    def where(self, rows: Rows) -> Lengths:
        """Those of some complaints."""
        return Lengths(self.amounts[rows], self.known[rows], self.unit)


@dataclass(frozen=True, slots=True)
class Events:
    """Many `rules.deadline.Events`; `pauses` and `restarts` have a row a slot, in no order."""

    starts: Integers
    periods: Lengths
    met: Integers
    pauses: Pauses
    restarts: Integers
    hard_stops: Lengths | None

    def where(self, rows: Rows) -> Events:
        """Those of some complaints."""
        hard = None if self.hard_stops is None else self.hard_stops.where(rows)
        return Events(
            self.starts[rows],
            self.periods.where(rows),
            self.met[rows],
            self.pauses.where(rows),
            self.restarts[:, rows],
            hard,
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """Many runs of a clock: when they are due, when to warn, and whether they stand still at the end."""

    dues: Dues
    known: Bits
    warns: Integers
    still: Bits

    @classmethod
    def none(cls, size: int) -> Runs:
        """As many that have not begun."""
        instants, earliest, latest, warns = np.full((4, size), NEVER, np.int64)
        provisional, known, still = np.zeros((3, size), np.bool_)
        return cls(Dues(instants, earliest, latest, provisional, np.zeros(size, np.uint8)), known, warns, still)

    def put(self, rows: Integers, other: Runs) -> None:
        """Replace some."""
        self.dues.put(rows, other.dues)
        self.known[rows], self.warns[rows], self.still[rows] = other.known, other.warns, other.still


@dataclass(frozen=True, slots=True)
class Standings:
    """Many `rules.deadline.Standing`s.

    `states` number `STATES`; `due` says in which rows `dues` has an instant.
    In rows that it refuses nothing can be said.
    """

    states: Codes
    dues: Dues
    due: Bits
    warned: Bits

    @classmethod
    def none(cls, size: int) -> Standings:
        """As many of which nothing is told yet."""
        instants, earliest, latest = np.zeros((3, size), np.int64)
        provisional, due, warned = np.zeros((3, size), np.bool_)
        states, refusals = np.zeros((2, size), np.uint8)
        return cls(states, Dues(instants, earliest, latest, provisional, refusals), due, warned)

    def where(self, rows: slice) -> Standings:
        """Those of some complaints; what is filled in there is filled in here."""
        dues = self.dues
        part = Dues(
            dues.instants[rows], dues.earliest[rows], dues.latest[rows], dues.provisional[rows], dues.refusals[rows]
        )
        return Standings(self.states[rows], part, self.due[rows], self.warned[rows])

    def put(self, rows: Integers, runs: Runs, horizons: Integers, met: Bits) -> None:
        """Fill in what runs tell."""
        self.dues.put(rows, runs.dues)
        self.due[rows], self.warned[rows] = runs.known, runs.warns <= horizons
        late = runs.known & (runs.dues.instants < horizons)
        states = _states(met, late=late)
        states[runs.still & ~met & ~late] = _CODES[State.PAUSED]
        self.states[rows] = states


class Clocks:
    """`rules.deadline.Clock` by column."""

    def __init__(self, knowledge: Knowledge, warn_at: int | None) -> None:
        self._knowledge = knowledge
        self._warn_at = warn_at
        self._from = np.array([opening(day, knowledge.zone) for day in knowledge.days], np.int64)
        self._countings: dict[int, tuple[Counting, Usage | None]] = {}

    @cached_property
    def _dial(self) -> Dial:
        return Dial(self._knowledge.counting(len(self._knowledge.days)))

    def standings(self, events: Events, as_of: int) -> Standings:
        """Where deadlines stand at an instant."""
        found = Standings.none(events.starts.size)
        for start in range(0, events.starts.size, BLOCK):
            rows = slice(start, start + BLOCK)
            self._stand(events.where(rows), as_of, found.where(rows))
        return found

    def _stand(self, events: Events, as_of: int, found: Standings) -> None:
        """Fill in where some deadlines stand."""
        unfit = _ends_before_it_begins(events.pauses)
        begun = np.logical_and(events.starts <= as_of, events.periods.known, out=found.due)
        if unfit is not None:
            begun &= ~unfit
            found.dues.refusals[unfit] = NO_PERIOD
        met, horizons = events.met <= as_of, np.minimum(events.met, as_of)
        odd = self._plain(events, horizons, as_of, found)
        rows = np.flatnonzero(begun if odd is None else begun & odd)
        np.multiply(_states(met, late=found.dues.instants < horizons), begun, out=found.states)
        np.logical_and(found.warned, begun, out=found.warned)
        if rows.size:
            runs = self._last_runs(events.where(rows), events.starts[rows], horizons[rows])
            found.put(rows, runs, horizons[rows], met[rows])

    def _plain(self, events: Events, horizons: Integers, as_of: int, found: Standings) -> Bits | None:
        """Fill in the dues of periods as if all were plain; which of them are not, or None if none can be told so."""
        if events.hard_stops is not None or self._knowledge.convention.after_hours is not AfterHours.SAME_DAY:
            return None
        starts, amounts = np.minimum(events.starts, as_of), events.periods.amounts
        odd = np.zeros(starts.size, np.bool_)
        for told in (*events.pauses.starts, *events.restarts):
            odd |= told != NEVER
        first, last = self._places(np.array([starts.min(), starts.max()])).tolist()
        places = None if first == last else self._places(starts)
        for place in [first] if places is None else np.unique(places).tolist():
            rows = slice(None) if places is None else np.flatnonzero(places == place)
            unit = events.periods.unit
            told = plain(
                *self._counting(place), starts[rows], amounts[rows], horizons[rows], unit=unit, percent=self._warn_at
            )
            if told is None:
                return None
            found.dues.instants[rows], found.warned[rows] = told.dues, told.warned
            odd[rows] |= told.odd
        return odd

    def _last_runs(self, events: Events, starts: Integers, horizons: Integers) -> Runs:
        """The runs that count: a restart begins another one unless the one before was breached by then."""
        runs, starts = self._runs(events, starts, horizons), starts.copy()
        for restarts in np.sort(events.restarts, axis=0):
            open_ = ~runs.known | (restarts <= runs.dues.instants)
            again = (restarts <= horizons) & (restarts > starts) & open_ & (runs.dues.refusals == 0)
            rows = np.flatnonzero(again)
            if rows.size:
                starts[rows] = restarts[rows]
                runs.put(rows, self._runs(events.where(rows), starts[rows], horizons[rows]))
        return runs

    def _runs(self, events: Events, starts: Integers, horizons: Integers) -> Runs:
        """Runs by what was known when they began; what was not settled then, by the first notice that settles it."""
        places, last = self._places(starts), self._places(horizons)
        runs = self._known(events, starts, horizons, places)
        waiting = np.arange(starts.size)
        while True:
            waiting = waiting[self._wait(runs, waiting, places, last)]
            if not waiting.size:
                return runs
            places[waiting] += 1
            found = self._known(events.where(waiting), starts[waiting], horizons[waiting], places[waiting])
            runs.put(waiting, found)

    def _places(self, instants: Integers) -> Integers:
        """How much was known at instants."""
        first, last = np.searchsorted(self._from, np.array([instants.min(), instants.max()]), side="right").tolist()
        if first == last:
            return np.full(instants.size, first, np.int64)
        return np.searchsorted(self._from, instants, side="right")

    def _wait(self, runs: Runs, rows: Integers, places: Integers, last: Integers) -> Bits:
        """Whether the next notice may settle a run, of those in `rows`."""
        later = places[rows] < last[rows]
        if not later.any():
            return later
        dues = runs.dues
        due = np.where(runs.known[rows], dues.instants[rows], _FIRST)
        comes = self._from[np.minimum(places[rows], self._from.size - 1)]
        waits = (dues.refusals[rows] == BEYOND) | (dues.provisional[rows] & (comes <= due) & (dues.refusals[rows] == 0))
        found: Bits = later & waits
        return found

    def _known(self, events: Events, starts: Integers, horizons: Integers, places: Integers) -> Runs:
        """Runs by what was known at one time each."""
        if places.min() == places.max():
            return self._run(events, starts, horizons, int(places[0]))
        runs = Runs.none(starts.size)
        for place in np.unique(places).tolist():
            rows = np.flatnonzero(places == place)
            runs.put(rows, self._run(events.where(rows), starts[rows], horizons[rows], place))
        return runs

    def _run(self, events: Events, starts: Integers, horizons: Integers, place: int) -> Runs:
        """Runs by what was known at a place."""
        counting, usage = self._counting(place)
        periods, hard = events.periods, events.hard_stops
        plain = counting.due(starts, periods.amounts, unit=periods.unit)
        pauses = merged(events.pauses, starts=starts, horizons=horizons)
        stop = stopped(counting, starts, periods.amounts, pauses, plain, unit=periods.unit)
        dues, known, untils = stop.dues, ~stop.still & (stop.dues.refusals == 0), plain.instants
        if hard is not None:
            hards = counting.due(events.starts, hard.amounts, unit=hard.unit)
            untils = np.where(hard.known, np.minimum(untils, hards.instants), untils)
            dues, known = _sooner(dues, known, hards, hard.known, plain)
        warns = np.full(starts.size, NEVER, np.int64)
        if usage is not None and self._warn_at is not None:
            unit = periods.unit
            warns = usage.reached(starts, untils, pauses, stop.met, percent=self._warn_at, unit=unit)
            warns = np.where(known, np.minimum(warns, dues.instants), warns)
            warns[dues.refusals != 0] = NEVER
        return Runs(dues, known, warns, stop.still)

    def _counting(self, place: int) -> tuple[Counting, Usage | None]:
        if place not in self._countings:
            one = self._knowledge.counting(place)
            columns = Counting(one, self._dial)
            self._countings[place] = columns, None if self._warn_at is None else Usage(one, columns)
        return self._countings[place]


def _ends_before_it_begins(pauses: Pauses) -> Bits | None:
    """Which complaints have a pause that does; None if none has one."""
    found = [(begins != NEVER) & (ends < begins) for begins, ends in zip(pauses.starts, pauses.ends, strict=True)]
    unfit = np.logical_or.reduce(found) if found else None
    return unfit if unfit is not None and unfit.any() else None


def _sooner(dues: Dues, known: Bits, hards: Dues, hard: Bits, plain: Dues) -> tuple[Dues, Bits]:
    """Whichever of two dues comes first, as far as they are known; refused where one that is there is."""
    refusals = np.where(
        plain.refusals, plain.refusals, np.where(hard & (hards.refusals != 0), hards.refusals, dues.refusals)
    )
    both, only = known & hard, hard & ~known
    take = only | (both & (hards.instants < dues.instants))
    instants = np.where(take, hards.instants, dues.instants)
    earliest = np.where(both, np.minimum(dues.earliest, hards.earliest), np.where(only, hards.earliest, dues.earliest))
    latest = np.where(both, np.minimum(dues.latest, hards.latest), np.where(only, hards.latest, dues.latest))
    provisional = np.where(take, hards.provisional, dues.provisional) | (both & (earliest < latest))
    found = Dues(instants, earliest, latest, provisional, refusals.astype(np.uint8))
    return found, (known | hard) & (refusals == 0)


def _states(met: Bits, *, late: Bits) -> Codes:
    """The states of deadlines that have begun and do not stand still: done or not by now, and late or not."""
    done, over = met.view(np.uint8), late.view(np.uint8)
    open_ = _RUNNING + over * (_BREACHED - _RUNNING)
    states: Codes = open_ + done * (_MET + over * (_MET_LATE - _MET) - open_)
    return states
