"""Rules: when each holds, what follows, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import node
from rules.expression import Expression, sort_of
from rules.fault import nearest
from rules.loading.condition import Conditions
from rules.loading.entries import Entries, entries, scalar
from rules.loading.ids import Ids
from rules.loading.names import Names
from rules.loading.outline import Outline
from rules.loading.table import TableReader
from rules.loading.template import template
from rules.policy import Rule
from rules.said import Said
from rules.types import Type
from rules.typing import resolve


@dataclass(frozen=True, slots=True)
class Rules:
    """Reads the rules of a policy's decisions, whose ids are unique in the policy."""

    names: Names
    conditions: Conditions
    ids: Ids
    tables: TableReader

    def read(self, outline: Outline) -> Iterator[Rule]:
        """The rules of one decision."""
        for below in (*outline.entries.listed("rules"), *self.tables.rules(outline)):
            found = entries(below, self.names.report, owner=below.place)
            found.allow(("id", "then"), ("when", "because", "clause", "set"))
            yield self._rule(found, outline)

    def _rule(self, found: Entries, outline: Outline) -> Rule:
        when, because = found.below("when"), found.scalar("because")
        return Rule(
            id=self.ids.read(found, owner=Said("a rule")),
            when=None if when is None else self.conditions.read(when),
            then=self._then(found, outline),
            because=None if because is None else template(because, self.names),
            clause=found.text("clause"),
            assigns=tuple(self._assigns(found, outline)) if "set" in found else (),
            place=found.place("id"),
        )

    def _then(self, found: Entries, outline: Outline) -> str | Expression:
        text = found.scalar("then")
        if text is None:
            return ""
        if outline.type is not None:
            return self._value(text, outline.type) or ""
        outcomes = [one.name.text for one in outline.outcomes]
        if outcomes and text.text not in outcomes:
            message = Said("`{text}` is no outcome of `{outline}`", text=text.text, outline=outline.name.text)
            found.report.fault("unknown-outcome", message, text.place, suggestion=nearest(text.text, outcomes))
        return text.text

    def _assigns(self, found: Entries, outline: Outline) -> Iterator[tuple[str, Expression]]:
        kinds = {value.name: value.type for value in outline.values}
        for name, below in found.named("set"):
            text = scalar(below, found.report)
            if name.text not in kinds:
                self._undeclared(name, outline)
            elif text is not None:
                value = self._value(text, kinds[name.text])
                yield from () if value is None else [(name.text, value)]

    def _undeclared(self, name: node.Scalar, outline: Outline) -> None:
        message = Said("`{outline}` declares no value named `{name}`", outline=outline.name.text, name=name.text)
        near = nearest(name.text, [value.name for value in outline.values])
        self.names.report.fault("undeclared-value", message, name.place, suggestion=near)

    def _value(self, text: node.Scalar, kind: Type) -> Expression | None:
        found = resolve(text.text, self.conditions.scope, expected=sort_of(kind))
        return self.names.resolved(text, found)
