"""Conditions: the `when` of a rule, as one boolean expression or as a row of a decision table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules import node
from rules.expression import BOOLEAN, Both, Expression
from rules.loading.entries import listed, named, scalar
from rules.loading.names import Names, Resolved
from rules.said import Said
from rules.scope import Meaning, Scope
from rules.typing import resolve, resolve_cell


@dataclass(frozen=True, slots=True)
class Conditions:
    """Reads conditions in one scope; a cell's text that recurs in its column is read once."""

    names: Names
    scope: Scope
    _cells: dict[tuple[str, str], Resolved] = field(default_factory=dict)

    def read(self, found: node.Node) -> Expression | None:
        """The meaning of a `when`; None for a row that says nothing."""
        if not isinstance(found, node.Mapping):
            return self._expression(found)
        tests = tuple(test for test in self._row(found) if test is not None)
        return Both(tests) if len(tests) > 1 else next(iter(tests), None)

    def _expression(self, found: node.Node) -> Expression | None:
        text = scalar(found, self.names.report, wanted=Said("a text or a map"))
        if text is None:
            return None
        return self.names.resolved(text, resolve(text.text, self.scope, expected=BOOLEAN))

    def _row(self, found: node.Mapping) -> Iterator[Expression | None]:
        """The test of each cell of a row; every one must hold."""
        for column, below in named(found, self.names.report):
            subject = self.names.meaning(column.text, column.place)
            if subject is None:
                continue
            if isinstance(below, node.Sequence):
                yield self._list(column.text, below, subject)
            else:
                yield self._text(column.text, below, subject)

    def _text(self, column: str, below: node.Node, subject: Meaning) -> Expression | None:
        text = scalar(below, self.names.report)
        if text is None:
            return None
        if not text.quoted and text.place.cell is None:
            message = Said('a table\'s cell is written in quotes: `"{text}"`', text=text.text)
            self.names.report.fault("unquoted-cell", message, text.place)
            return None
        return self.names.resolved(text, self._cell(column, text.text, subject))

    def _cell(self, column: str, text: str, subject: Meaning) -> Resolved:
        key = (column, text)
        if key not in self._cells:
            self._cells[key] = resolve_cell(text, subject, self.scope)
        return self._cells[key]

    def _list(self, column: str, below: node.Sequence, subject: Meaning) -> Expression | None:
        """The values of a list, any of which may be met: the same as one text with commas."""
        members = listed(below, self.names.report)
        texts = [text for text in (scalar(one, self.names.report) for one in members) if text is not None]
        ranges = [text for text in texts if ".." in text.text and not text.quoted]
        for text in ranges:
            message = Said('a range is written in quotes: `"[{text}]"`', text=text.text)
            self.names.report.fault("unquoted-range", message, text.place)
        if ranges or not texts or len(texts) < len(members):
            return None
        test, problems = self._cell(column, ", ".join(text.text for text in texts), subject)
        start = 0
        for text in texts:
            end = start + len(text.text)
            within = tuple(one for one in problems if start <= one.start <= end)
            self.names.resolved(text, (None, within), offset=start)
            start = end + len(", ")
        return self.names.resolved(texts[0], (test, ()))
