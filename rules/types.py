"""The types a fact can have, and the one place where a value is read from text and shown as text.

A value is kept exactly, never as binary floating point:

============  =====================================================
boolean       `bool`
integer       `int`
decimal       `int`, scaled by the declared number of decimals
money         `int`, minor units of the declared currency (ISO 4217)
enum, text    `str`
date          `int`, days since 1970-01-01
datetime      `int`, microseconds UTC since 1970-01-01T00:00Z
duration      `int`, days or months, or microseconds when the unit is hours
intervals     `str`, as `rules.intervals` writes them
============  =====================================================

A missing value is `None`; a text that is not of the type is `Unreadable`, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from rules import intervals
from rules.eras import day_text, instant_text
from rules.said import Said
from rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = bool | int | str | None

INTEGER_LIMIT = 2**53
SCALED_LIMIT = 10**15
DECLARED_LIMIT = 10**18
DURATION_LIMIT = 1_000_000
TEXT_LIMIT = 1 << 20
_NO_TRUTH = Unreadable(Said("neither `true` nor `false`"))
_UNDECLARED = Unreadable(Said("not one of the declared values"))
_TOO_LONG = Unreadable(Said("longer than {length} characters", length=TEXT_LIMIT))
MICROSECONDS_PER_HOUR = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
# A year inside the calendar's ends, so that every instant has a day in every timezone.
_FIRST_INSTANT = datetime(2, 1, 1, tzinfo=UTC)
_LAST_INSTANT = datetime(9998, 12, 31, tzinfo=UTC)

_NUMBER = re.compile(r"([+-]?)0*(\d+)(?:\.(\d+))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Before standard time, offsets had seconds: Shanghai was 8:05:43 ahead until 1901.
_DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2}(?::\d{2})?)?", re.ASCII
)
_DURATION = re.compile(r"([+-]?)0*(\d+) *(hours?|working days?|calendar days?|months?)", re.ASCII)

# ISO 4217 minor units that are not 2; a currency outside this list has two decimals.
_MINOR_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF").split(), 0),
    **dict.fromkeys(("BHD IQD JOD KWD LYD OMR TND").split(), 3),
    **dict.fromkeys(("CLF UYW").split(), 4),
}


class Unit(StrEnum):
    """The unit of a duration: always written, because the unit is the point."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number with `scale` decimals, its value scaled to an `int` within `low`..`high`.

    An integer has scale 0; money has its currency's minor units as scale.
    """

    scale: int = 0
    low: int = -INTEGER_LIMIT
    high: int = INTEGER_LIMIT
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One of the declared names; `titles` has a title for each, in the order of importance."""

    names: tuple[str, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, compared by code point."""


@dataclass(frozen=True, slots=True)
class Intervals(Text):
    """Times in which something lasted: each from an instant, until another if it has ended, with a reason."""


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time, always aware of its offset."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of hours, working days, calendar days or months."""

    unit: Unit


Type = Boolean | Number | Enumeration | Text | Date | Instant | Duration


def minor_digits(currency: str) -> int:
    """Decimals of a currency's minor unit (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


def money(currency: str, *, low: int = -SCALED_LIMIT, high: int = SCALED_LIMIT) -> Number:
    """The type of an amount of `currency`, bounds in minor units."""
    return Number(minor_digits(currency), low, high, currency)


def decimal(scale: int, *, low: int = -SCALED_LIMIT, high: int = SCALED_LIMIT) -> Number:
    """The type of a number with `scale` decimals, bounds already scaled."""
    return Number(scale, low, high)


def denominator(kind: Type) -> int:
    """How many steps of the stored `int` make one unit as people write it."""
    if isinstance(kind, Number):
        return int(10**kind.scale)
    return MICROSECONDS_PER_HOUR if kind == Duration(Unit.HOURS) else 1


def bounds(kind: Type) -> tuple[int, int]:
    """Lowest and highest stored `int` of a type that is kept as one."""
    if isinstance(kind, Number):
        return kind.low, kind.high
    if isinstance(kind, Date):
        return (date.min - EPOCH_DAY).days, (date.max - EPOCH_DAY).days
    if isinstance(kind, Instant):
        return _microseconds(_FIRST_INSTANT), _microseconds(_LAST_INSTANT)
    if isinstance(kind, Duration):
        limit = DURATION_LIMIT * denominator(kind)
        return -limit, limit
    return 0, 1


def common(one: Type, other: Type) -> Type | None:
    """The type of the values of which two types have the same notion; None where these cannot be compared."""
    match one, other:
        case Number(), Number() if one.scale == other.scale:
            low, high = max(one.low, other.low), min(one.high, other.high)
            return replace(one, low=low, high=high) if low <= high else None
        case Duration(), Duration():
            return one if one.unit is other.unit else None
        case Enumeration(), Enumeration():
            return Enumeration(tuple(dict.fromkeys((*one.names, *other.names))))
        case _:
            return one if type(one) is type(other) and not isinstance(one, Number) else None


def read(kind: Type, text: str, *, zone: tzinfo | None = None) -> Value | Unreadable:
    """Value of `text` as `kind`, or why it is none; a naive time is read in `zone`, and refused without one."""
    match kind:
        case Boolean():
            return {"true": True, "false": False}.get(text, _NO_TRUTH)
        case Number():
            return _read_number(kind, text)
        case Enumeration():
            return text if text in kind.names else _UNDECLARED
        case Intervals():
            return _read_intervals(text, zone)
        case Text():
            return text if len(text) <= TEXT_LIMIT else _TOO_LONG
        case Date():
            return _read_date(text)
        case Instant():
            return _read_instant(text, zone)
        case Duration():
            return _read_duration(kind, text)
        case _:
            assert_never(kind)


def _read_number(kind: Number, text: str) -> int | Unreadable:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Unreadable(
            Said("not a plain number such as `1280.50`") if kind.scale else Said("not a whole number such as `3`")
        )
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if len(fraction) > kind.scale:
        return Unreadable(
            Said("more than {scale} decimals", scale=kind.scale)
            if kind.scale
            else Said("not a whole number such as `3`")
        )
    if len(whole) > 19:  # noqa: PLR2004 -- no 64-bit number has more digits; int() would be slow on a megabyte of them
        return _outside(kind)
    value = int(sign + whole + fraction.ljust(kind.scale, "0"))
    return value if kind.low <= value <= kind.high else _outside(kind)


def _outside(kind: Number) -> Unreadable:
    return Unreadable(Said("outside {low} to {high}", low=show(kind, kind.low), high=show(kind, kind.high)))


def _read_date(text: str) -> int | Unreadable:
    if not _DATE.fullmatch(text):
        return Unreadable(Said("not a date such as `2026-03-02`"))
    try:
        return (date.fromisoformat(text) - EPOCH_DAY).days
    except ValueError:
        return Unreadable(Said("no such day in the calendar"))


def _read_instant(text: str, zone: tzinfo | None) -> int | Unreadable:
    match = _DATETIME.fullmatch(text)
    if match is None:
        return Unreadable(Said("not a time such as `2026-03-02T09:15:00+08:00`"))
    try:
        instant = datetime.fromisoformat(text)
        if match[1] is None:
            if zone is None:
                return Unreadable(Said("a time without its offset from UTC"))
            instant = instant.replace(tzinfo=zone)
        value = _microseconds(instant)
    except (ValueError, OverflowError):
        return Unreadable(Said("no such time in the calendar"))
    low, high = bounds(Instant())
    return value if low <= value <= high else Unreadable(Said("outside the years 2 to 9998"))


def _read_intervals(text: str, zone: tzinfo | None) -> str | Unreadable:
    found = intervals.written(text, lambda instant: _read_instant(instant, zone))
    return found if isinstance(found, Unreadable) else intervals.kept(found)


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _read_duration(kind: Duration, text: str) -> int | Unreadable:
    match = _DURATION.fullmatch(text)
    if match is None or not kind.unit.startswith(match[3].removesuffix("s")):
        return Unreadable(Said("not a duration such as `5 {unit}`", unit=kind.unit))
    if len(match[2]) > len(str(DURATION_LIMIT)) or int(match[2]) > DURATION_LIMIT:
        return Unreadable(Said("longer than {limit} {unit}", limit=DURATION_LIMIT, unit=kind.unit))
    return int(match[1] + match[2]) * denominator(kind)


def show(kind: Type, value: Value, *, zone: tzinfo = UTC) -> str:
    """Text of `value` as `read` takes it; the empty text for a missing one, times in `zone`.

    A computed day or time beyond the calendar's ends has a year with a sign, which `read` does not take.
    """
    if value is None:
        return ""
    match kind, value:
        case Boolean(), _:
            return "true" if value else "false"
        case Number(scale=scale), int():
            digits = str(abs(value)).rjust(scale + 1, "0")
            return ("-" if value < 0 else "") + (f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits)
        case Date(), int():
            return day_text(value)
        case Instant(), int():
            return instant_text(value, zone, within=bounds(kind))
        case Duration(unit=unit), int():
            return f"{value // denominator(kind)} {unit}"
        case Intervals(), str():
            return intervals.shown(value, lambda instant: show(Instant(), instant, zone=zone))
        case _:
            return str(value)
