"""Deadlines: what is surely true of deadlines at one instant, as formulas; how days are counted is left open.

An end is a free instant, tied to its start by no more than every calendar grants, so a class that is proved empty is.
One that is not may still be entered by no complaint: a witness is told as such only when the engine comes to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from rules.deadline import State
from rules.edition import DeadlineEdition, Moment
from rules.evaluation import MICROSECONDS_PER_DAY
from rules.expression import Expression
from rules.finding import AS_OF
from rules.terms import Input, Term
from rules.types import MICROSECONDS_PER_HOUR, Instant, Unit, bounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from rules.analysis.encoding import Encoding
    from rules.analysis.space import Space

SLACK = 2 * MICROSECONDS_PER_DAY + 26 * MICROSECONDS_PER_HOUR
"""By how much a period of days may end sooner than as many times 24 hours: its first and last day, clocks and zones."""

_EDGE = 3 * MICROSECONDS_PER_DAY
_LEAST = {Unit.WORKING_DAYS: 1, Unit.CALENDAR_DAYS: 1, Unit.MONTHS: 28}
"""Days that one of a unit surely has."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Where one deadline has begun, is done, has an end, stands still, and is over."""

    begun: z3.BoolRef
    met: z3.BoolRef
    due: z3.BoolRef
    still: z3.BoolRef
    late: z3.BoolRef


class Deadlines:
    """Tells deadlines, all of them at one instant."""

    def __init__(self, encoding: Encoding, zone: tzinfo) -> None:
        self.encoding = encoding
        self._space: Space = encoding.space
        self._zone = zone
        self.begun: dict[str, z3.BoolRef] = {}
        """Where each deadline told so far has begun."""

    def at(self) -> z3.ArithRef:
        """The instant asked about; not so near the calendar's ends that what lies beyond would be moved there."""
        return self._space.number(AS_OF)

    def admit(self) -> None:
        """Let there be an instant that is asked about."""
        low, high = bounds(Instant())
        self._space.determine(AS_OF, self._space.always)
        self._space.axioms.extend((self.at() > low + _EDGE, self.at() < high - _EDGE))

    def tell(self, one: DeadlineEdition, available: z3.BoolRef) -> z3.BoolRef:
        """Say what a deadline says where what it reads is `available`; returns where it can be told."""
        told = self._space.named(self._space.every((available, *self._countable(one))))
        self._space.determine(one.deadline.name, told)
        found = self._facts(one, told)
        for state, holds in self._states(found, told).items():
            self._space.determine_name(one.deadline.name, state.value, self._space.named(holds))
        self._flags(one, found, told)
        self._bound(one, found)
        return told

    def _countable(self, one: DeadlineEdition) -> Iterator[z3.BoolRef]:
        """No pause ends before it begins, and what has begun has a length; else it is never told."""
        for begin, end in self._pauses(one):
            if end is not None and begin.is_day == end.is_day:
                backwards = self._number(end.term) < self._number(begin.term)
                yield z3.Not(self._space.every((*self._known(begin.term, end.term), backwards)))
        yield z3.Not(self._space.every((self._begun(one), self._number(one.within) < 1)))
        if not one.start.is_day:
            beyond = self._least(one) > bounds(Instant())[1]
            yield z3.Not(self._space.every((self._begun(one), beyond)))

    def _begun(self, one: DeadlineEdition) -> z3.BoolRef:
        return self._space.every((*self._known(one.start.term, one.within), self.by(one.start, self.at())))

    def _facts(self, one: DeadlineEdition, told: z3.BoolRef) -> _Facts:
        space, at, due = self._space, self.at(), self._due(one)
        begun = self.begun[one.deadline.name] = space.named(space.every((told, self._begun(one))))
        met, late_done = space.never, space.never
        if one.met_by is not None:
            known = self.encoding.known(one.met_by.term)
            met = space.named(space.every((begun, known, self.by(one.met_by, at))))
            late_done = z3.Not(self.by(one.met_by, due))
        still = self._still(one, begun)
        stops = space.never if one.hard_stop is None else self.encoding.known(one.hard_stop)
        ends = space.named(space.every((begun, space.some((z3.Not(still), stops)))))
        space.determine(f"{one.deadline.name}.due", ends)
        late = space.named(space.every((ends, z3.If(met, late_done, at > due))))
        return _Facts(begun, met, ends, still, late)

    def _still(self, one: DeadlineEdition, begun: z3.BoolRef) -> z3.BoolRef:
        """Where it stands still with no end in sight; only where some pause has begun.

        Its end may have come by now: the pause of a deadline that was met may have lasted until then.
        """
        begins = (begin for begin, _ in self._pauses(one))
        lasting = [self._space.every((*self._known(begin.term), self.by(begin, self.at()))) for begin in begins]
        lasting.extend(self._space.known(pause.key) for pause in one.pauses if isinstance(pause, Input))
        return self._space.named(self._space.every((begun, self._space.either(), self._space.some(lasting))))

    def _states(self, found: _Facts, told: z3.BoolRef) -> dict[State, z3.BoolRef]:
        every, no = self._space.every, z3.Not
        open_ = every((found.begun, no(found.met)))
        return {
            State.NOT_STARTED: every((told, no(found.begun))),
            State.RUNNING: every((open_, no(found.late), no(found.still))),
            State.PAUSED: every((open_, no(found.late), found.still)),
            State.MET: every((found.met, no(found.late))),
            State.MET_LATE: every((found.met, found.late)),
            State.BREACHED: every((open_, found.late)),
        }

    def _flags(self, one: DeadlineEdition, found: _Facts, told: z3.BoolRef) -> None:
        """Whether it is provisional, which hours never are, and whether a warning was due."""
        name, space = one.deadline.name, self._space
        space.determine(f"{name}.provisional", told)
        space.determine(f"{name}.warned", told)
        loose = space.never if _units(one) == {Unit.HOURS} else self._space.either()
        space.determine_truth(f"{name}.provisional", space.named(space.every((told, found.due, loose))))
        warned = space.every((found.begun, space.some((found.late, self._space.either()))))
        space.determine_truth(f"{name}.warned", space.named(warned))

    def _bound(self, one: DeadlineEdition, found: _Facts) -> None:
        """When it may end: hours are exact where nothing interrupts them, days are so many at the least."""
        low, high = bounds(Instant())
        due, least, space = self._due(one), self._least(one), self._space
        space.axioms.extend((due >= low, due <= high))
        if one.start.is_day or one.hard_stop is not None:
            return
        # A computed start before the calendar is moved to its beginning.
        ends = space.every((found.due, self._number(one.start.term) >= low))
        exact = unit(one.deadline.within) is Unit.HOURS and not one.pauses and not one.restarts
        space.axioms.append(z3.Implies(ends, due == least if exact else due >= least))

    def _least(self, one: DeadlineEdition) -> z3.ArithRef:
        """Before when it surely does not end, without a hard stop; it starts at an instant."""
        start, length, counted = self._number(one.start.term), self._number(one.within), unit(one.deadline.within)
        if counted is Unit.HOURS:
            return start + length
        return start + length * (_LEAST[counted] * MICROSECONDS_PER_DAY) - SLACK

    def by(self, moment: Moment, instant: z3.ArithRef) -> z3.BoolRef:
        """Where a moment has come by an instant, given that it is known; a day comes with its first instant."""
        if not moment.is_day:
            return self._number(moment.term) <= instant
        return self._number(moment.term) <= self.encoding.days.of(instant, self._zone, known=self._space.always)

    def _pauses(self, one: DeadlineEdition) -> Iterator[tuple[Moment, Moment | None]]:
        yield from (pause for pause in one.pauses if not isinstance(pause, Input))

    def _known(self, *terms: Term) -> tuple[z3.BoolRef, ...]:
        return tuple(map(self.encoding.known, terms))

    def _number(self, term: Term) -> z3.ArithRef:
        return self.encoding.number(term)

    def _due(self, one: DeadlineEdition) -> z3.ArithRef:
        return self._space.number(f"{one.deadline.name}.due")


def unit(expression: Expression) -> Unit:
    """The unit of a duration."""
    return Unit(expression.sort.detail)


def _units(one: DeadlineEdition) -> set[Unit]:
    """The units of what a deadline counts."""
    return {unit(found) for found in (one.deadline.within, one.deadline.hard_stop) if found is not None}
