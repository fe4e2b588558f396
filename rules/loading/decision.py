"""Decisions: outlines filled with their rules."""

from __future__ import annotations

from collections.abc import Iterator

from rules.expression import Expression
from rules.loading.condition import Conditions
from rules.loading.entries import scalar
from rules.loading.names import Names
from rules.loading.outline import OutcomeOutline, Outline
from rules.loading.rule import Rules
from rules.policy import Decision, Outcome


def decisions(found: tuple[Outline, ...], names: Names) -> tuple[Decision, ...]:
    """The decisions, as they are written."""
    rules = Rules(names, Conditions(names, names.scope()))
    return tuple(_decision(one, rules, names) for one in found)


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
