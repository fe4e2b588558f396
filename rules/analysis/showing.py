"""Showing: texts and actions that name what may be missing where they are shown."""

from __future__ import annotations

from collections.abc import Iterator

import z3

from rules.analysis.asking import Asking
from rules.analysis.question import Question
from rules.analysis.world import Decided
from rules.edition import Edition, saying
from rules.expression import Derived, Expression, Reference, Role, decisions_read, walk
from rules.fault import Place
from rules.finding import Claim, Finding
from rules.lowering import Lowering, NotInForce, membership
from rules.policy import HitPolicy, Outcome, Paragraph, Rule
from rules.terms import And, Fixed, Input, IsKnown, Not, Or, Relation, Test, Truth

ALWAYS = Truth(subject=True)
_NAMED = (Reference, Derived)


def showing(asking: Asking, found: Decided) -> Iterator[Question]:
    """The questions about the reasons and actions of one decision."""
    if found.edition.lacks is not None:
        return
    for number, rule in enumerate(found.edition.decision.rules):
        for part in dict.fromkeys(_parts(rule)):
            yield _of_rule(asking, found, number, part)
    for outcome in found.edition.decision.outcomes:
        for part, where in _shown(outcome, asking.world.edition):
            yield _of_action(asking, found, outcome, part, where)


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


def _shown(outcome: Outcome, edition: Edition) -> Iterator[tuple[Expression, Test]]:
    """What an action gives or its texts show, each with the test where it does.

    What only tells which paragraphs stand there may well be missing.
    """
    paragraphs = [one for message in outcome.messages for one in message.paragraphs]
    subjects = [Paragraph(message.subject, None) for message in outcome.messages]
    asked = {one.name for text in paragraphs if text.when for one in walk(text.when) if isinstance(one, _NAMED)}
    asked |= {name for text in paragraphs if text.when for name in decisions_read(text.when)}
    where: dict[Expression, list[Test]] = {}
    for text in (*subjects, *paragraphs):
        for part in text.text.parts:
            if not isinstance(part, str):
                where.setdefault(part, []).append(_stands(text, edition))
    given = (part for _, part in outcome.parameters if not (isinstance(part, _NAMED) and part.name in asked))
    paid = () if outcome.pays is None else (outcome.pays,)
    for part in dict.fromkeys((*given, *paid, *where)):
        tests = where.get(part, [ALWAYS])
        yield part, ALWAYS if part == outcome.pays or ALWAYS in tests else Or(tuple(tests))


def _stands(paragraph: Paragraph, edition: Edition) -> Test:
    """Where a paragraph stands in its text; one whose condition reads a parameter not yet in force is left out."""
    if paragraph.when is None:
        return ALWAYS
    try:
        return saying(edition.policy, edition.parameters).test(paragraph.when)
    except NotInForce:
        return Truth(subject=False)


def _of_action(asking: Asking, found: Decided, outcome: Outcome, part: Expression, where: Test) -> Question:
    rules = enumerate(found.edition.consequences)
    shown = asking.world.space.some(found.wins[number] for number, one in rules if one.outcome == outcome.name)
    claim = Claim(true=And((_yields(found, outcome), where, _missing(asking, part))))
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
        missing = asking.world.encoding.true(claim.true or ALWAYS)
        witness = asking.witness(shown, missing, *_made(asking, part))
        if witness is not None:
            told = {"shower": shower[0], "name": named}
            yield Finding("missing-in-text", about, shower[1], told, witness=witness, claim=claim)

    return Question("missing-in-text", about, shower[1], answer())


def _made(asking: Asking, part: Expression) -> Iterator[z3.BoolRef]:
    """That what is shown is decided or counted; where it is not, that is a gap, and told as one, or a review."""
    if isinstance(part, Reference) and part.role is Role.DEADLINE:
        yield asking.world.made[part.name.partition(".")[0]]
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
        return ALWAYS
