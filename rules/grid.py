"""Grids: the cells of a table that lies beside a policy, as whoever reads files gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.fault import Cell, Fault, Place
from rules.node import Scalar
from rules.said import Said
from rules.unreadable import Unreadable


class Kind(StrEnum):
    """What a cell holds; delimited text knows texts alone. What is refused is told already."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in a cell; its place is that of the text without the spaces around it."""

    scalar: Scalar
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the number of their column from 0; `place` is where it begins."""

    cells: Mapping[int, Written]
    place: Place


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows that have a cell, of which the first is the header, and what is wrong with others.

    `digest` is the SHA-256 of the file's bytes.
    """

    file: str
    digest: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


Tables = Callable[[str, str], Grid | Unreadable]
"""Gives the table in a file beside the policy, of a workbook that of a sheet; "" is the first sheet."""


def nothing(_file: str, _sheet: str) -> Unreadable:
    """Stands for the files beside a policy that has none."""
    return Unreadable(Said("there are no files beside this policy"))


def written(cell: Cell, text: str, *, line: int, start: int, quoted: bool = False, kind: Kind = Kind.TEXT) -> Written:
    """What stands in a cell from index `start` of what it shows, on line `line` of the file."""
    lead = len(text) - len(text.lstrip())
    bare = text.strip()
    place = Place(line, start - cell.text.rfind("\n", 0, start), max(1, len(bare)), cell)
    if quoted:
        # Where an escaped quote is, nobody needs to know before a fault is found there.
        return Written(Scalar(bare, quoted, replace(place, length=max(1, len(bare) + 2)), start), kind)
    return Written(Scalar(bare, quoted, replace(place, column=place.column + lead), start + lead), kind)
