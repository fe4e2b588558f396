"""Days of instants: the clocks of a timezone, told to the solver stretch by stretch.

In a stretch the clocks stay equally far ahead of UTC, so that a day is a division. A timezone that no longer changes
its clocks has few stretches, and is told whole. Of another a day is at first only known to lie within 26 hours of its
instant; where a model shows a day that no clock shows, the stretch around it is told, and the question asked again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from typing import TYPE_CHECKING

import z3

from rules.evaluation import MICROSECONDS_PER_DAY, ahead, day_of
from rules.types import MICROSECONDS_PER_HOUR, Instant, bounds

if TYPE_CHECKING:
    from rules.analysis.space import Space

MOST_AHEAD = 26 * MICROSECONDS_PER_HOUR
FIRST_CHANGE, SETTLED, LAST_LOOKED_AT = (year * 31_556_952_000_000 for year in (1800 - 1970, 2038 - 1970, 2110 - 1970))
"""No clocks are changed before the first; a timezone that changes none after the second never does again (RFC 9636)."""
STEP = MICROSECONDS_PER_DAY
"""INVARIANT: no clocks are changed twice within this time (IANA tz database)."""
FEW = 80


_Read = tuple[z3.ArithRef, tzinfo]
"""An instant, and where its day is read."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The instants at which the clocks of a timezone are changed, as far as looked at, and whether that is all."""

    zone: tzinfo
    changes: tuple[int, ...]
    whole: bool

    def stretch(self, at: int) -> tuple[int, int]:
        """First and last instant of a stretch around an instant."""
        first, last = bounds(Instant())
        ends = (first - STEP, *self.changes, last + STEP if self.whole else LAST_LOOKED_AT)
        if at >= ends[-1]:
            return self._near(at)
        place = bisect_right(ends, at)
        return ends[place - 1], ends[place] - 1

    def _near(self, at: int) -> tuple[int, int]:
        """A stretch of days so far in the future that nobody has looked at them all."""
        offset = ahead(at, self.zone)
        low = high = at
        while at - low < 400 * STEP and ahead(low - STEP, self.zone) == offset:
            low -= STEP
        while high - at < 400 * STEP and ahead(high + STEP, self.zone) == offset:
            high += STEP
        return low, high


@cache
def clocks(zone: tzinfo) -> Clocks:
    """Look at the clocks of a timezone, day by day; once, for that takes a second."""
    days = range(FIRST_CHANGE, LAST_LOOKED_AT, STEP)
    offsets = [ahead(day, zone) for day in days]
    changed = (place for place in range(1, len(days)) if offsets[place] != offsets[place - 1])
    changes = tuple(_change(days[place - 1], offsets[place], zone) for place in changed)
    return Clocks(zone, changes, not changes or changes[-1] < SETTLED)


def _change(day: int, offset: int, zone: tzinfo) -> int:
    """The first instant within a day of `day` at which the clocks are `offset` ahead."""
    return day + bisect_left(range(STEP), True, key=lambda later: ahead(day + later, zone) == offset)  # noqa: FBT003 -- sought


class Days:
    """The days that one encoding reads."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._days: dict[_Read, tuple[z3.ArithRef, z3.BoolRef, Clocks]] = {}
        self._clocks: dict[tzinfo, Clocks] = {}
        self._told: dict[_Read, dict[tuple[int, int], z3.BoolRef]] = {}

    @property
    def none(self) -> bool:
        """Whether no day has been read so far."""
        return not self._days

    def of(self, instant: z3.ArithRef, zone: tzinfo, *, known: z3.BoolRef) -> z3.ArithRef:
        """Day of an instant, which matters where `known`."""
        read = instant, zone
        if read not in self._days:
            if zone not in self._clocks:
                self._clocks[zone] = clocks(zone)
            found = self._clocks[zone]
            self._days[read] = self._space.whole(), known, found
            self._begin(read, found)
        return self._days[read][0]

    def _begin(self, read: _Read, found: Clocks) -> None:
        instant, _ = read
        if found.whole and len(found.changes) <= FEW:
            for at in (bounds(Instant())[0], *found.changes):
                self._tell(read, at)
        else:
            start = self._days[read][0] * MICROSECONDS_PER_DAY
            low, high = start - MOST_AHEAD, start + MICROSECONDS_PER_DAY + MOST_AHEAD
            self._space.axioms.extend((instant >= low, instant < high))

    def refine(self, ask: Callable[[z3.ExprRef], z3.ExprRef]) -> bool:
        """Tell what a model has wrong about days; whether there was anything."""
        wrong = [one for one in self._days if not self._right(one, ask)]
        for at in {int(ask(instant).as_long()) for instant, _ in wrong}:
            # The other instants are likely to lie near.
            for read in self._days:
                self._tell(read, at)
        return bool(wrong)

    def told(self) -> Iterator[z3.BoolRef]:
        """That every instant lies where its day has been told, so that no model can have it wrong."""
        for read, (_, known, _) in self._days.items():
            yield self._space.some((z3.Not(known), *self._told.get(read, {}).values()))

    def _right(self, read: _Read, ask: Callable[[z3.ExprRef], z3.ExprRef]) -> bool:
        day, known, found = self._days[read]
        at = int(ask(read[0]).as_long())
        return not z3.is_true(ask(known)) or day_of(at, found.zone) == int(ask(day).as_long())

    def _tell(self, read: _Read, at: int) -> None:
        instant, _ = read
        day, _, found = self._days[read]
        low, high = found.stretch(at)
        told = self._told.setdefault(read, {})
        if (low, high) in told:
            return
        start = day * MICROSECONDS_PER_DAY - ahead(at, found.zone)
        within = self._space.every((instant >= low, instant <= high))
        exactly = self._space.every((instant >= start, instant < start + MICROSECONDS_PER_DAY))
        self._space.axioms.append(z3.Implies(within, exactly))
        told[low, high] = within
