"""Decisions: outlines filled with their rules."""

from __future__ import annotations

from collections.abc import Iterator

from rules.expression import Expression, Reference
from rules.loading.condition import Conditions
from rules.loading.entries import scalar
from rules.loading.ids import Ids
from rules.loading.messages import Templates
from rules.loading.names import Names
from rules.loading.outline import OutcomeOutline, Outline
from rules.loading.rule import Rules
from rules.loading.table import TableReader
from rules.policy import Decision, Outcome
from rules.said import Said
from rules.types import Number


def decisions(
    found: tuple[Outline, ...], names: Names, templates: Templates, ids: Ids, tables: TableReader
) -> tuple[Decision, ...]:
    """The decisions, as they are written."""
    rules = Rules(names, Conditions(names, names.scope()), ids, tables)
    read = tuple(_decision(one, rules, names, templates) for one in found)
    templates.finish()
    return read


def _decision(outline: Outline, rules: Rules, names: Names, templates: Templates) -> Decision:
    name, found = outline.name, outline.entries
    return Decision(
        name=name.text,
        title=found.text("title", name.text),
        clause=found.text("clause"),
        hit_policy=outline.hit_policy,
        outcomes=tuple(_outcome(one, names, templates) for one in outline.outcomes),
        type=outline.type,
        values=outline.values,
        rules=tuple(rules.read(outline)),
        place=name.place,
    )


def _outcome(outline: OutcomeOutline, names: Names, templates: Templates) -> Outcome:
    found = outline.entries
    return Outcome(
        name=outline.name.text,
        title=outline.title,
        place=outline.name.place,
        clause=found.text("clause"),
        channel=found.text("channel"),
        template=found.text("template"),
        parameters=tuple(_parameters(outline, names)) if "with" in found else (),
        pays=_pays(outline, names),
        messages=templates.read(outline),
    )


def _pays(outline: OutcomeOutline, names: Names) -> Reference | None:
    """What an action hands out: money, or a whole number of something."""
    named = outline.entries.scalar("pays")
    found = None if named is None else names.reference(named.text, named.place)
    if named is None or found is None:
        return None
    kind = found.type if isinstance(found, Reference) else None
    if isinstance(found, Reference) and isinstance(kind, Number) and (kind.currency or not kind.scale):
        return found
    message = Said("`pays` names a fact or value that is money or an integer")
    names.report.fault("type-mismatch", message, named.place)
    return None


def _parameters(outline: OutcomeOutline, names: Names) -> Iterator[tuple[str, Expression]]:
    """What an action is given: each parameter names what it shows."""
    for name, below in outline.entries.named("with"):
        text = scalar(below, names.report)
        shown = None if text is None else names.reference(text.text, text.place)
        if shown is not None:
            yield name.text, shown
