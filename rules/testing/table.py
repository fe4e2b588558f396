"""Tables of cases: a row is a test, its columns are facts that are given and answers that are expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules import node
from rules.loading.entries import Entries, listed, scalar
from rules.said import Said
from rules.testing.case import Path, Step
from rules.testing.giving import Scene
from rules.testing.step import Steps

_CASE, _AT, _BECAUSE = "case", "at", "because"
_OWN = frozenset({_CASE, _AT, _BECAUSE})
_UNSAID = "-"
"""A cell that says nothing, as in a policy's own tables."""

Row = Mapping[str, tuple[node.Scalar, node.Node]]


class Table:
    """Reads the rows of one table."""

    def __init__(self, found: Entries, steps: Steps) -> None:
        self._found = found
        self._steps = steps
        # A fact that is called as a column of ours is the fact: the instant can be told above the table too.
        self._given = steps.giving.policy.facts_by_name.keys()
        self._own = _OWN - self._given

    def rows(self, scene: Scene, path: Path) -> Iterator[tuple[str, Step]]:
        """For each row what tells it from the others, and what it asks."""
        columns = self._columns()
        names = tuple(column.text for column in columns)
        for number, below in enumerate(self._found.listed("rows")):
            cells = listed(below, self._steps.report)
            if len(cells) == len(columns):
                row = {one.text: (one, cell) for one, cell in zip(columns, cells, strict=True) if not _is_unsaid(cell)}
                yield self._told(row), self._step(row, scene, below, (*path, number), names)
            elif cells:
                message = Said(
                    "this row has {cells} cells, and the table {columns} columns",
                    cells=len(cells),
                    columns=len(columns),
                )
                self._steps.report.fault("uneven-row", message, below.place)

    def _columns(self) -> tuple[node.Scalar, ...]:
        found = (scalar(below, self._steps.report) for below in self._found.listed("columns"))
        columns = tuple(one for one in found if one is not None)
        seen: set[str] = set()
        for one in columns:
            if one.text in seen:
                self._steps.report.fault(
                    "duplicate-key", Said("the column `{one}` is there twice; delete one", one=one.text), one.place
                )
            elif one.text not in self._given | self._own:
                self._steps.expecting.knows(one)
            seen.add(one.text)
        return columns

    def _step(self, row: Row, scene: Scene, below: node.Node, path: Path, columns: tuple[str, ...]) -> Step:
        steps = self._steps
        given = {key: steps.giving.value(*cell) for key, cell in row.items() if key in self._given}
        asked = [(key, cell) for key, (_, cell) in row.items() if key in steps.expecting.names]
        expect = tuple(one for key, cell in asked for one in steps.expecting.expectation(key, cell))
        own = {key: cell for key, (_, cell) in row.items() if key in self._own}
        because = steps.expecting.because(own.get(_BECAUSE))
        at = steps.giving.moment(scalar(own[_AT], steps.report)) if _AT in own else scene.at
        asked_of = Scene({**scene.facts, **given}, at)
        return steps.asked(asked_of, expect, because, place=below.place, path=path, columns=columns)

    def _told(self, row: Row) -> str:
        """What tells a row from the others: its name, or else what it gives."""
        said = {key: cell.text for key, (_, cell) in row.items() if isinstance(cell, node.Scalar)}
        if _CASE in said and _CASE in self._own:
            return said[_CASE]
        return ", ".join(f"{key} {text}" for key, text in said.items() if key in self._given or key == _AT)


def _is_unsaid(cell: node.Node) -> bool:
    return isinstance(cell, node.Scalar) and cell.text == _UNSAID
