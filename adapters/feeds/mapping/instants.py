"""Dates and times of a whole column at once, for the texts whose form is plainly right.

A text is accepted here only if it has one of a few fixed widths, digits and separators in their places, and names a
day and a time that exist; every other text is null in the answer, and whoever asks reads it on its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rules.types import Date, Instant, Type, bounds

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Block = NDArray[np.uint8]
Found = tuple[Ints, Flags]

DAY = 86_400_000_000
_MINUTE = 60_000_000
_YEARS = 10_000
# From 0001-01-01.
_DAYS_TO_1970 = 719_162
# So many rows that what is computed for them stays in the processor's cache.
_BLOCK_ROWS = 1 << 14
_DATE_WIDTH = 10
# Width of a time -> digits after its second, width of its offset from UTC.
_TIMES: Mapping[int, tuple[int, int]] = MappingProxyType(
    {19: (0, 0), 20: (0, 1), 25: (0, 6), 23: (3, 0), 24: (3, 1), 29: (3, 6), 26: (6, 0), 27: (6, 1), 32: (6, 6)}
)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The Gregorian calendar: the first day of every year since 1970-01-01, from the year 0 on.

    `months` holds the days of a common and of a leap year before each month.
    """

    years: Ints
    months: Ints


def plain_dates(texts: pl.Series) -> pl.Series:
    """Days since 1970-01-01 as Int64 of texts such as `2026-03-02`, else null."""
    calendar = _calendar()

    def read(texts: pl.Series, _: int) -> Found:
        return _in_blocks(texts, width=_DATE_WIDTH, read=lambda block: _days(block, calendar))

    return _by_width(texts, (_DATE_WIDTH,), read=read, kind=Date())


def plain_instants(texts: pl.Series, zone: tzinfo | None) -> pl.Series:
    """Microseconds UTC as Int64 of texts such as `2026-03-02T09:15:00+08:00`, else null.

    A time without its offset is read in `zone`, and left alone where there is none.
    """
    calendar = _calendar()

    def read(texts: pl.Series, width: int) -> Found:
        fraction, offset = _TIMES[width]
        wall, fine = _in_blocks(
            texts, width=width, read=lambda block: _time(block, calendar, fraction=fraction, offset=offset)
        )
        if offset or zone is None:
            return wall, fine
        utc, steady = in_zone(wall, zone)
        return utc, fine & steady

    widths = [width for width, (_, offset) in _TIMES.items() if offset or zone]
    return _by_width(texts, widths, read=read, kind=Instant())


def in_zone(wall: Ints, zone: tzinfo) -> Found:
    """Microseconds UTC of wall-clock microseconds in `zone`, and which of them are surely right.

    Near a day on which the zone's offset changes nothing is told: those few times are read one by one.
    """
    days, inverse = np.unique(np.floor_divide(wall, DAY), return_inverse=True)
    offsets = [_steady_offset(day, zone) for day in days.tolist()]
    shifts = np.array([offset or 0 for offset in offsets], dtype=np.int64)
    steady = np.array([offset is not None for offset in offsets], dtype=np.bool_)
    return wall - shifts[inverse], steady[inverse]


def _steady_offset(day: int, zone: tzinfo) -> int | None:
    """Microseconds by which `zone` is ahead of UTC from the day before `day` until the day after; None if it varies."""
    try:
        moments = [datetime(1970, 1, 1, tzinfo=zone) + timedelta(days=day + near) for near in (-1, 0, 1, 2)]
    except OverflowError:
        return None
    offsets = {moment.utcoffset() for moment in moments}
    offset = offsets.pop()
    return None if offsets or offset is None else offset // timedelta(microseconds=1)


def _by_width(
    texts: pl.Series, accepted: Iterable[int], *, read: Callable[[pl.Series, int], Found], kind: Type
) -> pl.Series:
    """Int64 of every text of an accepted width that can be read and lies within the bounds of `kind`, else null."""
    low, high = bounds(kind)
    widths = texts.str.len_bytes()
    values = np.zeros(len(texts), dtype=np.int64)
    fine = np.zeros(len(texts), dtype=np.bool_)
    for width in accepted:
        at = (widths == width).arg_true().to_numpy()
        if len(at):
            values[at], fine[at] = read(texts.gather(at), width)
    fine &= (values >= low) & (values <= high)
    return pl.Series(texts.name, values).set(pl.Series(~fine), None)


def _in_blocks(texts: pl.Series, *, width: int, read: Callable[[Block], Found]) -> Found:
    array = texts.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, width)).to_numpy()
    values = np.empty(len(texts), dtype=np.int64)
    fine = np.empty(len(texts), dtype=np.bool_)
    for start in range(0, len(texts), _BLOCK_ROWS):
        part = slice(start, start + _BLOCK_ROWS)
        values[part], fine[part] = read(np.ascontiguousarray(array[part].T))
    return values, fine


def _calendar() -> _Calendar:
    before = np.arange(-1, _YEARS)
    years = 365 * before + before // 4 - before // 100 + before // 400 - _DAYS_TO_1970
    common = np.cumsum((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
    leap = common + (np.arange(13) > 1)
    return _Calendar(years, np.stack((common, leap)))


def _number(block: Block, at: int, *, width: int) -> Found:
    """What the digits say, and where they are digits."""
    value = np.zeros(block.shape[1], dtype=np.int64)
    fine = np.ones(block.shape[1], dtype=np.bool_)
    for row in block[at : at + width]:
        digit = row - np.uint8(ord("0"))
        fine &= digit <= 9  # noqa: PLR2004 -- a smaller byte has wrapped round to a large one
        value = value * 10 + digit
    return value, fine


def _is(block: Block, at: int, *, of: str) -> Flags:
    first, *others = of.encode()
    fine: Flags = block[at] == first
    for other in others:
        fine |= block[at] == other
    return fine


def _days(block: Block, calendar: _Calendar) -> Found:
    (year, fine), (month, months), (day, days) = (
        _number(block, at, width=width) for at, width in ((0, 4), (5, 2), (8, 2))
    )
    fine = fine & months & days & _is(block, 4, of="-") & _is(block, 7, of="-")
    fine &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004 -- months of a year
    year, month = np.where(fine, year, 1), np.where(fine, month, 1)
    start = calendar.years[year]
    leap = calendar.years[year + 1] - start - 365
    before = calendar.months[leap, month - 1]
    fine &= day <= calendar.months[leap, month] - before
    return start + before + day - 1, fine


def _time(block: Block, calendar: _Calendar, *, fraction: int, offset: int) -> Found:
    """Microseconds since 1970: UTC where the time has its offset, else on the wall clock."""
    days, fine = _days(block, calendar)
    wall, whole = _clock(block, fraction)
    shift, known = _shift(block[len(block) - offset :])
    return days * DAY + wall - shift, fine & whole & known & _is(block, 10, of="T ")


def _clock(block: Block, fraction: int) -> Found:
    """Microseconds since midnight of `09:15:00.120`."""
    (hour, fine), (minute, minutes), (second, seconds) = (_number(block, at, width=2) for at in (11, 14, 17))
    fine = fine & minutes & seconds & _is(block, 13, of=":") & _is(block, 16, of=":")
    fine &= (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 -- a day's clock
    wall = ((hour * 60 + minute) * 60 + second) * 1_000_000
    if fraction:
        part, digits = _number(block, 20, width=fraction)
        fine = fine & digits & _is(block, 19, of=".")
        wall += part * 10 ** (6 - fraction)
    return wall, fine


def _shift(offset: Block) -> Found:
    """Microseconds ahead of UTC of `+08:00`, `Z` or nothing."""
    nothing = np.zeros(offset.shape[1], dtype=np.int64)
    if len(offset) <= 1:
        return nothing, _is(offset, 0, of="Z") if len(offset) else nothing == 0
    (hour, fine), (minute, minutes) = (_number(offset, at, width=2) for at in (1, 4))
    fine = fine & minutes & _is(offset, 0, of="+-") & _is(offset, 3, of=":")
    fine &= (hour < 24) & (minute < 60)  # noqa: PLR2004 -- a day's clock
    shift = (hour * 60 + minute) * _MINUTE
    return np.where(offset[0] == ord("-"), -shift, shift), fine
