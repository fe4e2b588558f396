"""Asking: a witness is as plain as the effort allows, and nothing is claimed that was not found out."""

from __future__ import annotations

from itertools import combinations

import pytest

from rules.analysis.asking import Asking, GaveUp
from rules.analysis.world import World
from rules.edition import edition, starts
from rules.terms import And, Input, IsKnown, Matches, Not, Or, Relation, Test
from tests.engine.small import policy

DECISIONS = """level:
  outcomes: {high: 高}
  hit_policy: first
  rules:
    - {id: A, when: vip, then: high}
"""


def asking(effort: int) -> Asking:
    found = policy(DECISIONS)
    return Asking(World(edition(found, starts(found)[0])), effort=effort)


@pytest.mark.parametrize("step", range(12))
def test_a_witness_is_one_whatever_the_effort(step: int) -> None:
    asked = asking(2 ** (step + 2))
    true = asked.world.encoding.true
    tests: list[Test] = [
        Relation("<", Input("lost"), Input("amount")),
        Relation("<", Input("times"), Input("lost")),
        Not(Relation("=", Input("day"), Input("times"))),
        Matches("contains", Input("note"), "退款"),
    ]
    try:
        found = asked.witness(*map(true, tests))
    except GaveUp:
        return
    assert found is not None
    assert int(found["times"] or 0) < int(found["lost"] or 0) < int(found["amount"] or 0)
    assert found["note"] == "退款" or step < 11


def test_a_wish_that_is_too_hard_is_left() -> None:
    """Without the number, nine others would all have to differ within eight values."""
    names = [f"n{number}" for number in range(9)]
    facts = "".join(f"  {name}: {{type: integer, range: {{min: 1, max: 8}}}}\n" for name in names)
    found = policy(DECISIONS, facts=facts)
    asked = Asking(World(edition(found, starts(found)[0])), effort=100_000)
    different = [Not(Relation("=", Input(one), Input(two))) for one, two in combinations(names, 2)]
    either = asked.world.encoding.true(Or((IsKnown(Input("times")), And(tuple(different)))))
    assert asked.witness(either) == {"times": 1}
