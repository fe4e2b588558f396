"""Intervals: the times in which something lasted, as people write them and as they are kept.

Written, an interval is `FROM/UNTIL REASON` (ISO 8601-1:2019, 5.5), `..` standing for an end that has not come.
Kept, both ends are microseconds UTC.
Several are separated by semicolons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rules.said import Said
from rules.unreadable import Unreadable

KEPT = "{0}(?:; {0})*".format(r"-?[0-9]{1,18}/(?:-?[0-9]{1,18}|\.\.)(?: [^;]*)?")
"""What intervals are kept as, a regular expression in Python's dialect and Rust's."""

_OPEN = ".."
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True)
class Interval:
    """A time from `start` until before `end`, microseconds UTC; None has not ended."""

    start: int
    end: int | None
    reason: str


def written(text: str, instant: Callable[[str], int | Unreadable]) -> tuple[Interval, ...] | Unreadable:
    """The intervals of a text whose instants are read by `instant`, by their start."""
    if len(text) > _LONGEST:
        return Unreadable(Said("longer than {length} characters", length=_LONGEST))
    found: list[Interval] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        one = _interval(part, instant)
        if isinstance(one, Unreadable):
            return one
        found.append(one)
    return tuple(sorted(found, key=_order)) if found else _unlike()


def _unlike() -> Unreadable:
    return Unreadable(Said("not times such as `2026-03-02T09:15:00+08:00/2026-03-03T10:00:00+08:00 reason`"))


def _interval(text: str, instant: Callable[[str], int | Unreadable]) -> Interval | Unreadable:
    times, _, reason = text.partition(" ")
    begins, slash, ends = times.partition("/")
    if not slash:
        return _unlike()
    start, end = instant(begins), None if ends in {_OPEN, ""} else instant(ends)
    if isinstance(start, Unreadable):
        return start
    if isinstance(end, Unreadable):
        return end
    if end is not None and end < start:
        return Unreadable(Said("an interval that ends before it begins"))
    return Interval(start, end, reason.strip())


def _order(one: Interval) -> tuple[int, bool, int, str]:
    return one.start, one.end is None, one.end or 0, one.reason


def kept(intervals: Iterable[Interval]) -> str:
    """The text as which intervals are kept."""
    return "; ".join(_text(one, str) for one in intervals)


def read(text: str) -> tuple[Interval, ...]:
    """The intervals of a text that is as `KEPT` says."""
    return tuple(map(_read, text.split("; ")))


def _read(text: str) -> Interval:
    times, _, reason = text.partition(" ")
    begins, _, ends = times.partition("/")
    return Interval(int(begins), None if ends == _OPEN else int(ends), reason)


def shown(text: str, instant: Callable[[int], str]) -> str:
    """A text as `kept` gives it, as people write it."""
    return "; ".join(_text(one, instant) for one in read(text))


def _text(one: Interval, instant: Callable[[int], str]) -> str:
    end = _OPEN if one.end is None else instant(one.end)
    return f"{instant(one.start)}/{end} {one.reason}".rstrip()
