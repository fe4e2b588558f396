"""Computing terms and tests on columns, as `rules.evaluation` does on one complaint.

Integer arithmetic wraps silently in NumPy; loading has proved that no term of a policy exceeds 64 bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import assert_never

import numpy as np
import polars as pl

from engine.columns import Array, Bits, Column
from rules.evaluation import MICROSECONDS_PER_DAY, ahead, day_of
from rules.terms import (
    And,
    DayOf,
    Extremum,
    Fixed,
    Input,
    Inside,
    IsKnown,
    Matches,
    Not,
    Or,
    Plus,
    Quotient,
    Relation,
    Span,
    Term,
    Test,
    Times,
    Truth,
    is_term,
)

Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Computing:
    """Computes terms and tests on `columns`, all of length `rows`."""

    columns: Columns
    rows: int

    def compute(self, found: Term | Test) -> Column:
        """Column of a term's values or a test's truths."""
        if is_term(found):
            return self.term(found)  # type: ignore[arg-type]  # is_term has just said so
        truth, known = self.test(found)  # type: ignore[arg-type]  # it is no term
        return Column(truth, known)

    def term(self, term: Term) -> Column:
        """Column of the term's values."""
        match term:
            case Input(key=key):
                return self.columns[key]
            case Fixed(value=str() as text):
                return Column(np.zeros(self.rows, np.uint8), None, (text,))
            case Fixed(value=value):
                return Column(np.full(self.rows, value, np.int64))
            case Times(term=inner, factor=factor):
                one = self.term(inner)
                return Column(one.values * factor, one.known)
            case Plus(parts=parts):
                return self._reduced(np.add, parts)
            case Extremum(greatest=greatest, parts=parts):
                return self._reduced(np.maximum if greatest else np.minimum, parts)
            case Quotient(mode=mode, term=inner, numerator=numerator, denominator=denominator):
                one = self.term(inner)
                return Column(_rounded(mode, one.values * numerator, denominator), one.known)
            case DayOf(term=inner, zone=zone):
                one = self.term(inner)
                return Column(_days(one.values, zone), one.known)
            case _:
                assert_never(term)

    def _reduced(self, operation: np.ufunc, parts: tuple[Term, ...]) -> Column:
        total, *rest = map(self.term, parts)
        for one in rest:
            total = Column(operation(total.values, one.values), _both(total.known, one.known))
        return total

    def test(self, test: Test) -> tuple[Bits, Bits | None]:
        """Truths of the test, false where missing, and where they are known."""
        match test:
            case Truth(subject=subject):
                return self._truth(subject)
            case Relation(operator=operator, left=left, right=right):
                return self._relation(operator, left, right)
            case Inside(subject=subject, points=points, spans=spans):
                return self._inside(subject, points, spans)
            case Matches(function=function, subject=subject, text=text):
                one = self.term(subject)
                texts = _texts(one).str
                found = texts.contains(text, literal=True) if function == "contains" else texts.starts_with(text)
                return _settled(found.to_numpy(), one.known)
            case IsKnown(subject=subject):
                there = self.compute(subject).known
                return (np.full(self.rows, fill_value=True) if there is None else there), None
            case Not(test=inner):
                truth, known = self.test(inner)
                return _settled(~truth, known)
            case And(parts=parts):
                return self._joined(parts, decisive=False)
            case Or(parts=parts):
                return self._joined(parts, decisive=True)
            case _:
                assert_never(test)

    def _truth(self, subject: Input | bool) -> tuple[Bits, Bits | None]:  # noqa: FBT001 -- a truth is what it is about
        if isinstance(subject, bool):
            return np.full(self.rows, subject), None
        one = self.columns[subject.key]
        return _settled(np.asarray(one.values, np.bool_), one.known)

    def _relation(self, operator: str, left: Term, right: Term) -> tuple[Bits, Bits | None]:
        one, two = self.term(left), self.term(right)
        known = _both(one.known, two.known)
        if operator == "=":
            return _settled(_equal(one, two), known)
        return _settled(one.values < two.values if operator == "<" else one.values <= two.values, known)

    def _inside(self, subject: Term, points: tuple[Term, ...], spans: tuple[Span, ...]) -> tuple[Bits, Bits | None]:
        found = [self._relation("=", subject, point) for point in points]
        for span in spans:
            above, low_known = self._relation("<" if span.low_open else "<=", span.low, subject)
            below, high_known = self._relation("<" if span.high_open else "<=", subject, span.high)
            found.append((above & below, _both(low_known, high_known)))
        truth = np.logical_or.reduce([truth for truth, _ in found])
        known = None
        for _, one in found:
            known = _both(known, one)
        return _settled(truth, known)

    def _joined(self, parts: tuple[Test, ...], *, decisive: bool) -> tuple[Bits, Bits | None]:
        """Kleene's `or` (decisive is true) and `and` (decisive is false)."""
        truths = [self.test(part) for part in parts]
        sides = [truth if decisive else _settled(~truth, known)[0] for truth, known in truths]
        settled: Bits = np.logical_or.reduce(sides)
        everywhere = None
        for _, known in truths:
            everywhere = _both(everywhere, known)
        known = None if everywhere is None else settled | everywhere
        return _settled(settled if decisive else ~settled, known)


def _equal(one: Column, two: Column) -> Bits:
    if one.names is not None and two.names is not None:
        numbers = {name: number for number, name in enumerate(one.names)}
        moved = np.array([numbers.get(name, -1) for name in two.names], np.int64)
        found: Bits = np.asarray(one.values, np.int64) == moved[two.values]
        return found
    if _is_text(one) or _is_text(two):
        return (_texts(one) == _texts(two)).to_numpy()
    return np.asarray(one.values == two.values)


def _is_text(one: Column) -> bool:
    return isinstance(one.values, pl.Series)


def _texts(one: Column) -> pl.Series:
    if isinstance(one.values, pl.Series):
        return one.values
    return pl.Series(one.names, dtype=pl.String).gather(one.values)


def _both(one: Bits | None, two: Bits | None) -> Bits | None:
    if one is None or two is None:
        return two if one is None else one
    return one & two


def _settled(truth: Bits, known: Bits | None) -> tuple[Bits, Bits | None]:
    """INVARIANT: a truth is false where it is not known."""
    return (truth if known is None else truth & known), known


def _days(instants: Array, zone: tzinfo) -> Array:
    """Day of each instant, as `day_of` finds it; a day met is asked about at its two ends.

    INVARIANT: no zone changes its clocks twice within a day of UTC.
    """
    days, places = np.unique(instants // MICROSECONDS_PER_DAY, return_inverse=True)
    starts = [day * MICROSECONDS_PER_DAY for day in days.tolist()]
    first = np.array([ahead(start, zone) for start in starts], np.int64)
    last = np.array([ahead(start + MICROSECONDS_PER_DAY - 1, zone) for start in starts], np.int64)
    found: Array = (instants + first[places]) // MICROSECONDS_PER_DAY
    for row in np.flatnonzero((first != last)[places]).tolist():
        found[row] = day_of(int(instants[row]), zone)
    return found


def _rounded(mode: str, numerator: Array, denominator: int) -> Array:
    """`numerator / denominator` as whole numbers; the same as `rules.terms.rounded`."""
    quotient, rest = np.divmod(numerator, denominator)
    if mode in {"down", "up"}:
        more = (rest != 0) & (numerator < 0 if mode == "down" else numerator > 0)
    else:
        twice = 2 * rest - denominator
        tie = (quotient & 1 == 1) if mode == "half_even" else numerator > 0
        more = (twice > 0) | ((twice == 0) & tie)
    return np.asarray(quotient + more)
