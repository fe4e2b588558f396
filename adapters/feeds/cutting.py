"""Cutting: text of rows beyond doubt into columns of cells, by Polars."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from adapters.feeds.chunk import Chunk, Lines, Refused
from adapters.feeds.encoding import shown
from adapters.feeds.header import Head, column_names
from adapters.feeds.opening import Source

UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Block:
    """Text of rows beyond doubt, and the rows refused on the way.

    For each row of `text`, one array after another: its line, its number, and its length with its line end.
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
        """The rows of `block`, every cell exactly as written."""
        text = b"".join(block.texts)
        lines = np.concatenate((np.zeros(0, np.int64), *block.lines))
        frame = self._frame(text)
        if frame.height != lines.size:
            raise AssertionError(f"{lines.size} rows were surveyed, {frame.height} cut")
        again = self._headers(frame)
        refused = block.refused
        if again:
            refused = sorted([*refused, *self._repeated(block, text, again)], key=lambda row: row.row)
            frame = self._reordered(frame, again)
            lines = np.delete(lines, again)
        return Chunk(file=self._source.name, rows=frame, lines=lines, refused=tuple(refused))

    def _frame(self, text: bytes) -> pl.DataFrame:
        names = self._head.names
        if not text:
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        # Polars takes off a byte order mark at the start, which here is the first cell's own: give it another.
        return pl.read_csv(
            UTF8_MARK + text if text.startswith(UTF8_MARK) else text,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=self._head.delimiter,
            empty_string_is_null=False,
        )

    def _headers(self, frame: pl.DataFrame) -> list[int]:
        """Which rows hold the header's names, every one, in any order."""
        names = [*self._head.names, ""]
        places = np.arange(frame.height)
        for column in frame.get_columns():
            places = places[column.gather(places).is_in(names).to_numpy()]
            if not places.size:
                return []
        return [place for place in places.tolist() if set(column_names(frame.row(place))) == set(self._head.names)]

    def _repeated(self, block: Block, text: bytes, again: list[int]) -> Iterator[Refused]:
        ends = np.cumsum(np.concatenate(block.lengths))
        lines, numbers = np.concatenate(block.lines), np.concatenate(block.numbers)
        for place in again:
            raw = text[ends[place - 1] if place else 0 : ends[place]].rstrip(b"\r\n")
            self._source.note(f"line {lines[place]}: the header comes again")
            yield Refused(
                file=self._source.name,
                line=int(lines[place]),
                row=int(numbers[place]),
                column=None,
                reason="repeated-header",
                detail="the header comes again",
                raw=shown(raw, self._source.encoding),
            )

    def _reordered(self, frame: pl.DataFrame, again: list[int]) -> pl.DataFrame:
        parts, start = [], 0
        for place in [*again, frame.height]:
            part = frame[start:place]
            part.columns = list(self._order)
            parts.append(part.select(self._head.names))
            if place < frame.height:
                self._order = column_names(frame.row(place))
            start = place + 1
        return pl.concat(parts)
