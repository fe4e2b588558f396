"""Eras: days and instants as text, also those that a computation has put beyond the years 1 to 9999.

There the year has a sign, as ISO 8601 writes expanded years: `+10000-01-06`, `-0001-12-31`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# The Gregorian calendar repeats itself every 400 years.
_CYCLE_YEARS = 400
_CYCLE_DAYS = 146_097
_MICROSECONDS_PER_DAY = 86_400_000_000


def day_text(day: int) -> str:
    """A day since 1970-01-01 by year, month and day."""
    cycles, place = divmod(day, _CYCLE_DAYS)
    near = date.fromordinal(_EPOCH_ORDINAL + place)
    year = near.year + cycles * _CYCLE_YEARS
    written = f"{year:04}" if date.min.year <= year <= date.max.year else f"{year:+05}"
    return f"{written}-{near.month:02}-{near.day:02}"


def instant_text(instant: int, zone: tzinfo, *, within: tuple[int, int]) -> str:
    """Microseconds since 1970-01-01T00:00Z by the clocks of `zone`, which beyond `within` stay as at its ends."""
    kept = min(max(instant, within[0]), within[1])
    near = (_EPOCH + timedelta(microseconds=kept)).astimezone(zone)
    if kept == instant:
        return near.isoformat()
    ahead = near.utcoffset() or timedelta()
    day, clock = divmod(instant + ahead // timedelta(microseconds=1), _MICROSECONDS_PER_DAY)
    shown = datetime(2000, 1, 1, tzinfo=timezone(ahead)) + timedelta(microseconds=clock)
    return day_text(day) + shown.isoformat().removeprefix("2000-01-01")
