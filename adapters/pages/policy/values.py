"""Values and types of a policy in the words of a page's reader."""

from fractions import Fraction

from adapters.pages.marks import MARKS
from adapters.pages.page import Say
from rules.counting import Convention
from rules.expression import Kind, Sort
from rules.policy import Policy
from rules.types import (
    DECLARED_LIMIT,
    INTEGER_LIMIT,
    SCALED_LIMIT,
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Intervals,
    Number,
    Type,
    Unit,
    Value,
    denominator,
    minor_digits,
    show,
)
from rules.wording import Language, dated, spoken

_LIMITS = {INTEGER_LIMIT, SCALED_LIMIT, DECLARED_LIMIT}


class Values:
    """Says values, types and ways of counting in one language."""

    def __init__(self, policy: Policy, words: Say, language: Language) -> None:
        self._zone = policy.zone
        self._words = words
        self._marks = MARKS[language]
        self._language = language

    def value(self, kind: Type, value: Value) -> str:
        """A stored value, money with its currency, an enumeration by its title."""
        match kind:
            case Number(currency=str(currency)):
                return self._marks.money.format(amount=grouped(show(kind, value)), currency=self._currency(currency))
            case Number():
                return grouped(show(kind, value))
            case Enumeration(names=names, titles=titles) if titles:
                return titles[names.index(str(value))]
            case Date():
                return self.day(int(value or 0))
            case Boolean():
                return self._words("doc.yes" if value else "doc.no")
            case _:
                return spoken(kind, value, language=self._language, zone=self._zone)

    def day(self, day: int) -> str:
        """A day with its year."""
        return dated(day, self._language, year=True)

    def constant(self, value: Fraction | bool | str, sort: Sort) -> str:  # noqa: FBT001 -- a value may be one
        """A written value that is no enumeration's: a number in the unit people write."""
        if isinstance(value, bool):
            return self.value(Boolean(), value)
        if isinstance(value, str):
            return f"“{value}”"
        match sort.kind:
            case Kind.MONEY:
                kind: Type = Number(max(minor_digits(sort.detail), decimals(value)), currency=sort.detail)
            case Kind.DATE:
                kind = Date()
            case Kind.DATETIME:
                kind = Instant()
            case Kind.DURATION:
                kind = Duration(Unit(sort.detail))
            case _:
                kind = Number(decimals(value))
        return self.value(kind, int(value * denominator(kind)))

    def type(self, kind: Type) -> str:
        """What a fact, parameter or value is, with its bounds where it declares any."""
        match kind:
            case Number(currency=str(currency)):
                return self._bounded(self._words("doc.type.money", currency=self._currency(currency)), kind)
            case Number(scale=0):
                return self._bounded(self._words("doc.type.integer"), kind)
            case Number(scale=scale):
                return self._bounded(self._words("doc.type.decimal", scale=scale), kind)
            case Duration(unit=unit):
                return self._words("doc.type.duration", unit=self._words(f"doc.unit.{unit.name.lower()}"))
            case Intervals():
                return self._words("doc.type.intervals")
            case _:
                return self._words(f"doc.type.{type(kind).__name__.lower()}")

    def counting(self, convention: Convention) -> list[str]:
        """How days are counted, each choice in a sentence."""
        said = [
            self._words(f"doc.start_day.{convention.start_day}"),
            self._words(f"doc.ends_at.{convention.ends_at}"),
            self._words(f"doc.on_holiday.{convention.on_holiday}"),
            self._words(f"doc.after_hours.{convention.after_hours}"),
        ]
        if convention.business is not None:
            opens, closes = convention.business.opens, convention.business.closes
            said.append(self._words("doc.business", opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}"))
        return said

    def _bounded(self, told: str, kind: Number) -> str:
        low, high = (None if abs(end) in _LIMITS else grouped(show(kind, end)) for end in (kind.low, kind.high))
        if low is None or high is None:
            return told
        return self._words("doc.type.range", type=told, low=low, high=high)

    def _currency(self, currency: str) -> str:
        return self._words("doc.yuan") if currency == "CNY" else currency


def grouped(number: str) -> str:
    """A plain number with its thousands parted."""
    sign, digits = ("\N{MINUS SIGN}", number[1:]) if number.startswith("-") else ("", number)
    whole, point, fraction = digits.partition(".")
    return f"{sign}{int(whole or 0):,}{point}{fraction}"


def decimals(value: Fraction) -> int:
    """How many decimals write a number exactly; every number that is written in a policy has so many."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places
