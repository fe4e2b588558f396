"""Midnight: where a day begins in a timezone, and which day an instant lies in.

Days are `int` since 1970-01-01, instants `int` microseconds UTC since 1970-01-01T00:00Z, as in `rules.types`.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, time, timedelta, tzinfo

from rules.types import EPOCH, EPOCH_DAY

_MICROSECOND = timedelta(microseconds=1)
_MIDNIGHT = time()


def day_of(instant: int, zone: tzinfo) -> int:
    """The day an instant lies in, as the clocks of `zone` show it."""
    return ((EPOCH + instant * _MICROSECOND).astimezone(zone).date() - EPOCH_DAY).days


def begins(day: int, zone: tzinfo) -> int:
    """The first instant of a day; also where clocks skip midnight or show it twice."""
    start, skipped = at(day, _MIDNIGHT, zone), at(day, _MIDNIGHT, zone, fold=1)
    if start <= skipped:
        return start
    return skipped + bisect_left(range(skipped, start), day, key=lambda instant: day_of(instant, zone))


def at(day: int, clock: time, zone: tzinfo, *, fold: int = 0) -> int:
    """The instant at which clocks show a time of day: of two the first, or by `fold` the second.

    A time that clocks skip is read as if they had not been put forward yet, or by `fold` as if they had been before.
    """
    local = datetime.combine(EPOCH_DAY + timedelta(day), clock.replace(fold=fold), zone)
    return (local - EPOCH) // _MICROSECOND
