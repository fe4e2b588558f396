"""Declared types as schemas: the keys that belong to each, and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rules.schema.document import DATE, TEXT, Schema, described, entries, named, where
from rules.types import Unit

_NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^[+-]?\d+(\.\d+)?$"}
_WHOLE: Schema = {"type": ["integer", "string"], "pattern": r"^[+-]?\d+$"}
_RANGE = described(entries({"min": _NUMBER, "max": _NUMBER}), "The least and greatest value; any other is unreadable.")
_CURRENCY = described({"type": "string", "pattern": "^[A-Z]{3}$"}, "ISO 4217 code, such as CNY.")
_SCALE = described(
    {"type": ["integer", "string"], "pattern": r"^\d$", "minimum": 0, "maximum": 9}, "Number of decimals."
)
_UNIT = described({"enum": [unit.value for unit in Unit]}, "The unit is always written.")
_NAMES = described(named(TEXT), "The names of the enumeration, each with its title.")

KEYS: Mapping[str, tuple[Mapping[str, Schema], Sequence[str]]] = {
    "boolean": ({}, ()),
    "integer": ({"range": _RANGE}, ()),
    "decimal": ({"scale": _SCALE, "range": _RANGE}, ("scale",)),
    "money": ({"currency": _CURRENCY, "range": _RANGE}, ("currency",)),
    "enum": ({"values": _NAMES}, ("values",)),
    "text": ({}, ()),
    "date": ({}, ()),
    "datetime": ({}, ()),
    "duration": ({"unit": _UNIT}, ("unit",)),
    "intervals": ({}, ()),
}
"""For each type the keys that belong to it, and which of them must be there."""

VALUES: Mapping[str, Schema] = {
    "boolean": {"enum": [True, False, "true", "false"]},
    "integer": _WHOLE,
    "decimal": _NUMBER,
    "money": _NUMBER,
    "text": TEXT,
    "date": {"type": "string", "pattern": DATE},
    "datetime": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"},
    "duration": {"type": "string", "pattern": r"^[+-]?\d+ *(hours?|working days?|calendar days?|months?)$"},
    "intervals": {"type": "string", "pattern": "/"},
}
"""How a parameter's values are written."""


def declared(
    properties: Mapping[str, Schema],
    *,
    required: Sequence[str] = (),
    enums: bool = True,
    ranges: bool = True,
    dated: bool = False,
) -> Schema:
    """What declares a type beside these keys; `dated` has the values of a parameter by day."""
    kinds = [kind for kind in KEYS if enums or kind != "enum"]
    shapes = []
    for kind in kinds:
        own = {key: schema for key, schema in KEYS[kind][0].items() if ranges or key != "range"}
        values = {"values": _dated(VALUES[kind])} if dated else {}
        keys = {"type": {}, **own, **values, **properties}
        shapes.append(where("type", kind, entries(keys, [*KEYS[kind][1], *required])))
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": described({"enum": kinds}, "What its values are.")},
        "allOf": shapes,
    }


def _dated(value: Schema) -> Schema:
    dates = {"type": "object", "minProperties": 1, "propertyNames": {"pattern": DATE}, "additionalProperties": value}
    return described(dates, "The values by the first day on which each is in force.")
