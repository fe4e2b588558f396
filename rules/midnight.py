"""Midnight: where a day begins in a timezone, and which day an instant lies in.

Days are `int` since 1970-01-01, instants `int` microseconds UTC since 1970-01-01T00:00Z, as in `rules.types`.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, time, timedelta, tzinfo

from rules.types import EPOCH, EPOCH_DAY, MICROSECONDS_PER_HOUR, Instant, bounds

_MICROSECOND = timedelta(microseconds=1)
_MIDNIGHT = time()
_MICROSECONDS = 24 * MICROSECONDS_PER_HOUR


def day_of(instant: int, zone: tzinfo) -> int:
    """The day an instant lies in, as the clocks of `zone` show it."""
    return ((EPOCH + instant * _MICROSECOND).astimezone(zone).date() - EPOCH_DAY).days


def begins(day: int, zone: tzinfo) -> int:
    """The first instant of a day; also where clocks skip midnight or show it twice."""
    start, skipped = at(day, _MIDNIGHT, zone), at(day, _MIDNIGHT, zone, fold=1)
    if start <= skipped:
        return start
    return skipped + bisect_left(range(skipped, start), day, key=lambda instant: day_of(instant, zone))


def opening(day: int, zone: tzinfo) -> int:
    """The first instant of any day; of one at whose edge no instant can be kept, the nearest that can."""
    low, high = bounds(Instant())
    near = day * _MICROSECONDS
    return begins(day, zone) if low + _MICROSECONDS < near < high - _MICROSECONDS else kept(near)


def kept(instant: int) -> int:
    """An instant, or the nearest that can be kept: a computed one may lie beyond the years that there are."""
    low, high = bounds(Instant())
    return min(max(instant, low), high)


def at(day: int, clock: time, zone: tzinfo, *, fold: int = 0) -> int:
    """The instant at which clocks show a time of day: of two the first, or by `fold` the second.

    A time that clocks skip is read as if they had not been put forward yet, or by `fold` as if they had been before.
    """
    local = datetime.combine(EPOCH_DAY + timedelta(day), clock.replace(fold=fold), zone)
    return (local - EPOCH) // _MICROSECOND
