"""Sheets: the rows of an XLSX workbook, every value as the text that says it.

A number is what the sheet's XML says (see `serial`), a date, time or datetime ISO 8601, a boolean true or false,
an error its name (`#N/A`), a formula without a result the formula. A cell that is empty or not there is "".
Of merged cells the first has the value. A row without any value is not a row; one with a value to the right of the
header's last column is refused. The raw text of a refused row is its cells as a line of CSV.

The reader is our own because the libraries turn numbers into binary floating point before anyone can see the text.
"""

import csv
import io
import re
import zlib
from collections.abc import Iterator
from functools import reduce
from itertools import zip_longest
from zipfile import BadZipFile, ZipFile

from adapters.feeds.chunk import Chunk, Layout
from adapters.feeds.gathering import Gathering
from adapters.feeds.header import PREAMBLE, column_names, missing, repeated
from adapters.feeds.markup import MarkupError, elements
from adapters.feeds.opening import Source
from adapters.feeds.serial import Style, moment
from adapters.feeds.workbook import Runs, Workbook, opened, unescaped
from rules.said import Said, said

LONGEST_ROW = 1 << 24
MOST_COLUMNS = 1 << 14
PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")
# NUL and halves of surrogate pairs, which an escape like `_x0000_` can bring in.
UNFIT = re.compile("[\0\ud800-\udfff]")

Row = tuple[int, list[str]]


class SheetError(Exception):
    """The sheet cannot be read; the message says why."""


def read(source: Source, layout: Layout) -> Iterator[Chunk]:
    """The rows of the sheet in chunks, at least one if there is a header."""
    table = _Table(source, layout)
    try:
        with source.uncompressed() as path, ZipFile(path) as archive:
            for number, cells in _rows(archive, layout):
                table.take(cells, line=number)
                if table.gathering.full:
                    yield table.gathering.chunk()
        table.end()
    except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, zlib.error):
        source.note(Said("not an xlsx workbook, or a damaged one"))
    except MarkupError as error:
        source.note(Said("damaged: {why}", why=error))
    except SheetError as error:
        source.note(said(error))
    if table.names:
        yield table.gathering.chunk()


class _Table:
    """The rows of a sheet below its header."""

    def __init__(self, source: Source, layout: Layout) -> None:
        self.source = source
        self.layout = layout
        self.names: tuple[str, ...] = ()
        self.order: tuple[str, ...] = ()
        self.gathering = Gathering(source)
        self._preamble = 0

    def take(self, cells: list[str], *, line: int) -> None:
        """Take the next row that has a value."""
        if not self.names:
            self._head(cells)
        elif set(names := column_names(cells)) == set(self.names):
            self.source.note(Said("line {line}: the header comes again", line=line), kind="repeated-header")
            self.order = names
            self._refuse(cells, line=line, reason="repeated-header", detail="the header comes again")
        elif len(cells) > len(self.names):
            detail = Said("{cells} fields instead of {names}", cells=len(cells), names=len(self.names))
            self._refuse(cells, line=line, reason="too-many-fields", detail=detail)
        elif UNFIT.search("".join(cells)):
            self._refuse(cells, line=line, reason="bad-characters", detail="characters that no text has")
        else:
            self.gathering.keep(dict(zip_longest(self.order, cells, fillvalue="")), line=line)

    def end(self) -> None:
        """Make sure that there was a header."""
        if not self.names:
            raise SheetError(missing(self.layout))

    def _head(self, cells: list[str]) -> None:
        self._preamble += 1
        if self.layout.is_header is None or self.layout.is_header(cells):
            self.names = self.order = column_names(cells)
            self.gathering = Gathering(self.source, self.names)
            if problem := repeated(self.names):
                self.names = ()
                raise SheetError(problem)
        elif self._preamble == PREAMBLE:
            self.end()

    def _refuse(self, cells: list[str], *, line: int, reason: str, detail: str) -> None:
        raw = io.StringIO()
        csv.writer(raw, lineterminator="").writerow(cells)
        self.gathering.refuse(raw.getvalue(), line=line, reason=reason, detail=detail)


def _rows(archive: ZipFile, layout: Layout) -> Iterator[Row]:
    """The rows of the sheet that have a value, without the empty cells at their ends, and their numbers."""
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise SheetError(Said("the workbook is encrypted"))
    book = opened(archive, layout.sheet)
    if book.part is None:
        raise SheetError(
            Said("no sheet is called `{sheet}`", sheet=layout.sheet)
            if layout.sheet
            else Said("the workbook has no sheet")
        )
    grid = _Grid(book)
    with archive.open(book.part) as stream:
        for _ in elements(stream, start=grid.start, end=grid.end, text=grid.text):
            yield from grid.taken()


class _Grid:
    """The cells of a sheet as its elements come."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._runs = Runs()
        self._rows: list[Row] = []
        self._number = 0
        self._cells: list[str] = []
        self._length = 0
        self._cell: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._part = ""

    def taken(self) -> list[Row]:
        """The rows that ended since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._runs.start(tag)
        if tag in ("v", "f"):
            self._part = tag
        elif tag == "c":
            self._cell, self._parts = attributes, {"v": [], "f": []}
        elif tag == "row":
            self._number = int(attributes["r"]) if attributes.get("r", "").isdecimal() else self._number + 1
            self._cells, self._length = [], 0

    def text(self, text: str) -> None:
        """Characters come."""
        self._length += len(text)
        if self._length > LONGEST_ROW:
            raise MarkupError(Said("row {number} is too long", number=self._number))
        if self._part:
            self._parts[self._part].append(text)
        else:
            self._runs.text(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._runs.end(tag)
        self._part = ""
        if tag == "c":
            self._place(self._value())
        elif tag == "row":
            while self._cells and not self._cells[-1]:
                self._cells.pop()
            if self._cells:
                self._rows.append((self._number, self._cells))

    def _place(self, value: str) -> None:
        """Put a value where its cell says, or else to the right of the one before."""
        letters = PLACE.fullmatch(self._cell.get("r", ""))
        column = len(self._cells)
        if letters:
            column = reduce(lambda sum_, letter: sum_ * 26 + ord(letter) - 64, letters[1], 0) - 1
        if column < len(self._cells) or column >= MOST_COLUMNS:
            raise MarkupError(Said("row {number} has a cell out of place", number=self._number))
        self._cells += [""] * (column - len(self._cells))
        self._cells.append(value)

    def _value(self) -> str:
        text, formula = "".join(self._parts["v"]), "".join(self._parts["f"])
        runs = self._runs.taken()
        kind = self._cell.get("t", "n")
        if kind == "inlineStr":
            return runs
        if not text:
            return f"={formula}" if formula else ""
        match kind:
            case "s":
                return self._shared(text)
            case "b":
                return "true" if text == "1" else "false"
            case "n":
                return moment(text, self._style(), since_1904=self._book.since_1904)
            case "str":
                return unescaped(text)
            case _:
                return text

    def _shared(self, text: str) -> str:
        if not text.isdecimal() or int(text) >= len(self._book.shared):
            raise MarkupError(Said("row {number} refers to a string that is not there", number=self._number))
        return self._book.shared[int(text)]

    def _style(self) -> Style:
        place = self._cell.get("s", "0")
        known = place.isdecimal() and int(place) < len(self._book.styles)
        return self._book.styles[int(place)] if known else Style.NUMBER
