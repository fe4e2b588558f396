"""Usage: when a share of a period's business time is used up.

Hours use up every microsecond; days use up the hours of business on working days, and what stands still uses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

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
    spans: Iterable[Span] = _business(counting, start) if total else ((start, _FOREVER),)
    left = -(-(total or until - start) * percent // _PERCENT)
    for opens, closes in _going(spans, stops, start):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return None


def _business(counting: Counting, start: int) -> Iterator[Span]:
    """The hours of business of each working day from the day of `start` on."""
    table = counting.workdays
    place = table.before[day_of(start, counting.zone) - table.first]
    return map(counting.hours, table.days[place:])


def _going(spans: Iterable[Span], stops: Sequence[Interval], start: int) -> Iterator[Span]:
    """The parts of `spans`, which ascend, in which the clock goes."""
    ends = [start, *chain.from_iterable((begin, _FOREVER if end is None else end) for begin, end in stops), _FOREVER]
    goes = list(pairwise(ends))[::2]
    for opens, closes in spans:
        for begin, end in goes:
            if max(opens, begin) < min(closes, end):
                yield max(opens, begin), min(closes, end)
        if opens >= goes[-1][1]:
            return
