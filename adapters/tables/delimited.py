"""Delimited text as a grid: UTF-8, by RFC 4180, with the delimiter that cuts the header into the most columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.feeds import rfc4180
from adapters.feeds.header import DELIMITERS
from adapters.tables.size import MOST_CELLS
from rules.document import likely
from rules.fault import Cell, Fault, Place
from rules.grid import Row, Written, written
from rules.said import Said
from rules.unreadable import Unreadable

_FAULTS = {
    "stray-quote": Said("a quote stands where none may: write two for one, and the whole cell in quotes"),
    "unclosed-quote": Said("a quote opens a cell and is never closed; nothing from here on is read"),
}
_MARK = b"\xef\xbb\xbf"


def delimited(content: bytes, file: str) -> tuple[list[Row], list[Fault]] | Unreadable:
    """The rows that are not blank, and the faults of those that are no rows."""
    text = content.removeprefix(_MARK)
    try:
        text.decode()
    except UnicodeDecodeError:
        return Unreadable(Said("it is not UTF-8{likely}; save it as CSV UTF-8", likely=likely(content)))
    if b"\0" in text:
        return Unreadable(Said("it is no text; save it as CSV UTF-8"))
    rows: list[Row] = []
    faults: list[Fault] = []
    count = 0
    for line in _lines(text):
        count += len(line.found.cells)
        if count > MOST_CELLS:
            return Unreadable(Said("it has more than {most} cells; split it", most=MOST_CELLS))
        if line.found.fault:
            faults.append(Fault("csv-syntax", _FAULTS[line.found.fault], line.place(file)))
        elif (row := line.row(file)) and rows and len(row.cells) != len(rows[0].cells):
            message = Said(
                "this row has {cells} cells, and the table {columns} columns",
                cells=len(row.cells),
                columns=len(rows[0].cells),
            )
            faults.append(Fault("uneven-row", message, row.place))
        elif row:
            rows.append(row)
    return rows, faults


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it is written; `number` is the line on which it begins."""

    found: rfc4180.Row
    number: int
    raw: bytes
    at: int

    def place(self, file: str) -> Place:
        text = self.raw.decode()
        return Place(self.number, 1, max(1, len(text.split("\n")[0])), Cell(file, 0, text, self.number))

    def row(self, file: str) -> Row | None:
        """The row, if any of its cells has a text."""
        if not any(cell.strip() for cell in self.found.cells):
            return None
        text = self.raw.decode()
        cells = {number: self._written(number, file, text) for number in range(len(self.found.cells))}
        return Row(cells, self.place(file))

    def _written(self, number: int, file: str, text: str) -> Written:
        before = self.raw[: self.found.starts[number] - self.at]
        value = self.found.cells[number].decode()
        cell = Cell(file, number, text, self.number)
        line = self.number + before.count(b"\n")
        return written(cell, value, line=line, start=len(before.decode()), quoted=self._is_quoted(number))

    def _is_quoted(self, number: int) -> bool:
        start = self.found.starts[number] - self.at
        return self.raw[start : start + 1] == b'"'


def _lines(text: bytes) -> Iterator[_Line]:
    """Every row, until a quote that is never closed."""
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    delimiter = _delimiter(text)
    at, number = 0, 1
    while at < len(text):
        found = rfc4180.row(text, at, delimiter=delimiter, stop=len(text))
        yield _Line(found, number, text[at : found.end], at)
        number += text.count(b"\n", at, found.after)
        at = max(found.after, at + 1)


def _delimiter(text: bytes) -> bytes:
    """That of the header, the first line that is not blank."""
    start = len(text) - len(text.lstrip(b"\n"))
    counts = {
        delimiter: len(rfc4180.row(text, start, delimiter=delimiter.encode(), stop=len(text)).cells)
        for delimiter in DELIMITERS
    }
    return max(counts, key=counts.__getitem__).encode()
