"""Outlines: what a decision can answer, known of every decision before the rules of any are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import node
from rules.expression import Reference, Role
from rules.fault import nearest
from rules.loading.entries import Entries, entries
from rules.loading.kinds import declared
from rules.loading.names import Names, is_name
from rules.policy import HitPolicy, ValueDeclaration
from rules.said import Said
from rules.scope import Collected, Meaning
from rules.types import Enumeration, Type

_OPTIONAL = ("title", "clause", "hit_policy", "values")
_NEEDS_OUTCOMES = {HitPolicy.PRIORITY, HitPolicy.COLLECT}


@dataclass(frozen=True, slots=True)
class OutcomeOutline:
    """A declared outcome; what it shows is not resolved yet."""

    name: node.Scalar
    title: str
    entries: Entries


@dataclass(frozen=True, slots=True)
class Outline:
    """A decision without its rules; `outcomes` is empty where it answers by a value of `type`."""

    name: node.Scalar
    entries: Entries
    hit_policy: HitPolicy
    outcomes: tuple[OutcomeOutline, ...]
    type: Type | None
    values: tuple[ValueDeclaration, ...]


def outlines(found: Entries, names: Names) -> tuple[Outline, ...]:
    """The decisions, their names and those of their values declared with their meaning."""
    return tuple(_outline(name, below, names) for name, below in found.named("decisions"))


def _outline(name: node.Scalar, below: node.Node, names: Names) -> Outline:
    one = entries(below, names.report, owner=name.place)
    free = names.declare(name)
    kind = _answer(one)
    outcomes = tuple(_outcomes(one, names)) if "outcomes" in one else ()
    names.enumerations.update(outcome.name.text for outcome in outcomes)
    outline = Outline(name, one, _hit_policy(one), outcomes, kind, tuple(_values(one, names)))
    meaning = _meaning(outline)
    if free and meaning is not None:
        names.meanings[name.text] = meaning
    _check_hit_policy(outline)
    return outline


def _answer(found: Entries) -> Type | None:
    """The declared type; None for a decision with outcomes."""
    if "type" in found:
        return declared(found, required=_rules(found), optional=_OPTIONAL, enums=False, ranges=False)
    found.allow(("outcomes", *_rules(found)), _OPTIONAL)
    return None


def _rules(found: Entries) -> tuple[str, ...]:
    """Where the rules are: here, or in a table beside the policy."""
    if "rules" in found and "table" in found:
        message = Said("`rules` and `table` can't stand side by side; delete one")
        found.report.fault("unknown-key", message, found.items["table"][0].place)
        return ("rules", "table")
    return ("table",) if "table" in found else ("rules",)


def _outcomes(found: Entries, names: Names) -> Iterator[OutcomeOutline]:
    for name, below in found.named("outcomes"):
        if not is_name(name, names.report):
            continue
        if isinstance(below, node.Scalar):
            yield OutcomeOutline(name, below.text, Entries({}, name.place, names.report))
            continue
        one = entries(below, names.report, owner=name.place)
        acts = any(key in one for key in ("channel", "template", "with", "pays"))
        one.allow(("channel", "template") if acts else (), ("title", "clause", "with", "pays"))
        yield OutcomeOutline(name, one.text("title", name.text), one)


def _hit_policy(found: Entries) -> HitPolicy:
    named = found.scalar("hit_policy")
    if named is None:
        return HitPolicy.UNIQUE
    if named.text in tuple(HitPolicy):
        return HitPolicy(named.text)
    near = nearest(named.text, tuple(HitPolicy))
    found.report.fault(
        "unknown-hit-policy", Said("no hit policy is named `{named}`", named=named.text), named.place, suggestion=near
    )
    return HitPolicy.UNIQUE


def _values(found: Entries, names: Names) -> Iterator[ValueDeclaration]:
    if "values" not in found:
        return
    for name, below in found.named("values"):
        one = entries(below, names.report, owner=name.place)
        free = names.declare(name)
        kind = declared(one, optional=("title",), enums=True, ranges=False)
        if isinstance(kind, Enumeration):
            names.enumerations.update(kind.names)
        if kind is not None and free:
            names.meanings[name.text] = Reference(Role.VALUE, name.text, kind)
            yield ValueDeclaration(name.text, one.text("title", name.text), kind, name.place)


def _meaning(outline: Outline) -> Meaning | None:
    name = outline.name.text
    if outline.type is not None:
        return Reference(Role.VALUE, name, outline.type)
    outcomes = tuple(one.name.text for one in outline.outcomes)
    if not outcomes:
        return None
    if outline.hit_policy is HitPolicy.COLLECT:
        return Collected(name, outcomes)
    return Reference(Role.OUTCOME, name, Enumeration(outcomes, tuple(one.title for one in outline.outcomes)))


def _check_hit_policy(outline: Outline) -> None:
    named, found = outline.hit_policy, outline.entries
    if "type" in found and named in _NEEDS_OUTCOMES:
        message = Said("`{named}` needs declared `outcomes`, not a `type`", named=named)
        found.report.fault("hit-policy-unfit", message, found.place("hit_policy"))
    if "values" in found and named is HitPolicy.COLLECT:
        message = Said("`collect` has no winning rule to set `values`; set them in another decision")
        found.report.fault("hit-policy-unfit", message, found.place("hit_policy"))
