"""Reading order: decisions and deadlines, each behind what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rules.expression import Expression
from rules.loading.order import circles, ordered, told
from rules.loading.report import Report
from rules.policy import Deadline, Decision
from rules.reading import deciding, moments, owned


def in_order(
    decisions: Iterable[Decision], deadlines: Iterable[Deadline], report: Report
) -> tuple[Decision | Deadline, ...]:
    """Each behind what it reads, deadlines as early as they can; those in a circle are a fault and left out."""
    every: dict[str, Decision | Deadline] = {one.name: one for one in deadlines}
    every |= {one.name: one for one in decisions}
    owners = {name: name for name in every}
    for name, one in every.items():
        if isinstance(one, Decision):
            owners |= {value.name: name for value in one.values}
    reads = {name: tuple(dict.fromkeys(_reads(one, owners))) for name, one in every.items()}
    for circle in circles(reads):
        report.fault("decision-cycle", told(circle), every[circle[0]].place)
    return tuple(every[name] for name in ordered(reads))


def _reads(one: Decision | Deadline, owners: Mapping[str, str]) -> Iterator[str]:
    """What is read; what a decision only shows may be its own."""
    if isinstance(one, Deadline):
        for expression in moments(one):
            yield from owned(expression, owners)
        return
    for expression in deciding(one):
        yield from owned(expression, owners)
    for expression in _shown(one):
        yield from (name for name in owned(expression, owners) if name != one.name)


def _shown(decision: Decision) -> Iterator[Expression]:
    for outcome in decision.outcomes:
        yield from (expression for _, expression in outcome.parameters)
        yield from () if outcome.pays is None else (outcome.pays,)
    for rule in decision.rules:
        if rule.because is not None:
            yield from (part for part in rule.because.parts if not isinstance(part, str))
