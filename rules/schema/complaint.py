"""The schema of the complaints that a policy decides, as `tousu decide` reads them."""

from __future__ import annotations

from typing import assert_never

from rules.policy import Fact, Policy
from rules.schema.document import DATE, DRAFT, Schema, described, entries
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Intervals, Number, Text, Type, show


def complaint_schema(policy: Policy) -> Schema:
    """JSON Schema of one complaint: an object of facts, null where one is missing."""
    required = [fact.name for fact in policy.facts if fact.required or fact.name == policy.dated_by]
    facts = {fact.name: _fact(fact, required=fact.name in required) for fact in policy.facts}
    return {"$schema": DRAFT, "title": policy.title, **entries(facts, required)}


def _fact(fact: Fact, *, required: bool) -> Schema:
    value = _value(fact.type)
    schema = value if required else {"anyOf": [value, {"type": "null"}]}
    return {"title": fact.title, **schema}


def _value(kind: Type) -> Schema:
    match kind:
        case Boolean():
            return {"enum": [True, False, "true", "false"]}
        case Enumeration(names=names, titles=titles):
            return {"oneOf": [{"const": name, "title": title} for name, title in zip(names, titles, strict=True)]}
        case Number():
            return _number(kind)
        case Intervals():
            return {"type": "string", "pattern": r"^\s*\d{4}-\d{2}-\d{2}[T ][^/]+/"}
        case Text():
            return {"type": ["string", "number"]}
        case Date():
            return {"type": "string", "pattern": DATE}
        case Instant():
            return {
                "type": "string",
                "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})",
            }
        case Duration(unit=unit):
            return {"type": "string", "pattern": rf"^[+-]?\d+ *{unit.removesuffix('s')}s?$"}
        case _:
            assert_never(kind)


def _number(kind: Number) -> Schema:
    """A number of so many decimals; its ends are for programs that take it as a number."""
    decimals = rf"(\.\d{{1,{kind.scale}}}0*)?" if kind.scale else r"(\.0+)?"
    schema = {"type": ["number", "string"], "pattern": rf"^[+-]?\d+{decimals}$"}
    told = f"From {show(kind, kind.low)} to {show(kind, kind.high)}" + (f" {kind.currency}." if kind.currency else ".")
    return described(schema, told)
