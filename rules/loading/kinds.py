"""Kinds: the declared type of a fact, parameter, value or decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from rules import node, types
from rules.fault import nearest
from rules.loading.entries import Entries, entries, scalar
from rules.loading.names import is_name
from rules.loading.report import Report
from rules.said import Said

_REQUIRED = {
    "boolean": (),
    "integer": (),
    "decimal": ("scale",),
    "money": ("currency",),
    "enum": ("values",),
    "text": (),
    "date": (),
    "datetime": (),
    "duration": ("unit",),
    "intervals": (),
}
_RANGED = {"integer", "decimal", "money"}
_FINEST = types.Number(low=0, high=9)


def declared(
    found: Entries, *, required: Collection[str] = (), optional: Collection[str] = (), enums: bool, ranges: bool
) -> types.Type | None:
    """The type that `found` declares by `type` and the keys that belong to it.

    `required` and `optional` are its other keys; `enums` and `ranges` say whether an enumeration and a `range` may
    stand here.
    """
    named = found.scalar("type")
    kinds = [name for name in _REQUIRED if enums or name != "enum"]
    if named is None or named.text not in kinds:
        found.allow(("type", *required), (*found.items,))
        if named is not None:
            told = (
                Said("`enum` can't stand here")
                if named.text == "enum"
                else Said("no type is named `{named}`", named=named.text)
            )
            found.report.fault("unknown-type", told, named.place, suggestion=nearest(named.text, kinds))
        return None
    ranged = ("range",) if ranges and named.text in _RANGED else ()
    found.allow(("type", *_REQUIRED[named.text], *required), (*ranged, *optional))
    return _type(named.text, found)


def _type(name: str, found: Entries) -> types.Type | None:
    match name:
        case "boolean":
            return types.Boolean()
        case "enum":
            return _enumeration(found)
        case "text":
            return types.Text()
        case "date":
            return types.Date()
        case "datetime":
            return types.Instant()
        case "duration":
            return _duration(found)
        case "intervals":
            return types.Intervals()
        case _:
            return _number(name, found)


def _enumeration(found: Entries) -> types.Type | None:
    pairs = tuple(titled(found.named("values"), found.report))
    return types.Enumeration(*zip(*pairs, strict=True)) if pairs else None


def titled(found: Iterator[tuple[node.Scalar, node.Node]], report: Report) -> Iterator[tuple[str, str]]:
    """Names with their titles."""
    for name, below in found:
        title = scalar(below, report)
        if is_name(name, report):
            yield name.text, name.text if title is None else title.text


def _duration(found: Entries) -> types.Type | None:
    named = found.scalar("unit")
    if named is None:
        return None
    if named.text in tuple(types.Unit):
        return types.Duration(types.Unit(named.text))
    message = Said("`{named}` is no unit; write `hours`, `working days`, `calendar days` or `months`", named=named.text)
    found.report.fault("unit-missing", message, named.place)
    return None


def _number(name: str, found: Entries) -> types.Type | None:
    match name:
        case "integer":
            usual = types.Number()
        case "decimal":
            scale = found.value("scale", _FINEST)
            if scale is None:
                return None
            usual = types.decimal(int(scale))
        case _:
            currency = found.scalar("currency")
            if currency is None or not _is_currency(currency, found.report):
                return None
            usual = types.money(currency.text)
    return _ranged(usual, found)


def _is_currency(named: node.Scalar, report: Report) -> bool:
    """Whether a text can be an ISO 4217 code."""
    text = named.text
    right = len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()  # noqa: PLR2004 -- ISO 4217
    if not right:
        report.fault("unknown-currency", Said("`{text}` is no currency code such as `CNY`", text=text), named.place)
    return right


def _ranged(usual: types.Number, found: Entries) -> types.Number | None:
    """`usual` with the declared range, which may also be wider."""
    if "range" not in found:
        return usual
    ends = entries(found.below("range"), found.report, owner=found.place("range"))
    ends.allow((), ("min", "max"))
    widest = replace(usual, low=-types.DECLARED_LIMIT, high=types.DECLARED_LIMIT)
    low, high = ends.value("min", widest), ends.value("max", widest)
    low = usual.low if low is None else int(low)
    high = usual.high if high is None else int(high)
    if low > high:
        found.report.fault("empty-range", Said("`min` is above `max`; no value lies between"), found.place("range"))
        return None
    return replace(usual, low=low, high=high)
