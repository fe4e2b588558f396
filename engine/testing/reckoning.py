"""Reckoning: what an edition says of a complaint by its cells alone, durable_rules not asked.

It is for the many policies that are tried for a moment each; that durable_rules says the same of any of them is shown
elsewhere (`engine.exhausting`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.clocks import Almanac, Timer, Timing, told
from engine.deciding import Known, outcomes_of
from engine.ruling import Ruling, rule_on, unavailable
from rules.cells import Value, holds
from rules.edition import DeadlineEdition, DecisionEdition, Edition
from rules.evaluation import compute


@dataclass(frozen=True, slots=True)
class Said:
    """What is said under one name: a ruling or a timing, and what may be read of it."""

    answer: Ruling | Timing
    known: Mapping[str, Value]


class Reckoner:
    """Says what one edition says."""

    def __init__(self, edition: Edition, almanac: Almanac) -> None:
        self.edition = edition
        self._timers = {
            one.deadline.name: Timer(one, almanac.knowledge(one.deadline.convention))
            for one in edition.order
            if isinstance(one, DeadlineEdition)
        }

    def say(self, one: DecisionEdition | DeadlineEdition, known: Known, said: Mapping[str, Said], as_of: int) -> Said:
        """What is said under one name, when all that comes before is `said`, and `known` with the facts."""
        if isinstance(one, DeadlineEdition):
            reviewed = [name for name, before in said.items() if before.answer.review is not None]
            timing = self._timers[one.deadline.name].timing(known, as_of, reviewed)
            return Said(timing, told(one.deadline.name, timing, warns=one.deadline.warn_at is not None))
        ruling = _ruling(one, known, said)
        outcomes = outcomes_of(one.decision, ruling)
        found = Known({**known, **outcomes})
        for name, term in () if ruling.rule is None else one.consequences[ruling.rule].values:
            found[name] = compute(term, found)
        return Said(ruling, {name: found[name] for name in outcomes})


def _ruling(one: DecisionEdition, known: Known, said: Mapping[str, Said]) -> Ruling:
    reviewed = {name for name, before in said.items() if before.answer.review is not None}
    forced = _unavailable(one, reviewed)
    if forced is not None:
        return forced
    pairs = zip(one.partition.axes, one.partition.sources, strict=True)
    cells = tuple(axis.cell(compute(source, known)) for axis, source in pairs)
    return rule_on(one, tuple(number for number, found in enumerate(one.partition.conditions) if holds(found, cells)))


def _unavailable(one: DecisionEdition, reviewed: Collection[str]) -> Ruling | None:
    """The ruling that needs no rule, if there is no other."""
    lacking, *reading = unavailable(one)
    if one.lacks is not None:
        return lacking
    return next((ruling for ruling, read in zip(reading, one.reads, strict=True) if read in reviewed), None)
