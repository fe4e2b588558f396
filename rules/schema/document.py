"""The parts that schemas are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rules.loading.names import RESERVED

Schema = Mapping[str, object]

DRAFT = "http://json-schema.org/draft-07/schema#"
# What stands here is text to tousu, but a number or a truth to an editor's YAML.
TEXT: Schema = {"type": ["string", "number", "boolean"]}
DATE = r"^\d{4}-\d{2}-\d{2}$"
# Letters beyond ASCII by their range: `\w` means other letters in each dialect of regular expressions.
LETTER = r"A-Za-z_\u00aa-\uffff"
NAME = rf"^(?!(?:{'|'.join(sorted(RESERVED))})$)[{LETTER}][{LETTER}0-9]*$"
RULE_ID = rf"^[{LETTER}0-9][{LETTER}0-9.\-]*$"


def entries(properties: Mapping[str, Schema], required: Sequence[str] = (), **more: object) -> Schema:
    """A map of these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def named(schema: Schema) -> Schema:
    """A map from names that expressions can use."""
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": NAME},
        "additionalProperties": schema,
    }


def texts(schema: Schema) -> Schema:
    """A map from any texts."""
    return {"type": "object", "minProperties": 1, "additionalProperties": schema}


def listed(schema: Schema) -> Schema:
    """A list of at least one."""
    return {"type": "array", "minItems": 1, "items": schema}


def described(schema: Schema, description: str) -> Schema:
    """A schema with what an editor shows of it."""
    return {**schema, "description": description}


def one_or_more(schema: Schema) -> Schema:
    """One thing, or a list of them."""
    return {"anyOf": [schema, listed(schema)]}


def where(key: str, value: str, then: Schema) -> Schema:
    """A condition: if `key` is there and has this value, then this holds."""
    return {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": then}
