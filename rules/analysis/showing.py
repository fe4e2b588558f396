"""Showing: texts and actions that name what may be missing where they are shown."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from rules.analysis.asking import Asking
from rules.analysis.question import Question
from rules.analysis.world import Decided
from rules.expression import Derived, Expression, Reference, Role
from rules.fault import Place
from rules.finding import Claim, Finding
from rules.lowering import Lowering, NotInForce, membership
from rules.policy import HitPolicy, Outcome, Rule
from rules.terms import And, Fixed, Input, IsKnown, Not, Relation, Test, Truth

MISSING = Truth(subject=True)


def showing(asking: Asking, found: Decided) -> Iterator[Question]:
    """The questions about the reasons and actions of one decision."""
    if found.edition.lacks is not None:
        return
    for number, rule in enumerate(found.edition.decision.rules):
        for part in dict.fromkeys(_parts(rule)):
            yield _of_rule(asking, found, number, part)
    for outcome in found.edition.decision.outcomes:
        for _, part in outcome.parameters:
            yield _of_action(asking, found, outcome, part)


def _parts(rule: Rule) -> Iterator[Expression]:
    """What a rule's reason shows."""
    if rule.because is not None:
        yield from (part for part in rule.because.parts if not isinstance(part, str))


def _of_rule(asking: Asking, found: Decided, number: int, part: Expression) -> Question:
    rule = found.edition.decision.rules[number]
    collects = found.edition.decision.hit_policy is HitPolicy.COLLECT
    missing = _missing(asking, part)
    claim = Claim(found.edition.decision.name, fired=(number,), won=None if collects else number, true=missing)
    return _question(asking, (rule.id, rule.place), found.wins[number], part, claim)


def _of_action(asking: Asking, found: Decided, outcome: Outcome, part: Expression) -> Question:
    rules = enumerate(found.edition.consequences)
    shown = asking.world.space.some(found.wins[number] for number, one in rules if one.outcome == outcome.name)
    claim = Claim(true=And((_yields(found, outcome), _missing(asking, part))))
    return _question(asking, (outcome.name, outcome.place), shown, part, claim)


def _yields(found: Decided, outcome: Outcome) -> Test:
    """Whether a decision comes to an outcome, as a later condition asks it."""
    decision = found.edition.decision
    if decision.hit_policy is HitPolicy.COLLECT:
        return Truth(Input(membership(decision.name, outcome.name)))
    return Relation("=", Input(decision.name), Fixed(outcome.name))


def _question(asking: Asking, shower: tuple[str, Place], shown: z3.BoolRef, part: Expression, claim: Claim) -> Question:
    """Whether what is named is missing where it is shown, every decision it comes from being made."""
    named = part.name if isinstance(part, Derived | Reference) else ""
    about = f"{shower[0]} {named}"

    def answer() -> Iterator[Finding]:
        missing = asking.world.encoding.true(claim.true or MISSING)
        witness = asking.witness(shown, missing, *_made(asking, part))
        if witness is not None:
            told = {"shower": shower[0], "name": named}
            yield Finding("missing-in-text", about, shower[1], told, witness=witness, claim=claim)

    return Question("missing-in-text", about, shower[1], answer())


def _made(asking: Asking, part: Expression) -> Iterator[z3.BoolRef]:
    """That the decision is made whose outcome or value is shown; that none is would be a gap, and is told as one."""
    if isinstance(part, Reference) and part.role in {Role.OUTCOME, Role.VALUE}:
        owners = (
            one
            for one in asking.world.decisions.values()
            if part.name == one.edition.decision.name
            or part.name in {value.name for value in one.edition.decision.values}
        )
        yield from (one.made for one in owners)


def _missing(asking: Asking, part: Expression) -> Test:
    """Whether what is named has nothing to show: no value, or of a set no member."""
    edition = asking.world.edition
    if isinstance(part, Reference) and part.role is Role.OUTCOME:
        decision = edition.policy.decisions_by_name[part.name]
        if decision.hit_policy is HitPolicy.COLLECT:
            members = (Truth(Input(membership(decision.name, name))) for name in decision.outcome_names)
            return And(tuple(map(Not, members)))
        return Not(IsKnown(Input(part.name)))
    try:
        return Not(IsKnown(Lowering(edition.policy.zone, edition.parameters).operand(part)))
    except NotInForce:
        return MISSING
