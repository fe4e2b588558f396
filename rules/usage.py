"""Usage: when a share of a period's business time is used up.

Hours use up every microsecond; days use up the hours of business on working days, and what stands still uses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.counting import Counting, Hours, Period
from rules.midnight import day_of
from rules.stopping import Interval
from rules.workdays import Refusal

_PERCENT = 100
_FOREVER = 1 << 63

Span = tuple[int, int]


def reached(
    counting: Counting, start: int, until: int, stops: Sequence[Interval], *, percent: int, period: Period
) -> int | None:
    """The first instant at which `percent` of the business time from `start` until `until` is used.

    The clock stands still in `stops`; None where it does not go on.
    A period without any business time uses all time alike.
    """
    total = 0
    if not isinstance(period, Hours):
        business = counting.business_time(start, until)
        total = 0 if isinstance(business, Refusal) else business.amount
    left = -(-(total or until - start) * percent // _PERCENT)
    for begin, end in _going(stops, start):
        for opens, closes in _business(counting, begin, end) if total else ((begin, end),):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
    return None


def _going(stops: Sequence[Interval], start: int) -> Iterator[Span]:
    """The times from `start` on in which the clock goes."""
    for begin, end in stops:
        if start < begin:
            yield start, begin
        if end is None:
            return
        start = end
    yield start, _FOREVER


def _business(counting: Counting, begin: int, end: int) -> Iterator[Span]:
    """The hours of business between two instants."""
    table = counting.workdays
    place = table.before[min(day_of(begin, counting.zone) - table.first, len(table.before) - 1)]
    for day in table.days[place:]:
        opens, closes = counting.hours(day)
        if opens >= end:
            return
        if begin < closes:
            yield max(begin, opens), min(closes, end)
