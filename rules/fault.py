"""Faults: what is wrong in a policy, where, and what to do.

A fault is a value, never an exception: reading a policy collects every fault and goes on.
Its text is public API: lower case, one line, the writer's own words in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from unicodedata import combining, east_asian_width

from rules.said import Said, suggesting

HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Characters that an editor does not show: controls, U+2028, U+2029, text direction marks, a BOM within the text."""

_LINE_SHOWN = 160
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a table beside the policy; `text` is what to show of the table around it, from line `first` on.

    `sheet` and `name`, such as `C14`, are empty in delimited text.
    """

    file: str
    number: int
    text: str = field(repr=False, compare=False)
    first: int = field(repr=False, compare=False)
    sheet: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line; line and column count from 1, in characters.

    It is in the policy, or in a `cell` of a table beside it: of a workbook the line is the row of the sheet, and the
    column counts within the cell.
    """

    line: int
    column: int
    length: int = 1
    cell: Cell | None = None

    def __lt__(self, other: Place) -> bool:
        """In the policy from top to bottom, then table by table."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, str, int, int, int, int]:
        cell = self.cell
        table = ("", "", 0) if cell is None else (cell.file, cell.sheet, cell.number)
        return (*table[:2], self.line, table[2], self.column, self.length)

    def file(self, policy: str) -> str:
        """The file in which it is, as one names the policy's."""
        folder = policy[: policy.rfind("/") + 1]
        return policy if self.cell is None else folder + self.cell.file

    def told(self, policy: str) -> str:
        """`policy.yaml:14:9`, `fees.csv:14:3` or `fees.xlsx!Sheet1:C14`."""
        if self.cell is not None and self.cell.name:
            return f"{self.file(policy)}!{self.cell.sheet}:{self.cell.name}"
        return f"{self.file(policy)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake at one place; faults sort by place.

    `code` is a key of `FAULTS`; `suggestion` is the name that was probably meant.
    """

    code: str
    message: str
    place: Place
    suggestion: str | None = None

    def __lt__(self, other: Fault) -> bool:
        """By place, then code, then message."""
        return (self.place, self.code, self.message) < (other.place, other.code, other.message)

    @property
    def text(self) -> str:
        """The message with the suggestion, on one line, safe to print on a terminal."""
        return str(self.said)

    @property
    def said(self) -> str:
        """The same, to be said in any language."""
        return _clean(suggesting(self.message, self.suggestion) if self.suggestion else self.message)


FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "alias-refused": "an anchor (`&name`) or alias (`*name`) is used",
        "ambiguous-name": "a name could mean two things",
        "bad-name": "a name is not made of letters, digits and `_`",
        "bad-rule-id": "a rule's id is not made of letters, digits, `_`, `-` and `.`",
        "bare-value": "a value of an enumeration stands where a test is expected",
        "complex-key": "a key is a list or a map",
        "csv-syntax": "a row of a table is not CSV",
        "decision-cycle": "decisions or deadlines read one another in a circle",
        "derived-cycle": "derived facts read one another in a circle",
        "directive-refused": "a YAML directive (`%YAML`, `%TAG`) is used",
        "division-by-zero": "an expression divides by zero",
        "duplicate-column": "two columns of a table mean the same",
        "duplicate-key": "one map holds a key twice",
        "duplicate-name": "two things share one name",
        "duplicate-rule-id": "two rules share one id",
        "empty-file": "the file holds nothing",
        "empty-key": "a key has no text",
        "empty-range": "a range holds no value",
        "empty-value": "a key or list entry has no value",
        "expression-too-long": "an expression is too long or nested too deeply",
        "formula-refused": "a cell of a table holds a formula",
        "hidden-cells": "a table holds what its sheet does not show",
        "hidden-character": "a character is used that an editor does not show",
        "hit-policy-unfit": "the hit policy does not suit the decision",
        "many-documents": "one file holds several YAML documents",
        "may-overflow": "a result may exceed 64 bits",
        "merge-refused": "a merge key (`<<`) is used",
        "merged-cells": "cells of a table are merged",
        "missing-column": "a table lacks a column",
        "missing-key": "a key that must be there is missing",
        "missing-translation": "a title that a text shows cannot be said in its language",
        "never-in-force": "the policy is in force on no day",
        "not-given": "a text shows a name that its action does not give",
        "not-linear": "two facts are multiplied, or something is divided by a fact",
        "not-readable-here": "a name must not be read in this place",
        "not-utf8": "the file is not saved as UTF-8",
        "reserved-name": "a word of the language is used as a name",
        "rounding-missing": "a result may not fit its decimals, and no rounding is said",
        "split-entry": "a comma in an unquoted text split it into two entries",
        "syntax": "an expression cannot be read",
        "tab-refused": "a tab is used",
        "table-outside": "a table does not lie in the policy's folder",
        "tag-refused": "a YAML tag (`!name`) is used",
        "template-syntax": "the braces of a text do not hold a name",
        "too-complex": "a rule has too many alternatives for the rules engine",
        "too-deep": "lists and maps are nested too deeply",
        "too-large": "the file is too large",
        "too-many-faults": "reading stopped after very many faults",
        "type-mismatch": "something is not of the type that is wanted here",
        "undeclared-value": "a rule sets a value that its decision does not declare",
        "uneven-row": "a row of a table has not one cell for each column",
        "unfit-cell": "a cell of a table holds what cannot stand there",
        "unit-missing": "a duration has no unit",
        "unknown-calendar": "a calendar does not exist",
        "unknown-clause": "a clause is cited that the document does not have",
        "unknown-column": "a column of a table means nothing",
        "unknown-currency": "a currency is not named by its code",
        "unknown-fact": "a name means nothing in this policy",
        "unknown-finding": "a waiver names no finding that there is",
        "unknown-hit-policy": "a hit policy does not exist",
        "unknown-key": "a key means nothing in this place",
        "unknown-language": "the policy is written in another version of the language",
        "unknown-outcome": "a rule leads to an outcome that its decision does not declare",
        "unknown-rule": "a test names a rule that the policy does not have",
        "unknown-template": "an action names a template that the policy does not have",
        "unknown-timezone": "a timezone does not exist",
        "unknown-type": "a type does not exist, or cannot stand here",
        "unknown-value": "a value is not one of those declared",
        "unquoted-cell": "the cell of a decision table is not in quotes",
        "unquoted-range": "a range in a decision table is not in quotes",
        "unreadable-table": "the file of a table cannot be read",
        "unreadable-value": "a value cannot be read as its type",
        "unused-template": "no action names a template",
        "wrong-shape": "a text, list or map stands where another is wanted",
        "yaml-syntax": "the file is not YAML",
    }
)
"""Every fault code with its summary; each has a page in docs/faults/."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Choose the most alike of the names, None when none is; ties go to the first in code point order."""
    from difflib import SequenceMatcher  # noqa: PLC0415 -- whoever makes no mistake need not wait for its import

    matcher = SequenceMatcher(a="", b=name, autojunk=False)
    best, best_likeness = None, _LIKENESS
    for candidate in sorted(names):
        matcher.set_seq1(candidate)
        likeness = matcher.ratio()
        if likeness > best_likeness:
            best, best_likeness = candidate, likeness
    return best


def render(fault: Fault, *, name: str, text: str) -> str:
    """Three lines: `NAME:LINE:COLUMN: message [code]`, the line of the text, the place underlined.

    Of a workbook what is in the cell is shown instead of a line.
    A wide character is underlined by two columns; of a long line the part around the place is shown.
    """
    place = fault.place
    line = _line(place, text)
    first = max(0, place.column - 1 - _LINE_SHOWN // 2) if len(line) > _LINE_SHOWN else 0
    shown = _shown(line[first : first + _LINE_SHOWN])
    before = place.column - 1 - first
    margin = "".join("\t" if char == "\t" else " " * _width(char) for char in shown[:before])
    mark = "~" * (sum(map(_width, shown[before : before + place.length])) - 1)
    return Said(
        "{place}: {message} [{code}]\n{line}\n{mark}",
        place=place.told(name),
        message=fault.said,
        code=fault.code,
        line=shown,
        mark=f"{margin}^{mark}",
    )


def _line(place: Place, text: str) -> str:
    """The line to show."""
    cell = place.cell
    if cell is not None and cell.name:
        return cell.text.replace("\n", " ")
    lines = (text if cell is None else cell.text).split("\n")
    number = place.line - (1 if cell is None else cell.first)
    return lines[number] if number < len(lines) else ""


def _clean(text: str) -> str:
    """A text on one line, safe to print on a terminal."""
    if not isinstance(text, Said):
        return _shown(text.replace("\n", " "))
    told = {name: _clean(one) if isinstance(one, str) else one for name, one in text.arguments.items()}
    return Said(text.template, **told)


def _shown(text: str) -> str:
    return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _width(char: str) -> int:
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
