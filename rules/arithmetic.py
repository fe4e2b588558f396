"""Arithmetic over sorts: what can be compared, summed and multiplied, and what that yields."""

from __future__ import annotations

from collections.abc import Mapping

from rules.expression import DATE, DATETIME, NUMBER, NUMERAL, Kind, Sort
from rules.types import Unit

UNITLESS = frozenset({Kind.NUMBER, Kind.MONEY})
NUMERIC = UNITLESS | {Kind.NUMERAL, Kind.DURATION}
ORDERED = NUMERIC | {Kind.DATE, Kind.DATETIME}

_DAYS = Sort(Kind.DURATION, Unit.CALENDAR_DAYS)
_HOURS = Sort(Kind.DURATION, Unit.HOURS)


def result(operator: str, left: Sort, right: Sort) -> Sort | None:
    """Sort of `left operator right`, or None where it has no sense."""
    plain = {NUMBER, NUMERAL}
    if operator == "*" and (left in plain or right in plain) and {left.kind, right.kind} <= NUMERIC:
        factor, other = (left, right) if left in plain else (right, left)
        return NUMBER if NUMBER in {factor, other} and other in plain else other
    if operator == "/" and right in plain and left.kind in NUMERIC:
        return NUMBER if left == NUMERAL and right == NUMBER else left
    if operator in "+-" and {left.kind, right.kind} <= NUMERIC:
        return _agreed(left, right)
    return _TIMES.get((left, operator, right))


def _agreed(left: Sort, right: Sort) -> Sort | None:
    """The one sort of two numbers, a numeral taking the other's where that has no unit."""
    if left == NUMERAL and right.kind in UNITLESS:
        return right
    return left if left == right or (right == NUMERAL and left.kind in UNITLESS) else None


_TIMES: Mapping[tuple[Sort, str, Sort], Sort] = {
    (DATE, "+", _DAYS): DATE,
    (_DAYS, "+", DATE): DATE,
    (DATE, "-", _DAYS): DATE,
    (DATE, "-", DATE): _DAYS,
    (DATETIME, "+", _HOURS): DATETIME,
    (_HOURS, "+", DATETIME): DATETIME,
    (DATETIME, "-", _HOURS): DATETIME,
    (DATETIME, "-", DATETIME): _HOURS,
}
