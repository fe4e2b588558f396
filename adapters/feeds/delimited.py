"""Delimited text: CSV and its kin, by RFC 4180 to the letter.

A row is refused, never mended: with too few or too many fields, a stray quote (see `rfc4180`), bytes that are no text,
a NUL, or cut short. Blank lines are not rows. Lines end with LF, CRLF or CR, whichever comes.
An open quote whose next line is by itself a whole row of three or more fields was never closed: only its own line is
refused. A header that comes again is refused, and the order of its columns holds from there on.

Rows are found by `survey`, and Polars cuts those of the right shape into cells; the others go to `rfc4180` one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adapters.feeds.ahead import ahead
from adapters.feeds.chunk import Chunk, Layout, Refused
from adapters.feeds.cutting import Block, Cutter
from adapters.feeds.encoding import shown, utf8
from adapters.feeds.header import Head, find
from adapters.feeds.opening import Source
from adapters.feeds.rfc4180 import LINE_END, Row, row
from adapters.feeds.survey import LF, Flags, Survey, survey
from adapters.feeds.tape import Tape
from rules.said import Said

# With fewer fields than this, a line of a narrative looks too much like a row.
EVIDENT_FIELDS = 3
DETAILS = {
    "stray-quote": "a quote stands where none may: write two for one, and quote the whole field",
    "unclosed-quote": "a quote opens a field and is never closed",
    "row-too-long": "the row is too long to be one; only its beginning is kept",
    "truncated": "the file ends inside this row",
}
FIELD_COUNTS = ("too-few-fields", "too-many-fields")
# So many rows of another shape at the end of a file are no accident.
LEAST_RUN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is taken at a time, in bytes (`refused`: rows); no row depends on any but `longest_row`."""

    longest_row: int = 1 << 22
    window: int = 1 << 20
    # After a stray quote the window starts small, so that a file full of them costs a few times its size, no more.
    least_window: int = 1 << 15
    block: int = 1 << 24
    refused: int = 1 << 14


def read(source: Source, layout: Layout, *, sizes: Sizes | None = None) -> Iterator[Chunk]:
    """The rows of `source` in chunks, at least one if there is a header."""
    sizes = sizes or Sizes()
    pieces = utf8(source, encoding=layout.encoding)
    tape = Tape(pieces, reach=2 * sizes.longest_row + 2, block=sizes.block)
    head = find(source, tape, layout)
    if head is not None:
        cutter = Cutter(source, head)
        yield from map(cutter.chunk, ahead(_Rows(source, tape, head=head, sizes=sizes).blocks()))


class _Rows:
    """The rows of one file, on their way into blocks."""

    def __init__(self, source: Source, tape: Tape, *, head: Head, sizes: Sizes) -> None:
        self.source = source
        self.tape = tape
        self.head = head
        self.sizes = sizes
        self.line = head.next_line
        self.window = sizes.window
        self.block = Block()
        self.odd = _OddRun()

    def blocks(self) -> Iterator[Block]:
        """All rows; the last block may be empty."""
        while self.tape.fill():
            self._step()
            if self.block.size >= self.sizes.block or len(self.block.refused) >= self.sizes.refused:
                yield self.block
                self.block = Block()
        if problem := self.odd.problem(self.source.rows, len(self.head.names)):
            self.source.note(problem)
        yield self.block

    def _step(self) -> None:
        """Take the rows of one window, and the row with a stray quote behind them."""
        window = self._window(self.window)
        found = survey(window, ord(self.head.delimiter))
        if not found.length and not found.stray and len(window) < self.sizes.longest_row:
            window = self._window(self.sizes.longest_row)
            found = survey(window, ord(self.head.delimiter))
        self._take(window, found)
        if found.stray or not found.length:
            self.window = self.sizes.least_window
            self._take_faulty()
        else:
            self.window = min(2 * self.window, self.sizes.window)

    def _window(self, size: int) -> bytes:
        """The next bytes, CR and LF of a line end kept together."""
        text, at = self.tape.text, self.tape.at
        apart = text[at + size - 1 : at + size + 1] == b"\r\n"
        return text[at : at + size + apart]

    def _take(self, window: bytes, found: Survey) -> None:
        """Keep the rows beyond doubt, refuse the others, pass over blank lines."""
        is_row = found.ends > found.starts
        numbers = self.source.rows + np.cumsum(is_row)
        lines = self.line + found.breaks
        self.source.rows += int(is_row.sum())
        self.line += found.lines
        self.tape.at += found.length
        kept = is_row.copy()
        for place, reason in sorted(self._reasons(found).items()):
            if is_row[place]:
                kept[place] = False
                cells = int(found.fields[place])
                raw = window[found.starts[place] : found.ends[place]]
                self._refuse(raw, reason=reason, line=int(lines[place]), row=int(numbers[place]), cells=cells)
        self._keep(window, found, kept)
        self.block.lines.append(lines[kept])
        self.block.numbers.append(numbers[kept])

    def _keep(self, window: bytes, found: Survey, kept: Flags) -> None:
        """Put the rows that are kept into the block, each ended by LF or CRLF."""
        lengths = np.diff(found.starts, append=found.length)
        if found.bare.size:
            octets = np.frombuffer(window, np.uint8).copy()
            octets[found.bare] = LF
            window = octets.tobytes()
        edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
        places = np.append(found.starts, found.length)[edges]
        for start, end in places.reshape(-1, 2).tolist():
            self.block.texts.append(window[start:end])
        self.block.lengths.append(lengths[kept])
        self.block.size += int(lengths[kept].sum())

    def _reasons(self, found: Survey) -> dict[int, str]:
        """Which rows are refused, and why."""
        fields = len(self.head.names)
        reasons = {
            place: "too-few-fields" if found.fields[place] < fields else "too-many-fields"
            for place in np.flatnonzero(found.fields != fields).tolist()
        }
        if self.tape.unended and self.tape.at == len(self.tape.text) and found.starts.size:
            self._end(reasons, last=found.starts.size - 1)
        return reasons

    def _end(self, reasons: dict[int, str], *, last: int) -> None:
        """Judge the last row of a file that does not end with a line end."""
        if self.source.damaged:
            reasons[last] = "truncated"
        elif reasons.get(last) == "too-few-fields":
            reasons[last] = "truncated"
            self.source.note(Said("truncated: the last row is cut short"))

    def _take_faulty(self) -> None:
        """Refuse the row that begins here, which `survey` could not take, and go on behind it."""
        tape = self.tape
        found, ends = self._row(tape.at)
        first = LINE_END.search(tape.text, tape.at, found.end)
        if first and (not ends or self._is_whole(first.end())):
            reason, end, after = "unclosed-quote", first.start(), first.end()
        elif ends:
            reason, end, after = found.fault or "stray-quote", found.end, found.after
        else:
            reason, end, after = "row-too-long", found.end, tape.size
        if reason == "row-too-long":
            self.source.note(
                Said("line {line} is too long to be a row; nothing from there on was read", line=self.line)
            )
        elif reason == "unclosed-quote" and end == tape.size:
            self.source.note(Said("truncated in a quoted field of the row at line {line}", line=self.line))
        self.source.rows += 1
        self._refuse(tape.text[tape.at : end], reason=reason, line=self.line, row=self.source.rows)
        self.line += len(LINE_END.findall(tape.text, tape.at, after))
        tape.advance(after)
        if reason == "row-too-long":
            tape.abandon()

    def _row(self, at: int) -> tuple[Row, bool]:
        """The row at `at`, read strictly, and whether it ends before it is longer than a row may be."""
        tape = self.tape
        stop = min(tape.size, at + self.sizes.longest_row)
        stop += tape.text[stop - 1 : stop + 1] == b"\r\n"
        found = row(tape.text, at, delimiter=self.head.delimiter.encode(), stop=stop)
        return found, found.after > found.end or tape.size < at + self.sizes.longest_row

    def _is_whole(self, at: int) -> bool:
        """Whether the line at `at` is beyond doubt a row of this file."""
        fields = len(self.head.names)
        found, ends = self._row(at)
        return ends and fields >= EVIDENT_FIELDS and found.fault is None and len(found.cells) == fields

    def _refuse(self, raw: bytes, *, reason: str, line: int, row: int, cells: int | None = None) -> None:
        fields = len(self.head.names)
        if reason in FIELD_COUNTS and cells is not None:
            self.odd.add(row, line=line, fields=cells)
        self.block.refused.append(
            Refused(
                file=self.source.name,
                line=line,
                row=row,
                column=None,
                reason=reason,
                detail=f"{cells} fields instead of {fields}" if reason in FIELD_COUNTS else DETAILS[reason],
                raw=shown(raw, self.source.encoding),
            )
        )


class _OddRun:
    """The latest run of rows that all have the same wrong count of fields."""

    def __init__(self) -> None:
        self._line = self._fields = self._length = 0
        self._last = -1

    def add(self, row: int, *, line: int, fields: int) -> None:
        """Count row number `row` in, which begins at `line`."""
        if row != self._last + 1 or fields != self._fields:
            self._line, self._fields, self._length = line, fields, 0
        self._last = row
        self._length += 1

    def problem(self, rows: int, fields: int) -> str | None:
        """What to say of a file of that many rows if the run goes to its end."""
        if self._last != rows or self._length < LEAST_RUN:
            return None
        return (
            f"changes shape at line {self._line}: every row has {self._fields} fields instead of {fields} from there on"
        )
