"""Because: what was decided, in words, with the real values; rendered only when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from engine.counted import limit
from engine.deciding import Known
from engine.engine import Decided
from engine.ruling import NEEDS_REVIEW, Ruling
from rules.deadline import State
from rules.evaluation import compute
from rules.expression import Derived, Expression, Kind, Reference, Role, Sort
from rules.lowering import Lowering, NotInForce
from rules.policy import Decision, HitPolicy, Outcome, Policy, Rule, Template
from rules.types import Boolean, Date, Duration, Enumeration, Instant, Number, Type, Unit, Value, denominator, show
from rules.wording import Language, listed, spoken, stated

MOST_DECIMALS = 9
UNKNOWN = "?"
"""What a text shows in the place of a missing value."""

Document = dict[str, Any]

NO_MASKS: Mapping[str, str] = MappingProxyType({})


def report(
    decided: Decided, policy: Policy, *, wakes: int | None = None, masks: Mapping[str, str] = NO_MASKS
) -> Document:
    """One complaint's rulings as a JSON document: decisions with outcome, rules, values and reason, deadlines, actions.

    Values are texts as `rules.types.show` writes them; a missing one is null.
    `wakes` is when a decision changes next with no new fact, in microseconds UTC.
    `masks` has what is told in the place of the values of some names.
    """
    told = Telling(decided, policy, masks=masks)
    as_of, again = (None if at is None else show(Instant(), at, zone=policy.zone) for at in (decided.as_of, wakes))
    document: Document = {
        "complaint_id": told.identity,
        "as_of": as_of,
        "policy": f"{policy.name} {policy.version}",
        "policy_digest": policy.digest,
        "calendar": None if policy.calendar is None else policy.calendar.name,
        "calendar_digest": None if policy.calendar is None else policy.calendar.digest,
        "wakes": again,
        "review": None if decided.review is None else decided.review.said,
        "decisions": {decision.name: told.decision(decision) for decision in policy.decisions},
        "deadlines": {one.name: limit(one, decided.timings.get(one.name), policy) for one in policy.deadlines},
        "actions": [action for decision in policy.decisions for action in told.actions(decision)],
    }
    return document


class Telling:
    """Says one complaint's rulings in words, of the policy's language if no other is asked for.

    `masks` has what is said in the place of the values of some names, where they are known.
    """

    def __init__(
        self,
        decided: Decided,
        policy: Policy,
        language: Language | None = None,
        *,
        masks: Mapping[str, str] = NO_MASKS,
    ) -> None:
        self._policy = policy
        self._masks = masks
        self.identity = self._masked(policy.identity, decided.facts.get(policy.identity))
        self._language = language or policy.language
        self._translations = policy.translations.get(self._language, {})
        self.known = Known() if decided.ruled is None else decided.ruled.known(decided.facts)
        self.parameters: Mapping[str, Value] = {} if decided.ruled is None else decided.ruled.edition.parameters
        rulings = () if decided.ruled is None else decided.ruled.rulings
        self._rulings = dict(zip((one.name for one in policy.decisions), rulings, strict=False))
        self._undecided = Ruling(review=decided.review)

    def decision(self, decision: Decision) -> Document:
        """Outcome, winning rule, fired rules, reason, clause and values of one decision."""
        ruling = self._rulings.get(decision.name, self._undecided)
        winner = None if ruling.rule is None else decision.rules[ruling.rule]
        return {
            "outcome": self._outcome(decision, ruling),
            "rule": winner and winner.id,
            "fired": [decision.rules[number].id for number in ruling.fired],
            "because": self._reason(decision, ruling),
            "clause": (winner and winner.clause) or decision.clause,
            "values": {value.name: self._named(value.name, value.type) for value in decision.values},
        }

    def actions(self, decision: Decision) -> Iterator[Document]:
        """What is to be done by the outcomes of a decision that have a template."""
        return (self.action(outcome, rule) for outcome, rule in self.acts(decision))

    def acts(self, decision: Decision) -> Iterator[tuple[Outcome, Rule]]:
        """The outcomes of a decision that have a template, each with the rule that led to it."""
        ruling = self._rulings.get(decision.name, self._undecided)
        for number in _leading(decision, ruling):
            rule = decision.rules[number]
            outcome = next(one for one in decision.outcomes if one.name == rule.then)
            if outcome.template:
                yield outcome, rule

    def action(self, outcome: Outcome, rule: Rule) -> Document:
        """One action with what it gives, its rule and its reason."""
        return {
            "action": outcome.name,
            "channel": outcome.channel,
            "template": outcome.template,
            "with": {name: self._plain(found) for name, found in outcome.parameters},
            "rule": rule.id,
            "because": self._rendered(rule.because),
            "clause": rule.clause or outcome.clause,
        }

    def shown(self, found: Reference) -> str | None:
        """A name's value as `rules.types.show` writes it."""
        return self._shown(found.name, found.type, self.value(found))

    def _plain(self, part: Expression) -> str | list[str] | None:
        """A name's value as a program reads it: an enumeration by its name, a set as a list."""
        found = _meant(part)
        if isinstance(found, Reference) and found.role is Role.OUTCOME:
            decision = self._policy.decisions_by_name[found.name]
            return self._outcome(decision, self._rulings.get(found.name, self._undecided))
        return self.shown(found) if isinstance(found, Reference) else self._derived(found)

    def _outcome(self, decision: Decision, ruling: Ruling) -> str | list[str] | None:
        if ruling.review is not None:
            return NEEDS_REVIEW
        if decision.type is not None:
            return self._named(decision.name, decision.type)
        return list(ruling.outcomes) if decision.hit_policy is HitPolicy.COLLECT else ruling.outcomes[0]

    def _reason(self, decision: Decision, ruling: Ruling) -> str | list[str] | None:
        if ruling.review is not None:
            return ruling.review.said
        if decision.hit_policy is HitPolicy.COLLECT:
            return [self._rendered(decision.rules[number].because) or "" for number in ruling.fired]
        return None if ruling.rule is None else self._rendered(decision.rules[ruling.rule].because)

    def reason(self, rule: Rule) -> str | None:
        """The reason that a rule gives, with the complaint's values."""
        return self._rendered(rule.because)

    def _rendered(self, template: Template | None) -> str | None:
        if template is None:
            return None
        return "".join(part if isinstance(part, str) else self.text(part) or UNKNOWN for part in template.parts)

    def text(self, part: Expression) -> str | None:
        """A name's value as people read it: an enumeration by its title."""
        found = _meant(part)
        return self._reference(found) if isinstance(found, Reference) else self._derived(found)

    def _reference(self, found: Reference) -> str | None:
        if found.role is Role.OUTCOME:
            return self._said(self._policy.decisions_by_name[found.name])
        value = self.value(found)
        if value is not None and found.name in self._masks:
            return self._masks[found.name]
        if found.role is Role.DEADLINE and isinstance(found.type, Enumeration):
            return None if value is None else stated(State(str(value)), self._language)
        if isinstance(found.type, Enumeration) and isinstance(value, str):
            titles = found.type.titles or found.type.names
            return self._title(titles[found.type.names.index(value)])
        return None if value is None else self._spoken(found.type, value)

    def value(self, found: Reference) -> Value:
        """The stored value of a name that is no decision."""
        return self.parameters[found.name] if found.role is Role.PARAMETER else self.known[found.name]

    def outcomes(self, decision: str) -> str | None:
        """Titles of a decision's outcomes; None where it has none."""
        return self._said(self._policy.decisions_by_name[decision])

    def _said(self, decision: Decision) -> str | None:
        """Titles of a decision's outcomes."""
        ruling = self._rulings.get(decision.name, self._undecided)
        titles = {outcome.name: outcome.title or outcome.name for outcome in decision.outcomes}
        return listed([self._title(titles[name]) for name in ruling.outcomes], self._language) or None

    def _title(self, title: str) -> str:
        """A title in the language spoken."""
        return self._translations.get(title, title)

    def _derived(self, found: Expression) -> str | None:
        """A computed value; missing where it reads a parameter not yet in force."""
        lowering = Lowering(self._policy.zone, self.parameters)
        kind = found.sort.kind
        try:
            number = None if kind in {Kind.BOOLEAN, Kind.TEXT, Kind.ENUM, Kind.INTERVALS} else lowering.number(found)
            value = compute(lowering.operand(found) if number is None else number.term, self.known)
        except NotInForce:
            return None
        if value is None:
            return None
        if number is None:
            return value if isinstance(value, str) else self._spoken(Boolean(), value)
        return self._computed(found.sort, Fraction(int(value), number.denominator))

    def _computed(self, sort: Sort, value: Fraction) -> str:
        """A number, duration or date that no declared type says how to write."""
        match sort.kind:
            case Kind.DATE:
                return self._spoken(Date(), int(value))
            case Kind.DATETIME:
                return self._spoken(Instant(), int(value))
            case Kind.DURATION:
                kind = Duration(Unit(sort.detail))
                return self._spoken(kind, int(value * denominator(kind)))
            case _:
                return _decimal(value)

    def _spoken(self, kind: Type, value: Value) -> str:
        return spoken(kind, value, language=self._language, zone=self._policy.zone)

    def _named(self, name: str, kind: Type) -> str | None:
        return self._shown(name, kind, self.known[name])

    def _shown(self, name: str, kind: Type, value: Value) -> str | None:
        if value is None:
            return None
        return self._masks.get(name) or show(kind, value, zone=self._policy.zone)

    def _masked(self, name: str, value: Value) -> Value:
        return value if value is None else self._masks.get(name, value)


def _decimal(value: Fraction) -> str:
    """An exact decimal of at most nine digits behind the point, or a fraction."""
    scaled = value * 10**MOST_DECIMALS
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = show(Number(MOST_DECIMALS), int(scaled))
    return digits.rstrip("0").rstrip(".")


def _meant(part: Expression) -> Expression:
    """What a name stands for: of a derived fact, its expression."""
    return _meant(part.expression) if isinstance(part, Derived) else part


def _leading(decision: Decision, ruling: Ruling) -> tuple[int, ...]:
    """The rules that gave the outcomes: the first for each."""
    if decision.hit_policy is not HitPolicy.COLLECT:
        return () if ruling.rule is None or decision.type is not None else (ruling.rule,)
    first: dict[str, int] = {}
    for number in ruling.fired:
        first.setdefault(str(decision.rules[number].then), number)
    return tuple(first.values())
