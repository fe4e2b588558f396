"""JSON Lines: one object a line; a line that is none is refused, and the next one is read."""

import io
import json
from collections.abc import Iterator

from adapters.feeds.chunk import Chunk, Layout
from adapters.feeds.encoding import is_text, shown, utf8
from adapters.feeds.gathering import Gathering
from adapters.feeds.jsonrow import Cells, Fault, Parser
from adapters.feeds.opening import Source
from rules.said import Said

LONGEST_LINE = 1 << 24


def read(source: Source, layout: Layout) -> Iterator[Chunk]:
    """The rows of `source` in chunks, at least one. Blank lines are not rows."""
    gathering = Gathering(source)
    parser = Parser()
    for number, line in enumerate(_lines(utf8(source, encoding=layout.encoding)), 1):
        if not line.strip():
            continue
        cells = _cells(parser, line)
        if not line.endswith(b"\n"):
            cells = _last(source, cells)
        if isinstance(cells, Fault):
            raw = shown(line.rstrip(b"\r\n"), source.encoding)
            gathering.refuse(raw, line=number, reason=cells.reason, detail=cells.detail, column=cells.column)
        else:
            gathering.keep(cells, line=number)
        if gathering.full:
            yield gathering.chunk()
    yield gathering.chunk()


def _cells(parser: Parser, line: bytes) -> Cells | Fault:
    if len(line) > LONGEST_LINE:
        return Fault("row-too-long", Said("the line is too long to be a row; only its beginning is kept"))
    if not is_text(line):
        return Fault("bad-bytes", Said("bytes that are no text in the file's encoding"))
    text = line.decode().strip()
    try:
        value, end = parser.parse(text)
    except json.JSONDecodeError as error:
        return Fault("not-json", Said("character {count}: {why}", count=error.pos + 1, why=error.msg.lower()))
    except RecursionError:
        return Fault("too-deep", Said("nested too deeply"))
    if end < len(text):
        return Fault("not-json", Said("character {count}: extra text after the object", count=end + 1))
    return parser.cells(value, text)


def _last(source: Source, cells: Cells | Fault) -> Cells | Fault:
    """Judge a last line that does not end with a line end."""
    if source.damaged or (isinstance(cells, Fault) and cells.reason == "not-json"):
        source.note(Said("truncated: the last line is cut short"))
        return Fault("truncated", Said("the file ends inside this row"))
    return cells


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Lines with their line ends; of one that is too long its beginning, a byte more than may be."""
    kept: list[bytes] = []
    length = 0
    for piece in pieces:
        for part in io.BytesIO(piece):
            room = LONGEST_LINE + 1 - length
            kept.append(part[:room])
            length += len(kept[-1])
            if part.endswith(b"\n"):
                yield b"".join(kept)
                kept, length = [], 0
    if kept:
        yield b"".join(kept)
