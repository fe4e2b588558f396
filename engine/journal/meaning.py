"""Meanings: what the stored values of a column stand for, so that who has no policy can read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from engine.journal.field import LayoutError
from rules.policy import Policy
from rules.said import Said
from rules.types import Date, Duration, Instant, Number, Type, Unit, Value, show

INSTANTS = ("due", "earliest", "latest")
"""The columns of a deadline that hold instants, each behind the deadline's name and a dot."""

_MOST_DECIMALS = 18


def types_of(policy: Policy) -> dict[str, Type]:
    """The types of all facts, values and deadlines' instants that are stored as numbers, by column, without ranges."""
    found: dict[str, Type] = {fact.name: fact.type for fact in policy.facts} | dict(policy.value_types)
    found |= {f"{one.name}.{part}": Instant() for one in policy.deadlines for part in INSTANTS}
    documents = {name: document_of(kind) for name, kind in sorted(found.items())}
    return {name: type_of(document) for name, document in documents.items() if document is not None}


def document_of(kind: Type) -> dict[str, Any] | None:
    """A type as JSON; None for one whose values are stored as people write them."""
    match kind:
        case Number(currency=None, scale=scale):
            return {"type": "decimal", "scale": scale} if scale else None
        case Number(currency=currency, scale=scale):
            return {"type": "money", "currency": currency, "scale": scale}
        case Date():
            return {"type": "date"}
        case Instant():
            return {"type": "datetime"}
        case Duration(unit=unit):
            return {"type": "duration", "unit": unit.value}
        case _:
            return None


def type_of(document: object) -> Type:
    """The type that `document` gives; raises LayoutError."""
    match document:
        case {"type": "decimal", "scale": int(scale)} if 0 < scale <= _MOST_DECIMALS:
            return Number(scale)
        case {"type": "money", "currency": str(currency), "scale": int(scale)} if 0 <= scale <= _MOST_DECIMALS:
            return Number(scale, currency=currency)
        case {"type": "date"}:
            return Date()
        case {"type": "datetime"}:
            return Instant()
        case {"type": "duration", "unit": str(unit)} if unit in list(Unit):
            return Duration(Unit(unit))
        case _:
            raise LayoutError(Said("a column's type is none that can be stored"))


def shown(told: Mapping[str, Value], types: Mapping[str, Type], zone: str) -> dict[str, Value]:
    """Values as people write them, by column; money has its currency behind it. Raises LayoutError for an odd zone."""
    try:
        where = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise LayoutError(Said("`{zone}` is no timezone", zone=zone)) from error
    return {name: text_of(value, types.get(name), where) for name, value in told.items()}


def text_of(value: Value, kind: Type | None, zone: tzinfo) -> Value:
    """A value as people write it, money with its currency; as it is stored where it has no type."""
    if value is None or kind is None:
        return value
    text = show(kind, value, zone=zone)
    return f"{text} {kind.currency}" if isinstance(kind, Number) and kind.currency else text
