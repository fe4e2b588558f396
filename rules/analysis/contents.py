"""Contents: what of an action is carried out otherwise, where both policies order it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import lcm

import z3

from rules.analysis.pair import Pair, Typed
from rules.analysis.world import World
from rules.difference import Apart
from rules.edition import owners_of, saying
from rules.expression import Derived, Expression, Kind, Reference, Role
from rules.lowering import NotInForce, Scaled
from rules.policy import HitPolicy, Outcome, Paragraph, Template
from rules.reading import owned
from rules.terms import Term, Test, Truth, inputs, times
from rules.types import Boolean, Enumeration, Number, Text, Type

ALWAYS = Truth(subject=True)


@dataclass(frozen=True, slots=True)
class Content:
    """A part of an action, and where it is not the same; `about` is None where it never is.

    `follows` is whether it is written alike in both, so that all comes from what it reads.
    """

    part: str
    where: z3.BoolRef
    about: Apart | None
    follows: bool = False


class Contents:
    """Compares the actions of a pair."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._worlds = pair.old, pair.new

    def differing(self, name: str, outcome: str) -> Iterator[Content]:
        """Each part of an action of a decision that may not be the same; what it gives under its own name."""
        old, new = (_declared(world, name, outcome) for world in self._worlds)
        if old is None or new is None:
            return
        for part, pair in (("channel", (old.channel, new.channel)), ("template", (old.template, new.template))):
            if pair[0] != pair[1]:
                yield Content(part, self._pair.space.always, None)
        given = _given(old), _given(new)
        for part in {**given[0], **given[1]}:
            yield from self._given_otherwise(part, (given[0].get(part), given[1].get(part)))
        yield from self._worded_otherwise(old, new)

    def _given_otherwise(self, part: str, pair: tuple[Expression | None, Expression | None]) -> Iterator[Content]:
        self._answer(pair)
        collected = [self._collected(world, one) for world, one in zip(self._worlds, pair, strict=True)]
        if collected == ["", ""]:
            one, other = self._typed(pair)
            if one != other or not self._pair.is_common(() if one[0] is None else inputs(one[0])):
                yield Content(part, self._pair.apart(one, other), Apart(part, one[0], other[0]), follows=one == other)
        elif collected[0] != collected[1]:
            yield Content(part, self._pair.space.always, None)
        elif not self._pair.is_shared(collected[0]):
            where = self._pair.space.some(self._pair.outcomes_otherwise(collected[0]))
            yield Content(part, where, Apart(part, None, None), follows=True)

    def _answer(self, pair: tuple[Expression | None, Expression | None]) -> None:
        """Let all be answered that two expressions read."""
        answering = self._pair.old.answer, self._pair.answer_new
        for world, expression, answer in zip(self._worlds, pair, answering, strict=True):
            if expression is not None:
                for name in owned(expression, owners_of(world.edition.policy)):
                    answer(name)

    def _collected(self, world: World, expression: Expression | None) -> str:
        """The decision whose whole set of outcomes is given; empty if it is a value."""
        if not isinstance(expression, Reference) or expression.role is not Role.OUTCOME:
            return ""
        decision = world.edition.policy.decisions_by_name[expression.name]
        return decision.name if decision.hit_policy is HitPolicy.COLLECT else ""

    def _typed(self, pair: tuple[Expression | None, Expression | None]) -> tuple[Typed, Typed]:
        """Two expressions as terms or tests that can be compared."""
        if pair[0] is not None and pair[1] is not None and pair[0].sort == pair[1].sort and _numeric(pair[0]):
            numbers = [self._number(world, one) for world, one in zip(self._worlds, pair, strict=True) if one]
            known = [one for one in numbers if one is not None]
            common = lcm(*(one.denominator for one in known)) if known else 1
            terms = [None if one is None else times(one.term, common // one.denominator) for one in numbers]
            return (terms[0], Number()), (terms[1], Number())
        old, new = (self._value(world, one) for world, one in zip(self._worlds, pair, strict=True))
        return old, new

    def _number(self, world: World, expression: Expression) -> Scaled | None:
        edition = world.edition
        try:
            return saying(edition.policy, edition.parameters).number(expression)
        except NotInForce:
            return None

    def _value(self, world: World, expression: Expression | None) -> Typed:
        if expression is None:
            return None, None
        kinds: dict[Kind, Type] = {
            Kind.BOOLEAN: Boolean(),
            Kind.ENUM: Enumeration(expression.sort.names),
            Kind.TEXT: Text(),
        }
        edition = world.edition
        try:
            term: Term | Test | None = saying(edition.policy, edition.parameters).operand(expression)
        except NotInForce:
            term = None
        # Numbers come here only when they are of two sorts, or beside none, and are never the same.
        return term, kinds.get(expression.sort.kind)

    def _worded_otherwise(self, old: Outcome, new: Outcome) -> Iterator[Content]:
        if _texts(old) != _texts(new):
            yield Content("texts", self._pair.space.always, None)
            return
        where: list[z3.BoolRef] = []
        follows = True
        for pair in zip(_paragraphs(old), _paragraphs(new), strict=True):
            self._answer((pair[0].when, pair[1].when))
            one, other = (_stands(world, paragraph) for world, paragraph in zip(self._worlds, pair, strict=True))
            if one != other or not self._pair.is_common(inputs(one)):
                follows = follows and one == other
                where.append(z3.Xor(self._pair.old.encoding.true(one), self._pair.new.encoding.true(other)))
        if where:
            yield Content("texts", self._pair.space.some(where), Apart("texts", None, None), follows=follows)


def _stands(world: World, paragraph: Paragraph) -> Test:
    """The test by which a paragraph stands in its text."""
    edition = world.edition
    try:
        return ALWAYS if paragraph.when is None else saying(edition.policy, edition.parameters).test(paragraph.when)
    except NotInForce:
        return Truth(subject=False)


def _numeric(expression: Expression) -> bool:
    return expression.sort.kind not in {Kind.TEXT, Kind.ENUM, Kind.BOOLEAN, Kind.INTERVALS}


def _declared(world: World, name: str, outcome: str) -> Outcome | None:
    outcomes = world.edition.policy.decisions_by_name[name].outcomes
    return next((one for one in outcomes if one.name == outcome), None)


def _given(outcome: Outcome) -> Mapping[str, Expression]:
    """What an action gives, by name, and what it pays if it does not give that too."""
    given = dict(outcome.parameters)
    return given if outcome.pays is None or outcome.pays in given.values() else {**given, "pays": outcome.pays}


def _paragraphs(outcome: Outcome) -> Iterator[Paragraph]:
    for message in outcome.messages:
        yield from message.paragraphs


def _texts(outcome: Outcome) -> object:
    """What an action says, whatever the names in it stand for."""
    return [
        (message.language, _written(message.subject), [_written(one.text) for one in message.paragraphs])
        for message in outcome.messages
    ]


def _written(template: Template) -> tuple[object, ...]:
    return tuple((one.name,) if isinstance(one, Reference | Derived) else one for one in template.parts)
