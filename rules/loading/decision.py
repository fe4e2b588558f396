"""Decisions: outlines filled with their rules, in the order in which they read one another."""

from __future__ import annotations

from collections.abc import Iterator

from rules.expression import Derived, Expression, Reference, decisions_read, references
from rules.loading.condition import Conditions
from rules.loading.entries import scalar
from rules.loading.ids import Ids
from rules.loading.names import Names
from rules.loading.order import circles, ordered, told
from rules.loading.outline import OutcomeOutline, Outline
from rules.loading.rule import Rules
from rules.policy import Decision, Outcome


def decisions(found: tuple[Outline, ...], names: Names, ids: Ids) -> tuple[Decision, ...]:
    """The decisions in dependency order; those in a circle are a fault."""
    rules = Rules(names, Conditions(names, names.scope()), ids)
    read = {one.name.text: _decision(one, rules, names) for one in found}
    owners = {value.name: name for name, one in read.items() for value in one.values} | {name: name for name in read}
    reads = {name: tuple(dict.fromkeys(_reads(one, owners))) for name, one in read.items()}
    for circle in circles(reads):
        names.report.fault("decision-cycle", told(circle), read[circle[0]].place)
    return tuple(read[name] for name in ordered(reads))


def _decision(outline: Outline, rules: Rules, names: Names) -> Decision:
    name, found = outline.name, outline.entries
    return Decision(
        name=name.text,
        title=found.text("title", name.text),
        clause=found.text("clause"),
        hit_policy=outline.hit_policy,
        outcomes=tuple(_outcome(one, names) for one in outline.outcomes),
        type=outline.type,
        values=outline.values,
        rules=tuple(rules.read(outline)),
        place=name.place,
    )


def _outcome(outline: OutcomeOutline, names: Names) -> Outcome:
    found = outline.entries
    return Outcome(
        name=outline.name.text,
        title=outline.title,
        place=outline.name.place,
        clause=found.text("clause"),
        channel=found.text("channel"),
        template=found.text("template"),
        parameters=tuple(_parameters(outline, names)) if "with" in found else (),
    )


def _parameters(outline: OutcomeOutline, names: Names) -> Iterator[tuple[str, Expression]]:
    """What an action is given: each parameter names what it shows."""
    for name, below in outline.entries.named("with"):
        text = scalar(below, names.report)
        shown = None if text is None else names.reference(text.text, text.place)
        if shown is not None:
            yield name.text, shown


def _reads(decision: Decision, owners: dict[str, str]) -> Iterator[str]:
    """The decisions that one reads; what it only shows may be its own."""
    for expression in _deciding(decision):
        yield from _owned(expression, owners)
    for expression in _shown(decision):
        yield from (name for name in _owned(expression, owners) if name != decision.name)


def _owned(expression: Expression, owners: dict[str, str]) -> Iterator[str]:
    yield from decisions_read(expression)
    yield from (owners[one.name] for one in references(expression) if one.name in owners)


def _deciding(decision: Decision) -> Iterator[Expression]:
    for rule in decision.rules:
        yield from (one for one in (rule.when, rule.then) if one is not None and not isinstance(one, str))
        yield from (expression for _, expression in rule.assigns)


def _shown(decision: Decision) -> Iterator[Reference | Derived | Expression]:
    for outcome in decision.outcomes:
        yield from (expression for _, expression in outcome.parameters)
    for rule in decision.rules:
        if rule.because is not None:
            yield from (part for part in rule.because.parts if not isinstance(part, str))
