"""Deadlines: where one stands at an instant, given what has happened and what was known of the calendar.

Everything is a function of events, convention, calendar and the instant asked about; no clock is read.
An event that lies after that instant has not happened yet.
A pause stands still what it covers: hours to the microsecond, days where it covers their end.
A restart begins the whole period anew, and a hard stop takes heed of neither.
What is over stays as it was: nothing that comes after a deadline was met or breached changes when it was due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.counting import Counting, Due, Period
from rules.knowledge import Knowledge
from rules.midnight import begins
from rules.stopping import Interval, Stopped, merged, stopped
from rules.usage import reached
from rules.workdays import Refusal


class State(StrEnum):
    """Where a deadline stands; the boundary instant itself is still in time."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"


STATES = tuple(state.value for state in State)


@dataclass(frozen=True, slots=True)
class Events:
    """What happened or will, in microseconds UTC; None where nothing is known to.

    A pause whose end is None lasts.
    `period` is None where no decision has set one; `hard_stop` runs from `start`, whatever pauses or restarts.
    """

    start: int | None
    period: Period | None
    met: int | None = None
    pauses: tuple[Interval, ...] = ()
    restarts: tuple[int, ...] = ()
    hard_stop: Period | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a deadline stands.

    `start` is when the period that counts began, `due` when it ends; None before it starts, and while it stands still
    with no end in sight.
    `warns` is when so much of the business time is used that a warning is due, None where that is never.
    `stops` are the pauses that counted, and `place` says how much was known of the calendar by which it was counted.
    """

    state: State
    start: int | None = None
    due: Due | None = None
    warns: int | None = None
    warned: bool = False
    stops: tuple[Interval, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a deadline that has begun runs by."""

    start: int
    period: Period
    events: Events


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the clock: from a start until it is due, with the pauses that it met."""

    start: int
    due: Due | None
    warns: int | None
    stops: tuple[Interval, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells where one deadline stands, by what is known of its calendar.

    `warn_at` is the share of the business time, in percent, at which a warning is due.
    """

    knowledge: Knowledge
    warn_at: int | None = None

    def standing(self, events: Events, as_of: int) -> Standing | Refusal:
        """Where the deadline stands at an instant, or why it cannot be counted."""
        if any(end is not None and end < start for start, end in events.pauses):
            return Refusal.NO_PERIOD
        if events.start is None or events.period is None or events.start > as_of:
            return Standing(State.NOT_STARTED)
        met = events.met if events.met is not None and events.met <= as_of else None
        horizon = as_of if met is None else met
        run = self._last_run(_Begun(events.start, events.period, events), horizon)
        if isinstance(run, Refusal):
            return run
        return Standing(
            state=_state(run, met, as_of),
            start=run.start,
            due=run.due,
            warns=run.warns,
            warned=run.warns is not None and run.warns <= horizon,
            stops=run.stops,
            place=run.place,
        )

    def _last_run(self, begun: _Begun, horizon: int) -> _Run | Refusal:
        """The run that counts: a restart begins another one unless the one before was breached by then."""
        run = self._run(begun, begun.start, horizon)
        for restart in sorted(begun.events.restarts):
            if isinstance(run, Refusal) or restart > horizon or (run.due is not None and restart > run.due.instant):
                break
            if restart > run.start:
                run = self._run(begun, restart, horizon)
        return run

    def _run(self, begun: _Begun, start: int, horizon: int) -> _Run | Refusal:
        """A run by what was known when it began; what was not settled then, by the first notice that settles it."""
        place, last = self.knowledge.place(start), self.knowledge.place(horizon)
        found = self._known(begun, start, horizon, place)
        while place < last and self._waits(found, place):
            place += 1
            found = self._known(begun, start, horizon, place)
        return found

    def _waits(self, found: _Run | Refusal, place: int) -> bool:
        """Whether the next notice may settle a run; one that comes when it is over may not."""
        if isinstance(found, Refusal):
            return found is Refusal.BEYOND_CALENDAR
        due = found.due
        return due is not None and due.provisional and self._known_from(self.knowledge.days[place]) <= due.instant

    def _known(self, begun: _Begun, start: int, horizon: int, place: int) -> _Run | Refusal:
        """A run by what was known at one time."""
        counting, period, events = self.knowledge.counting(place), begun.period, begun.events
        plain = counting.due(start, period)
        if isinstance(plain, Refusal):
            return plain
        hard = None if events.hard_stop is None else counting.due(begun.start, events.hard_stop)
        if isinstance(hard, Refusal):
            return hard
        stop = stopped(counting, start, period, merged(events.pauses, start=start, horizon=horizon), plain)
        if isinstance(stop, Refusal):
            return stop
        due = _sooner(stop.due, hard)
        until = plain.instant if hard is None else min(plain.instant, hard.instant)
        warns = self._warns(counting, period, start, until, stop)
        ends = [one for one in (warns, None if due is None else due.instant) if one is not None]
        return _Run(start, due, None if self.warn_at is None else min(ends, default=None), stop.met, place)

    def _warns(self, counting: Counting, period: Period, start: int, until: int, stop: Stopped) -> int | None:
        """When so much is used of what there was to use before anything stood still."""
        if self.warn_at is None:
            return None
        return reached(counting, start, until, stop.met, percent=self.warn_at, period=period)

    def changes(self, events: Events, standing: Standing | None, as_of: int) -> Iterator[int]:
        """The instants after `as_of` at which time alone may change where the deadline stands.

        `standing` is where it stands now, None where it cannot be counted.
        """
        told = [events.start, events.met, *events.restarts, *(end for pause in events.pauses for end in pause)]
        told += map(self._known_from, self.knowledge.days[self.knowledge.place(as_of) :])
        if standing is not None:
            told += [standing.warns, None if standing.due is None else standing.due.instant + 1]
        return (one for one in told if one is not None and one > as_of)

    def _known_from(self, day: int) -> int:
        return begins(day, self.knowledge.zone)


def _sooner(one: Due | None, two: Due | None) -> Due | None:
    """Whichever of two dues comes first; the bounds are those of both."""
    if one is None or two is None:
        return two if one is None else one
    first = min(one, two, key=lambda due: due.instant)
    earliest, latest = min(one.earliest, two.earliest), min(one.latest, two.latest)
    return replace(first, earliest=earliest, latest=latest, provisional=first.provisional or earliest < latest)


def _state(run: _Run, met: int | None, as_of: int) -> State:
    if met is not None:
        return State.MET if run.due is None or met <= run.due.instant else State.MET_LATE
    if run.due is not None and as_of > run.due.instant:
        return State.BREACHED
    if run.stops and run.stops[-1][1] is None:
        return State.PAUSED
    return State.RUNNING
