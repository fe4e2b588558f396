"""Encoding: how durable_rules is told a fact, and how it is asked on which side of a cut the fact lies.

It compares keys by a 32-bit hash of their text alone, so a key is the axis' number and never a fact's name.
It takes a string for greater than a number, and a key that is absent for unequal to nothing.
So an axis has one type of value in every fact, with a value of its own for "missing":
a number below all others, the empty text (any other text is written behind `=`), and -1 beside 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONEncoder

from rules.cells import MISSING, Axis, Kind, Value, bits, runs
from rules.said import Said

Test = Mapping[str, object]
Alternative = tuple[Test, ...]

# INVARIANT: rules and facts are written by one serialiser; durable_rules compares texts as they stand in the JSON.
write = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# What every fact holds and the engine's own messages lack.
ALWAYS = {"on": 1}

NO_NUMBER = -(2**63)
NO_TEXT = ""
NO_FLAG = -1
NOTHING: dict[Kind, int | str] = {Kind.NUMBER: NO_NUMBER, Kind.CATEGORY: NO_TEXT, Kind.FLAG: NO_FLAG}
# A text's length is kept in 16 bits, and a character takes at most six bytes of JSON.
# INVARIANT: what stands for every text that is longer, or no UTF-8, equals no name, for names are neither.
LONGEST_TEXT = 10_000
OTHER_TEXT = "!"
TYPES = {Kind.NUMBER: int, Kind.CATEGORY: str, Kind.FLAG: bool}


class Unfit(Exception):  # noqa: N818 - a verdict, not an error of ours
    """What must not reach the engine, which would compare it wrongly or break on it.

    Says of which axis or why, and never the value, which may be personal.
    """


@dataclass(frozen=True, slots=True)
class Code:
    """What durable_rules is told about one axis."""

    axis: Axis
    key: str
    cells: dict[Value, int] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what the engine would compare wrongly, and index the names."""
        if any(abs(start) >= -NO_NUMBER for start in self.axis.starts):
            raise Unfit(Said("a cut of `{key}` does not fit 64 bits", key=self.axis.key))
        if not all(map(_is_plain, self.axis.names)):
            raise Unfit(
                Said(
                    "a value of `{key}` is longer than {longest_text} characters, or no UTF-8",
                    key=self.axis.key,
                    longest_text=LONGEST_TEXT,
                )
            )
        object.__setattr__(self, "cells", {name: place for place, name in enumerate(self.axis.names, 1)})

    def cell(self, value: Value) -> int:
        """Like `Axis.cell`, but raises Unfit for a value that is not of the axis."""
        if value is None:
            return MISSING
        axis = self.axis
        if type(value) is not TYPES[axis.kind]:
            raise Unfit(
                Said(
                    "`{key}` is a {kind} and was given `{name}`",
                    key=axis.key,
                    kind=axis.kind,
                    name=type(value).__name__,
                )
            )
        if axis.kind is Kind.CATEGORY:
            return self._named(value)
        if axis.kind is Kind.NUMBER and not NO_NUMBER < int(value) < -NO_NUMBER:
            raise Unfit(Said("`{key}` was given a number that does not fit 64 bits", key=axis.key))
        return axis.cell(value)

    def _named(self, value: Value) -> int:
        place = self.cells.get(value)
        if place is not None:
            return place
        if not self.axis.open:
            raise Unfit(Said("`{key}` was given a text that is none of its values", key=self.axis.key))
        return len(self.cells) + 1

    def told(self, value: Value) -> int | str:
        """The value as it is asserted; `cell` has accepted it."""
        if value is None:
            return NOTHING[self.axis.kind]
        return _text(value) if isinstance(value, str) else int(value)

    def alternatives(self, cells: int) -> list[Alternative]:
        """Tests for "the value lies in one of the cells": one alternative is true in them, none outside."""
        if cells == self.axis.full:
            return [()]
        if self.axis.kind is Kind.NUMBER:
            return [self._between(first, last) for first, last in runs(cells)]
        return self._among(cells)

    def _among(self, cells: int) -> list[Alternative]:
        others = cells ^ self.axis.full
        # The cell of all other names has no name to be equal to.
        nameless = 1 << self.axis.size - 1 if self.axis.kind is Kind.CATEGORY and self.axis.open else 0
        if others & nameless or (cells.bit_count() <= others.bit_count() and not cells & nameless):
            return [(self._equal(cell),) for cell in bits(cells)]
        return [tuple({"$neq": self._equal(cell)} for cell in bits(others))]

    def _equal(self, cell: int) -> Test:
        if self.axis.kind is Kind.FLAG:
            return {self.key: NO_FLAG + cell}
        return {self.key: NO_TEXT if cell == MISSING else _text(self.axis.names[cell - 1])}

    def _between(self, first: int, last: int) -> Alternative:
        low, end = self._start(first), self._start(last + 1)
        if end == low + 1:
            return ({self.key: low},)
        above = {"$gte": {self.key: low}} if first > MISSING else None
        below = {"$lt": {self.key: end}} if last + 1 < self.axis.size else None
        return tuple(test for test in (above, below) if test)

    def _start(self, cell: int) -> int:
        """The first number of a cell: "missing" is one number of its own, below all others."""
        if cell <= 1:
            return NO_NUMBER + cell
        return self.axis.starts[cell - 2] if cell < self.axis.size else -NO_NUMBER


def _text(value: str) -> str:
    return f"={value}" if _is_plain(value) else OTHER_TEXT


def _is_plain(text: str) -> bool:
    """Whether it is short enough and UTF-8 (a lone surrogate isn't)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return len(text) <= LONGEST_TEXT
