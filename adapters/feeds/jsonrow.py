"""JSON objects as rows: every value as the text that stands in the source.

A number keeps its digits; true and false are those words; null is null.
What is nested has dotted names, items of an array their place: `order.amount`, `orders.0.amount`.
An array without objects or arrays in it is also there as a whole, as JSON text under its own name;
so are the empty array and the empty object.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules.said import Said

DEEPEST = 64
MOST_FIELDS = 4096

Cells = dict[str, str | None]


class Number(str):
    """A number as it was written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value is no row; `column` where one can be named."""

    reason: str
    detail: str
    column: str | None = None


class Parser:
    """Reads JSON values strictly; keeps what strictness finds until `cells` asks."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=Number, parse_float=Number, parse_constant=self._constant
        )

    def parse(self, text: str, at: int = 0) -> tuple[Any, int]:
        """The value at `at` and where it ends; a JSONDecodeError, or a RecursionError if it is too deep, else."""
        self._fault = None
        value, end = self._decoder.raw_decode(text, at)
        return value, end

    def cells(self, value: object, text: str) -> Cells | Fault:
        """The value parsed last as a row; `text` is what it was parsed from."""
        if not isinstance(value, dict):
            return Fault("not-an-object", Said("a row must be a JSON object"))
        if not value:
            return Fault("no-fields", Said("the object is empty"))
        if self._fault:
            return self._fault
        cells: Cells = {}
        for name, cell in _leaves(value, ""):
            if name in cells:
                return Fault("duplicate-key", Said("two values have the same name"), name)
            if name.count(".") > DEEPEST:
                return Fault("too-deep", Said("nested deeper than {deepest}", deepest=DEEPEST))
            cells[name] = cell
            if len(cells) > MOST_FIELDS:
                return Fault("too-many-fields", Said("more than {most_fields} fields", most_fields=MOST_FIELDS))
        # Only an escape can bring in what is no text: a literal one is no JSON, or was found as bad bytes.
        return _unfit(cells) or cells if "\\u" in text else cells

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs) and self._fault is None:
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._fault = Fault("duplicate-key", Said("a key occurs twice in one object"), twice)
        return value

    def _constant(self, name: str) -> Number:
        self._fault = self._fault or Fault("not-a-number", Said("`{name}` is no JSON number", name=name))
        return Number(name)


def _leaves(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, str | None]]:
    for key, item in value.items():
        if isinstance(item, str):
            yield prefix + key, str(item)
        else:
            yield from _leaf(prefix + key, item)


def _leaf(name: str, value: object) -> Iterator[tuple[str, str | None]]:
    if name.count(".") > DEEPEST:
        value = None  # `cells` refuses the name
    match value:
        case None | str():
            yield name, value if value is None else str(value)
        case bool():
            yield name, "true" if value else "false"
        case dict() if value:
            yield from _leaves(value, name + ".")
        case list() if value:
            if not any(isinstance(item, dict | list) for item in value):
                yield name, "[" + ", ".join(map(_written, value)) + "]"
            for place, item in enumerate(value):
                yield from _leaf(f"{name}.{place}", item)
        case _:
            yield name, "{}" if isinstance(value, dict) else "[]"


def _written(scalar: object) -> str:
    return str(scalar) if isinstance(scalar, Number) else json.dumps(scalar, ensure_ascii=False)


def _unfit(cells: Cells) -> Fault | None:
    for name, cell in cells.items():
        if any("\ud800" <= char <= "\udfff" for char in name + (cell or "")):
            return Fault("lone-surrogate", Said("half of a surrogate pair is no character"), None)
        if "\0" in name or "\0" in (cell or ""):
            return Fault("nul-character", Said("a NUL character"), None)
    return None
