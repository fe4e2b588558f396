"""Workbooks as grids: one sheet of an XLSX file, every cell as the text of a policy that says the same.

A number is read from the digits that the sheet stores, never through binary floating point (see `feeds.serial`).
What a person who looks at the sheet may not see, or what is no value, is a fault: formulas, errors, merged cells, and
rows, columns and sheets that are hidden.
"""

import re
import zlib
from collections.abc import Iterator
from functools import reduce
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from adapters.feeds.markup import MarkupError, elements
from adapters.feeds.serial import Style, moment, number
from adapters.feeds.workbook import Runs, Workbook, opened, unescaped
from adapters.tables.size import MOST_CELLS
from rules.fault import Cell, Fault
from rules.grid import Kind, Row, Written, written
from rules.said import Said
from rules.unreadable import Unreadable

LARGEST_SHEET = 1 << 28
MOST_COLUMNS = 1 << 14
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DAMAGED = Said("it is no XLSX workbook, or a damaged one")


def workbook(content: bytes, file: str, sheet: str) -> tuple[list[Row], list[Fault]] | Unreadable:
    """The rows of a sheet that have a value, and what is wrong with its cells."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive, file, sheet)
    except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, zlib.error):
        return Unreadable(_DAMAGED)
    except MarkupError as error:
        return Unreadable(Said("it is damaged: {why}", why=error))


def _read(archive: ZipFile, file: str, sheet: str) -> tuple[list[Row], list[Fault]] | Unreadable:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        return Unreadable(Said("it is encrypted; save it without a password"))
    book = opened(archive, sheet or None)
    if book.part is None:
        told = ", ".join(f"`{name}`" for name in book.sheets)
        return Unreadable(
            Said("it has no sheet `{sheet}`, but {names}", sheet=sheet, names=told)
            if sheet
            else Said("it has no sheet")
        )
    if book.is_hidden:
        return Unreadable(Said("its sheet `{sheet}` is hidden; show it", sheet=book.name))
    if archive.getinfo(book.part).file_size > LARGEST_SHEET:
        return Unreadable(Said("its sheet is too large; split it"))
    grid = _Sheet(book, file)
    with archive.open(book.part) as stream:
        for _ in elements(stream, start=grid.start, end=grid.end, text=grid.text):
            if grid.count > MOST_CELLS:
                return Unreadable(Said("it has more than {most} cells; split it", most=MOST_CELLS))
    return grid.rows, [*grid.faults, *grid.unseen()]


class _Sheet:
    """The cells of a sheet as its elements come."""

    def __init__(self, book: Workbook, file: str) -> None:
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.count = 0
        self._book = book
        self._file = file
        self._runs = Runs()
        self._hidden: list[tuple[int, int]] = []
        self._merged: list[str] = []
        self._row = 0
        self._is_hidden = False
        self._cells: dict[int, Written] = {}
        self._column = 0
        self._cell: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._part = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._runs.start(tag)
        match tag:
            case "v" | "f":
                self._part = tag
                self._parts.setdefault(tag, [])
            case "c":
                self._cell, self._parts = attributes, {}
            case "row":
                self._row = int(attributes.get("r") or self._row + 1)
                self._is_hidden = _is_on(attributes)
                self._cells, self._column = {}, -1
            case "col" if _is_on(attributes):
                self._hidden.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
            case "mergeCell":
                self._merged.append(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        """Characters come."""
        if self._part:
            self._parts[self._part].append(text)
        else:
            self._runs.text(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._runs.end(tag)
        self._part = ""
        if tag == "c":
            self._take()
        elif tag == "row" and self._cells:
            first = self._cells[min(self._cells)].scalar.place
            self.rows.append(Row(self._cells, first))
            if self._is_hidden:
                message = Said("row {row} is hidden; show it or delete it", row=self._row)
                self.faults.append(Fault("hidden-cells", message, first))

    def unseen(self) -> Iterator[Fault]:
        """What the sheet's layout hides of its cells."""
        cells = {column: cell for row in reversed(self.rows) for column, cell in row.cells.items()}
        for column, cell in sorted(cells.items()):
            if any(low <= column <= high for low, high in self._hidden):
                message = Said("column {column} is hidden; show it or delete it", column=_letters(column))
                yield Fault("hidden-cells", message, cell.scalar.place)
        for area in self._merged:
            corner = _PLACE.match(area)
            if corner is None:
                raise MarkupError(Said("merged cells out of place"))
            one = self._written("", _number(corner[1]), row=int(corner[2]))
            message = Said("the cells {area} are merged; part them and write in each what it says", area=area)
            yield Fault("merged-cells", message, one.scalar.place)

    def _take(self) -> None:
        """Put the cell where it says, or else to the right of the one before."""
        named = _PLACE.fullmatch(self._cell.get("r", ""))
        column = _number(named[1]) if named else self._column + 1
        if column <= self._column or column >= MOST_COLUMNS or (named and int(named[2]) != self._row):
            raise MarkupError(Said("row {row} has a cell out of place", row=self._row))
        self._column = column
        self.count += 1
        text, kind = self._value()
        formula = self._parts.get("f")
        if formula is not None:
            message = Said("the cell holds a formula; put the value in its place")
            self._refuse("formula-refused", message, f"={''.join(formula)}")
        elif self._cell.get("t") == "e":
            self._refuse("unfit-cell", Said("`{text}` is an error, no value", text=text), text)
        elif text.strip():
            self._cells[column] = self._written(text, column, kind=kind)

    def _refuse(self, code: str, message: str, text: str) -> None:
        one = self._cells[self._column] = self._written(text, self._column, kind=Kind.REFUSED)
        self.faults.append(Fault(code, message, one.scalar.place))

    def _written(self, text: str, column: int, *, kind: Kind = Kind.TEXT, row: int = 0) -> Written:
        row = row or self._row
        name = f"{_letters(column)}{row}"
        cell = Cell(self._file, column, text, row, self._book.name, name)
        return written(cell, text, line=row, start=0, kind=kind)

    def _value(self) -> tuple[str, Kind]:
        text, runs = "".join(self._parts.get("v", ())), self._runs.taken()
        match self._cell.get("t", "n"):
            case "inlineStr":
                return runs, Kind.TEXT
            case "s":
                return self._shared(text), Kind.TEXT
            case "b":
                return "true" if text == "1" else "false", Kind.TEXT
            case "n":
                return self._numeric(text)
            case "d":
                return f'@"{text}"', Kind.DATE
            case _:
                return unescaped(text), Kind.TEXT

    def _numeric(self, text: str) -> tuple[str, Kind]:
        """A number, or the date that its format makes of it, as expressions write them."""
        style = self._style()
        if not text or style is Style.NUMBER:
            return number(text), Kind.NUMBER
        return f'@"{moment(text, style, since_1904=self._book.since_1904)}"', Kind.DATE

    def _shared(self, text: str) -> str:
        if not text.isdecimal() or int(text) >= len(self._book.shared):
            raise MarkupError(Said("row {row} refers to a string that is not there", row=self._row))
        return self._book.shared[int(text)]

    def _style(self) -> Style:
        place = self._cell.get("s", "0")
        known = place.isdecimal() and int(place) < len(self._book.styles)
        return self._book.styles[int(place)] if known else Style.NUMBER


def _is_on(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _number(letters: str) -> int:
    return reduce(lambda sum_, letter: sum_ * 26 + ord(letter) - 64, letters, 0) - 1


def _letters(column: int) -> str:
    """What a sheet calls a column: A to Z, then AA."""
    rest, last = divmod(column, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)
