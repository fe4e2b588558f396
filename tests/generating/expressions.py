"""Texts of expressions, cells and literals that make sense with the names at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from rules.expression import Kind, Sort, sort_of
from rules.types import (
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Number,
    Text,
    Type,
    Unit,
    bounds,
    show,
)

WORDS = ("退款", "重复扣款", "被盗", "refund", "Refund", '说"不"', "a\\b", "😀", " ")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
ROUNDINGS = ("round_half_up", "round_half_even", "round_down", "round_up")
FACTORS = ("2", "0.5", "0.15", "3", "1.05", "10")
NARROW = 10**9
FIRST_DAY, LAST_DAY = 20_400, 20_800
MICROSECONDS_PER_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Name:
    """Something an expression can read."""

    text: str
    type: Type


@dataclass(slots=True)
class Author:
    """Writes expressions over `names` and the `collect` decisions in `collected`; `stops` are facts of intervals."""

    chance: Random
    names: list[Name] = field(default_factory=list)
    collected: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)

    def of(self, sort: Sort, *, narrow: bool = False) -> list[Name]:
        """Names of one sort; `narrow` ones stay small enough for products."""
        found = [name for name in self.names if sort_of(name.type) == sort]
        return [name for name in found if bounds(name.type)[1] <= NARROW] if narrow else found

    def literal(self, kind: Type) -> str:
        """A written value of the type."""
        chance = self.chance
        match kind:
            case Number():
                value = chance.choice((0, 1, 99_999, 100_000, 100_001, 2**53 + 1, chance.randint(-500_000, 500_000)))
                return show(kind, max(kind.low, min(kind.high, value)))
            case Boolean():
                return chance.choice(("true", "false"))
            case Enumeration(names=names):
                return chance.choice(names)
            case Text():
                return quoted(chance.choice(WORDS))
            case Date():
                return f'@"{show(kind, chance.randint(FIRST_DAY, LAST_DAY))}"'
            case Instant():
                moment = chance.randint(FIRST_DAY * 24, LAST_DAY * 24) * (MICROSECONDS_PER_DAY // 24)
                written = show(kind, moment)
                return f'@"{written if chance.random() < 0.5 else written.removesuffix("+00:00")}"'
            case Duration(unit=unit):
                return f"{chance.randint(0, 60)} {unit}"

    def value(self, kind: Type) -> str:
        """An expression whose result fits the decimals of the type."""
        match kind:
            case Number(scale=scale):
                return f"{self.chance.choice(ROUNDINGS)}({self.quantity(kind)}, {self.chance.randint(0, scale)})"
            case Boolean():
                return self.test(1)
            case Date() | Instant() | Duration():
                return self.quantity(kind)
            case _:
                return self.operand(kind)

    def operand(self, kind: Type) -> str:
        """A name or a literal."""
        named = self.of(sort_of(kind))
        return self.chance.choice(named).text if named and self.chance.random() < 0.7 else self.literal(kind)

    def quantity(self, kind: Type) -> str:
        """A name, a literal or arithmetic; exact for dates, times and durations."""
        forms: list[Callable[[Type], str]] = [self.operand]
        match kind:
            case Number():
                forms += [self.operand, self.sum, self.extreme, self.product, self.rounding]
            case Date():
                forms += [self.day, self.shifted, self.extreme]
            case Instant():
                forms += [self.shifted, self.extreme]
            case Duration():
                forms += [self.multiple, self.elapsed, self.sum]
            case _:
                pass
        return self.chance.choice(forms)(kind)

    def sum(self, kind: Type) -> str:
        return f"{self.operand(kind)} {self.chance.choice('+-')} {self.operand(kind)}"

    def extreme(self, kind: Type) -> str:
        return f"{self.chance.choice(('min', 'max'))}({self.operand(kind)}, {self.operand(kind)}, {self.operand(kind)})"

    def product(self, kind: Type) -> str:
        """A multiple or a part of a name that stays small enough."""
        narrow = self.of(sort_of(kind), narrow=True)
        inner = self.chance.choice(narrow).text if narrow else "1200.5"
        factor = self.chance.choice(FACTORS)
        form = self.chance.choice(("{0} * {1}", "{1} * {0}", "{0} / 7", "-{0} * {1}", "({0} + 0.01) / 3", "{0} / {1}"))
        return form.format(inner, factor)

    def rounding(self, kind: Type) -> str:
        """To some decimals, or to those of the currency, which then must be plain from a name."""
        mode, narrow = self.chance.choice(ROUNDINGS), self.of(sort_of(kind), narrow=True)
        if narrow and sort_of(kind).kind is Kind.MONEY and self.chance.random() < 0.5:
            return f"{mode}({self.chance.choice(narrow).text} * {self.chance.choice(FACTORS)} / 3)"
        return f"{mode}({self.product(kind)}, {self.chance.randint(0, 2)})"

    def multiple(self, kind: Type) -> str:
        return f"{self.operand(kind)} * {self.chance.randint(-2, 3)}"

    def elapsed(self, kind: Type) -> str:
        """The time between two days or instants, where the unit has one."""
        between: dict[Type, Type] = {Duration(Unit.CALENDAR_DAYS): Date(), Duration(Unit.HOURS): Instant()}
        ends = between.get(kind)
        return self.operand(kind) if ends is None else f"{self.operand(ends)} - {self.operand(ends)}"

    def shifted(self, kind: Type) -> str:
        """A day some days later, an instant some hours earlier."""
        unit = "calendar days" if isinstance(kind, Date) else "hours"
        return f"{self.operand(kind)} {self.chance.choice('+-')} {self.chance.randint(0, 90)} {unit}"

    def day(self, kind: Type) -> str:
        return f"date of {self.operand(Instant())}" if self.of(sort_of(Instant())) else self.operand(kind)

    def test(self, depth: int) -> str:
        """A boolean expression."""
        roll = self.chance.random()
        if depth and roll < 0.5:
            joined = self.chance.choice((" and ", " or ")).join(
                self.bracketed(depth - 1) for _ in range(self.chance.choice((2, 2, 3)))
            )
            return joined if self.chance.random() < 0.7 else f"not({joined})"
        if self.collected and roll < 0.6:
            name, outcomes = self.chance.choice(self.collected)
            return f"list contains({name}, {self.chance.choice(outcomes)})"
        if roll < 0.7:
            return f"{self.asked(depth)} is {self.chance.choice(('known', 'missing'))}"
        return self.about(self.chance.choice(self.names).type)

    def bracketed(self, depth: int) -> str:
        found = self.test(depth)
        return f"({found})" if " and " in found or " or " in found else found

    def asked(self, depth: int) -> str:
        """What may be known or missing."""
        name = self.chance.choice(self.names)
        if depth and self.chance.random() < 0.3:
            return f"({self.test(depth - 1)})"
        bare = isinstance(name.type, Enumeration) or self.chance.random() < 0.7
        return name.text if bare else f"({self.quantity(name.type)})"

    def about(self, kind: Type) -> str:
        """A test on a value of the type."""
        match kind:
            case Boolean():
                form = self.chance.choice(("{0}", "{0}", "not({0})", "{0} = {1}", "{0} != {1}", "{0} in ({1}, {2})"))
                return form.format(self.operand(kind), self.operand(kind), self.literal(kind))
            case Enumeration():
                form = self.chance.choice(("{0} = {1}", "{1} = {0}", "{0} != {1}", "{0} in ({1}, {2})", "{0} = {3}"))
                subject = self.chance.choice(self.of(sort_of(kind))).text
                return form.format(subject, self.literal(kind), self.literal(kind), self.operand(kind))
            case Text():
                return self.telling(kind)
            case _:
                return self.measured(kind)

    def telling(self, kind: Type) -> str:
        subject, word = self.operand(kind), quoted(self.chance.choice(WORDS))
        forms = ("contains({0}, {1})", "starts with({0}, {1})", "{0} = {2}", "{0} != {1}", '{0} in ({1}, {2}, "")')
        form = self.chance.choice(forms)
        return form.format(subject, word, self.operand(kind))

    def measured(self, kind: Type) -> str:
        """A comparison, range or list about a quantity."""
        subject = self.quantity(kind) if self.chance.random() < 0.4 else self.operand(kind)
        roll = self.chance.random()
        if roll < 0.5:
            other = self.quantity(kind) if self.chance.random() < 0.3 else self.operand(kind)
            return f"{subject} {self.chance.choice(COMPARISONS)} {other}"
        if roll < 0.65:
            return f"{subject} between {self.operand(kind)} and {self.operand(kind)}"
        if roll < 0.8:
            return f"{subject} in {self.range(kind)}"
        members = [self.chance.choice((self.operand, self.literal, self.range))(kind) for _ in range(3)]
        return f"{subject} in ({', '.join(members)})"

    def range(self, kind: Type) -> str:
        """An interval, its ends mostly in order."""
        ends = [self.literal(kind), self.operand(kind)]
        opening, closing = self.chance.choice(("[]", "[)", "(]", "()"))
        return f"{opening}{ends[0]}..{ends[1]}{closing}"

    def cell(self, kind: Type) -> str:
        """A cell of a decision table's column of the type."""
        some = ["-", "is known", "is missing", self.literal(kind), f"not({self.literal(kind)})", self.operand(kind)]
        some.append(f"{self.literal(kind)}, {self.operand(kind)}")
        if sort_of(kind).kind not in {Kind.BOOLEAN, Kind.ENUM, Kind.TEXT}:
            some += [f"{self.chance.choice(COMPARISONS)} {self.operand(kind)}", self.range(kind)] * 2
            some += [f"between {self.literal(kind)} and {self.operand(kind)}", f"not({self.range(kind)})"]
            some += [f"in ({self.literal(kind)}, {self.range(kind)})", f"{self.literal(kind)}, > {self.literal(kind)}"]
        return self.chance.choice(some)


def quoted(text: str) -> str:
    """A text literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
