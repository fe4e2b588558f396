"""Stopping: when a period ends whose clock stood still in between.

Hours stand still to the microsecond.
A day is not counted where the clock stands still at its end; so of a pause within one day nothing is credited,
and of one from Monday to Wednesday, Monday and Tuesday are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.counting import Counting, Due, Hours, OnHoliday, Period, WorkingDays
from rules.workdays import Reach, Refusal, settled

Interval = tuple[int, int | None]
"""From an instant until before another, or with no end known; in microseconds UTC."""

_FOREVER = 1 << 63


@dataclass(frozen=True, slots=True)
class Stopped:
    """When a period is due that stood still in `met`; `due` is None while it still does."""

    due: Due | None
    met: tuple[Interval, ...]


def merged(pauses: Iterable[Interval], *, start: int, horizon: int) -> tuple[Interval, ...]:
    """The pauses as they are known at `horizon`, from `start` on, in order; those that touch are one."""
    found: list[Interval] = []
    for begin, end in sorted(_clipped(pauses, start, horizon), key=_order):
        if not found or (found[-1][1] is not None and found[-1][1] < begin):
            found.append((begin, end))
        elif found[-1][1] is not None:
            found[-1] = (found[-1][0], None if end is None else max(end, found[-1][1]))
    return tuple(found)


def _clipped(pauses: Iterable[Interval], start: int, horizon: int) -> Iterator[Interval]:
    for begin, end in pauses:
        known = None if end is None or end > horizon else end
        first = max(begin, start)
        if first <= horizon and (known is None or known > first):
            yield first, known


def _order(pause: Interval) -> tuple[int, int]:
    return pause[0], _FOREVER if pause[1] is None else pause[1]


def stopped(counting: Counting, start: int, period: Period, stops: Sequence[Interval], plain: Due) -> Stopped | Refusal:
    """The end of a period that begins at `start` and would be `plain` without the `stops`, which `merged` gives.

    A pause that begins after the period has ended does not lengthen it.
    """
    met: list[Interval] = []
    due = plain
    count: _Hours | _Days | None = None
    for stop in stops:
        if stop[0] >= due.instant:
            break
        met.append(stop)
        if stop[1] is None:
            return Stopped(None, tuple(met))
        count = count or _begun(counting, start, period, plain)
        resumed = count.resume(stop[0], stop[1])
        if isinstance(resumed, Refusal):
            return resumed
        due = resumed
    return Stopped(due, tuple(met))


def _begun(counting: Counting, start: int, period: Period, plain: Due) -> _Hours | _Days:
    if isinstance(period, Hours):
        return _Hours(counting, start, period.length)
    return _Days(counting, plain.counted[0], len(plain.counted), working=isinstance(period, WorkingDays))


@dataclass(slots=True)
class _Hours:
    """Microseconds that are left from an instant on."""

    counting: Counting
    base: int
    left: int

    def resume(self, begin: int, end: int) -> Due | Refusal:
        """The end, when the clock stands still from `begin` until `end`."""
        self.left -= begin - self.base
        self.base = end
        return self.counting.due(self.base, Hours(self.left))


@dataclass(slots=True)
class _Days:
    """Days that are left from a day on, and those counted before it."""

    counting: Counting
    base: int
    left: int
    working: bool
    counted: tuple[int, ...] = ()

    def resume(self, begin: int, end: int) -> Due | Refusal:
        """The end, when the clock stands still from `begin` until `end`; the day of the end is counted again."""
        used = self._days(self.base, max(self.base, self.counting.ending_after(begin)))
        self.counted += tuple(used)[: self.left]
        # Where a holiday had moved the last day, nothing is left: then the first day after the pause is the last.
        self.left = max(self.left - len(used), 1)
        self.base = max(self.base, self.counting.ending_after(end))
        last = self._last()
        return last if isinstance(last, Refusal) else self._due(last)

    def _days(self, first: int, end: int) -> Sequence[int]:
        """The days from `first` up to the day before `end` that count; both lie where a due day was counted to."""
        if not self.working:
            return range(first, end)
        table = self.counting.workdays
        return table.days[table.before[first - table.first] : table.before[end - table.first]]

    def _last(self) -> Reach | Refusal:
        if self.working:
            return self.counting.workdays.nth(self.base, self.left)
        last = settled(self.base + self.left - 1)
        if self.counting.convention.on_holiday is OnHoliday.NONE:
            return last
        return self.counting.workdays.nth(last.day, 1)

    def _due(self, last: Reach) -> Due:
        rest = self._days(self.base, last.day + 1)
        return self.counting.ending(last, counted=(*self.counted, *rest[: self.left]))
