"""Cutting: text of rows whose shape is beyond doubt into columns of cells, by Polars."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk, Lines, Refused
from adapters.feeds.encoding import is_text, shown
from adapters.feeds.header import Head, column_names
from adapters.feeds.opening import Source
from adapters.feeds.rfc4180 import row
from rules.said import Said

UTF8_MARK = b"\xef\xbb\xbf"
DETAILS = {
    "bad-bytes": "bytes that are no text in the file's encoding",
    "nul-character": "a NUL character",
    "repeated-header": "the header comes again",
}


@dataclass(slots=True)
class Block:
    """Text of rows whose shape is beyond doubt, and the rows refused on the way.

    For each row of `texts`, one array after another: its line, its number, and its length with its line end.
    """

    texts: list[bytes] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    numbers: list[Lines] = field(default_factory=list)
    lengths: list[Lines] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    size: int = 0


class Cutter:
    """Cuts the blocks of one file; where the header comes again, it is refused, and its order holds from there on."""

    def __init__(self, source: Source, head: Head) -> None:
        self._source = source
        self._head = head
        self._order = head.names

    def chunk(self, block: Block) -> Chunk:
        """The rows of `block`, every cell exactly as written, but for those that are no text."""
        rows = _Rows(block)
        frame = self._frame(rows.text)
        if frame is None:
            self._drop(rows, rows.unreadable())
            frame = self._frame(rows.text)
        if frame is None or frame.height != rows.lines.size:
            raise AssertionError("the rows that were surveyed are not the rows that were cut")
        again = self._headers(frame)
        if again:
            self._source.note(
                Said("line {lines}: the header comes again", lines=rows.lines[again[0]]), kind="repeated-header"
            )
            self._drop(rows, dict.fromkeys(again, "repeated-header"))
            frame = self._reordered(frame, again)
        refused = sorted([*block.refused, *rows.refused], key=lambda row: row.row) if rows.refused else block.refused
        return Chunk(file=self._source.name, rows=frame, lines=rows.lines, refused=tuple(refused))

    def _frame(self, text: bytes) -> pl.DataFrame | None:
        """The cells of `text`; None if some of its bytes are no text."""
        names = self._head.names
        if not text:
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        if b"\0" in text:
            return None
        try:
            return pl.read_csv(
                # Polars takes off a byte order mark at the start, which here is the first cell's own: give it another.
                UTF8_MARK + text if text.startswith(UTF8_MARK) else text,
                has_header=False,
                schema=dict.fromkeys(names, pl.String),
                separator=self._head.delimiter,
                empty_string_is_null=False,
            )
        except pl.exceptions.ComputeError:
            return None

    def _drop(self, rows: "_Rows", reasons: dict[int, str]) -> None:
        """Refuse some of the rows."""
        for (place, reason), raw in zip(reasons.items(), rows.raw(list(reasons)), strict=True):
            rows.refused.append(
                Refused(
                    file=self._source.name,
                    line=int(rows.lines[place]),
                    row=int(rows.numbers[place]),
                    column=None if reason == "repeated-header" else self._column(raw),
                    reason=reason,
                    detail=DETAILS[reason],
                    raw=shown(raw, self._source.encoding),
                )
            )
        rows.drop(list(reasons))

    def _column(self, raw: bytes) -> str:
        """The column of the first cell that is no text."""
        cells = row(raw, 0, delimiter=self._head.delimiter.encode(), stop=len(raw)).cells
        return next(name for name, cell in zip(self._head.names, cells, strict=True) if not is_text(cell))

    def _headers(self, frame: pl.DataFrame) -> list[int]:
        """Which rows hold the header's names, every one, in any order."""
        names = [*self._head.names, ""]
        first, *others = frame.get_columns()
        places = np.flatnonzero(first.is_in(names).to_numpy())
        for column in others:
            if not places.size:
                break
            places = places[column.gather(places).is_in(names).to_numpy()]
        return [place for place in places.tolist() if set(column_names(frame.row(place))) == set(self._head.names)]

    def _reordered(self, frame: pl.DataFrame, again: list[int]) -> pl.DataFrame:
        """The rows without the headers, each in the order of the header before it."""
        parts, start = [], 0
        for place in [*again, frame.height]:
            part = frame[start:place]
            part.columns = list(self._order)
            parts.append(part.select(self._head.names))
            if place < frame.height:
                self._order = column_names(frame.row(place))
            start = place + 1
        return pl.concat(parts)


class _Rows:
    """The rows of a block in one piece."""

    def __init__(self, block: Block) -> None:
        none = np.zeros(0, np.int64)
        self.text = b"".join(block.texts)
        self.lines = np.concatenate((none, *block.lines))
        self.numbers = np.concatenate((none, *block.numbers))
        self.lengths = np.concatenate((none, *block.lengths))
        self.refused: list[Refused] = []

    def raw(self, places: list[int]) -> list[bytes]:
        """Some rows as fed, without their line ends."""
        ends = np.cumsum(self.lengths)[places]
        starts = ends - self.lengths[places]
        return [self.text[start:end].rstrip(b"\r\n") for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def unreadable(self) -> dict[int, str]:
        """Which rows are no text, and why."""
        ends = np.cumsum(self.lengths).tolist()
        reasons = {}
        for place, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
            if not is_text(raw := self.text[start:end]):
                reasons[place] = "nul-character" if is_text(raw.replace(b"\0", b"")) else "bad-bytes"
        return reasons

    def drop(self, places: list[int]) -> None:
        """Take rows out."""
        ends = np.cumsum(self.lengths)
        gone = [
            0,
            *(int(edge) for place in places for edge in (ends[place] - self.lengths[place], ends[place])),
            len(self.text),
        ]
        self.text = b"".join(self.text[start:end] for start, end in zip(gone[::2], gone[1::2], strict=True))
        self.lines, self.numbers, self.lengths = (
            np.delete(values, places) for values in (self.lines, self.numbers, self.lengths)
        )
