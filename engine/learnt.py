"""Learnt: what is known about the classes of one decision, in tables that are begun anew when they are full.

Numbers of rulings and codes of sets have a meaning only beside what was learnt together with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns import Rows
from engine.group import Group
from engine.lookup import AnyKeys, Codes, Table
from engine.rete import EngineFault
from engine.ruling import Ruling, rule_on, unavailable
from engine.told import Told, tell
from rules.cells import Value
from rules.edition import DecisionEdition
from rules.said import Said

Cells = npt.NDArray[np.integer[Any]]
Representative = Callable[[int], Sequence[Value]]

MOST_RULINGS = 1 << 16
"""How many rulings on a decision, or sets of rules of a group, are kept: with more, the next rows begin anew."""

MOST_FIRED_SETS = 1 << 22
"""How many sets of rules of one group the rows of one frame may come to."""


class Sets:
    """The class table of a group of rules; a code stands for the set of rules that fired, from 1."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.table = Table(group.sizes)
        self.most_codes = min(self.table.size, 2 ** len(group.layout.members), MOST_FIRED_SETS) + 1
        self.fired: list[tuple[int, ...]] = [()]
        self._codes: dict[tuple[int, ...], int] = {}

    @property
    def full(self) -> bool:
        """Whether more sets are known than are kept."""
        return len(self.fired) > MOST_RULINGS

    def answer(self, values: Sequence[Value]) -> int:
        """Code for the class of the complaint whose values these are, from durable_rules."""
        fired = self.group.answer(values)
        if fired not in self._codes:
            if len(self.fired) == self.most_codes:
                message = Said(
                    "`{network}`: more than {most_fired_sets} sets of rules hold together",
                    network=self.group.network.name,
                    most_fired_sets=MOST_FIRED_SETS,
                )
                raise EngineFault(message)
            self._codes[fired] = len(self.fired)
            self.fired.append(fired)
        return self._codes[fired]


class Learnt:
    """The classes of one decision met so far, and the ruling of each; `lock` is held while any is learnt.

    `rulings` only grows; its first ones are those that need no rule (see `unavailable`).
    """

    def __init__(self, edition: DecisionEdition, sets: Sequence[Sets], lock: Lock) -> None:
        self.edition = edition
        self.sets = sets
        self.rulings: list[Ruling] = list(unavailable(edition))
        # INVARIANT: the codes of a group that is alone are the numbers of its rulings, less this.
        self._ahead = np.int32(len(self.rulings) - 1)
        self._told = tell(edition.decision, self.rulings)
        self._by_fired: dict[tuple[int, ...], int] = {}
        self._combined = Table([one.most_codes for one in sets])
        self._lock = lock

    @property
    def full(self) -> bool:
        """Whether it has grown beyond what is kept."""
        return len(self.rulings) > MOST_RULINGS or any(one.full for one in self.sets)

    def anew(self) -> Learnt:
        """The same decision with no ruling known; the sets of a group stay known unless they are too many."""
        return Learnt(self.edition, [Sets(one.group) if one.full else one for one in self.sets], self._lock)

    @property
    def told(self) -> Told:
        """What all rulings made so far tell, one row a ruling."""
        told = self._told
        known = len(told.review)
        if known < len(self.rulings):
            self._told = told = told.joined(tell(self.edition.decision, self.rulings[known:]))
        return told

    def ruling(self, values: Sequence[Value]) -> Ruling:
        """The ruling on one complaint; `values` holds one an axis of the partition."""
        cells = [axis.cell(value) for axis, value in zip(self.edition.partition.axes, values, strict=True)]
        codes = [self._code(one, [cells[number] for number in one.group.layout.axes], values) for one in self.sets]
        with self._lock:
            return self.rulings[self._number(codes)]

    def numbers(self, cells: Sequence[Cells], rows: int, representative: Representative) -> Codes:
        """Numbers of the rulings on a column of complaints, given their cells on every axis (one array each).

        `representative(row)` gives a row's values, with which durable_rules is asked about a class not met before.
        """
        codes = [self._group_codes(one, cells, rows, representative) for one in self.sets]
        if len(codes) == 1:
            return codes[0] + self._ahead
        keys = self._combined.keys(codes, rows)
        return self._found(self._combined, keys, lambda fresh: self._numbered(codes, fresh)) - 1

    def _code(self, sets: Sets, cells: Sequence[int], values: Sequence[Value]) -> int:
        code = sets.table.find_one(cells)
        if not code:
            with self._lock:
                code = self._answer(sets, values)
                sets.table.learn(sets.table.keys([np.array([cell]) for cell in cells], 1), [code])
        return code

    def _group_codes(self, sets: Sets, cells: Sequence[Cells], rows: int, representative: Representative) -> Codes:
        keys = sets.table.keys([cells[number] for number in sets.group.layout.axes], rows)
        return self._found(
            sets.table, keys, lambda fresh: [self._answer(sets, representative(row)) for row in fresh.tolist()]
        )

    def _found(self, table: Table, keys: AnyKeys, made: Callable[[Rows], Sequence[int]]) -> Codes:
        """Codes of `keys`; those not yet known are `made` of one row each, while no other thread makes any."""
        codes = table.find(keys)
        if codes.all():
            return codes
        with self._lock:
            codes = table.find(keys)
            unknown = np.flatnonzero(codes == 0)
            fresh, first, places = np.unique(keys[unknown], return_index=True, return_inverse=True)
            learnt = made(unknown[first])
            table.learn(fresh, learnt)
        codes[unknown] = np.array(learnt, np.int32)[places]
        return codes

    def _answer(self, sets: Sets, values: Sequence[Value]) -> int:
        code = sets.answer(values)
        if len(self.sets) == 1:
            self._number([code])
        return code

    def _numbered(self, codes: Sequence[Codes], rows: Rows) -> list[int]:
        """For some rows what the combined table holds: the number of the ruling, plus one."""
        return [self._number(one) + 1 for one in zip(*(code[rows].tolist() for code in codes), strict=True)]

    def _number(self, codes: Sequence[int]) -> int:
        sets = zip(self.sets, codes, strict=True)
        fired = tuple(sorted(number for one, code in sets for number in one.fired[code]))
        if fired not in self._by_fired:
            self._by_fired[fired] = len(self.rulings)
            self.rulings.append(rule_on(self.edition, fired))
        return self._by_fired[fired]
