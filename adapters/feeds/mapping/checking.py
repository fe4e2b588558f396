"""Checking: what one fact's part of a mapping may combine, and what suits the fact's type."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import polars as pl

from adapters.feeds.mapping.decoding import MISSING, REVIEW
from adapters.feeds.mapping.shape import FactShape
from rules.policy import Fact
from rules.said import Said
from rules.types import Boolean, Date, Enumeration, Instant, Number, Type, Value, read
from rules.unreadable import Unreadable

Tell = Callable[[str, str], None]

# The units that name their currency themselves.
_CURRENCIES = {"元": "CNY", "分": "CNY"}
_MINOR = ("分", "minor")
_WHOLE = ("present", "count", "contains")


def check(fact: Fact, shape: FactShape, tell: Tell) -> None:
    """Tell every fault in what `shape` says about `fact`, as (key, message)."""
    given = {name for name in FactShape.model_fields if getattr(shape, name) is not None}
    _check_origin(shape, given, tell)
    _check_partners(shape, given, tell)
    _check_fit(fact.type, shape, given, tell=tell)
    _check_money(fact.type, shape, given, tell=tell)
    if shape.pattern:
        _check_pattern(shape.pattern, tell)


def is_several(shape: FactShape) -> bool:
    """Whether one row may hold several values of the fact."""
    return bool(shape.pattern) or any("*" in name for name in shape.columns or ())


def is_minor(shape: FactShape) -> bool:
    """Whether amounts are written in the currency's minor unit."""
    return shape.unit in _MINOR


def value(fact: Fact, text: str, key: str, *, tell: Tell, zone: ZoneInfo | None) -> Value:
    """The value that a mapping itself writes, or None, told."""
    found = read(fact.type, text, zone=zone)
    if isinstance(found, Unreadable):
        names = (
            Said("; write one of {names}", names=", ".join(fact.type.names))
            if isinstance(fact.type, Enumeration)
            else ""
        )
        tell(
            key,
            Said("`{text}` is no `{fact}`: {why}{names}", text=text, fact=fact.name, why=found.reason, names=names),
        )
        return None
    return found


def _check_origin(shape: FactShape, given: set[str], tell: Tell) -> None:
    if shape.columns and shape.constant is not None:
        tell("constant", Said("`constant` and `from` exclude each other; keep one"))
    if not shape.columns and shape.constant is None:
        tell("", Said("nothing says where it comes from; write `from` or `constant`"))
    others = sorted(given - {"constant", "columns"})
    if shape.constant is not None and others:
        tell(others[0], Said("a `constant` is not read from anywhere; delete `{others}`", others=others[0]))


def _check_partners(shape: FactShape, given: set[str], tell: Tell) -> None:
    for key in ("values", "pattern"):
        if key in given and shape.otherwise is None:
            tell(key, Said("`{key}` needs `otherwise`: a value, `missing` or `review`", key=key))
    if shape.otherwise and not given & {"values", "pattern"}:
        tell("otherwise", Said("`otherwise` belongs to `values` or `pattern`; delete it"))
    if shape.split and not shape.contains:
        tell("split", Said("`split` needs `contains`: the word to look for in the list"))
    for one, others in _EXCLUSIONS.items():
        for other in sorted(given & others) if one in given else ():
            tell(other, Said("`{other}` means nothing beside `{one}`; delete one", other=other, one=one))
    whole = given & set(_WHOLE)
    if is_several(shape) and not (shape.take or whole):
        tell("", Said("a row can hold several values; write `take: first`, `take: largest` or `take: sum`"))
    if shape.take and (not is_several(shape) or whole):
        tell("take", Said("`take` chooses among several values, here is one at most; delete it"))


_READING = {"unit", "currency", "scale", "thousands", "formats", "timezone"}
_EXCLUSIONS = {
    "values": _READING | {"pattern"},
    "present": _READING | {"values", "pattern", "count", "contains"},
    "count": _READING | {"values", "pattern", "contains"},
    "contains": _READING | {"values", "pattern"},
}


def _check_fit(kind: Type, shape: FactShape, given: set[str], *, tell: Tell) -> None:
    number = isinstance(kind, Number)
    fits = {
        "present": (kind == Boolean(), Said("true or false")),
        "contains": (kind == Boolean(), Said("true or false")),
        "count": (isinstance(kind, Number) and not (kind.scale or kind.currency), Said("a whole number")),
        "formats": (isinstance(kind, Date | Instant), Said("a date or a time")),
        "timezone": (kind == Instant(), Said("a time")),
        "thousands": (number, Said("a number")),
        "scale": (number, Said("a number")),
    }
    for key, (fit, told) in fits.items():
        if key in given and not fit:
            tell(key, Said("`{key}` is for {told}, which the policy's fact is not; delete it", key=key, told=told))
    if shape.take in ("largest", "sum") and not number:
        tell(
            "take",
            Said(
                "`take: {take}` is for a number, which the policy's fact is not; write `take: first`", take=shape.take
            ),
        )


def _check_money(kind: Type, shape: FactShape, given: set[str], *, tell: Tell) -> None:
    currency = kind.currency if isinstance(kind, Number) else None
    if currency is None:
        for key in sorted(given & {"unit", "currency"}):
            tell(key, Said("`{key}` is for money, which the policy's fact is not; delete it", key=key))
        return
    if shape.columns and not shape.unit and "values" not in given:
        tell(
            "unit",
            Said("the unit of money is not declared; write `unit: major` or `unit: minor`, for CNY `元` or `分`"),
        )
    declared = shape.currency or _CURRENCIES.get(shape.unit or "")
    if shape.unit and declared is None:
        tell(
            "currency",
            Said("the currency is not declared; write `currency: {currency}` if it is that", currency=currency),
        )
    for key, told in (("currency", shape.currency), ("unit", _CURRENCIES.get(shape.unit or ""))):
        if told not in (None, currency):
            tell(
                key,
                Said(
                    "this is money in {told}, the policy's fact is in {currency}; nothing converts it",
                    told=told,
                    currency=currency,
                ),
            )


def _check_pattern(pattern: str, tell: Tell) -> None:
    try:
        groups = pl.Series([""]).str.extract_groups(pattern).struct.fields
    except pl.exceptions.ComputeError:
        tell("pattern", Said("this is no regular expression as the Rust crate `regex` takes it"))
        return
    if len(groups) != 1:
        tell(
            "pattern",
            Said("the pattern has {groups} groups; write exactly one, around what is wanted", groups=len(groups)),
        )


def otherwise(fact: Fact, shape: FactShape, review: Unreadable, *, tell: Tell) -> Value | Unreadable:
    """What an unlisted or unmatched text means: a value, None for missing, or why it needs review."""
    word = shape.otherwise or REVIEW
    if word in (REVIEW, MISSING):
        if isinstance(fact.type, Enumeration) and word in fact.type.names:
            tell(
                "otherwise",
                Said(
                    "`{word}` is also a value of `{fact}`; list the texts in `values` instead",
                    word=word,
                    fact=fact.name,
                ),
            )
        return review if word == REVIEW else None
    return value(fact, word, "otherwise", tell=tell, zone=None)
