"""Classes: one decision of one edition, decided by class.

The first complaint of a class is asserted into durable_rules; every later one is a table look-up.
One complaint and columns of them share these tables.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Lock

from engine.group import Group
from engine.grouping import grouped
from engine.learnt import Learnt, Sets
from engine.ruling import Ruling, rule_on
from rules.cells import Value
from rules.edition import DecisionEdition


class Classes:
    """The groups of a decision's rules, and what was learnt of them."""

    def __init__(self, edition: DecisionEdition) -> None:
        self.edition = edition
        axes, conditions = edition.partition.axes, edition.partition.conditions
        self.groups = [Group(edition, layout) for layout in grouped(axes, conditions)]
        self._lock = Lock()
        self._learnt = Learnt(edition, [Sets(group) for group in self.groups], self._lock)

    @property
    def asked(self) -> int:
        """Number of classes that durable_rules has been asked about."""
        return sum(group.asked for group in self.groups)

    @property
    def learnt(self) -> Learnt:
        """What is known, begun anew once it is full; whoever holds the old goes on with it."""
        learnt = self._learnt
        if not learnt.full:
            return learnt
        with self._lock:
            if self._learnt is learnt:
                self._learnt = learnt.anew()
            return self._learnt

    def unavailable(self, reviewed: Collection[str]) -> Ruling | None:
        """The ruling that needs no rule, when `reviewed` decisions or a parameter's date leave no other."""
        if self.edition.lacks is not None:
            return self._learnt.rulings[0]
        read = next((number for number, read in enumerate(self.edition.reads, 1) if read in reviewed), None)
        return None if read is None else self._learnt.rulings[read]

    def uncached(self, values: Sequence[Value]) -> Ruling:
        """Ruling on one complaint by durable_rules alone, every ruleset asked, nothing remembered."""
        fired = (number for group in self.groups for number in group.uncached(values))
        return rule_on(self.edition, tuple(sorted(fired)))

    def close(self) -> None:
        """Give the rulesets back."""
        for group in self.groups:
            group.network.close()
