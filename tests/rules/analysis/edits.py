"""Edits of small policies, and what trying every complaint shows that they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

from rules.cells import Value
from rules.policy import Policy
from tests import oracle
from tests.oracle import Answer
from tests.rules.analysis.finite import ATOMS, DOMAIN, SET

Facts = Mapping[str, Value]


def edited(text: str, seed: int) -> str:
    """The text of a finite policy with one or two of its rules otherwise, or the way in which they make an outcome."""
    chance, lines = Random(seed), text.splitlines()
    for _ in range(chance.randint(1, 2)):
        _edit(lines, chance)
    return "\n".join(lines) + "\n"


def _edit(lines: list[str], chance: Random) -> None:
    place = chance.choice([number for number, line in enumerate(lines) if " - {id: R" in line])
    line, decision = lines[place], lines[place].partition("id: R")[2][0]
    roll = chance.random()
    if roll < 0.3 and "when: '" in line:
        before, _, rest = line.partition("when: '")
        lines[place] = f"{before}when: '{chance.choice(ATOMS)}'{rest.partition(chr(39))[2]}"
    elif roll < 0.5 and "when: '" in line:
        joined = chance.choice((" and ", " or "))
        lines[place] = line.replace("when: '", f"when: '{chance.choice(ATOMS)}{joined}", 1)
    elif roll < 0.7:
        before, _, rest = line.partition("then: ")
        lines[place] = f"{before}then: {chance.choice('abc')}{decision}{rest[2:]}"
    elif roll < 0.8 and "set: {v" in line:
        before, _, rest = line.partition("set: {v")
        lines[place] = f"{before}set: {{v{rest[0]}: {chance.choice(SET)}{rest[rest.index('}') :]}"
    elif roll < 0.9:
        lines.insert(place, line.replace("{id: R", "{id: N", 1))
    elif lines[place - 1].strip() != "rules:":
        del lines[place]


def every_complaint() -> Iterator[Facts]:
    """All that there are."""
    for values in product(*DOMAIN.values()):
        yield {"id": "x", **dict(zip(DOMAIN, values, strict=True))}


def said(answer: Answer) -> object:
    """What is compared of an answer: that it is left to review, or else its outcome, or set of them, and its values."""
    if answer.review is not None:
        return "review"
    outcome = frozenset(answer.outcome) if isinstance(answer.outcome, tuple) else answer.outcome
    return outcome, tuple((name, value) for name, value in answer.values if value is not None)


def decided_otherwise(old: Policy, new: Policy, facts: Facts) -> set[str]:
    """The decisions of which two policies do not say the same."""
    one, other = oracle.decide(old, facts).answers, oracle.decide(new, facts).answers
    return {name for name in one if name in other and said(one[name]) != said(other[name])}
