"""Rulings: how the rules that fired make one outcome (DMN 1.5, 8.3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.edition import DecisionEdition
from rules.policy import Decision, HitPolicy
from rules.said import Said
from rules.workdays import Refusal

NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class Review:
    """Why a person must look: a stable code, and what it is about."""

    code: str
    about: str = ""

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> Said:
        """The same, to be said in any language."""
        code = Said(self.code)
        return Said("{code}: {about}", code=code, about=self.about) if self.about else code


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision says about every complaint of a class.

    `rule` and `fired` number the decision's rules from 0; `fired` ascends.
    `outcomes` are the names of the outcomes: one, several under `collect`, none when the decision declares a type.
    """

    rule: int | None = None
    fired: tuple[int, ...] = ()
    outcomes: tuple[str, ...] = ()
    review: Review | None = None


def rule_on(edition: DecisionEdition, fired: tuple[int, ...]) -> Ruling:
    """Ruling of a decision whose conditions number `fired` hold; those behind the rules' are contradictions."""
    decision = edition.decision
    count = len(decision.rules)
    rules = tuple(number for number in fired if number < count)
    if decision.hit_policy is HitPolicy.COLLECT:
        return _collected(edition, rules)
    if not rules:
        return Ruling(review=Review("no-rule-matched", decision.name))
    clash = _clash(edition, rules, fired[len(rules) :])
    if clash:
        named = " ".join(decision.rules[number].id for number in clash)
        code = "overlap" if decision.hit_policy is HitPolicy.UNIQUE else "disagreement"
        return Ruling(fired=rules, review=Review(code, f"{decision.name} {named}"))
    winner = _winner(decision, edition, rules)
    outcome = edition.consequences[winner].outcome
    return Ruling(winner, rules, (outcome,) if outcome else ())


def _collected(edition: DecisionEdition, rules: tuple[int, ...]) -> Ruling:
    names = dict.fromkeys(edition.consequences[number].outcome for number in rules)
    return Ruling(None, rules, tuple(names))


def _clash(edition: DecisionEdition, rules: tuple[int, ...], contradictions: tuple[int, ...]) -> tuple[int, ...]:
    """The rules that must not hold together, if they do."""
    if edition.decision.hit_policy is HitPolicy.UNIQUE and len(rules) > 1:
        return rules
    if contradictions:
        return edition.contradictions[contradictions[0] - len(edition.decision.rules)]
    return ()


def _winner(decision: Decision, edition: DecisionEdition, rules: tuple[int, ...]) -> int:
    if decision.hit_policy is not HitPolicy.PRIORITY:
        return rules[0]
    return min(rules, key=lambda number: decision.outcome_names.index(edition.consequences[number].outcome))


def unavailable(edition: DecisionEdition) -> tuple[Ruling, ...]:
    """Rulings of the decision that need no rule: a parameter not in force, then one for each decision it reads."""
    name = edition.decision.name
    lacking = Ruling(review=Review("parameter-not-in-force", f"{name} {edition.lacks}"))
    return (lacking, *(Ruling(review=Review("reads-reviewed", f"{name} {read}")) for read in edition.reads))


def uncountable(deadline: str, refusal: Refusal) -> Review:
    """Why a deadline cannot be told."""
    return Review("uncountable", f"{deadline} {refusal}")
