"""A mutant is killed by a test that fails of it, or judged by all complaints."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.ruling import Review
from engine.testing.answers import answers
from engine.testing.mutating import Fate, Mutating
from engine.testing.surviving import Judged, Surviving
from engine.testing.trying import Facts
from rules.mutation import Mutant, mutants
from rules.policy import Policy
from rules.testing import Case, answerable, load
from tests.casebook import cases_of, policy_at
from tests.engine import small
from tests.rules.analysis.edits import decided_otherwise, every_complaint
from tests.rules.analysis.finite import finite_text, loaded

SEEDS = 2
EVERY = 20
"""Of the mutants of a policy so many are looked at."""

POLICY = small.policy(
    """size:
  outcomes: {large: 大额, small: 小额}
  hit_policy: first
  values: {share: {type: money, currency: CNY}}
  rules:
    - {id: S-1, when: amount > floor, then: large, set: {share: round_down(amount * 0.5)}}
    - {id: S-2, then: small}
state:
  outcomes: {late: 逾期, fine: 正常}
  hit_policy: first
  rules:
    - {id: T-1, when: answer = breached, then: late}
    - {id: T-2, then: fine}
""",
    head="calendar: CN\ndated_by: at\nuntil: 2027-01-01\n",
    facts="  done: {type: datetime}\n",
    more=(
        "parameters:\n  floor: {type: money, currency: CNY, values: {2026-01-01: 5.00, 2026-06-01: 6.00}}\n"
        "deadlines:\n  answer: {from: at, within: 5 working days, met_by: done, warn_at: 80%}\n"
    ),
)
HEAD = """tousu: 1
tests: example
at: 2026-03-02T10:00:00+08:00
complaint: {id: T-1, at: 2026-03-02T09:00:00+08:00, amount: 5.00}
cases:
"""


def cases(text: str) -> tuple[Case, ...]:
    found = load(HEAD + text, POLICY, name="s.yaml")
    assert found.suite is not None, found.messages
    return found.suite.cases


def mutant(about: str, operator: str, after: str, policy: Policy = POLICY) -> Mutant:
    (found,) = (one for one in mutants(policy) if (one.about, one.operator, one.after) == (about, operator, after))
    return found


ALL = cases(
    """  - {case: a, expect: {size: small, share: missing}, because: [S-2]}
  - {case: b, given: {amount: 5.01}, expect: {size: large, share: 2.50}}
  - {case: c, at: 2026-03-10T00:00:00.000001+08:00, expect: {state: late}}
"""
)


@pytest.mark.parametrize(
    ("about", "operator", "after", "by"),
    [
        ("S-1", "comparison", "amount >= floor", "a"),
        ("S-1", "comparison", "amount < floor", "b"),
        ("S-1", "value", "-", "b"),
        ("S-1", "value", "amount / 0.5", "b"),
        ("S-1", "outcome", "small", "b"),
        ("S-2", "outcome", "large", "a"),
        ("floor", "threshold", "2026-01-01: 4.99", "a"),
        ("floor", "threshold", "2026-01-01: 5.01", "b"),
        ("size", "order", "S-2, S-1", "b"),
        ("answer", "threshold", "6 working days", "c"),
        ("T-1", "condition", "true", None),
    ],
)
def test_a_mutant_is_killed_by_the_first_test_that_fails(about: str, operator: str, after: str, by: str | None) -> None:
    found = Mutating(POLICY, ALL).tested(mutant(about, operator, after))
    assert (found.fate, found.by) == (Fate.SURVIVED if by is None else Fate.KILLED, by)


def test_a_mutant_that_could_not_be_a_policy_is_unfit() -> None:
    policy = small.policy(
        "d:\n  outcomes: {a: 甲}\n  values: {v: {type: integer}}\n  hit_policy: first\n"
        "  rules: [{id: R-1, then: a, set: {v: times * 3}}]\n"
    )
    assert Mutating(policy, ()).tested(mutant("R-1", "value", "times / 3", policy)).fate is Fate.UNFIT


def judged(one: Mutant, tests: tuple[Case, ...] = ALL) -> Judged:
    return Surviving(Mutating(POLICY, tests)).judged(one)


@pytest.mark.parametrize(
    ("about", "operator", "after", "expect", "because"),
    [
        ("S-1", "comparison", "amount >= floor", {"size": "small", "share": "missing"}, ("S-2",)),
        ("S-1", "threshold", "0.51", {"share": "50.00"}, ("S-1",)),
        ("floor", "threshold", "2026-06-01: 5.99", {"size": "small", "share": "missing"}, ("S-2",)),
        ("floor", "date", "2026-06-02: 6.00", {"size": "small", "share": "missing"}, ("S-2",)),
        ("T-1", "condition", "true", {"state": "fine"}, ("T-2",)),
        ("answer", "deadline", "-", {"answer": "met"}, ()),
        ("answer", "warning", "79%", {"answer.warned": "false"}, ()),
        ("answer", "deadline", "included", {"answer.due": "2026-01-09T00:00:00+08:00"}, ()),
        ("effective", "date", "2025-12-31", {"review": "not-in-force: example"}, ()),
        ("effective", "date", "2026-01-02", {"review": "missing"}, ()),
        ("until", "date", "2027-01-02", {"review": "not-in-force: example"}, ()),
    ],
)
def test_a_complaint_is_found_that_a_survivor_decides_otherwise(
    about: str, operator: str, after: str, expect: dict[str, str], because: tuple[str, ...]
) -> None:
    found = judged(mutant(about, operator, after))
    assert found.fate is Fate.SURVIVED
    assert found.killer is not None
    if about != "answer" or operator != "deadline" or after != "included":
        assert {name: found.killer.expect[name] for name in expect} == expect
    assert found.killer.because == because


@pytest.mark.parametrize(
    ("about", "operator", "after"),
    [("state", "hit-policy", "priority"), ("size", "hit-policy", "priority")],
)
def test_a_mutant_that_decides_alike_is_equivalent(about: str, operator: str, after: str) -> None:
    assert judged(mutant(about, operator, after)) == Judged(Fate.EQUIVALENT)


DATED = small.policy(
    "d:\n  outcomes: {a: 甲, b: 乙}\n  hit_policy: first\n"
    "  rules: [{id: R-1, when: vip, then: a}, {id: R-2, when: amount > floor, then: b}, {id: R-3, then: a}]\n",
    head="dated_by: day\n",
    more="parameters:\n  floor: {type: money, currency: CNY, values: {2026-01-01: 5.00}}\n",
)


@pytest.mark.parametrize(
    ("about", "operator", "after", "review"),
    [("effective", "date", "2025-12-31", "not-in-force: example"), ("effective", "date", "2026-01-02", "missing")],
)
def test_a_policy_dated_by_days_is_told_apart_by_a_day(about: str, operator: str, after: str, review: str) -> None:
    found = Surviving(Mutating(DATED, ())).judged(mutant(about, operator, after, DATED))
    assert found.killer is not None
    assert (found.killer.expect["review"], found.killer.as_of) == (review, None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"day": 20_600}, 20_454),
        ({}, Review("missing-required", "day")),
        ({"day": "x"}, Review("unreadable", "day")),
        ({"day": 20_000, "amount": "x"}, Review("not-in-force", "example")),
        ({"day": 20_600, "amount": "x"}, Review("unreadable", "amount")),
    ],
)
def test_a_complaint_is_refused_as_the_engine_refuses_it(facts: Facts, expected: object) -> None:
    assert Mutating(DATED, ()).usual.start(facts) == expected
    with Engine(DATED) as engine:
        assert engine.decide(facts).review == (expected if isinstance(expected, Review) else None)


NEAR = small.policy(
    "d:\n  outcomes: {late: 迟, fine: 好}\n  hit_policy: first\n"
    "  rules:\n    - {id: R-1, when: paid > answer.due, then: late}\n"
    "    - {id: R-2, when: vip, then: fine}\n    - {id: R-3, then: late}\n",
    head="calendar: CN\n",
    facts="  paid: {type: datetime}\n  ref: {type: text, required: true}\n",
    more="deadlines:\n  answer: {from: day, within: 8 calendar days}\n",
)


@pytest.mark.parametrize(
    ("about", "operator", "after"),
    [("R-1", "comparison", "paid >= answer.due"), ("answer", "deadline", "none")],
)
def test_what_hangs_on_how_days_are_counted_is_sought_nearby(about: str, operator: str, after: str) -> None:
    one = mutant(about, operator, after, NEAR)
    found = Surviving(Mutating(NEAR, ())).judged(one)
    assert found.fate is Fate.SURVIVED
    assert found.killer is not None
    facts, as_of = found.killer.facts, found.killer.as_of
    with Engine(NEAR) as engine, Engine(one.policy) as other:
        said = [answers(each.decide(facts, as_of=as_of), each.policy) for each in (engine, other)]
    assert any(said[0].told(name) == told != said[1].told(name) for name, told in found.killer.expect.items())


def test_what_the_solver_gives_up_is_undecided() -> None:
    one = mutant("S-1", "threshold", "0.51")
    found = Surviving(Mutating(POLICY, ALL), effort=1).judged(one)
    assert found == Judged(Fate.UNDECIDED)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutants_are_judged_as_trying_every_complaint_judges_them(seed: int) -> None:
    policy = loaded(finite_text(seed, valued=True))
    surviving = Surviving(Mutating(policy, ()))
    for one in list(mutants(policy))[seed::EVERY][:3]:
        found = surviving.judged(one)
        names = set().union(*(decided_otherwise(policy, one.policy, facts) for facts in every_complaint()))
        assert found.fate is (Fate.SURVIVED if names else Fate.EQUIVALENT), (seed, one.about, one.after)
        if found.killer is not None:
            facts = {**dict.fromkeys(policy.facts_by_name), **found.killer.facts}
            assert decided_otherwise(policy, one.policy, facts)


@pytest.mark.parametrize("path", ["policy.yaml", "rules/packs/us-reg-e.yaml"])
def test_what_is_tried_instead_of_the_engine_says_what_the_engine_says(path: str) -> None:
    policy = policy_at(path)
    with Engine(policy) as engine:
        for name, step, tried in Mutating(policy, cases_of(path)[::3]).steps:
            one, other = tried.answers(policy), answers(engine.decide(step.facts, as_of=step.at), policy)
            told = [(key, one.told(key), other.told(key)) for key in answerable(policy)]
            assert [triple for triple in told if triple[1] != triple[2]] == [], name
            assert [one.rules(key) for key in policy.decisions_by_name] == [
                other.rules(key) for key in policy.decisions_by_name
            ]
