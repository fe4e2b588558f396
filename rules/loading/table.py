"""Tables: the rules of a decision as rows of a file beside the policy, read like those written in it.

A column is a fact or anything else that a rule may read, or one of the words below, or a value that the decision sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rules import node
from rules.fault import HIDDEN, Place, nearest
from rules.grid import Grid, Kind, Row, Tables, Written
from rules.loading.entries import entries, scalar
from rules.loading.names import Names
from rules.loading.outline import Outline
from rules.said import Said, either
from rules.unreadable import Unreadable

_TESTED, _SET = "when", "set"
_KEYS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号",),
    "then": ("结果",),
    "because": ("理由",),
    "clause": ("条款",),
}
"""The keys of a rule that can be columns, each with what it may be called too."""
_REQUIRED = ("id", "then")
_ENDINGS = (".csv", ".xlsx")
_SAYS_NOTHING = ("", "-")
_OUTSIDE = ("", ".", "..")
_GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(,\d{3})+(?![\d,])")

Titles = Mapping[str, frozenset[str]]
"""The names of what a title stands for."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column is: a test of `name`, the value `name`, or the key `name` of a rule."""

    part: str
    name: str
    place: Place

    @property
    def key(self) -> node.Scalar:
        return node.Scalar(self.name, quoted=False, place=self.place, start=0)


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the tables of one policy; `digests` gathers the files with the SHA-256 of each."""

    names: Names
    tables: Tables
    titles: Titles
    digests: dict[str, str] = field(default_factory=dict)

    def rules(self, outline: Outline) -> tuple[node.Node, ...]:
        """The rules of a decision that has a `table`, as nodes of YAML would tell them."""
        found = self._grid(outline.entries.below("table"))
        if found is None or not found.rows:
            return ()
        self.names.report.faults.extend(found.faults)
        head, *rows = found.rows
        columns = _Header(self, outline, head).columns()
        if not rows:
            self._fault("empty-value", Said("this table has no row below its header; write one"), head.place)
        return tuple(self._rule(row, head, columns) for row in rows)

    def _fault(self, code: str, message: str, place: Place, suggestion: str | None = None) -> None:
        self.names.report.fault(code, message, place, suggestion=suggestion)

    def _grid(self, below: node.Node | None) -> Grid | None:
        """The table that is named, by its file alone or by file and sheet."""
        report = self.names.report
        if not isinstance(below, node.Mapping):
            file, sheet = scalar(below, report, wanted=Said("a text or a map")), None
        else:
            one = entries(below, report, owner=below.place)
            one.allow(("file",), ("sheet",))
            file, sheet = one.scalar("file"), one.scalar("sheet")
        if file is None or not self._is_beside(file):
            return None
        found = self.tables(file.text, "" if sheet is None else sheet.text)
        if isinstance(found, Unreadable):
            message = Said("the table `{file}` cannot be read: {why}", file=file.text, why=found.reason)
            self._fault("unreadable-table", message, file.place if sheet is None else sheet.place)
            return None
        self.digests[file.text] = found.digest
        return found

    def _is_beside(self, file: node.Scalar) -> bool:
        """Whether a path leads to a table in the policy's folder or below it."""
        if not file.text.lower().endswith(_ENDINGS):
            message = Said("`{file}` is no table; save it as `.csv` or `.xlsx`", file=file.text)
            self._fault("unreadable-table", message, file.place)
            return False
        if any(part in _OUTSIDE for part in file.text.split("/")) or "\\" in file.text or ":" in file.text:
            message = Said(
                "`{file}` may lie elsewhere; a table lies in the policy's folder, or in one below it", file=file.text
            )
            self._fault("table-outside", message, file.place)
            return False
        return True

    def _rule(self, row: Row, head: Row, columns: Mapping[int, _Column]) -> node.Node:
        """A row as the map that a rule is."""
        parts: dict[str, list[tuple[node.Scalar, node.Node]]] = {_TESTED: [], _SET: [], "": []}
        for number, cell in row.cells.items():
            column = columns.get(number)
            if column is not None and cell.scalar.text not in _SAYS_NOTHING:
                parts[column.part].append((column.key, self._checked(cell, column)))
            elif cell.scalar.text and (number not in head.cells or not head.cells[number].scalar.text):
                message = Said(
                    "`{scalar}` stands in a column without a name; name it or clear the cell", scalar=cell.scalar.text
                )
                self._fault("unfit-cell", message, cell.scalar.place)
        told = {key.text for key, _ in parts[""]}
        columns_of = {column.name for column in columns.values() if column.part == ""}
        for key in _REQUIRED:
            if key in told:
                continue
            if key in columns_of:
                self._fault("empty-value", Said("this row has nothing under `{key}`; fill it in", key=key), row.place)
            parts[""].append((_named(key, row.place), node.Refused(row.place)))
        maps = [(_named(part, row.place), node.Mapping(tuple(parts[part]), row.place)) for part in (_TESTED, _SET)]
        return node.Mapping((*parts[""], *(one for one in maps if one[1].items)), row.place)

    def _checked(self, cell: Written, column: _Column) -> node.Node:
        """What a cell says; a spreadsheet makes dates and numbers of what was meant as a text."""
        text = cell.scalar
        hidden = HIDDEN.search(text.text)
        if cell.kind is Kind.REFUSED:
            return node.Refused(text.place)
        if hidden:
            message = Said("the cell holds the character U+{point:04X}; delete it", point=ord(hidden[0]))
            self._fault("hidden-character", message, text.place)
        elif column.part == "" and cell.kind is Kind.DATE:
            self._fault("unfit-cell", Said("the cell holds a date; format it as text and write it anew"), text.place)
        elif column.part == "" and cell.kind is Kind.NUMBER and "." in text.text:
            message = Said("the cell holds the number {text}; format it as text and write it anew", text=text.text)
            self._fault("unfit-cell", message, text.place)
        elif column.part and (grouped := _GROUPED.search(text.text)) and '"' not in text.text:
            message = Said("`{grouped}` could be one number or several; leave its commas out", grouped=grouped[0])
            self._fault("unfit-cell", message, text.place)
        else:
            return text
        return node.Refused(text.place)


def _named(text: str, place: Place) -> node.Scalar:
    return node.Scalar(text, quoted=False, place=place, start=0)


class _Header:
    """Finds out what the columns of a table are."""

    def __init__(self, reader: TableReader, outline: Outline, head: Row) -> None:
        self._names = reader.names
        self._titles = reader.titles
        self._outline = outline
        self._head = head
        self._values = {value.name: value.title for value in outline.values}
        self._seen: dict[tuple[str, str], str] = {}

    def columns(self) -> dict[int, _Column]:
        """The columns by number, without those at fault."""
        cells = {number: cell.scalar for number, cell in self._head.cells.items() if cell.scalar.text}
        found = {number: column for number, cell in cells.items() if (column := self._column(cell))}
        meant = {column.name for column in found.values() if column.part == ""}
        for key in _REQUIRED:
            if key not in meant:
                message = Said("the column `{key}` is missing in this table", key=key)
                self._names.report.fault("missing-column", message, self._head.place)
        return found

    def _column(self, cell: node.Scalar) -> _Column | None:
        meanings = sorted(self._meanings(cell.text))
        if not meanings:
            near = nearest(cell.text, self._known())
            message = Said("no fact, value or key of a rule is named `{cell}`", cell=cell.text)
            self._names.report.fault("unknown-column", message, cell.place, suggestion=near)
            return None
        if len(meanings) > 1:
            told = either(f"`{name}`" for _, name in meanings)
            message = Said("`{cell}` could be {names}; write the name", cell=cell.text, names=told)
            self._names.report.fault("ambiguous-name", message, cell.place)
            return None
        first = self._seen.setdefault(meanings[0], cell.text)
        if first is not cell.text:
            message = Said("a column before this one is `{name}` already; delete one", name=meanings[0][1])
            self._names.report.fault("duplicate-column", message, cell.place)
            return None
        return _Column(*meanings[0], cell.place)

    def _meanings(self, text: str) -> Iterator[tuple[str, str]]:
        """What a header can stand for: a name before any title."""
        if text in _KEYS:
            yield "", text
        elif text == self._outline.name.text:
            yield "", "then"
        elif text in self._values:
            yield _SET, text
        elif self._names.is_declared(text):
            yield _TESTED, text
        else:
            yield from self._titled(text)

    def _titled(self, text: str) -> Iterator[tuple[str, str]]:
        """What a header that is no name can be the title of."""
        yield from (("", key) for key, words in _KEYS.items() if text in words)
        for name in self._titles.get(text, frozenset()):
            if name == self._outline.name.text:
                yield "", "then"
            else:
                yield (_SET if name in self._values else _TESTED), name

    def _known(self) -> tuple[str, ...]:
        return (*_KEYS, *self._values, *self._names.meanings, *self._titles)


def titled(pairs: Iterator[tuple[str, str]]) -> Titles:
    """The names of what each title stands for, from names with their titles."""
    found: dict[str, set[str]] = {}
    for name, title in pairs:
        if title:
            found.setdefault(title, set()).add(name)
    return {title: frozenset(names) for title, names in found.items()}
