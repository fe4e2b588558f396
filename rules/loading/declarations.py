"""Declarations: the facts and the parameters of a policy."""

from __future__ import annotations

from collections.abc import Iterator

from rules.expression import Reference, Role
from rules.loading.entries import Entries, entries, scalar, value
from rules.loading.kinds import declared
from rules.loading.names import Names
from rules.policy import Fact, Parameter
from rules.types import Date, Enumeration, Type, Value


def facts(found: Entries, names: Names) -> Iterator[Fact]:
    """The facts, each name declared with its meaning."""
    for name, below in found.named("facts"):
        one = entries(below, names.report, owner=name.place)
        free = names.declare(name)
        kind = declared(one, optional=("title", "clause", "required", "personal"), enums=True, ranges=True)
        if isinstance(kind, Enumeration):
            names.enumerations.update(kind.names)
        if kind is not None and free:
            names.meanings[name.text] = Reference(Role.FACT, name.text, kind)
            title, clause = one.text("title", name.text), one.text("clause")
            yield Fact(name.text, title, kind, one.flag("required"), one.flag("personal"), clause, name.place)


def parameters(found: Entries, names: Names) -> Iterator[Parameter]:
    """The parameters, each name declared with its meaning."""
    if "parameters" not in found:
        return
    for name, below in found.named("parameters"):
        one = entries(below, names.report, owner=name.place)
        free = names.declare(name)
        kind = declared(one, required=("values",), optional=("title", "clause"), enums=False, ranges=True)
        if kind is not None and free:
            names.meanings[name.text] = Reference(Role.PARAMETER, name.text, kind)
            values = tuple(sorted(_dated(one, kind)))
            yield Parameter(name.text, one.text("title", name.text), kind, one.text("clause"), values, name.place)


def _dated(found: Entries, kind: Type) -> Iterator[tuple[int, Value]]:
    """The first day in force and the value, of each value."""
    for day, below in found.named("values"):
        first = value(day, Date(), found.report)
        written = scalar(below, found.report)
        read = None if written is None else value(written, kind, found.report)
        if first is not None and read is not None:
            yield int(first), read
