"""Plain periods: nothing stops them and every notice is known, so all that begins on one day ends at one instant.

That is nearly all of them, and a table by day of start and length answers for them; the others are told apart as odd.
Instants are arrays of int64 microseconds UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.counting import Counting, Dues
from engine.usage import Usage
from engine.workdays import Bits, Integers
from rules.counting import Hours, Period
from rules.types import Instant, bounds

MOST_LENGTHS = 64
MOST_ENTRIES = 1 << 20
_PERCENT = 100
_LAST = bounds(Instant())[1]


@dataclass(frozen=True, slots=True)
class Plain:
    """When periods are due and whether their warning has come by their horizons; of no meaning where they are `odd`."""

    dues: Integers
    warned: Bits
    odd: Bits


def plain(
    counting: Counting,
    usage: Usage | None,
    starts: Integers,
    lengths: Integers,
    horizons: Integers,
    *,
    unit: type[Period],
    percent: int | None,
) -> Plain | None:
    """Periods that begin at `starts`, as far as they are plain; None where a table would be too large.

    `percent` is the share of the business time at which to warn.
    """
    if issubclass(unit, Hours):
        return _hours(starts, lengths, horizons, percent=percent)
    days = counting.days(starts)
    first, shortest = int(days.min()), int(lengths.min())
    width = int(lengths.max()) - shortest + 1
    size = (int(days.max()) - first + 1) * width
    if width > MOST_LENGTHS or size > MOST_ENTRIES:
        return None
    index = (days - first) * width + (lengths - shortest)
    ends, odd = _table(counting, index, size, lambda one: (one // width + first, one % width + shortest), unit=unit)
    dues = ends.take(index)
    if usage is None or percent is None:
        return Plain(dues, np.zeros(dues.size, np.bool_), odd.take(index))
    odd |= usage.outside(ends) | (np.arange(size) // width + first < usage.first)
    begun = usage.used_on(days, starts)
    total = usage.used(ends).take(index)
    total -= begun
    warned = usage.used(horizons) - begun >= -(-total * percent // _PERCENT)
    warned |= dues <= horizons
    rare = odd.take(index)
    rare |= total == 0
    return Plain(dues, warned, rare)


def _hours(starts: Integers, lengths: Integers, horizons: Integers, *, percent: int | None) -> Plain:
    odd = (lengths < 1) | (lengths > _LAST - starts)
    dues = starts + (np.where(odd, 0, lengths) if odd.any() else lengths)
    if percent is None:
        return Plain(dues, np.zeros(dues.size, np.bool_), odd)
    return Plain(dues, horizons - starts >= -(-lengths * percent // _PERCENT), odd)


def _table(
    counting: Counting,
    index: Integers,
    size: int,
    meaning: Callable[[Integers], tuple[Integers, Integers]],
    *,
    unit: type[Period],
) -> tuple[Integers, Bits]:
    """The ends of the periods that `index` names, and which are odd: those refused, and those that may still move."""
    there = np.zeros(size, np.bool_)
    there[index] = True
    entries = np.flatnonzero(there)
    days, lengths = meaning(entries)
    found: Dues = counting.due(counting.dial.begins.of(days), lengths, unit=unit)
    ends, odd = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    ends[entries], odd[entries] = found.instants, (found.refusals != 0) | found.provisional
    return ends, odd
