"""RFC 4180: one row of delimited text, by the letter.

A quote opens a quoted field only as its first byte; inside, two quotes are one; after the closing quote only a
delimiter or a line end may follow. A line ends with LF, CRLF or CR. Whatever else has a quote is a stray quote:
it opens nothing, so it never swallows the rows that follow.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"')
LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Row:
    """A row read strictly: its cells as bytes, where it ends without and with its line end, and its fault.

    `fault` is None, `stray-quote` or `unclosed-quote`; the cells of a faulty row are not to be used.
    `starts` has where each cell begins, its quote included.
    """

    cells: tuple[bytes, ...]
    end: int
    after: int
    fault: str | None
    starts: tuple[int, ...] = field(default=(), compare=False)


def row(text: bytes, start: int, *, delimiter: bytes, stop: int) -> Row:
    """The row of `text` that begins at `start`; the end of `text`, and `stop` before it, end a row too.

    An unclosed quote ends at `stop`.
    """
    bare = _bare(delimiter)
    cells: list[bytes] = []
    starts: list[int] = []
    fault = None
    at = start
    while True:
        starts.append(at)
        quoted = QUOTED.match(text, at, stop)
        if quoted is None and text[at : at + 1] == b'"' and at < stop:
            return Row(tuple(cells), stop, stop, "unclosed-quote", tuple(starts))
        plain = bare.match(text, quoted.end() if quoted else at, stop)
        assert plain is not None  # noqa: S101 - INVARIANT: the pattern matches the empty text
        if (quoted and plain[0]) or b'"' in plain[0]:
            fault = "stray-quote"
        cells.append(quoted[1].replace(b'""', b'"') if quoted else plain[0])
        at = plain.end()
        if text[at : at + 1] != delimiter or at >= stop:
            break
        at += 1
    ending = LINE_END.match(text, at, stop)
    return Row(tuple(cells), at, ending.end() if ending else at, fault, tuple(starts))


@lru_cache
def _bare(delimiter: bytes) -> re.Pattern[bytes]:
    return re.compile(b"[^" + re.escape(delimiter) + rb"\r\n]*+")
