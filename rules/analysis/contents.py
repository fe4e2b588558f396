"""Contents: what of an action is carried out otherwise, where both policies order it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import lcm

import z3

from rules.analysis.pair import Pair, Typed
from rules.analysis.world import World
from rules.difference import Apart
from rules.edition import owners_of, saying
from rules.expression import Expression, Kind, Reference, Role
from rules.lowering import NotInForce, Scaled
from rules.policy import HitPolicy, Message, Outcome, Paragraph, Template
from rules.reading import owned
from rules.terms import Term, Test, Truth, inputs, times
from rules.types import Boolean, Enumeration, Number, Text, Type

ALWAYS, NEVER = Truth(subject=True), Truth(subject=False)


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
        """Where the texts are not the same, whatever the names in them stand for."""
        if _headings(old) != _headings(new):
            yield Content("texts", self._pair.space.always, None)
            return
        where: list[z3.BoolRef] = []
        follows = True
        for one, other in zip(old.messages, new.messages, strict=True):
            for before, after in _matched(_paragraphs(one, old), _paragraphs(other, new)):
                tests = self._stand(before, after)
                if tests[0] != tests[1] or not self._pair.is_common(inputs(tests[0])):
                    follows = follows and tests[0] == tests[1]
                    where.append(z3.Xor(self._pair.old.encoding.true(tests[0]), self._pair.new.encoding.true(tests[1])))
        if where:
            yield Content("texts", self._pair.space.some(where), Apart("texts", None, None), follows=follows)

    def _stand(self, before: Paragraph | None, after: Paragraph | None) -> tuple[Test, Test]:
        """The tests by which two paragraphs of the same words stand in their texts; one that is None never does."""
        self._answer((None if before is None else before.when, None if after is None else after.when))
        return _stands(self._pair.old, before), _stands(self._pair.new, after)


def _stands(world: World, paragraph: Paragraph | None) -> Test:
    """The test by which a paragraph stands in its text."""
    edition = world.edition
    if paragraph is None:
        return NEVER
    try:
        return ALWAYS if paragraph.when is None else saying(edition.policy, edition.parameters).test(paragraph.when)
    except NotInForce:
        return NEVER


def _numeric(expression: Expression) -> bool:
    return expression.sort.kind not in {Kind.TEXT, Kind.ENUM, Kind.BOOLEAN, Kind.INTERVALS}


def _declared(world: World, name: str, outcome: str) -> Outcome | None:
    outcomes = world.edition.policy.decisions_by_name[name].outcomes
    return next((one for one in outcomes if one.name == outcome), None)


def _given(outcome: Outcome) -> Mapping[str, Expression]:
    """What an action gives, by name, and what it pays if it does not give that too."""
    given = dict(outcome.parameters)
    return given if outcome.pays is None or outcome.pays in given.values() else {**given, "pays": outcome.pays}


_Written = tuple[object, ...]
"""What a template says, whatever the names in it stand for."""
_Paragraphs = list[tuple[_Written, Paragraph]]


def _headings(outcome: Outcome) -> object:
    """In which languages an action has texts, and their subjects."""
    return [(message.language, _written(message.subject, outcome)) for message in outcome.messages]


def _paragraphs(message: Message, outcome: Outcome) -> _Paragraphs:
    return [(_written(one.text, outcome), one) for one in message.paragraphs]


def _written(template: Template, outcome: Outcome) -> _Written:
    return tuple(part if isinstance(part, str) else (_name(part, outcome),) for part in template.parts)


def _name(part: Expression, outcome: Outcome) -> object:
    """The name under which an action gives what its texts show; of what it does not give, what that is."""
    return next((name for name, given in outcome.parameters if given == part), part)


def _matched(old: _Paragraphs, new: _Paragraphs) -> Iterator[tuple[Paragraph | None, Paragraph | None]]:
    """The paragraphs in order, those of the same words together and every other one alone."""
    one, other = ([written for written, _ in paragraphs] for paragraphs in (old, new))
    for tag, first, last, start, end in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        ours, theirs = [told for _, told in old[first:last]], [told for _, told in new[start:end]]
        if tag == "equal":
            yield from zip(ours, theirs, strict=True)
        else:
            yield from ((lost, None) for lost in ours)
            yield from ((None, gained) for gained in theirs)
