"""Headers: the row of a table that names its columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.feeds.chunk import Layout
from adapters.feeds.encoding import is_text
from adapters.feeds.opening import Source
from adapters.feeds.rfc4180 import LINE_END, row
from adapters.feeds.tape import Tape
from rules.said import Said

# So many lines or rows may precede the header: titles, the date of the export, notes.
PREAMBLE = 64
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Head:
    """A header in delimited text, and the line that follows it."""

    names: tuple[str, ...]
    delimiter: str
    next_line: int


def find(source: Source, tape: Tape, layout: Layout) -> Head | None:
    """The header, with the tape behind it; None, with a note, if there is none that can be read."""
    line = 1
    for _ in range(PREAMBLE):
        ending = LINE_END.search(tape.text, tape.at) if tape.fill() else None
        if ending is None:
            break
        if ending.start() > tape.at:
            head = _head(tape, layout, line=line)
            if head is not None or layout.is_header is None:
                return _checked(source, head, line=line)
        tape.at = ending.end()
        line += 1
    source.note(missing(layout))
    return None


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns' names as written; a cell without one, as spreadsheets leave them, is named by its place: `#3`."""
    return tuple(cell or f"#{place}" for place, cell in enumerate(cells, 1))


def repeated(names: Sequence[str]) -> str | None:
    """What is wrong with a header in which a name occurs twice."""
    twice = [name for name, times in Counter(names).items() if times > 1]
    return Said("the header names `{name}` more than once", name=twice[0]) if twice else None


def missing(layout: Layout) -> str:
    """How to say that there is no header."""
    if layout.is_header is None:
        return Said("no header: every line is blank")
    return Said("no header in the first {count} lines", count=PREAMBLE)


def _head(tape: Tape, layout: Layout, *, line: int) -> Head | None:
    """The header that begins here, with the delimiter that cuts it into the most columns, a comma before others."""
    best: tuple[Head, int] | None = None
    for delimiter in (layout.delimiter,) if layout.delimiter else DELIMITERS:
        found = row(tape.text, tape.at, delimiter=delimiter.encode(), stop=tape.size)
        if found.fault or not all(is_text(cell) for cell in found.cells):
            continue
        cells = [cell.decode() for cell in found.cells]
        if layout.is_header is not None and not layout.is_header(cells):
            continue
        if best is None or len(cells) > len(best[0].names):
            lines = len(LINE_END.findall(tape.text, tape.at, found.after))
            best = Head(column_names(cells), delimiter, line + lines), found.after
    if best is None:
        return None
    head, after = best
    tape.advance(after)
    return head


def _checked(source: Source, head: Head | None, *, line: int) -> Head | None:
    problem = Said("line {line}: the header cannot be read", line=line) if head is None else repeated(head.names)
    if problem is None:
        return head
    source.note(problem)
    return None
