"""Terms and tests as people write them: values in the units they are declared in, and titles for names."""

from fractions import Fraction
from typing import assert_never

from adapters.cli.titles import Titles
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
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Number, Text, Type, denominator, show

_PLAIN = Boolean, Enumeration, Text, Date, Instant


class TermText:
    """Writes the terms of one of two policies."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def told(self, found: Term | Test, kind: Type | None = None) -> str:
        """A term or test; `kind` is the type of a term's value, where its inputs do not say it."""
        if is_term(found):
            kinds = self._kinds(found) or [kind or Text()]
            return self._term(found, kinds, _unit([kind] if kind else kinds))  # type: ignore[arg-type]  # is_term has just said so
        return self._test(found)  # type: ignore[arg-type]  # a test by now

    def _kinds(self, found: Term | Test | Span) -> list[Type]:
        return [self._titles.kind(key) for key in dict.fromkeys(inputs(found))]

    def _test(self, test: Test) -> str:
        match test:
            case And(parts=parts):
                return " and ".join(map(self._test, parts))
            case Or(parts=parts):
                return f"({' or '.join(map(self._test, parts))})"
            case Not(test=inner):
                return f"not({self._test(inner)})"
            case IsKnown(subject=subject):
                return f"{self.told(subject)} is known"
            case Truth(subject=Input(key=key)):
                return self._input(key)
            case Truth(subject=subject):
                return str(subject).lower()
            case Matches(function=function, subject=subject, text=text):
                return f'{function}({self.told(subject)}, "{text}")'
            case Relation(operator=operator, left=left, right=right):
                kinds = self._kinds(test)
                unit = _unit(kinds)
                one, other = self._term(left, kinds, unit), self._term(right, kinds, unit)
                # Lowering knows no `>`: what stands alone reads better in front.
                if isinstance(left, Fixed):
                    return f"{other} {operator.replace('<', '>')} {one}"
                return f"{one} {operator} {other}"
            case Inside(subject=subject, points=points, spans=spans):
                kinds = self._kinds(test)
                unit = _unit(kinds)
                members = [self._term(one, kinds, unit) for one in points]
                members += [self._span(one, kinds, unit) for one in spans]
                return f"{self._term(subject, kinds, unit)} in ({', '.join(members)})"
            case _:
                assert_never(test)

    def _span(self, span: Span, kinds: list[Type], unit: int) -> str:
        low, high = self._term(span.low, kinds, unit), self._term(span.high, kinds, unit)
        return f"{'(' if span.low_open else '['}{low}..{high}{')' if span.high_open else ']'}"

    def _term(self, term: Term, kinds: list[Type], unit: int, factor: int = 1) -> str:
        """A term of which `unit` stands for one, times a whole number."""
        match term:
            case Input(key=key):
                times = Fraction(factor * _own(self._titles.kind(key)), unit)
                return self._input(key) + ("" if times == 1 else f" * {_decimal(times)}")
            case Fixed(value=value):
                return self._fixed(value, kinds, unit, factor)
            case Times(term=inner, factor=more):
                return self._term(inner, kinds, unit, factor * more)
            case Plus(parts=parts):
                return " + ".join(self._term(part, kinds, unit, factor) for part in parts)
            case Extremum(greatest=greatest, parts=parts):
                within = ", ".join(self._term(one, kinds, unit, factor) for one in parts)
                return f"{'max' if greatest else 'min'}({within})"
            case Quotient(mode=mode, term=inner, numerator=numerator, denominator=divisor):
                own = _unit(self._kinds(inner))
                times = Fraction(numerator * own * factor, divisor * unit)
                within = self._term(inner, kinds, own)
                return f"round_{mode}({within}{'' if times == 1 else f' * {_decimal(times)}'})"
            case DayOf(term=inner):
                return f"date of {self._term(inner, kinds, unit)}"
            case _:
                assert_never(term)

    def _input(self, key: str) -> str:
        decision, member, outcome = key.partition(" ∋ ")
        if member:
            return f"list contains({self._titles.of(decision)}, {self._titles.outcome(decision, outcome)})"
        return self._titles.of(key)

    def _fixed(self, value: int | str, kinds: list[Type], unit: int, factor: int) -> str:
        if isinstance(value, str):
            return f'"{value}"' if Text() in kinds else value
        kind = next((one for one in kinds if isinstance(one, Date | Instant)), None)
        if kind is not None:
            return show(kind, value * factor, zone=self._titles.zone)
        number = next((one for one in kinds if isinstance(one, Number) and denominator(one) == unit), None)
        if number is not None:
            return show(number, value * factor)
        found = _decimal(Fraction(value * factor, unit))
        lasting = next((one for one in kinds if isinstance(one, Duration)), None)
        return found if lasting is None else f"{found} {lasting.unit}"


def _own(kind: Type) -> int:
    return 1 if isinstance(kind, _PLAIN) else denominator(kind)


def _unit(kinds: list[Type]) -> int:
    """The smallest of the units in which values of some types are kept."""
    return max(map(_own, kinds), default=1)


def _decimal(value: Fraction) -> str:
    """A number with its decimals, or as a fraction where these never end."""
    for scale in range(10):
        if not 10**scale % value.denominator:
            return show(Number(scale=scale), int(value * 10**scale))
    return str(value)
