"""Mutants of a decision: its hit policy, the order of what it declares, and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules.expression import BOOLEAN, Both, Constant, Either, Expression, Known, Negated
from rules.fault import Place
from rules.mutation.mutant import Mutant
from rules.mutation.variants import LEFT_OUT, Variant, steps, variants
from rules.policy import Decision, HitPolicy, Policy, Rule
from rules.spelling import spelt

_ALWAYS, _NEVER = "true", "false"
_SINGLE = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY)
_ORDERED = {HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY}


def decision_mutants(policy: Policy, decision: Decision) -> Iterator[Mutant]:
    """Every mutant of one decision."""

    def mutant(operator: str, about: str, place: Place, told: tuple[str, str], changed: Decision) -> Mutant:
        every = tuple(changed if one is decision else one for one in policy.decisions)
        return Mutant(operator, about, place, *told, replace(policy, decisions=every))

    for after, changed in _hit_policies(decision):
        yield mutant("hit-policy", decision.name, decision.place, (decision.hit_policy.value, after), changed)
    for told, changed in _orders(decision):
        yield mutant("order", decision.name, decision.place, told, changed)
    for number, rule in enumerate(decision.rules):
        for operator, told, other in _rules(policy, decision, rule):
            rules = (*decision.rules[:number], other, *decision.rules[number + 1 :])
            yield mutant(operator, rule.id, rule.place, told, replace(decision, rules=rules))


def _hit_policies(decision: Decision) -> Iterator[tuple[str, Decision]]:
    if decision.hit_policy is HitPolicy.COLLECT:
        if len(decision.rules) > 1:
            yield HitPolicy.FIRST.value, replace(decision, rules=tuple(_first_alone(decision)))
        return
    for other in _SINGLE:
        if other is not decision.hit_policy and (decision.outcomes or other is not HitPolicy.PRIORITY):
            yield other.value, replace(decision, hit_policy=other)


def _first_alone(decision: Decision) -> Iterator[Rule]:
    """The rules of a collecting decision, each held back by those before it, so that it collects one outcome."""
    before: list[Expression] = []
    for rule in decision.rules:
        when = Constant(value=True, sort=BOOLEAN) if rule.when is None else rule.when
        yield replace(rule, when=Both((when, *before)) if before else when)
        before.append(Either((Negated(when), Negated(Known(when)))))


def _orders(decision: Decision) -> Iterator[tuple[tuple[str, str], Decision]]:
    """Neighbours that have changed places, where that can make a difference."""
    if decision.hit_policy in _ORDERED:
        for place, pair in enumerate(zip(decision.rules, decision.rules[1:], strict=False)):
            rules = (*decision.rules[:place], *reversed(pair), *decision.rules[place + 2 :])
            yield _swapped(*(one.id for one in pair)), replace(decision, rules=rules)
    if decision.hit_policy is HitPolicy.PRIORITY:
        for place, (one, two) in enumerate(zip(decision.outcomes, decision.outcomes[1:], strict=False)):
            outcomes = (*decision.outcomes[:place], two, one, *decision.outcomes[place + 2 :])
            yield _swapped(one.name, two.name), replace(decision, outcomes=outcomes)


def _swapped(one: str, two: str) -> tuple[str, str]:
    return f"{one}, {two}", f"{two}, {one}"


def _rules(policy: Policy, decision: Decision, rule: Rule) -> Iterator[tuple[str, tuple[str, str], Rule]]:
    """The rules that differ from one in one thing, each with the operator and how that is told."""
    whole = _ALWAYS if rule.when is None else spelt(rule.when, zone=policy.zone)
    never = Constant(value=False, sort=BOOLEAN)
    yield "condition", (whole, _NEVER), replace(rule, when=never)
    if rule.when is not None:
        yield "condition", (whole, _ALWAYS), replace(rule, when=None)
        for one in variants(rule.when):
            yield one.operator, one.told(policy.zone), replace(rule, when=one.whole)
    if not isinstance(rule.then, str):
        for one in (*steps(rule.then), *variants(rule.then)):
            yield _of_value(one), one.told(policy.zone), replace(rule, then=one.whole)
    elif len(decision.outcome_names) > 1:
        names = decision.outcome_names
        other = names[(names.index(rule.then) + 1) % len(names)]
        yield "outcome", (rule.then, other), replace(rule, then=other)
    for place, (name, value) in enumerate(rule.assigns):
        rest = rule.assigns[:place], rule.assigns[place + 1 :]
        yield (
            "value",
            (f"{name}: {spelt(value, zone=policy.zone)}", LEFT_OUT),
            replace(rule, assigns=(*rest[0], *rest[1])),
        )
        for one in (*steps(value), *variants(value)):
            assigns = (*rest[0], (name, one.whole), *rest[1])
            yield _of_value(one), one.told(policy.zone), replace(rule, assigns=assigns)


def _of_value(one: Variant) -> str:
    """What is changed in a value is its arithmetic, but for a number that is one step off."""
    return one.operator if one.operator == "threshold" else "value"
