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

from engine.journal.digests import Bytes, binary, matrix
from engine.journal.field import SET, TEXT, Field, LayoutError
from engine.journal.netstring import netstrings, texts
from rules.said import Said


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as bytes: a row of `fixed` and one of `texts` after it, `texts` as Binary."""

    fixed: Bytes
    texts: pl.Series

    def column(self) -> pl.Series:
        """The rows as Binary."""
        return binary(self.fixed) + self.texts


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
                Field(name, SET, tuple(sets[name])) if name in sets else Field.of(name, dtype)
                for name, dtype in schema.items()
            )
        )

    @classmethod
    def read(cls, document: object) -> Self:
        """The layout that `document` gives; raises LayoutError."""
        if not isinstance(document, list):
            raise LayoutError(Said("a layout is a list of columns"))
        fields = tuple(Field.read(one) for one in document)
        if len({one.name for one in fields}) < len(fields):
            raise LayoutError(Said("two columns of a layout have one name"))
        return cls(fields)

    def document(self) -> list[dict[str, Any]]:
        """The layout as JSON."""
        return [one.document() for one in self.fields]

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
            out[:, at : at + one.width] = one.pack(column)
            at += one.width
        return Packed(out, netstrings([frame[name] for name in self.texts], frame.height))

    def unpack(self, rows: pl.Series) -> pl.DataFrame:
        """The columns of rows, which are Binary; raises LayoutError for bytes that no frame packs into."""
        width = self.width
        if not self.fields:
            raise LayoutError(Said("a layout without columns has no rows"))
        if len(rows) and cast("int", rows.bin.size().min()) < width:
            raise LayoutError(Said("a row is too short"))
        found = self._values(matrix(rows.bin.head(width), width)) + texts(rows.bin.slice(width), self.texts)
        frame = pl.DataFrame(found).select(one.name for one in self.fields)
        # Spare bits, values under a missing one, lengths with leading zeros: one row has one spelling.
        if not (self.pack(frame).column() == rows).all():
            raise LayoutError(Said("a row is not as it would be written"))
        return frame

    def _values(self, fixed: Bytes) -> list[pl.Series]:
        found, at = [], self._bitmap
        for place, one in enumerate(self.fixed):
            missing = pl.Series(fixed[:, place // 8] >> np.uint8(place % 8) & 1 == 1)
            values = one.unpack(fixed[:, at : at + one.width])
            found.append(values.zip_with(~missing, values.clear(1)) if missing.any() else values)
            at += one.width
        return found
