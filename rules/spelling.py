"""Spelling: an expression as a policy writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from fractions import Fraction
from typing import assert_never

from rules.expression import (
    Arithmetic,
    Both,
    Compare,
    Constant,
    DateOf,
    Derived,
    Either,
    Expression,
    Extreme,
    Kind,
    Known,
    ListContains,
    Negated,
    Range,
    Reference,
    Rounded,
    TextTest,
    Within,
)
from rules.types import Date, Instant, minor_digits, show

_OR, _AND, _TEST, _SUM, _PRODUCT, _ATOM = range(6)
"""How tightly an expression holds together; one that holds less tightly than its place asks is put in brackets."""

_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_MOST_DECIMALS = 9


def spelt(expression: Expression, *, zone: tzinfo = UTC) -> str:
    """The text of an expression, which is read as that expression; times are written in `zone`."""
    return _Speller(zone).spelt(expression)


class _Speller:
    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def spelt(self, found: Expression, place: int = _OR) -> str:
        text, binding = self._part(found)
        return f"({text})" if binding < place else text

    def _part(self, found: Expression) -> tuple[str, int]:
        match found:
            case Constant():
                return self._constant(found), _ATOM
            case Reference(name=name) | Derived(name=name):
                return name, _ATOM
            case Arithmetic(operator=operator, left=left, right=right):
                binding = _BINDING[operator]
                return f"{self.spelt(left, binding)} {operator} {self.spelt(right, binding + 1)}", binding
            case Extreme(operator=operator, parts=parts):
                return f"{operator}({self._listed(parts)})", _ATOM
            case Rounded(mode=mode, operand=operand, scale=scale):
                return f"round_{mode}({self.spelt(operand, _SUM)}, {scale})", _ATOM
            case DateOf(operand=operand):
                return f"date of {self.spelt(operand, _ATOM)}", _ATOM
            case TextTest(function=function, subject=subject, text=text):
                return f"{function}({self.spelt(subject, _SUM)}, {_quoted(text)})", _ATOM
            case ListContains(decision=decision, outcome=outcome):
                return f"list contains({decision}, {outcome})", _ATOM
            case _:
                return self._test(found)

    def _test(self, found: Compare | Within | Known | Negated | Both | Either) -> tuple[str, int]:
        match found:
            case Compare(operator=operator, left=left, right=right):
                return f"{self.spelt(left, _SUM)} {operator} {self.spelt(right, _SUM)}", _TEST
            case Within(subject=subject, members=members):
                written = ", ".join(self._range(one) if isinstance(one, Range) else self.spelt(one) for one in members)
                return f"{self.spelt(subject, _SUM)} in ({written})", _TEST
            case Known(operand=operand):
                return f"{self.spelt(operand, _SUM)} is known", _TEST
            case Negated(operand=Known(operand=operand)):
                return f"{self.spelt(operand, _SUM)} is missing", _TEST
            case Negated(operand=operand):
                return f"not({self.spelt(operand)})", _TEST
            case Both(parts=parts):
                return " and ".join(self.spelt(part, _TEST) for part in parts), _AND
            case Either(parts=parts):
                return " or ".join(self.spelt(part, _AND) for part in parts), _OR
            case _:
                assert_never(found)

    def _listed(self, parts: Sequence[Expression]) -> str:
        return ", ".join(self.spelt(part, _SUM) for part in parts)

    def _range(self, found: Range) -> str:
        opens, closes = "(" if found.low_open else "[", ")" if found.high_open else "]"
        return f"{opens}{self.spelt(found.low, _SUM)}..{self.spelt(found.high, _SUM)}{closes}"

    def _constant(self, found: Constant) -> str:
        sort = found.sort
        match found.value, sort.kind:
            case bool() as value, _:
                return "true" if value else "false"
            case str() as text, Kind.TEXT:
                return _quoted(text)
            case Fraction() as value, Kind.DATE:
                return f'@"{show(Date(), int(value))}"'
            case Fraction() as value, Kind.DATETIME:
                return f'@"{show(Instant(), int(value), zone=self._zone)}"'
            case Fraction() as value, Kind.DURATION:
                return f"{decimal(value)} {sort.detail}"
            case Fraction() as value, Kind.MONEY:
                return decimal(value, least=minor_digits(sort.detail))
            case Fraction() as value, _:
                return decimal(value)
            case _:
                return str(found.value)


def decimal(value: Fraction, *, least: int = 0) -> str:
    """A number with the decimals it has, and at least so many."""
    digits = next(count for count in range(least, _MOST_DECIMALS * 2) if (value * 10**count).denominator == 1)
    whole = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    point = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return f"-{point}" if value < 0 else point


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
