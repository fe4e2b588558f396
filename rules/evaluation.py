"""Computing terms and tests on one complaint's values."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

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
    rounded,
)
from rules.types import EPOCH, MICROSECONDS_PER_HOUR, Instant, Value, bounds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

MICROSECONDS_PER_DAY = 24 * MICROSECONDS_PER_HOUR


def compute(found: Term | Test, values: Mapping[str, Value]) -> Value:
    """Value of a term or truth of a test; None is missing."""
    return term_value(found, values) if is_term(found) else truth(found, values)  # type: ignore[arg-type]  # is_term decides


def term_value(term: Term, values: Mapping[str, Value]) -> Value:
    """Value of `term`; missing as soon as an input is."""
    match term:
        case Input(key=key):
            return values[key]
        case Fixed(value=value):
            return value
        case Times(term=inner, factor=factor):
            found = _integer(inner, values)
            return None if found is None else found * factor
        case Quotient(mode=mode, term=inner, numerator=numerator, denominator=denominator):
            found = _integer(inner, values)
            return None if found is None else rounded(mode, found * numerator, denominator)
        case DayOf(term=inner, zone=zone):
            found = _integer(inner, values)
            return None if found is None else day_of(found, zone)
        case Plus(parts=parts):
            terms = _all_known(parts, values)
            return None if terms is None else sum(terms)
        case Extremum(greatest=greatest, parts=parts):
            terms = _all_known(parts, values)
            return None if terms is None else (max(terms) if greatest else min(terms))
        case _:
            assert_never(term)


def _all_known(terms: tuple[Term, ...], values: Mapping[str, Value]) -> list[int] | None:
    found = [_integer(term, values) for term in terms]
    known = [value for value in found if value is not None]
    return known if len(known) == len(found) else None


def _integer(term: Term, values: Mapping[str, Value]) -> int | None:
    found = term_value(term, values)
    return None if found is None else int(found)


def day_of(microseconds: int, zone: tzinfo) -> int:
    """Day of an instant in `zone`, in days since 1970-01-01."""
    return (microseconds + ahead(microseconds, zone)) // MICROSECONDS_PER_DAY


def ahead(microseconds: int, zone: tzinfo) -> int:
    """Microseconds by which `zone` is ahead of UTC at an instant; beyond the calendar's ends, as at the end."""
    first, last = bounds(Instant())
    instant = EPOCH + timedelta(microseconds=min(max(microseconds, first), last))
    return (instant.astimezone(zone).utcoffset() or timedelta()) // timedelta(microseconds=1)


def truth(test: Test, values: Mapping[str, Value]) -> bool | None:
    """Truth of `test` by Kleene's logic; None is missing."""
    match test:
        case Truth(subject=subject):
            found = values[subject.key] if isinstance(subject, Input) else subject
            return None if found is None else bool(found)
        case Relation():
            return _relation(test.operator, term_value(test.left, values), term_value(test.right, values))
        case Inside():
            return _inside(test, values)
        case Matches(function=function, subject=subject, text=text):
            found = term_value(subject, values)
            if found is None:
                return None
            return text in str(found) if function == "contains" else str(found).startswith(text)
        case IsKnown(subject=subject):
            return compute(subject, values) is not None
        case Not(test=inner):
            found = truth(inner, values)
            return None if found is None else not found
        case And(parts=parts) | Or(parts=parts):
            return _joined([truth(part, values) for part in parts], decisive=isinstance(test, Or))
        case _:
            assert_never(test)


def _joined(truths: list[bool | None], *, decisive: bool) -> bool | None:
    """`and` is settled by one false, `or` by one true; else a missing part leaves it missing."""
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _relation(operator: str, left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if operator == "=":
        return left == right
    one, two = int(left), int(right)
    return one < two if operator == "<" else one <= two


def _inside(test: Inside, values: Mapping[str, Value]) -> bool | None:
    subject = term_value(test.subject, values)
    points = [term_value(point, values) for point in test.points]
    spans = [_span(span, subject, values) for span in test.spans]
    if subject is None or None in points or None in spans:
        return None
    return subject in points or any(spans)


def _span(span: Span, subject: Value, values: Mapping[str, Value]) -> bool | None:
    low, high = term_value(span.low, values), term_value(span.high, values)
    above = _relation("<" if span.low_open else "<=", low, subject)
    below = _relation("<" if span.high_open else "<=", subject, high)
    return None if above is None or below is None else above and below
