"""Nodes: the maps, lists and texts of a YAML document, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rules.fault import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `quoted` also where it is written as a block (`|`, `>`); `start` is its index in the document's text.

    In a table beside the policy `start` is its index in what its cell shows.
    """

    text: str
    quoted: bool
    place: Place
    start: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map; keys are unique, in the order written."""

    items: tuple[tuple[Scalar, Node], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Refused:
    """A node whose fault is already told: readers pass over it in silence."""

    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping | Refused


def locate(scalar: Scalar, offset: int, *, length: int, source: str) -> Place:
    r"""Place `length` characters at `offset` of a scalar's text, however it is quoted or folded over lines.

    `source` is the document's text; a scalar that holds long escapes (`"\u4e2d"`) is located as a whole.
    """
    cell = scalar.place.cell
    if cell is not None:
        source = cell.text
    at, escapes = _content(source, scalar)
    for char in scalar.text[: offset + 1]:
        after = _after(source, at, char, written=escapes.get(char, char))
        if after is None:
            return scalar.place
        at = after
    at -= offset < len(scalar.text)
    if cell is not None and cell.name:
        return Place(scalar.place.line, at + 1, length, cell)
    line = scalar.place.line + source.count("\n", scalar.start, at)
    column = at - source.rfind("\n", 0, at)
    shown = source[at : at + length].split("\n", 1)[0]
    return Place(line, column, max(1, len(shown)), cell)


def _content(source: str, scalar: Scalar) -> tuple[int, dict[str, str]]:
    """Index of a scalar's first content, and how its characters are written where not as themselves."""
    if not scalar.quoted:
        return scalar.start, {}
    if scalar.place.cell is not None:
        return scalar.start + 1, {'"': '""'}
    match source[scalar.start]:
        case "'":
            return scalar.start + 1, {"'": "''"}
        case '"':
            return scalar.start + 1, {'"': '\\"', "\\": "\\\\"}
    return source.index("\n", scalar.start) + 1, {}


def _after(source: str, at: int, char: str, *, written: str) -> int | None:
    """Index behind the place where `char` is written, None when it is written in another way."""
    if source.startswith(written, at):
        return at + len(written)
    while source[at : at + 1].isspace():
        at += 1
    if char.isspace():
        return at
    return at + len(written) if source.startswith(written, at) else None
