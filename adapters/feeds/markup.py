"""Markup: the XML parts of a workbook, as a stream of elements.

Expat alone, without a tree: a sheet of any size passes in bounded memory.
A document type is refused, so there are no entities to expand and none to fetch.
"""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from rules.said import Said

PIECE = 1 << 16


class MarkupError(Exception):
    """The XML breaks its grammar, or has what a workbook never has."""


def elements(
    stream: IO[bytes],
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Call `start`, `end` and `text` as the elements of `stream` come, by their local names; yields now and then."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)  # noqa: FBT003 - takes its arguments by place alone
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except (expat.ExpatError, MarkupError) as error:
        yield  # so that what came before is taken
        raise MarkupError(str(error)) from error
    yield


def _refuse(*_: object) -> None:
    raise MarkupError(Said("a document type is declared"))
