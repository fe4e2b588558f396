"""Expecting: what a test says is to be decided, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from rules import node
from rules.fault import Place, nearest
from rules.loading.entries import scalar
from rules.loading.report import Report
from rules.policy import Decision, HitPolicy, Policy
from rules.said import Said
from rules.testing.case import MISSING, NEEDS_REVIEW, REVIEW, Expectation, Told, told
from rules.types import Type, read
from rules.unreadable import Unreadable


def kinds(policy: Policy) -> Mapping[str, Type]:
    """Type of everything that has one value: what rules set and what deadlines tell."""
    return {**policy.value_types, **policy.deadline_types}


def answerable(policy: Policy) -> tuple[str, ...]:
    """Everything of which something can be expected."""
    return (*policy.decisions_by_name, *kinds(policy), REVIEW)


class Expecting:
    """Reads expectations of one policy; what it does not know is a fault."""

    def __init__(self, policy: Policy, report: Report) -> None:
        self._policy = policy
        self._report = report

    @cached_property
    def _kinds(self) -> Mapping[str, Type]:
        return kinds(self._policy)

    @cached_property
    def _owners(self) -> Mapping[str, Decision]:
        return {rule.id: decision for decision in self._policy.decisions for rule in decision.rules}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Everything of which something can be expected."""
        return answerable(self._policy)

    def knows(self, name: node.Scalar) -> bool:
        """Whether something can be expected of a name; a fault where not."""
        if name.text in self.names:
            return True
        if name.text in self._policy.facts_by_name:
            message = Said("`{name}` is a fact, which is given, not expected", name=name.text)
            self._report.fault("not-readable-here", message, name.place)
        else:
            message = Said("no decision, value or deadline is named `{name}`", name=name.text)
            self._report.fault("unknown-fact", message, name.place, suggestion=nearest(name.text, self.names))
        return False

    def expectation(self, name: str, found: node.Node) -> Iterator[Expectation]:
        """What is expected of a name that is known."""
        wanted = self._wanted(name, found)
        if wanted is not None:
            yield Expectation(name, wanted, found.place)

    def _wanted(self, name: str, found: node.Node) -> Told | None:
        decision = self._policy.decisions_by_name.get(name)
        if decision is not None and decision.hit_policy is HitPolicy.COLLECT:
            return self._collected(decision, found)
        text = scalar(found, self._report)
        if text is None or name == REVIEW:
            return None if text is None else text.text
        if decision is not None and decision.outcomes:
            return self._outcome(decision, text, also=(NEEDS_REVIEW,))
        return self._value(name, text)

    def _collected(self, decision: Decision, found: node.Node) -> Told | None:
        """The outcomes of a list, which may be empty, in rule order."""
        if isinstance(found, node.Scalar) and found.text == NEEDS_REVIEW:
            return NEEDS_REVIEW
        if isinstance(found, node.Scalar | node.Mapping):
            message = Said("`{decision}` collects its outcomes; write them as a list", decision=decision.name)
            self._report.fault("wrong-shape", message, found.place)
            return None
        items = found.items if isinstance(found, node.Sequence) else ()
        texts = [text for text in (scalar(one, self._report) for one in items) if text is not None]
        named = {one for text in texts if (one := self._outcome(decision, text)) is not None}
        return tuple(dict.fromkeys(str(rule.then) for rule in decision.rules if rule.then in named))

    def _outcome(self, decision: Decision, text: node.Scalar, *, also: tuple[str, ...] = ()) -> str | None:
        known = (*decision.outcome_names, *also)
        if text.text in known:
            return text.text
        message = Said("`{text}` is no outcome of `{decision}`", text=text.text, decision=decision.name)
        self._report.fault("unknown-outcome", message, text.place, suggestion=nearest(text.text, known))
        return None

    def _value(self, name: str, text: node.Scalar) -> str | None:
        """A value in the one way of writing it."""
        if not text.quoted and text.text in {MISSING, NEEDS_REVIEW}:
            return text.text
        kind = self._kinds[name]
        value = read(kind, text.text)
        if isinstance(value, Unreadable):
            self._report.fault(
                "unreadable-value", Said("`{text}` is {why}", text=text.text, why=value.reason), text.place
            )
            return None
        return told(kind, value, zone=self._policy.zone)

    def because(self, found: node.Node | None) -> Mapping[str, tuple[str, ...]]:
        """The rules of a list, or of one text, by the decision that they belong to."""
        if found is None:
            return {}
        items = found.items if isinstance(found, node.Sequence) else (found,)
        named = {one.text: one.place for one in (scalar(item, self._report) for item in items) if one is not None}
        for rule, place in named.items():
            self._check_rule(rule, place)
        decisions = dict.fromkeys(self._owners[rule].name for rule in named if rule in self._owners)
        return {name: self._in_order(name, named) for name in decisions}

    def _check_rule(self, rule: str, place: Place) -> None:
        if rule not in self._owners:
            near = nearest(rule, self._owners)
            self._report.fault("unknown-rule", Said("no rule has the id `{rule}`", rule=rule), place, suggestion=near)

    def _in_order(self, decision: str, named: Mapping[str, Place]) -> tuple[str, ...]:
        return tuple(rule.id for rule in self._policy.decisions_by_name[decision].rules if rule.id in named)
