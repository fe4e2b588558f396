"""Variants: the expressions that differ from one in one small thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from fractions import Fraction

from rules.expression import (
    Arithmetic,
    Both,
    Compare,
    Constant,
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
    Role,
    Rounded,
    TextTest,
    Within,
    references,
)
from rules.mutation.rebuilding import parts, with_part
from rules.spelling import spelt
from rules.types import Number, minor_digits

LEFT_OUT = "-"
_EDGE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "!=", "!=": "="}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*"}
_ROUNDING = {"half_up": ("half_even", "down"), "half_even": ("half_up",), "down": ("half_up",), "up": ("half_up",)}
_TEXTS = {"contains": "starts with", "starts with": "contains"}
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Variant:
    """An expression with one change, by an operator.

    `before` and `after` are the part that is otherwise; `after` is None where it is left out.
    """

    operator: str
    before: Expression
    after: Expression | None
    whole: Expression

    def told(self, zone: tzinfo) -> tuple[str, str]:
        """The part before and after, as a policy writes it."""
        return spelt(self.before, zone=zone), LEFT_OUT if self.after is None else spelt(self.after, zone=zone)


def variants(found: Expression) -> Iterator[Variant]:
    """Every variant of an expression, from the outside in; what a derived fact stands for is changed where it is."""
    yield from _own(found)
    if isinstance(found, Derived):
        return
    for place, part in enumerate(parts(found)):
        for one in _within_part(found, part):
            yield replace(one, whole=with_part(found, place, one.whole))


def _within_part(found: Expression, part: Expression) -> Iterator[Variant]:
    """The variants of a part, without those that are the whole's too."""
    if isinstance(part, Constant):
        yield from _steps(part, _scale(found))
        return
    for one in variants(part):
        if isinstance(found, Negated) and one.operator == "negation" and one.before is part:
            continue
        yield one


def _own(found: Expression) -> Iterator[Variant]:
    """The variants in which the outermost thing is otherwise."""
    for operator, after in _changes(found):
        yield Variant(operator, found, after, after)
    if isinstance(found, Both | Either | Extreme):
        for place, part in enumerate(found.parts):
            rest = found.parts[:place] + found.parts[place + 1 :]
            yield Variant("part", part, None, rest[0] if len(rest) == 1 else replace(found, parts=rest))
    if isinstance(found, Within) and len(found.members) > 1:
        for place, one in enumerate(found.members):
            others = found.members[:place] + found.members[place + 1 :]
            yield Variant("member", replace(found, members=(one,)), None, replace(found, members=others))


def _changes(found: Expression) -> Iterator[tuple[str, Expression]]:
    match found:
        case Compare():
            yield from _compared(found)
        case Within():
            yield from _listed(found)
        case TextTest(function=function):
            yield "text", replace(found, function=_TEXTS[function])
            yield "negation", Negated(found)
        case Known() | ListContains():
            yield "negation", Negated(found)
        case Negated(operand=operand):
            yield "negation", operand
        case Both(parts=several) | Either(parts=several):
            yield "logic", Either(several) if isinstance(found, Both) else Both(several)
        case Reference() | Derived() if found.sort.kind is Kind.BOOLEAN and not _is_parameter(found):
            yield "negation", Negated(found)
        case _:
            yield from _computed(found)


def _is_parameter(found: Expression) -> bool:
    """Whether this is a parameter, which is changed where it is declared."""
    return isinstance(found, Reference) and found.role is Role.PARAMETER


def _compared(found: Compare) -> Iterator[tuple[str, Expression]]:
    if found.operator in _EDGE:
        yield "comparison", replace(found, operator=_EDGE[found.operator])
    yield "comparison", replace(found, operator=_TURNED[found.operator])


def _listed(found: Within) -> Iterator[tuple[str, Expression]]:
    members = found.members
    for place, one in enumerate(members):
        if isinstance(one, Range):
            for changed in (replace(one, low_open=not one.low_open), replace(one, high_open=not one.high_open)):
                yield "comparison", replace(found, members=(*members[:place], changed, *members[place + 1 :]))
    yield "negation", Negated(found)


def _computed(found: Expression) -> Iterator[tuple[str, Expression]]:
    match found:
        case Arithmetic(operator=operator):
            yield "value", replace(found, operator=_ARITHMETIC[operator])
        case Extreme(operator=operator):
            yield "value", replace(found, operator="max" if operator == "min" else "min")
        case Rounded(mode=mode):
            for other in _ROUNDING[mode]:
                yield "value", replace(found, mode=other)
        case _:
            return


def _scale(found: Expression) -> int:
    """The decimals of the finest number that an expression reads."""
    kinds = [one.type for one in references(found)]
    return max((kind.scale for kind in kinds if isinstance(kind, Number)), default=0)


def steps(found: Expression) -> Iterator[Variant]:
    """The variants of a constant that stands alone; none of anything else."""
    if isinstance(found, Constant):
        yield from _steps(found, 0)


def _steps(found: Constant, scale: int) -> Iterator[Variant]:
    """One step more and less; a truth is the opposite, and names and texts are left as they are."""
    value = found.value
    if isinstance(value, bool):
        yield _constant(found, value=not value)
    elif isinstance(value, Fraction):
        for sign in (1, -1):
            yield _constant(found, value=value + sign * _step(found, scale))


def _constant(found: Constant, *, value: Fraction | bool) -> Variant:
    after = replace(found, value=value)
    return Variant("threshold", found, after, after)


def _step(found: Constant, scale: int) -> Fraction:
    match found.sort.kind:
        case Kind.MONEY:
            return Fraction(1, 10 ** minor_digits(found.sort.detail))
        case Kind.DATETIME:
            return Fraction(_SECOND)
        case Kind.DURATION | Kind.DATE:
            return Fraction(1)
        case _:
            return Fraction(1, 10**scale)
