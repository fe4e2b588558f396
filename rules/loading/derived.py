"""Derived facts: names for expressions, resolved in the order in which they read one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lark import Token

from rules import node
from rules.expression import Derived
from rules.loading.entries import Entries, entries
from rules.loading.names import Names
from rules.loading.order import circles, ordered, told
from rules.loading.size import size
from rules.policy import DerivedFact
from rules.said import Said
from rules.syntax import Problem, parse
from rules.typing import resolve

_UNDECIDED = Said("derived facts are known before decisions")
_UNTIMED = Said("derived facts do not change with time")


@dataclass(frozen=True, slots=True)
class Definition:
    """A derived fact whose expression is not resolved yet."""

    name: node.Scalar
    expression: node.Scalar
    title: str
    clause: str


def definitions(found: Entries, names: Names) -> tuple[Definition, ...]:
    """The derived facts, each name declared and its meaning left open."""
    if "derived" not in found:
        return ()
    return tuple(_definitions(found, names))


def _definitions(found: Entries, names: Names) -> Iterator[Definition]:
    for name, below in found.named("derived"):
        one = entries(below, names.report, owner=name.place)
        one.allow(("value",), ("title", "clause"))
        expression = one.scalar("value")
        if names.declare(name) and expression is not None:
            yield Definition(name, expression, one.text("title", name.text), one.text("clause"))


def derived(
    found: Collection[Definition], names: Names, *, decided: Collection[str], timed: Collection[str] = ()
) -> tuple[DerivedFact, ...]:
    """The derived facts with their meaning, in dependency order; they must not read what is `decided` or `timed`."""
    hidden = dict.fromkeys(decided, _UNDECIDED)
    hidden |= {name: _UNTIMED for name in names.meanings if name.partition(".")[0] in timed}
    by_name = {one.name.text: one for one in found}
    reads = {name: _read(one.expression.text) for name, one in by_name.items()}
    for circle in circles(reads):
        names.report.fault("derived-cycle", told(circle), by_name[circle[0]].name.place)
    facts = (_fact(by_name[name], names, hidden) for name in ordered(reads))
    return tuple(fact for fact in facts if fact is not None)


def _read(text: str) -> tuple[str, ...]:
    """Every name in an expression."""
    tree = parse(text)
    if isinstance(tree, Problem):
        return ()
    return tuple(dict.fromkeys(map(str, tree.scan_values(_is_name))))


def _is_name(found: object) -> bool:
    return isinstance(found, Token) and found.type == "NAME"


def _fact(one: Definition, names: Names, hidden: Mapping[str, str]) -> DerivedFact | None:
    scope = names.scope(hidden=hidden)
    expression = names.resolved(one.expression, resolve(one.expression.text, scope, expected=None))
    if expression is None:
        return None
    names.sizes[one.name.text] = size(expression, names.sizes)
    names.meanings[one.name.text] = Derived(one.name.text, expression)
    return DerivedFact(one.name.text, one.title, expression, one.clause, one.name.place)
