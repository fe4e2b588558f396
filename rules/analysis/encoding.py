"""Encoding: terms and tests as formulas over a space, in Kleene's logic.

A test is two formulas, where it is true and where it is false; it is missing where neither is.
"""

from __future__ import annotations

from copy import copy
from typing import assert_never

import z3

from rules.analysis.days import Days
from rules.analysis.space import Space
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
    inputs,
    is_term,
)
from rules.types import Enumeration, Text


class Encoding:
    """Writes formulas over `space`; `days` are the days of instants met so far."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.days = Days(space)
        self._floors: dict[tuple[z3.ExprRef, int], tuple[z3.ArithRef, z3.ArithRef]] = {}

    def beside(self, space: Space) -> Encoding:
        """One that writes formulas as another policy reads the same space."""
        found = copy(self)
        found.space = space
        return found

    def known(self, found: Term | Test) -> z3.BoolRef:
        """Where a term or test is not missing."""
        if is_term(found):
            return self.space.every(self.space.known(key) for key in dict.fromkeys(inputs(found)))
        return self.space.some((self.true(found), self.false(found)))  # type: ignore[arg-type]  # is_term has ruled the terms out

    def true(self, test: Test) -> z3.BoolRef:
        """Where a test is true."""
        match test:
            case And(parts=parts):
                return self.space.every(map(self.true, parts))
            case Or(parts=parts):
                return self.space.some(map(self.true, parts))
            case Not(test=inner):
                return self.false(inner)
            case IsKnown(subject=subject):
                return self.known(subject)
            case Truth(subject=Input(key=key)):
                return self.space.true(key)
            case Truth(subject=settled):
                return self.space.always if settled else self.space.never
            case _:
                return self.space.every((self._compared(test), self._whole(test)))

    def false(self, test: Test) -> z3.BoolRef:
        """Where a test is false."""
        match test:
            case And(parts=parts):
                return self.space.some(map(self.false, parts))
            case Or(parts=parts):
                return self.space.every(map(self.false, parts))
            case Not(test=inner):
                return self.true(inner)
            case IsKnown(subject=subject):
                return z3.Not(self.known(subject))
            case Truth(subject=Input(key=key)):
                return self.space.false(key)
            case Truth(subject=settled):
                return self.space.never if settled else self.space.always
            case _:
                return self.space.every((self._compared(test), z3.Not(self._whole(test))))

    def _compared(self, test: Relation | Inside | Matches) -> z3.BoolRef:
        """Where everything that a comparison reads is there."""
        return self.space.every(self.space.known(key) for key in dict.fromkeys(inputs(test)))

    def _whole(self, test: Relation | Inside | Matches) -> z3.BoolRef:
        """Where a comparison holds, given that all it reads is there."""
        match test:
            case Relation(operator="=", left=left, right=right):
                return self.same(left, right)
            case Relation(operator=operator, left=left, right=right):
                return _below(self.number(left), self.number(right), open_=operator == "<")
            case Inside(subject=subject, points=points, spans=spans):
                within = (self._within(subject, span) for span in spans)
                return self.space.some((*(self.same(subject, point) for point in points), *within))
            case Matches(function=function, subject=subject, text=text):
                return self.space.texts.matches(self.text(subject), function, text)
            case _:
                assert_never(test)

    def _within(self, subject: Term, span: Span) -> z3.BoolRef:
        low, value, high = self.number(span.low), self.number(subject), self.number(span.high)
        return self.space.every((_below(low, value, open_=span.low_open), _below(value, high, open_=span.high_open)))

    def same(self, left: Term, right: Term) -> z3.BoolRef:
        """Where two terms have one value, given that all they read is there."""
        match self._kind(left, right):
            case Enumeration() if isinstance(right, Fixed):
                return self.named(left, str(right.value))
            case Enumeration(names=names):
                return self.space.some(
                    self.space.every((self.named(left, name), self.named(right, name))) for name in names
                )
            case Text():
                return self.text(left) == self.text(right)
            case _:
                return self.number(left) == self.number(right)

    def _kind(self, *terms: Term) -> Enumeration | Text | None:
        """How terms are compared that are no numbers."""
        kinds = [self.space.kinds[term.key] for term in terms if isinstance(term, Input)]
        written = [Text() for term in terms if isinstance(term, Fixed) and isinstance(term.value, str)]
        return next((kind for kind in (*kinds, *written) if isinstance(kind, Enumeration | Text)), None)

    def named(self, term: Term | Test, name: str) -> z3.BoolRef:
        """Where an enumeration is known and has a name."""
        if isinstance(term, Input):
            return self.space.is_named(term.key, name)
        return self.space.always if term == Fixed(name) else self.space.never

    def text(self, term: Term | Test) -> z3.ExprRef:
        """A text, given that it is there."""
        if isinstance(term, Input):
            return self.space.text(term.key)
        return self.space.texts.constant(str(term.value))  # type: ignore[union-attr]  # texts are read or written down

    def number(self, term: Term) -> z3.ArithRef:
        """A numeric term, given that all it reads is there."""
        match term:
            case Input(key=key):
                return self.space.number(key)
            case Fixed(value=value):
                return z3.IntVal(int(value), self.space.context)
            case Plus(parts=parts):
                return z3.Sum([self.number(part) for part in parts])
            case Times(term=inner, factor=factor):
                return self.number(inner) * factor
            case Extremum(greatest=greatest, parts=parts):
                return self._extremum([self.number(part) for part in parts], greatest=greatest)
            case Quotient():
                return self._quotient(term)
            case DayOf(term=inner, zone=zone):
                return self.days.of(self.number(inner), zone, known=self.known(inner))
            case _:
                assert_never(term)

    def _extremum(self, numbers: list[z3.ArithRef], *, greatest: bool) -> z3.ArithRef:
        found = numbers[0]
        for one in numbers[1:]:
            found = z3.If(one > found if greatest else one < found, one, found)
        return found

    def _quotient(self, term: Quotient) -> z3.ArithRef:
        """A number divided and rounded: below it lies `floor`, and `rest` is what is left over."""
        dividend = self.number(term.term) * term.numerator
        floor, rest = self._divided(dividend, term.denominator)
        return floor + z3.If(self._rounds_up(term, dividend, floor, rest), 1, 0)

    def _divided(self, dividend: z3.ArithRef, divisor: int) -> tuple[z3.ArithRef, z3.ArithRef]:
        """A number divided by another, as the whole number below and the rest."""
        key = dividend, divisor
        if key not in self._floors:
            floor, rest = self._floors[key] = self.space.whole(), self.space.whole()
            self.space.axioms.extend((dividend == floor * divisor + rest, rest >= 0, rest < divisor))
        return self._floors[key]

    def _rounds_up(self, term: Quotient, dividend: z3.ArithRef, floor: z3.ArithRef, rest: z3.ArithRef) -> z3.BoolRef:
        """Whether a quotient is rounded to the whole number above, as `rules.terms.rounded` does."""
        beyond, half = 2 * rest > term.denominator, 2 * rest == term.denominator
        match term.mode:
            case "down":
                return self.space.every((rest > 0, dividend < 0))
            case "up":
                return self.space.every((rest > 0, dividend > 0))
            case "half_even":
                return self.space.some((beyond, self.space.every((half, floor % 2 == 1))))
            case _:
                return self.space.some((beyond, self.space.every((half, dividend > 0))))


def _below(one: z3.ArithRef, other: z3.ArithRef, *, open_: bool) -> z3.BoolRef:
    return one < other if open_ else one <= other
