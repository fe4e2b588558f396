"""Literals: the written numbers, truths, texts, dates, times and durations of an expression."""

from __future__ import annotations

from datetime import tzinfo
from fractions import Fraction

from rules.expression import BOOLEAN, DATE, DATETIME, NUMERAL, TEXT, Constant, Kind, Sort
from rules.said import Said
from rules.syntax import Node
from rules.types import Date, Duration, Instant, Unit, denominator, read
from rules.unreadable import Unreadable

LITERALS = frozenset({"number", "string", "true", "false", "temporal", "duration"})


def literal(tree: Node, zone: tzinfo) -> Constant | Unreadable:
    """Value that a literal's syntax tree says; a time without offset is one of `zone`."""
    match tree.data:
        case "number":
            return Constant(Fraction(str(tree.children[0])), NUMERAL)
        case "string":
            return Constant(unquoted(tree), TEXT)
        case "temporal":
            return _temporal(unquoted(tree), zone)
        case "duration":
            return _duration(*(str(token) for token in tree.children))
        case truth:
            return Constant(value=truth == "true", sort=BOOLEAN)


def _temporal(text: str, zone: tzinfo) -> Constant | Unreadable:
    kind, sort = (Instant(), DATETIME) if "T" in text else (Date(), DATE)
    value = read(kind, text, zone=zone)
    if isinstance(value, Unreadable):
        return Unreadable(Said("`{text}` is {why}", text=text, why=value.reason))
    return Constant(Fraction(value or 0), sort)


def _duration(number: str, unit: str) -> Constant | Unreadable:
    spoken = " ".join(unit.split())
    plural = Unit(spoken if spoken.endswith("s") else spoken + "s")
    amount = Fraction(number)
    if (amount * denominator(Duration(plural))).denominator != 1:
        finest = Said("to the microsecond") if plural is Unit.HOURS else Said("whole")
        return Unreadable(Said("{plural} are counted {finest}", plural=plural, finest=finest))
    return Constant(amount, Sort(Kind.DURATION, plural))


def unquoted(tree: Node) -> str:
    """The text between the quotes of a string's syntax tree."""
    inner = str(tree.children[0])[1:-1]
    return inner.replace('\\"', '"').replace("\\\\", "\\") if "\\" in inner else inner
