"""Fields: the columns of a layout, and their values as bytes of one width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
import polars as pl

from engine.journal.digests import Bytes, binary, matrix
from rules.said import Said

BOOLEAN = "boolean"
ENUM = "enum"
INT64 = "int64"
SET = "set"
TEXT = "text"
NAMED = frozenset({ENUM, SET})
"""The kinds whose values are named in the layout."""
WIDTHS = (1, 2, 4)


class LayoutError(Exception):
    """Bytes that are no row of the layout, or a description that is no layout."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, one of the five kinds, and for an enumeration or a set its values in order."""

    name: str
    kind: str
    values: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Bytes that a value takes; none for a text, which stands behind the fixed values."""
        if self.kind == ENUM:
            return next(width for width in WIDTHS if len(self.values) <= 1 << 8 * width)
        if self.kind == SET:
            return -(-len(self.values) // 8)
        return {BOOLEAN: 1, INT64: 8, TEXT: 0}[self.kind]

    @classmethod
    def of(cls, name: str, dtype: pl.DataType) -> Self:
        """The field of a column of a type; raises LayoutError."""
        match dtype:
            case pl.Enum():
                return cls(name, ENUM, tuple(dtype.categories.to_list()))
            case pl.Boolean():
                return cls(name, BOOLEAN)
            case pl.Int64():
                return cls(name, INT64)
            case pl.String() | pl.Categorical():
                return cls(name, TEXT)
            case _:
                raise LayoutError(Said("no layout for the column `{name}` of {dtype}", name=name, dtype=dtype))

    @classmethod
    def read(cls, document: object) -> Self:
        """The field that `document` gives; raises LayoutError."""
        match document:
            case {"name": str(name), "type": "enum" | "set" as kind, "values": list(values)} if _distinct_texts(values):
                return cls(name, kind, tuple(cast("list[str]", values)))
            case {"name": str(name), "type": str(kind)} if kind in {BOOLEAN, INT64, TEXT}:
                return cls(name, kind)
            case _:
                raise LayoutError(Said("a column of a layout has a `name`, a `type` and, for an enumeration, `values`"))

    def document(self) -> dict[str, Any]:
        """The field as JSON."""
        named = {"values": list(self.values)} if self.kind in NAMED else {}
        return {"name": self.name, "type": self.kind, **named}

    def pack(self, column: pl.Series) -> Bytes:
        """The bytes of each value, little-endian; zeros where it is missing."""
        if self.kind == SET:
            return _masks(column, self)
        numbers = column.to_physical() if self.kind == ENUM else column.cast(pl.Int64)
        held = numbers.fill_null(0).to_numpy().astype(f"<i{self.width}" if self.width == 8 else f"<u{self.width}")  # noqa: PLR2004 -- only int64 takes 8
        found: Bytes = held.view(np.uint8).reshape(len(column), self.width)
        return found

    def unpack(self, held: Bytes) -> pl.Series:
        """The values out of their bytes, whatever is missing; raises LayoutError."""
        if self.kind == SET:
            return _sets(self, held)
        whole = np.ascontiguousarray(held)
        if self.kind == INT64:
            return pl.Series(self.name, whole.view("<i8").ravel())
        numbers = whole.view(f"<u{self.width}").ravel().astype(np.int64)
        most = len(self.values) if self.kind == ENUM else 2
        if len(numbers) and int(numbers.max()) >= max(most, 1):
            raise LayoutError(Said("`{name}` has no value of that number", name=self.name))
        if self.kind == BOOLEAN:
            return pl.Series(self.name, numbers == 1)
        dtype = pl.Enum(self.values)
        if not self.values:
            return pl.Series(self.name, [None], dtype=dtype).new_from_index(0, len(numbers))
        return pl.Series(self.name, self.values, dtype=dtype).gather(numbers)


def _distinct_texts(values: list[object]) -> bool:
    return all(isinstance(one, str) for one in values) and len(set(values)) == len(values)


def _masks(column: pl.Series, one: Field) -> Bytes:
    """The bits of each set, made once for all rows that have the same."""
    numbers = {value: number for number, value in enumerate(one.values)}
    distinct, places = _distinct(column)
    table = np.zeros((len(distinct), one.width), np.uint8)
    for place, text in enumerate(distinct.cast(pl.String).to_list()):
        members = [numbers.get(value, -1) for value in (text or "").split()]
        if -1 in members or members != sorted(set(members)):
            raise LayoutError(Said("`{one}` holds `{text}`, which is no set of its values", one=one.name, text=text))
        for number in members:
            table[place, number // 8] |= 1 << number % 8
    found: Bytes = table[places.to_numpy()]
    return found


def _sets(one: Field, held: Bytes) -> pl.Series:
    """The texts of sets out of their bits."""
    distinct, places = _distinct(binary(np.ascontiguousarray(held)))
    bits = np.unpackbits(matrix(distinct, one.width), axis=1, bitorder="little")
    if bits[:, len(one.values) :].any():
        raise LayoutError(Said("`{one}` has no value of that number", one=one.name))
    texts = [" ".join(value for value, bit in zip(one.values, row, strict=False) if bit) for row in bits.tolist()]
    return pl.Series(one.name, texts, dtype=pl.String).gather(places)


def _distinct(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The values that a column has, and for each row the place of its own among them."""
    distinct = column.unique(maintain_order=True)
    rows, places = pl.DataFrame({"value": column}), pl.DataFrame({"value": distinct}).with_row_index("place")
    return distinct, rows.join(places, on="value", how="left", nulls_equal=True, maintain_order="left")["place"]
