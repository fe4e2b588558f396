"""JSON documents: the rows that lie at a path inside one value, read one by one."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from adapters.feeds.chunk import Chunk, Layout
from adapters.feeds.encoding import utf8
from adapters.feeds.gathering import Gathering
from adapters.feeds.jsonrow import Fault, Parser
from adapters.feeds.opening import Source
from rules.said import Said, either

# So many characters one value may have.
LONGEST_VALUE = 1 << 24
# Of a number cut in two so many characters can be left over: `1e+`.
LONGEST_SPLIT = 6
BLANK = re.compile(r"[ \t\n\r]*")


class BrokenError(Exception):
    """The document ends or breaks the grammar here, so nothing behind it can be read."""


def read(source: Source, layout: Layout) -> Iterator[Chunk]:
    """The rows at `layout.rows_at` in chunks, at least one: the items of an array, or one object as one row."""
    gathering = Gathering(source)
    walk = _Walk(_Cursor(_text(source, layout)), gathering)
    try:
        for _ in walk.document(layout.rows_at.split(".") if layout.rows_at else []):
            if gathering.full:
                yield gathering.chunk()
    except BrokenError as error:
        source.note(Said("line {line}: {why}", line=walk.cursor.line, why=error))
    else:
        if not walk.found:
            source.note(
                Said("no rows lie at `{rows_at}`", rows_at=layout.rows_at)
                if layout.rows_at
                else Said("no rows: neither array nor object")
            )
    yield gathering.chunk()


def _text(source: Source, layout: Layout) -> Iterator[str]:
    """The text of `source`; bytes without a meaning are lone surrogates, as `encoding.shown` has them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for piece in utf8(source, encoding=layout.encoding):
        decoder.errors = "surrogateescape" if source.encoding in (None, "utf-8") else "surrogatepass"
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


class _Cursor:
    """A place in text that comes in pieces."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._line = 1
        self._counted = 0
        self.text = ""
        self.at = 0

    @property
    def line(self) -> int:
        """The line of the place, from 1."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> str:
        """The next character that is not blank, the place moved to it; "" at the end."""
        while True:
            blank = BLANK.match(self.text, self.at)
            self.at = blank.end() if blank else self.at
            if self.at < len(self.text) or not self._fill():
                return self.text[self.at : self.at + 1]

    def take(self, chars: str) -> str:
        """One of `chars`, the place moved behind it."""
        char = self.peek()
        if not char:
            raise BrokenError(Said("truncated: the document ends early"))
        if char not in chars:
            raise BrokenError(Said("not JSON: {names} must stand here", names=either(f"`{each}`" for each in chars)))
        self.at += 1
        return char

    def value(self, parser: Parser) -> tuple[Any, str]:
        """The value that begins here, and its text; the place is moved behind it."""
        self.peek()
        while True:
            try:
                value, end = parser.parse(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LONGEST_VALUE:
                    raise BrokenError(Said("a value is too long")) from error
                if not self._fill():
                    raise BrokenError(self._fault(error)) from error
            except RecursionError as error:
                raise BrokenError(Said("nested too deeply")) from error
            else:
                # A number may go on in the next piece, as `1.5` does behind `1.`.
                if len(self.text) - end >= LONGEST_SPLIT or not self._fill():
                    start, self.at = self.at, end
                    return value, self.text[start:end]

    def _fault(self, error: json.JSONDecodeError) -> str:
        if error.pos + LONGEST_SPLIT >= len(self.text) or error.msg.startswith("Unterminated"):
            return Said("truncated: the document ends early")
        return Said("not JSON: {why}", why=error.msg.lower())

    def _fill(self) -> bool:
        """Bring up more text, as much again as is at hand; False, with all as it was, if there is no more."""
        wanted = len(self.text) - self.at + 1
        gathered: list[str] = []
        while wanted > 0 and (piece := next(self._pieces, None)) is not None:
            gathered.append(piece)
            wanted -= len(piece)
        if not any(gathered):
            return False
        self._line, self._counted = self.line, 0
        self.text, self.at = self.text[self.at :] + "".join(gathered), 0
        return True


class _Walk:
    """The way through a document to its rows; each `yield` follows a row."""

    def __init__(self, cursor: _Cursor, gathering: Gathering) -> None:
        self.cursor = cursor
        self.gathering = gathering
        self.parser = Parser()
        self.found = False

    def document(self, path: list[str]) -> Iterator[None]:
        """The whole document."""
        yield from self._value(path)
        if self.cursor.peek():
            raise BrokenError(Said("not JSON: text stands behind the document's end"))

    def _value(self, path: list[str]) -> Iterator[None]:
        char = self.cursor.peek()
        if path and char == "{":
            yield from self._members(path)
        elif path or char not in ("[", "{"):
            self.cursor.value(self.parser)
        elif char == "[":
            self.found = True
            yield from self._items()
        else:
            self.found = True
            self._row()
            yield

    def _members(self, path: list[str]) -> Iterator[None]:
        self.cursor.take("{")
        if self.cursor.peek() == "}":
            self.cursor.take("}")
            return
        while True:
            if self.cursor.peek() not in ('"', ""):
                raise BrokenError(Said("not JSON: a key must stand here"))
            key, _ = self.cursor.value(self.parser)
            self.cursor.take(":")
            if key == path[0]:
                yield from self._value(path[1:])
            else:
                self.cursor.value(self.parser)
            if self.cursor.take(",}") == "}":
                return

    def _items(self) -> Iterator[None]:
        self.cursor.take("[")
        if self.cursor.peek() == "]":
            self.cursor.take("]")
            return
        while True:
            self._row()
            yield
            if self.cursor.take(",]") == "]":
                return

    def _row(self) -> None:
        self.cursor.peek()
        line = self.cursor.line
        try:
            value, raw = self.cursor.value(self.parser)
        except BrokenError as error:
            rest = self.cursor.text[self.cursor.at :]
            if rest:
                reason = "truncated" if str(error).startswith("truncated") else "not-json"
                self.gathering.refuse(rest, line=line, reason=reason, detail=str(error))
            raise
        cells = self.parser.cells(value, raw)
        if not _is_text(raw):
            cells = Fault("bad-bytes", Said("bytes that are no text in the file's encoding"))
        if isinstance(cells, Fault):
            self.gathering.refuse(raw, line=line, reason=cells.reason, detail=cells.detail, column=cells.column)
        else:
            self.gathering.keep(cells, line=line)


def _is_text(raw: str) -> bool:
    try:
        return bool(raw.encode())
    except UnicodeEncodeError:
        return False
