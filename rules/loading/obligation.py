"""Obligations: what must always or never hold, whatever a complaint says."""

from __future__ import annotations

from collections.abc import Iterator

from rules.loading.condition import Conditions
from rules.loading.entries import Entries, entries
from rules.loading.ids import Ids
from rules.loading.names import Names
from rules.policy import Obligation, Sense
from rules.said import Said


def obligations(root: Entries, names: Names, ids: Ids) -> tuple[Obligation, ...]:
    """The obligations under `always` and under `never`; they may read whatever a rule may."""
    conditions = Conditions(names, names.scope())
    return tuple(one for sense in Sense if sense in root for one in _obligations(root, sense, conditions, ids))


def _obligations(root: Entries, sense: Sense, conditions: Conditions, ids: Ids) -> Iterator[Obligation]:
    for below in root.listed(sense):
        found = entries(below, root.report, owner=below.place)
        found.allow(("id", "that"), ("when", "because", "clause"))
        when, that = found.below("when"), found.below("that")
        yield Obligation(
            id=ids.read(found, owner=Said("an obligation")),
            sense=sense,
            when=None if when is None else conditions.read(when),
            that=None if that is None else conditions.read(that),
            because=found.text("because"),
            clause=found.text("clause"),
            place=found.place("id"),
        )
