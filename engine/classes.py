"""Classes: what durable_rules answered about each class of complaints, remembered.

The first complaint of a class is asserted into durable_rules; every later one is a table look-up.
One complaint and columns of them share these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns import Rows
from engine.grouping import Grouped, grouped
from engine.lookup import AnyKeys, Codes, Table
from engine.rete import EngineFault, Network
from engine.ruling import Ruling, rule_on, unavailable
from engine.told import Told, tell
from rules.cells import Value
from rules.edition import DecisionEdition

Cells = npt.NDArray[np.integer[Any]]
Representative = Callable[[int], Sequence[Value]]

MOST_FIRED_SETS = 1 << 22


class Group:
    """The class table of rules that look at the same axes; a code stands for the set of rules that fired."""

    def __init__(self, edition: DecisionEdition, layout: Grouped) -> None:
        axes = tuple(edition.partition.axes[number] for number in layout.axes)
        self.layout = layout
        names = condition_names(edition)
        ids = [names[number] for number in layout.members]
        self.network = Network(edition.decision.name, axes, layout.conditions, ids=ids)
        self.table = Table([axis.size for axis in axes])
        self.most_codes = min(self.table.size, 2 ** len(layout.members), MOST_FIRED_SETS) + 1
        self.fired: list[tuple[int, ...]] = [()]
        self.asked = 0
        self._codes: dict[tuple[int, ...], int] = {}

    def answer(self, values: Sequence[Value]) -> int:
        """Code for the class of the complaint whose values these are, from durable_rules."""
        fired = self.network.fired([values[number] for number in self.layout.axes])
        self.asked += 1
        if fired not in self._codes:
            if len(self.fired) == self.most_codes:
                raise EngineFault(f"`{self.network.name}`: more than {MOST_FIRED_SETS} sets of rules hold together")
            self._codes[fired] = len(self.fired)
            self.fired.append(tuple(self.layout.members[number] for number in fired))
        return self._codes[fired]


def condition_names(edition: DecisionEdition) -> list[str]:
    """What the conditions of a decision are called: the rules by their ids, a contradiction by both."""
    ids = [rule.id for rule in edition.decision.rules]
    return [*ids, *(f"{ids[one]} with {ids[two]}" for one, two in edition.contradictions)]


class Classes:
    """The classes of one decision of one edition, and the ruling of each.

    `rulings` only grows; its first ones are those that need no rule (see `unavailable`).
    """

    def __init__(self, edition: DecisionEdition) -> None:
        self.edition = edition
        axes, conditions = edition.partition.axes, edition.partition.conditions
        self.groups = [Group(edition, layout) for layout in grouped(axes, conditions)]
        self.rulings: list[Ruling] = list(unavailable(edition))
        # INVARIANT: the codes of a group that is alone are the numbers of its rulings, less this.
        self._ahead = np.int32(len(self.rulings) - 1)
        self._told = tell(edition.decision, self.rulings)
        self._by_fired: dict[tuple[int, ...], int] = {}
        self._combined = Table([group.most_codes for group in self.groups])
        self._lock = Lock()

    @property
    def asked(self) -> int:
        """Number of classes that durable_rules has been asked about."""
        return sum(group.asked for group in self.groups)

    @property
    def told(self) -> Told:
        """What all rulings made so far tell, one row a ruling."""
        told = self._told
        if len(told.review) < len(self.rulings):
            self._told = told = tell(self.edition.decision, tuple(self.rulings))
        return told

    def unavailable(self, reviewed: Collection[str]) -> int | None:
        """Number of the ruling that needs no rule, when `reviewed` decisions or a parameter's date leave no other."""
        if self.edition.lacks is not None:
            return 0
        return next((number for number, read in enumerate(self.edition.reads, 1) if read in reviewed), None)

    def ruling(self, values: Sequence[Value]) -> int:
        """Number of the ruling on one complaint; `values` holds one an axis of the partition."""
        cells = [axis.cell(value) for axis, value in zip(self.edition.partition.axes, values, strict=True)]
        codes = [self._code(group, [cells[number] for number in group.layout.axes], values) for group in self.groups]
        with self._lock:
            return self._number(codes)

    def numbers(self, cells: Sequence[Cells], rows: int, representative: Representative) -> Codes:
        """Numbers of the rulings on a column of complaints, given their cells on every axis (one array each).

        `representative(row)` gives a row's values, with which durable_rules is asked about a class not met before.
        """
        codes = [self._codes(group, cells, rows, representative) for group in self.groups]
        if len(codes) == 1:
            return codes[0] + self._ahead
        keys = self._combined.keys(codes, rows)
        return self._found(self._combined, keys, lambda fresh: self._numbered(codes, fresh)) - 1

    def _code(self, group: Group, cells: Sequence[int], values: Sequence[Value]) -> int:
        code = group.table.find_one(cells)
        if not code:
            with self._lock:
                code = self._answer(group, values)
                group.table.learn(group.table.keys([np.array([cell]) for cell in cells], 1), [code])
        return code

    def _codes(self, group: Group, cells: Sequence[Cells], rows: int, representative: Representative) -> Codes:
        keys = group.table.keys([cells[number] for number in group.layout.axes], rows)
        return self._found(
            group.table, keys, lambda fresh: [self._answer(group, representative(row)) for row in fresh.tolist()]
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

    def _answer(self, group: Group, values: Sequence[Value]) -> int:
        code = group.answer(values)
        if len(self.groups) == 1:
            self._number([code])
        return code

    def _numbered(self, codes: Sequence[Codes], rows: Rows) -> list[int]:
        """For some rows what the combined table holds: the number of the ruling, plus one."""
        return [self._number(one) + 1 for one in zip(*(code[rows].tolist() for code in codes), strict=True)]

    def _number(self, codes: Sequence[int]) -> int:
        fired = tuple(
            sorted(number for group, code in zip(self.groups, codes, strict=True) for number in group.fired[code])
        )
        if fired not in self._by_fired:
            self._by_fired[fired] = len(self.rulings)
            self.rulings.append(rule_on(self.edition, fired))
        return self._by_fired[fired]

    def uncached(self, values: Sequence[Value]) -> Ruling:
        """Ruling on one complaint by durable_rules alone, every ruleset asked, nothing remembered."""
        fired: list[int] = []
        for group in self.groups:
            found = group.network.fired_by_all([values[number] for number in group.layout.axes])
            fired.extend(group.layout.members[number] for number in found)
        return rule_on(self.edition, tuple(sorted(fired)))

    def close(self) -> None:
        """Give the rulesets back."""
        for group in self.groups:
            group.network.close()
