"""Groups: rules of a decision that look at the same axes, as durable_rules has them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.grouping import Grouped
from engine.rete import Network
from rules.cells import Value
from rules.edition import DecisionEdition


class Group:
    """The rulesets of a group; `asked` counts the classes that durable_rules was asked about."""

    def __init__(self, edition: DecisionEdition, layout: Grouped) -> None:
        axes = tuple(edition.partition.axes[number] for number in layout.axes)
        names = condition_names(edition)
        ids = [names[number] for number in layout.members]
        self.layout = layout
        self.sizes = [axis.size for axis in axes]
        self.network = Network(edition.decision.name, axes, layout.conditions, ids=ids)
        self.asked = 0

    def answer(self, values: Sequence[Value]) -> tuple[int, ...]:
        """Numbers of the decision's conditions that hold for a complaint, given its values on all axes."""
        fired = self.network.fired(self._own(values))
        self.asked += 1
        return self._members(fired)

    def uncached(self, values: Sequence[Value]) -> tuple[int, ...]:
        """The same with every ruleset asked."""
        return self._members(self.network.fired_by_all(self._own(values)))

    def _own(self, values: Sequence[Value]) -> list[Value]:
        return [values[number] for number in self.layout.axes]

    def _members(self, fired: Sequence[int]) -> tuple[int, ...]:
        return tuple(self.layout.members[number] for number in fired)


def condition_names(edition: DecisionEdition) -> list[str]:
    """What the conditions of a decision are called: the rules by their ids, a contradiction by both."""
    ids = [rule.id for rule in edition.decision.rules]
    return [*ids, *(f"{ids[one]} with {ids[two]}" for one, two in edition.contradictions)]
