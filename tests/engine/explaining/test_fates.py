"""Fates: how each rule fared, and by which test it failed."""

from dataclasses import replace
from random import Random

import pytest

from engine import Decided, Engine, Ruling
from engine.explaining import Fate, fates, in_force, read_by
from rules.cells import Value
from rules.edition import edition
from rules.expression import ListContains, Reference
from rules.loading import load
from rules.policy import Policy
from tests.engine.small import policy
from tests.generating.complaints import complaints
from tests.generating.policies import policy_text

DECISIONS = """first:
  outcomes: {yes: Y, no: N}
  hit_policy: first
  rules:
    - {id: F-1, when: {amount: "> 100.00", vip: "true", times: "3"}, then: yes}
    - {id: F-2, when: amount > 100.00, then: yes}
    - {id: F-3, then: no}
ranked:
  outcomes: {high: H, low: L}
  hit_policy: priority
  rules:
    - {id: P-1, when: vip, then: low}
    - {id: P-2, when: amount > 100.00, then: high}
same:
  outcomes: {one: O, two: T}
  hit_policy: any
  rules:
    - {id: A-1, when: vip, then: one}
    - {id: A-2, when: amount > 100.00, then: one}
    - {id: A-3, when: times = 9, then: two}
single:
  outcomes: {one: O, two: T}
  hit_policy: unique
  rules:
    - {id: U-1, when: vip, then: one}
    - {id: U-2, when: amount > 100.00, then: two}
steps:
  outcomes: {note: N, call: C}
  hit_policy: collect
  rules:
    - {id: C-1, when: vip, then: note}
    - {id: C-2, when: amount > 100.00, then: note}
    - {id: C-3, when: list contains(steps_before, x), then: call}
after:
  outcomes: {one: O}
  hit_policy: first
  rules:
    - {id: R-1, when: single = one, then: one}
    - {id: R-2, then: one}
""".replace("list contains(steps_before, x)", "lost > amount")
GIVEN: dict[str, Value] = {"id": "T", "amount": 20_000, "vip": True, "times": None}
EXPECTED = {
    "first": {"F-1": Fate.FAILED, "F-2": Fate.WON, "F-3": Fate.LATER},
    "ranked": {"P-1": Fate.LATER, "P-2": Fate.WON},
    "same": {"A-1": Fate.WON, "A-2": Fate.ALIKE, "A-3": Fate.FAILED},
    "single": {"U-1": Fate.CLASHED, "U-2": Fate.CLASHED},
    "steps": {"C-1": Fate.GAVE, "C-2": Fate.ALIKE, "C-3": Fate.FAILED},
    "after": {"R-1": Fate.UNASKED, "R-2": Fate.UNASKED},
}


@pytest.fixture(scope="module")
def small() -> Policy:
    return policy(DECISIONS)


def test_every_rule_has_a_fate(small: Policy) -> None:
    with Engine(small) as engine:
        found = fates(engine.decide(GIVEN), small)
    assert {name: {one.rule.id: one.fate for one in told} for name, told in found.items()} == EXPECTED


def test_the_tests_end_with_the_first_that_failed(small: Policy) -> None:
    with Engine(small) as engine:
        failed, won, always = fates(engine.decide(GIVEN), small)["first"]
    assert [one.truth for one in failed.tests] == [True, True, None]
    assert [[read.name for read in one.reads if isinstance(read, Reference)] for one in failed.tests] == [
        ["amount"],
        ["vip"],
        ["times"],
    ]
    assert ([one.truth for one in won.tests], always.tests) == ([True], ())


def test_a_complaint_that_was_not_decided_was_not_looked_at(small: Policy) -> None:
    with Engine(small) as engine:
        found = fates(engine.decide({**GIVEN, "times": 1000}), small)
    assert {one.fate for told in found.values() for one in told} == {Fate.UNASKED}


def test_an_explanation_that_contradicts_the_engine_is_none(small: Policy) -> None:
    with Engine(small) as engine:
        decided = engine.decide(GIVEN)
    assert decided.ruled is not None
    other = replace(decided.ruled, rulings=(Ruling(2, (2,), ("no",)), *decided.ruled.rulings[1:]))
    with pytest.raises(AssertionError, match="F-2"):
        fates(Decided(GIVEN, other), small)


def test_a_set_that_is_asked_is_read() -> None:
    asking = policy(
        """one:
  outcomes: {a: A}
  hit_policy: collect
  rules: [{id: O-1, when: vip, then: a}]
two:
  outcomes: {b: B, c: C}
  hit_policy: first
  rules:
    - {id: W-1, when: "list contains(one, a)", then: b}
    - {id: W-2, then: c}
"""
    )
    with Engine(asking) as engine:
        found = fates(engine.decide({"id": "T", "vip": False}), asking)
    (test,) = found["two"][0].tests
    assert (test.truth, [type(read) for read in test.reads]) == (False, [ListContains])


@pytest.mark.parametrize("seed", range(4))
def test_what_failed_and_held_is_what_the_engine_says(seed: int) -> None:
    chance = Random(seed)
    loaded = load(policy_text(chance), name="generated.yaml")
    if loaded.policy is None:
        return
    as_of = 1_772_415_000_000_000
    with Engine(loaded.policy) as engine:
        for facts in complaints(loaded.policy, chance, count=20, as_of=as_of):
            decided = engine.decide(facts, as_of=as_of)
            found = fates(decided, loaded.policy)
            rulings = () if decided.ruled is None else decided.ruled.rulings
            for decision, ruling in zip(loaded.policy.decisions, rulings, strict=False):
                held = [n for n, one in enumerate(found[decision.name]) if one.fate not in {Fate.FAILED, Fate.UNASKED}]
                assert tuple(held) == ruling.fired


DATED = """tousu: 1
policy: dated
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
dated_by: on
identity: id
facts: {id: {type: text}, on: {type: date}, n: {type: integer}}
parameters:
  limit: {type: integer, values: {2025-01-01: 1, 2026-03-01: 2, 2026-06-01: 3}}
  later: {type: integer, values: {2026-05-01: 9}}
  length: {type: duration, unit: calendar days, values: {2026-01-01: 3 calendar days}}
calendar: CN
deadlines: {answer: {from: on, within: length}}
decisions:
  size:
    outcomes: {big: B, small: S}
    hit_policy: first
    rules: [{id: A, when: n > limit, then: big}, {id: B, when: n = later, then: big}, {id: C, then: small}]
"""


def test_a_parameter_is_told_with_its_dates() -> None:
    loaded = load(DATED, name="dated.yaml")
    assert loaded.policy is not None, loaded.messages
    day = 20_513  # 2026-03-01
    told = {one.parameter.name: (one.value, one.since, one.until) for one in in_force(edition(loaded.policy, day))}
    assert told == {"limit": (2, day, 20_605), "later": (None, None, 20_574), "length": (3, 20_454, None)}
    assert read_by(loaded.policy.decisions[0], loaded.policy) == ("limit", "later")
    assert read_by(loaded.policy.deadlines[0], loaded.policy) == ("length",)
