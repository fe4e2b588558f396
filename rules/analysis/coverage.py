"""Coverage: complaints of which no rule of a decision holds, or two that must not hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from rules.analysis.asking import Asking
from rules.analysis.boxes import Boxes
from rules.analysis.question import Question, gave_up
from rules.analysis.world import Decided
from rules.cells import Value, bits
from rules.edition import DeadlineEdition
from rules.finding import Claim, Finding
from rules.policy import Decision, HitPolicy

MOST_OVERLAPS = 50
"""Pairs of rules told of one decision; behind them it is said that there may be more."""


def coverage(asking: Asking, found: Decided) -> Iterator[Question]:
    """The questions about one decision."""
    decision = found.edition.decision
    if found.edition.lacks is not None:
        claim = Claim(decision.name, review="parameter-not-in-force")
        yield _question("parameter-hole", decision, hole(asking, found.edition.lacks, decision.name, claim))
        return
    if decision.hit_policy is not HitPolicy.COLLECT:
        yield _question("gap", decision, _gap(asking, found))
    if decision.hit_policy is HitPolicy.UNIQUE:
        yield _question("overlap", decision, _overlaps(asking, found))
    for place in range(len(found.edition.contradictions)):
        yield _question("disagreement", decision, _disagreement(asking, found, place))


def timing(asking: Asking, one: DeadlineEdition) -> Iterator[Question]:
    """The questions about one deadline."""
    if one.lacks is not None:
        deadline = one.deadline
        yield Question("parameter-hole", deadline.name, deadline.place, hole(asking, one.lacks, deadline.name, Claim()))


def hole(asking: Asking, parameter: str, reader: str, claim: Claim) -> Iterator[Finding]:
    """A parameter that has no value yet when it is read."""
    place = next(one.place for one in asking.world.edition.policy.parameters if one.name == parameter)
    told = {"parameter": parameter, "reader": reader}
    yield Finding("parameter-hole", parameter, place, told, witness=asking.witness(), claim=claim)


def _question(code: str, decision: Decision, answer: Iterator[Finding]) -> Question:
    return Question(code, decision.name, decision.place, answer)


def _gap(asking: Asking, found: Decided) -> Iterator[Finding]:
    decision = found.edition.decision
    witness = asking.witness(found.available, *map(z3.Not, found.rules))
    if witness is not None:
        claim = Claim(decision.name, review="no-rule-matched")
        yield Finding("gap", decision.name, decision.place, {"decision": decision.name}, witness=witness, claim=claim)


def _overlaps(asking: Asking, found: Decided) -> Iterator[Finding]:
    """Each pair of rules that hold together somewhere; the solver is asked only about boxes that meet."""
    boxes = Boxes(found.edition.partition, len(found.rules))
    told = 0
    for two in range(len(found.rules)):
        ahead = list(bits(boxes.meeting(two) & (1 << two) - 1))
        for one in _together(asking, found, two, ahead):
            yield from _pair("overlap", found, (one, two), asking.witness(found.rules[one], found.rules[two]))
            told += 1
            if told == MOST_OVERLAPS:
                yield gave_up("overlap", found.edition.decision.name, found.edition.decision.place)
                return


def _together(asking: Asking, found: Decided, two: int, ahead: list[int]) -> Iterator[int]:
    """Those of the rules `ahead` that hold together with rule `two` somewhere."""
    rules = found.rules
    while ahead:
        complaint = asking.ask(rules[two], asking.world.space.some(rules[one] for one in ahead))
        if complaint is None:
            return
        holding = [one for one in ahead if z3.is_true(complaint(rules[one]))]
        yield from holding
        ahead = [one for one in ahead if one not in holding]


def _disagreement(asking: Asking, found: Decided, place: int) -> Iterator[Finding]:
    yield from _pair(
        "disagreement",
        found,
        found.edition.contradictions[place],
        asking.witness(found.holds[len(found.rules) + place]),
    )


def _pair(code: str, found: Decided, pair: tuple[int, int], witness: Mapping[str, Value] | None) -> Iterator[Finding]:
    """Two rules that hold together of the witness, if there is one."""
    if witness is None:
        return
    decision = found.edition.decision
    one, two = (decision.rules[number] for number in pair)
    yield Finding(
        code,
        f"{one.id} {two.id}",
        two.place,
        {"decision": decision.name, "one": one.id, "two": two.id},
        rules=((one.id, one.place.line), (two.id, two.place.line)),
        witness=witness,
        claim=Claim(decision.name, review=code, fired=pair),
    )
