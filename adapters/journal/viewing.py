"""Viewing: what would be otherwise in a journal, counted and told one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from adapters.journal.otherwise import Compared, Otherwise, Watch
from adapters.journal.reading import Passed, Span
from adapters.journal.replaying import MOST, Difference
from engine.results import FIRED


@dataclass(slots=True)
class Viewed(Passed):
    """What would be otherwise: rulings looked at and `differing`, changed columns, and outcomes from one to another.

    `outcomes` counts by decision, outcome then, and outcome now.
    """

    looked: int = 0
    differing: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def view(other: Otherwise, asked: Iterable[Span], watch: Watch, found: Viewed) -> None:
    """Gather in `found` what would be otherwise; `watch` is told how many more entries were looked at."""
    for piece in other.pieces(asked, watch):
        for one in piece:
            _count(one, found)


def _count(one: Compared, found: Viewed) -> None:
    found.looked += one.then.height
    changed = pl.repeat(value=False, n=one.then.height, eager=True)
    for name in one.columns:
        differing = one.differing(name)
        count = int(differing.sum())
        if not count:
            continue
        changed |= differing
        found.columns[name] += count
        then, now = one.masked(name)
        pairs = list(zip(then.filter(differing), now.filter(differing), strict=True))
        decision = one.new.decisions_by_name.get(name) or one.old.decisions_by_name.get(name)
        if decision is not None and decision.outcomes:
            found.outcomes.update((name, *pair) for pair in pairs)
        if not name.endswith(FIRED):
            room = max(0, MOST - len(found.differences))
            numbers = one.numbers.filter(differing).to_list()
            found.differences += [
                Difference(number, name, *pair) for number, pair in zip(numbers[:room], pairs, strict=False)
            ]
    found.differing += int(changed.sum())
