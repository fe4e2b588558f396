"""Layouts: how a row of columns is written as bytes, and read again; derived from the columns, never from a policy.

A row is a bitmap of the missing values, the fixed values one after the other, then the texts as netstrings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

BOOLEAN = "boolean"
ENUM = "enum"
INT64 = "int64"
SET = "set"
TEXT = "text"
NAMED = frozenset({ENUM, SET})
"""The kinds whose values are named in the layout."""
WIDTHS = (1, 2, 4)
MISSING = "-"


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


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as bytes: a row of `fixed` and one of `texts` after it, `texts` as Binary."""

    fixed: Bytes
    texts: pl.Series

    def rows(self) -> list[bytes]:
        """Each row's bytes."""
        width, whole = self.fixed.shape[1], self.fixed.tobytes()
        return [whole[at * width : (at + 1) * width] + text for at, text in enumerate(self.texts.to_list())]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a row, in order."""

    fields: tuple[Field, ...]

    @classmethod
    def of(cls, schema: Mapping[str, pl.DataType], sets: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Self:
        """The layout of columns of the types Boolean, Int64, Enum, String and Categorical.

        `sets` names the columns of texts that are some of the values given for it, in their order, joined by blanks.
        """
        return cls(
            tuple(
                Field(name, SET, tuple(sets[name])) if name in sets else _field(name, dtype)
                for name, dtype in schema.items()
            )
        )

    @classmethod
    def read(cls, document: object) -> Self:
        """The layout that `document` gives; raises LayoutError."""
        if not isinstance(document, list):
            raise LayoutError("a layout is a list of columns")
        return cls(tuple(_read(one) for one in document))

    def document(self) -> list[dict[str, Any]]:
        """The layout as JSON."""
        return [
            {"name": one.name, "type": one.kind} | ({"values": list(one.values)} if one.kind in NAMED else {})
            for one in self.fields
        ]

    @property
    def fixed(self) -> tuple[Field, ...]:
        """The columns whose values take as many bytes in every row."""
        return tuple(one for one in self.fields if one.kind != TEXT)

    @property
    def texts(self) -> tuple[str, ...]:
        """Names of the columns of texts."""
        return tuple(one.name for one in self.fields if one.kind == TEXT)

    @property
    def width(self) -> int:
        """Bytes of a row before its texts."""
        return self._bitmap + sum(one.width for one in self.fields)

    @property
    def _bitmap(self) -> int:
        return -(-len(self.fixed) // 8)

    def pack(self, frame: pl.DataFrame) -> Packed:
        """The rows of a frame that has the layout's columns."""
        out = np.zeros((frame.height, self.width), np.uint8)
        at = self._bitmap
        for place, one in enumerate(self.fixed):
            column = frame[one.name]
            if column.null_count():
                out[:, place // 8] |= column.is_null().to_numpy().astype(np.uint8) << np.uint8(place % 8)
            out[:, at : at + one.width] = _bytes(column, one)
            at += one.width
        return Packed(out, self._netstrings(frame))

    def _netstrings(self, frame: pl.DataFrame) -> pl.Series:
        """The texts of each row: for each its length in bytes, a colon, itself and a comma; `-,` where missing."""
        if not self.texts:
            return pl.Series([b""], dtype=pl.Binary).new_from_index(0, frame.height)
        parts = frame.select(_netstring(frame[name]) for name in self.texts)
        return parts.select(pl.concat_str(self.texts)).to_series().cast(pl.Binary)

    def unpack(self, rows: Sequence[bytes]) -> pl.DataFrame:
        """The columns of rows; raises LayoutError for bytes that no frame packs into."""
        width = self.width
        if any(len(row) < width for row in rows):
            raise LayoutError("a row is too short")
        fixed = np.frombuffer(b"".join(row[:width] for row in rows), np.uint8).reshape(len(rows), width)
        found = {one.name: values for one, values in zip(self.fixed, self._values(fixed), strict=True)}
        texts = [_texts(row, width, len(self.texts)) for row in rows]
        for place, name in enumerate(self.texts):
            found[name] = pl.Series(name, [row[place] for row in texts], dtype=pl.String)
        frame = pl.DataFrame([found[one.name] for one in self.fields])
        # Spare bits, values under a missing one, lengths with leading zeros: one row has one spelling.
        if self.pack(frame).rows() != list(rows):
            raise LayoutError("a row is not as it would be written")
        return frame

    def _values(self, fixed: Bytes) -> list[pl.Series]:
        found, at = [], self._bitmap
        for place, one in enumerate(self.fixed):
            missing = pl.Series(fixed[:, place // 8] >> np.uint8(place % 8) & 1 == 1)
            values = _value(one, fixed[:, at : at + one.width])
            found.append(values.zip_with(~missing, values.clear(1)) if missing.any() else values)
            at += one.width
        return found


def _field(name: str, dtype: pl.DataType) -> Field:
    match dtype:
        case pl.Enum():
            return Field(name, ENUM, tuple(dtype.categories.to_list()))
        case pl.Boolean():
            return Field(name, BOOLEAN)
        case pl.Int64():
            return Field(name, INT64)
        case pl.String() | pl.Categorical():
            return Field(name, TEXT)
        case _:
            raise LayoutError(f"no layout for the column `{name}` of {dtype}")


def _read(document: object) -> Field:
    match document:
        case {"name": str(name), "type": "enum" | "set" as kind, "values": list(values)} if _texts_only(values):
            return Field(name, kind, tuple(cast("list[str]", values)))
        case {"name": str(name), "type": str(kind)} if kind in {BOOLEAN, INT64, TEXT}:
            return Field(name, kind)
        case _:
            raise LayoutError("a column of a layout has a `name`, a `type` and, for an enumeration, `values`")


def _texts_only(values: list[object]) -> bool:
    return all(isinstance(one, str) for one in values)


def _bytes(column: pl.Series, one: Field) -> Bytes:
    """The bytes of each value, little-endian; zeros where it is missing."""
    if one.kind == SET:
        return _masks(column, one)
    numbers = column.to_physical() if one.kind == ENUM else column.cast(pl.Int64)
    held = numbers.fill_null(0).to_numpy().astype(f"<i{one.width}" if one.width == 8 else f"<u{one.width}")  # noqa: PLR2004 -- only int64 takes 8
    found: Bytes = held.view(np.uint8).reshape(len(column), one.width)
    return found


def _masks(column: pl.Series, one: Field) -> Bytes:
    """The bits of each set, made once for all rows that have the same."""
    distinct = pl.DataFrame({"text": column.unique(maintain_order=True)}).with_row_index("place")
    rows = pl.DataFrame({"text": column})
    places = rows.join(distinct, on="text", how="left", nulls_equal=True, maintain_order="left")
    numbers = {value: number for number, value in enumerate(one.values)}
    table = np.zeros((distinct.height, one.width), np.uint8)
    for place, text in enumerate(distinct["text"].cast(pl.String).to_list()):
        members = [numbers.get(value, -1) for value in (text or "").split()]
        if -1 in members or members != sorted(set(members)):
            raise LayoutError(f"`{one.name}` holds `{text}`, which is no set of its values")
        for number in members:
            table[place, number // 8] |= 1 << number % 8
    found: Bytes = table[places["place"].to_numpy()]
    return found


def _sets(one: Field, held: Bytes) -> pl.Series:
    """The texts of sets out of their bits."""
    distinct, places = np.unique(held, axis=0, return_inverse=True)
    bits = np.unpackbits(distinct, axis=1, bitorder="little")
    if bits[:, len(one.values) :].any():
        raise LayoutError(f"`{one.name}` has no value of that number")
    texts = [" ".join(value for value, bit in zip(one.values, row, strict=False) if bit) for row in bits.tolist()]
    return pl.Series(one.name, texts, dtype=pl.String).gather(places.ravel())


def _value(one: Field, held: Bytes) -> pl.Series:
    """A column out of its bytes."""
    if one.kind == SET:
        return _sets(one, held)
    whole = np.ascontiguousarray(held)
    if one.kind == INT64:
        return pl.Series(one.name, whole.view("<i8").ravel())
    numbers = whole.view(f"<u{one.width}").ravel().astype(np.int64)
    most = len(one.values) if one.kind == ENUM else 2
    if len(numbers) and int(numbers.max()) >= max(most, 1):
        raise LayoutError(f"`{one.name}` has no value of that number")
    if one.kind == BOOLEAN:
        return pl.Series(one.name, numbers == 1)
    dtype = pl.Enum(one.values)
    if not one.values:
        return pl.Series(one.name, [None], dtype=dtype).new_from_index(0, len(numbers))
    return pl.Series(one.name, one.values, dtype=dtype).gather(numbers)


def _netstring(column: pl.Series) -> pl.Series:
    if column.null_count() == len(column):
        return pl.Series(column.name, [MISSING + ","], dtype=pl.String).new_from_index(0, len(column))
    text = column.cast(pl.String)
    framed = pl.select(pl.concat_str(text.str.len_bytes().cast(pl.String), pl.lit(":"), text, pl.lit(",")))
    return framed.to_series().fill_null(MISSING + ",").alias(column.name)


def _texts(row: bytes, at: int, count: int) -> list[str | None]:
    """The `count` netstrings from `at` to the end of a row."""
    found: list[str | None] = []
    try:
        for _ in range(count):
            colon = at if row[at : at + 1] == b"-" else row.index(b":", at, at + 20)
            length = 0 if colon == at else int(row[at:colon])
            end = colon + 1 + length
            found.append(None if colon == at else row[colon + 1 : end].decode())
            if length < 0 or row[end : end + 1] != b",":
                raise LayoutError("a text does not end where it should")
            at = end + 1
    except ValueError as error:
        raise LayoutError("a text is not written as a netstring") from error
    if at != len(row):
        raise LayoutError("something follows a row's texts")
    return found
